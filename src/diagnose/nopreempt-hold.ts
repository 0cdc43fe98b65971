import type { Cell, ClusterState, VirtualRouter } from '../model/state.js';
import { skewTimeMs } from '../model/timers.js';
import type { Finding, Rule } from './finding.js';
import { nameOf, patienceMs, seconds } from './mastership.js';
import { cellsOf } from './nodes.js';

/** A better router is BACKUP under a weaker MASTER, on purpose. */
export const nopreemptHold: Rule = {
  id: 'nopreempt-hold',
  rests: { lines: ['state'], settings: ['priority', 'nopreempt'] },
  check(state) {
    const findings: Finding[] = [];
    const unknown: string[] = [];
    for (const router of state.routers) {
      const masters = [...router.cells.values()].filter((c) => c.state === 'MASTER');
      const master = masters[0];
      if (masters.length !== 1 || master === undefined || master.priority === null) continue;
      for (const cell of router.cells.values()) {
        if (cell.state !== 'BACKUP' || cell.priority === null || cell.priority <= master.priority) continue;
        // An election takes its time; only who is still BACKUP after it is held.
        const since = Math.max(cell.since, master.since);
        if (state.now - since <= patienceMs(router)) continue;
        if (cell.nopreempt === true) findings.push(describe(state, router, master, cell, since));
        else if (cell.nopreempt === null) unknown.push(cell.node);
      }
    }
    if (findings.length > 0) return { verdict: 'findings', findings };
    if (unknown.length === 0) return { verdict: 'quiet' };
    return { verdict: 'insufficient', missing: `keepalived.conf of ${[...new Set(unknown)].join(', ')}` };
  },
};

function describe(state: ClusterState, router: VirtualRouter, master: Cell, held: Cell, since: number): Finding {
  const gapMs = skewTimeMs(router.version ?? 2, held.priority!, router.advertIntervalMs ?? 1000);
  const others = cellsOf(state, master.node)
    .filter(({ cell, router: r }) => cell.state === 'MASTER' && r !== router)
    .map(({ router: r }) => r.label);
  const beside = others.length === 0 ? '' : `; that moves ${others.slice(0, 3).join(', ')} too`;
  return {
    rule: 'nopreempt-hold',
    key: `${router.id}/${held.node}`,
    severity: 'info',
    router: router.id,
    nodes: [held.node, master.node],
    since,
    to: null,
    summary: `${nameOf(router)}: ${held.node} (priority ${held.priority}) is held back by nopreempt, ${master.node} (priority ${master.priority}) stays MASTER`,
    advice: `to move it back: systemctl restart keepalived on ${master.node} (about ${seconds(gapMs)} without a master${beside})`,
    clears: `${held.node} is MASTER, or has no better priority than ${master.priority}, or another than ${master.node} is MASTER`,
    evidence: [
      ...new Set([...(master.wire === null ? [] : ['wire' as const]), ...(held.log === null ? [] : ['log' as const])]),
    ],
  };
}
