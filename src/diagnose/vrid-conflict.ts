import type { ClusterState, Speech, VirtualRouter } from '../model/state.js';
import { complaints } from './complaints.js';
import { disputes } from './disputes.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf } from './mastership.js';
import { nothing } from './nodes.js';
import { disjointVips, freeVrids, isForeignPair, isOurs, listed } from './ownership.js';
import { byVersion, nodeOf, wireRead } from './wire.js';

/** Two clusters use one VRID on one link: their addresses have nothing in common. */
export const vridConflict: Rule = {
  id: 'vrid-conflict',
  check(state): Verdict {
    const findings = state.routers.flatMap((router) =>
      disputes(state, router, { differ: disjointVips, kinds: [] }).flatMap((d): Finding[] => {
        const { a, b } = d.clash!;
        if (!isForeignPair(state, router, a, b)) return [];
        const [ours, theirs] = isOurs(state, router, a.address) ? [a, b] : [b, a];
        return [
          {
            rule: 'vrid-conflict',
            key: `${router.id}/${d.from}`,
            severity: 'critical',
            router: router.id,
            nodes: d.nodes,
            since: d.from,
            to: d.to,
            summary: `${nameOf(router)}: two clusters use VRID ${router.vrid}: ${side(state, router, ours)}; ${side(state, router, theirs)}`,
            advice: `give one of them another virtual_router_id, free here: ${listed(freeVrids(state, router).map(String))}; ${byVersion(state, [nodeOf(state, router, ours.address)], EFFECT)}`,
            evidence:
              complaints(state, router, ['vip-mismatch', 'bogus-packet']).length > 0 ? ['wire', 'log'] : ['wire'],
          },
        ];
      }),
    );
    if (findings.length > 0) return { verdict: 'findings', findings };
    // Which addresses the other one lists stands in no log.
    return nothing(wireRead(state), 'a capture');
  },
};

const EFFECT = {
  v1: 'meanwhile each stays or becomes BACKUP of the other',
  mid: 'until then both stay MASTER of their own',
  v233: 'from 2.3.3 on the higher priority takes the role away from the other cluster',
};

function side(state: ClusterState, router: VirtualRouter, s: Speech): string {
  return `${nodeOf(state, router, s.address)} has ${listed(s.vips)} at priority ${s.priority}`;
}
