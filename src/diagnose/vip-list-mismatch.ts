import type { ClusterState } from '../model/state.js';
import { agreed, configured, type Dispute, disputes, quoted } from './disputes.js';
import type { Rule, Verdict } from './finding.js';
import { nameOf } from './mastership.js';
import { logRead, nothing } from './nodes.js';
import { listed, sameVips } from './ownership.js';
import { byVersion, nodeOf, wireRead } from './wire.js';

/** Routers of one virtual router that list other addresses; two clusters on one VRID are `vrid-conflict`. */
export const vipListMismatch: Rule = {
  id: 'vip-list-mismatch',
  rests: { lines: ['vip-mismatch'], settings: ['VIPs'] },
  check(state): Verdict {
    const findings = state.routers.flatMap((router) =>
      disputes(state, router, { differ: (a, b) => !sameVips(a, b), kinds: ['vip-mismatch'] }).map((d) => ({
        rule: 'vip-list-mismatch',
        key: `${router.id}/${d.from}`,
        severity: byVersion(state, d.nodes, { v1: 'critical', mid: 'critical', v233: 'warning' } as const),
        router: router.id,
        nodes: d.nodes,
        since: d.from,
        to: d.to,
        summary: `${nameOf(router)}: lists of virtual IPs differ: ${difference(state, d)}`,
        advice: `make virtual_ipaddress equal on ${d.nodes.join(' and ')}, then reload: ${byVersion(state, d.nodes, EFFECT)}`,
        clears: agreed(d, state),
        evidence: d.evidence,
      })),
    );
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(wireRead(state) || logRead(state), 'a capture, or the logs of the nodes');
  },
};

const EFFECT = {
  v1: 'version 1 calls the packet bad and stays BACKUP all the same',
  mid: 'before 2.3.3 each ignores such adverts and both become MASTER',
  v233: 'from 2.3.3 on they are accepted, but what only one node lists goes away with it',
};

function difference(state: ClusterState, d: Dispute): string {
  if (d.clash === null)
    return configured(d, state, (c) => `has ${listed(c.vips.map((v) => v.address).sort())}`) ?? quoted(d.complaint!);
  const { a, b } = d.clash;
  const only = (x: typeof a, y: typeof a) => {
    const lacking = x.vips.filter((v) => !y.vips.includes(v));
    return lacking.length === 0 ? [] : [`only ${nodeOf(state, d.router, x.address)} has ${listed(lacking)}`];
  };
  return [...only(a, b), ...only(b, a)].join('; ');
}
