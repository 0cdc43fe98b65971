import { TRAILER } from './auth-mismatch.js';
import { disputeRule, quoted, sides } from './disputes.js';
import { nameOf } from './mastership.js';

/** The HMAC trailer of keepalived 2.4 (28 bytes behind the advert) on some senders only, or refused by a receiver. */
export const authTrailer = disputeRule(
  'auth-trailer',
  {
    differ: (a, b) => a.trailerLength !== b.trailerLength,
    kinds: ['auth-mismatch', 'config-warning', 'ah-replay'],
    settings: [],
    wanted: (e) => TRAILER.test(e.detail),
  },
  (d, state) => {
    const lengths = sides(d, state, (s) => (s.trailerLength === 0 ? 'none' : `${s.trailerLength} bytes`));
    const clock = d.complaint !== null && /clock skew|stale/.test(d.complaint.last.detail);
    return {
      severity: 'warning',
      summary: `${nameOf(d.router)}: authentication trailer: ${lengths ?? quoted(d.complaint!)}`,
      advice: clock
        ? `set the clocks of ${d.nodes.join(' and ')} right (chronyc tracking): the trailer carries the sender's time`
        : `give all nodes keepalived 2.4 with the same auth_hmac block, or take it off all: ${d.nodes.join(' and ')} differ`,
    };
  },
);
