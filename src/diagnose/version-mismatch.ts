import { configured, disputeRule, quoted, sides } from './disputes.js';
import { nameOf } from './mastership.js';

/** VRRP version 2 and 3 in one virtual router: neither takes the other's adverts. */
export const versionMismatch = disputeRule(
  'version-mismatch',
  { differ: (a, b) => a.version !== b.version, kinds: ['version-mismatch'], settings: ['version'] },
  (d, state) => ({
    severity: 'critical',
    summary: `${nameOf(d.router)}: VRRP versions differ: ${sides(d, state, (s) => `version ${s.version}`) ?? configured(d, state, (c) => `version ${c.version}`) ?? quoted(d.complaint!)}`,
    advice: `set the same version (vrrp_version in global_defs, or version of the instance) on ${d.nodes.join(' and ')}, then reload: each ignores the other's adverts and both become MASTER`,
  }),
);
