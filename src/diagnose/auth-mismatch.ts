import { configured, disputeRule, quoted, sides } from './disputes.js';
import { nameOf } from './mastership.js';
import { byVersion } from './wire.js';

/** Lines of keepalived 2.4 about its HMAC trailer: the rule auth-trailer has them. */
export const TRAILER = /authentication (trailer|key id|HMAC|MAC|clock skew)/;

/** Version 2 routers of one virtual router with other authentication types or passwords. */
export const authMismatch = disputeRule(
  'auth-mismatch',
  {
    differ: (a, b) =>
      a.version === 2 &&
      b.version === 2 &&
      (a.authType !== b.authType || (a.authType === 'pass' && a.authClass !== b.authClass)),
    kinds: ['auth-mismatch'],
    settings: ['auth'],
    wanted: (e) => !TRAILER.test(e.detail),
  },
  (d, state) => {
    const types =
      sides(d, state, (s) => `auth type ${s.authType}`) ?? configured(d, state, (c) => `auth type ${c.authType}`);
    const same = d.clash === null ? types === null : d.clash.a.authType === d.clash.b.authType;
    const prints = same ? configured(d, state, (c) => c.authFingerprint ?? 'none') : null;
    const passwords = `different passwords${prints === null ? '' : ` (fingerprints in keepalived.conf: ${prints})`}`;
    const what = !same ? types! : d.clash !== null || prints !== null ? passwords : quoted(d.complaint!);
    return {
      severity: 'critical',
      summary: `${nameOf(d.router)}: authentication differs: ${what}`,
      advice: `make auth_type and the first 8 characters of auth_pass equal on ${d.nodes.join(' and ')}, then reload keepalived: ${byVersion(state, d.nodes, EFFECT)}`,
    };
  },
);

const EFFECT = {
  v1: 'version 1 calls the packet bad and stays BACKUP all the same',
  mid: 'version 2 ignores such adverts, so that both become MASTER',
  v233: 'from 2.3.3 on it says so once and ignores such adverts, so that both become MASTER',
};
