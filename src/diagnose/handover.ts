import type { Cell, Failover, VirtualRouter } from '../model/state.js';
import { skewTimeMs } from '../model/timers.js';
import type { Finding, Rule } from './finding.js';
import { canSee, nameOf } from './mastership.js';
import { nothing } from './nodes.js';

/** The newest ones told of each virtual router; older ones are in the events. */
const MAX_TOLD = 50;

/** A MASTER was stopped, said so with priority 0, and another took over: planned, with its seconds without a master. */
export const handover: Rule = {
  id: 'handover',
  rests: { lines: ['stop', 'prio0-sent', 'prio0-received', 'state'] },
  check(state) {
    const findings = state.routers.flatMap((router) =>
      router.failovers
        .slice(-MAX_TOLD)
        .filter((f) => isHandover(router, f))
        .map((f) => describe(router, f)),
    );
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(canSee(state), 'a live capture or the logs of the nodes');
  },
};

/** The old master resigned, and not because a tracker or an interface failed. */
export function isHandover(router: VirtualRouter, f: Failover): boolean {
  const left = departureOf(router.cells.get(f.from), f);
  if (left?.cause === 'tracker' || left?.cause === 'interface' || left?.to === 'FAULT') return false;
  return f.cause === 'priority 0' || left?.cause === 'stop';
}

/** The transition with which the old master of `f` left. */
export function departureOf(cell: Cell | undefined, f: Failover) {
  return cell?.transitions.findLast((t) => t.from === 'MASTER' && t.at <= f.at + t.precisionMs);
}

function describe(router: VirtualRouter, f: Failover): Finding {
  const heir = router.cells.get(f.to);
  const left = departureOf(router.cells.get(f.from), f);
  const priority = heir?.configuredPriority ?? heir?.wire?.priority ?? null;
  const skewMs =
    priority === null || router.advertIntervalMs === null
      ? null
      : skewTimeMs(router.version ?? 2, priority, router.advertIntervalMs);
  const expected = skewMs === null ? '' : ` (Skew_Time of ${f.to}: ${(skewMs / 1000).toFixed(2)} s)`;
  const how = left?.cause === 'stop' ? 'was stopped' : 'gave up with priority 0';
  const gap = f.gapMs === null ? '' : `; ${(f.gapMs / 1000).toFixed(2)} s without a master${expected}`;
  return {
    rule: 'handover',
    key: `${router.id}/${f.at}`,
    severity: 'info',
    router: router.id,
    nodes: [f.from, f.to],
    since: f.at - (f.gapMs ?? 0),
    to: f.at,
    summary: `${nameOf(router)}: ${f.from} ${how}, ${f.to} took over${gap}`,
    advice:
      left?.cause === 'stop'
        ? `nothing to do; ${f.from} is missing as a backup until its keepalived runs again`
        : `see in the log of ${f.from} why: a stop, a FAULT, or its address was removed by hand`,
    clears: `${f.to} took over: told once, and over with it`,
    evidence: left === undefined || left.evidence.length === 0 ? ['wire'] : [...left.evidence],
  };
}
