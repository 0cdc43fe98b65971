import { disputeRule, quoted, sides } from './disputes.js';
import { nameOf } from './mastership.js';
import { disjointVips } from './ownership.js';

/** Some send to the group, some to single peers, or one sends to a peer that does not list it. */
export const castMix = disputeRule(
  'cast-mix',
  {
    differ: (a, b) => a.cast !== b.cast,
    // Two clusters that use one VRID in different ways do not meet.
    contact: (a, b) => !disjointVips(a, b) || a.sentTo.includes(b.address) || b.sentTo.includes(a.address),
    kinds: ['bogus-packet', 'packet-dropped'],
    settings: ['unicast_peer'],
    wanted: (e) => /Expected (unicast|multicast) packet|not a unicast peer|discarding multicast packet/.test(e.detail),
  },
  (d, state) => {
    const said = sides(d, state, (s) => `sends ${s.cast}${s.cast === 'unicast' ? ` to ${s.sentTo.join(', ')}` : ''}`);
    const notPeer = d.clash === null && /not a unicast peer/.test(d.complaint!.last.detail);
    return {
      severity: 'warning',
      summary: `${nameOf(d.router)}: ${notPeer ? 'a sender is nobody’s peer' : 'unicast and multicast are mixed'}: ${said ?? quoted(d.complaint!)}`,
      advice: notPeer
        ? `add the sender to unicast_peer on ${d.complaint!.node}, or take ${d.complaint!.node} off the sender's list`
        : `give all of ${d.nodes.join(' and ')} a unicast_peer block that names the others, or none of them: else neither hears the other and both become MASTER`,
    };
  },
);
