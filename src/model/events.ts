import type { ClusterEvent, VirtualRouter } from './state.js';

/** What happened, oldest first: the transitions of `routers`, with what a failover cost, among `others`. */
export function eventsOf(routers: readonly VirtualRouter[], others: readonly ClusterEvent[]): ClusterEvent[] {
  const events: ClusterEvent[] = [...others];
  for (const router of routers) {
    const failovers = new Map(router.failovers.map((f) => [`${f.to} ${f.at}`, f]));
    for (const cell of router.cells.values()) {
      for (const t of cell.transitions) {
        const failover = t.to === 'MASTER' ? failovers.get(`${t.node} ${t.at}`) : undefined;
        const gap =
          failover === undefined || failover.gapMs === null
            ? ''
            : `, ${(failover.gapMs / 1000).toFixed(2)} s without a master, after ${failover.from}`;
        events.push({
          at: t.at,
          kind: failover === undefined ? 'transition' : 'failover',
          severity: t.to === 'FAULT' || t.to === 'UNKNOWN' ? 'warning' : 'info',
          router: router.id,
          node: t.node,
          text: `${t.from} → ${t.to}${t.cause === 'unknown' ? '' : `  ${t.cause}`}${gap}`,
          evidence: t.evidence,
        });
      }
    }
  }
  return events.sort((a, b) => a.at - b.at);
}
