import type { ClusterState, Speech, VirtualRouter } from '../model/state.js';
import type { ChecksumMode } from '../protocol/checksum.js';
import { agreed, type Dispute, disputes, quoted, sides } from './disputes.js';
import type { Finding, Rule } from './finding.js';
import { nameOf, silence } from './mastership.js';
import { logRead, nothing } from './nodes.js';
import { endOf, nodeOf, wireRead } from './wire.js';

/** Adverts whose checksum is wrong however it is summed, or right by other ways on different routers. */
export const checksum: Rule = {
  id: 'checksum',
  rests: { lines: ['checksum-error'], settings: ['version'] },
  check(state) {
    const findings = state.routers.flatMap((router) => {
      const differ = (a: Speech, b: Speech) =>
        a.checksumMode !== b.checksumMode && a.version === b.version && a.checksum === 'ok' && b.checksum === 'ok';
      const wrong = router.speeches.flatMap((s) => badSpeech(state, router, s));
      // A line about the bad packets that were seen adds nothing.
      const others = disputes(state, router, { differ, kinds: ['checksum-error'] }).filter(
        (d) => d.clash !== null || !wrong.some((f) => f.since <= (d.to ?? state.now) && (f.to ?? state.now) >= d.from),
      );
      return [...wrong, ...others.map((d) => describe(state, d))];
    });
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(wireRead(state) || logRead(state), 'a capture, or the logs of the nodes');
  },
};

/** More than one advert: a single packet may break on its way. */
function badSpeech(state: ClusterState, router: VirtualRouter, s: Speech): Finding[] {
  const to = endOf(s, state.now);
  if (s.checksum !== 'bad' || s.lastAt - s.from < s.advertIntervalMs / 2) return [];
  const node = nodeOf(state, router, s.address);
  return [
    {
      rule: 'checksum',
      key: `${router.id}/${s.address}/${s.from}`,
      severity: 'warning',
      router: router.id,
      nodes: [node],
      since: s.from,
      to,
      summary: `${nameOf(router)}: adverts of ${node} have a wrong checksum, whichever way it is summed (version ${s.version}, ${s.cast})`,
      advice: `look for what changes packets between ${node} and the capture: NAT, a tunnel, a faulty network card; receivers drop them`,
      clears: `an advert of ${node} has a right checksum, or ${silence(node, s)}`,
      evidence: ['wire'],
    },
  ];
}

const WAYS: Record<ChecksumMode, string> = {
  v2: 'as version 2',
  'pseudo-header': 'with the pseudo-header (RFC 5798)',
  'no-pseudo-header': 'without a pseudo-header (RFC 9568, v3_checksum_as_v2)',
  'multicast-pseudo-header': 'with the multicast group in the pseudo-header (keepalived up to 1.3.6)',
};

function describe(state: ClusterState, d: Dispute): Finding {
  const said = sides(d, state, (s) => (s.checksumMode === null ? '' : WAYS[s.checksumMode]));
  return {
    rule: 'checksum',
    key: `${d.router.id}/${d.from}`,
    severity: 'warning',
    router: d.router.id,
    nodes: d.nodes,
    since: d.from,
    to: d.to,
    summary: `${nameOf(d.router)}: checksums are made in different ways: ${said ?? quoted(d.complaint!)}`,
    advice: `set v3_checksum_as_v2 (or old_unicast_checksum for unicast) alike on ${d.nodes.join(' and ')}: each drops what it sums differently`,
    clears: agreed(d, state),
    evidence: d.evidence,
  };
}
