import type { ClusterState, Speech, VirtualRouter } from '../model/state.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf, silence } from './mastership.js';
import { nothing } from './nodes.js';
import { disjointVips, isOurRouter, isOurs, unaccounted } from './ownership.js';
import { endOf, inContact, wireRead } from './wire.js';

/** A sender outside of the inventory that takes a virtual router of ours, by a priority at or above ours. */
export const rogueMaster: Rule = {
  id: 'rogue-master',
  rests: { settings: ['priority'] },
  check(state): Verdict {
    if (state.inventory.nodes.length === 0) return nothing(false, 'the nodes: without them nobody is a stranger');
    const ours = state.routers.filter((r) => isOurRouter(state, r));
    const findings = ours.flatMap((r) => findingsOf(state, r));
    if (findings.length > 0) return { verdict: 'findings', findings };
    const unknown = new Set(ours.filter((r) => strangersIn(state, r).length > 0).flatMap((r) => unaccounted(state, r)));
    if (unknown.size > 0)
      return nothing(false, `the addresses of ${[...unknown].join(', ')}: a stranger may be one of them`);
    return nothing(wireRead(state), 'a capture');
  },
};

/** What strangers said: two adverts at least, that our routers hear, for addresses of ours. Other addresses are vrid-conflict. */
function strangersIn(state: ClusterState, router: VirtualRouter): Speech[] {
  const own = router.speeches.filter((s) => isOurs(state, router, s.address));
  return router.speeches.filter(
    (s) =>
      !own.includes(s) &&
      s.lastAt > s.from &&
      (own.length === 0 ? s.cast === 'multicast' : own.some((o) => inContact(s, o))) &&
      !own.some((o) => disjointVips(s, o)),
  );
}

function findingsOf(state: ClusterState, router: VirtualRouter): Finding[] {
  const best = bestOfOurs(state, router);
  if (best === null || unaccounted(state, router).length > 0) return [];
  return strangersIn(state, router)
    .filter((s) => s.priority >= best.priority)
    .map((s) => {
      const to = endOf(s, state.now);
      const mac = [...router.cells.values()].find((c) => c.wire?.address === s.address)?.wire?.mac ?? '';
      return {
        rule: 'rogue-master',
        key: `${router.id}/${s.address}/${s.from}`,
        severity: 'critical' as const,
        router: router.id,
        nodes: [s.address],
        since: s.from,
        to,
        summary: `${nameOf(router)}: ${s.address}${mac === '' ? '' : ` (${mac})`}, no node of ours, ${to === null ? 'advertises' : 'advertised'} priority ${s.priority}; ours is ${best.priority} at most (${best.node})`,
        advice: `find its port by its MAC address${mac === '' ? '' : ` ${mac}`} and take it off the link; if it is one of the nodes, add ${s.address} to its addresses`,
        clears: `${silence(s.address, s)}, or a node of ours has the address`,
        evidence: ['wire' as const],
      };
    });
}

function bestOfOurs(state: ClusterState, router: VirtualRouter): { node: string; priority: number } | null {
  let best: { node: string; priority: number } | null = null;
  for (const cell of router.cells.values()) {
    if (state.nodes.get(cell.node)?.inInventory !== true) continue;
    const priority = cell.priority ?? cell.configuredPriority;
    if (priority !== null && (best === null || priority > best.priority)) best = { node: cell.node, priority };
  }
  return best;
}
