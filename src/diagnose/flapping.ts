import type { ClusterState, Failover, VirtualRouter } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { departureOf, isHandover } from './handover.js';
import { canSee, nameOf, seconds } from './mastership.js';
import { logRead, nothing } from './nodes.js';
import { weigh } from './ownership.js';

/** So many changes within this time are no longer single faults (diagnostics.md). */
const WINDOW_MS = 600_000;
const CHANGES = 3;
/** Priority 0 may be a stop as well as a FAULT; where no log tells, so many are no longer somebody at work. */
const RESIGNATIONS = 6;
/** A stall that ended at most this long before a change is why it happened, ms. */
const STALL_MS = 10_000;

type Class = 'timer stall' | 'tracker' | 'interface' | 'silence' | 'priority' | 'priority 0' | 'planned';

/** The master changes again and again; a stop on purpose and the return after it do not count. */
export const flapping: Rule = {
  id: 'flapping',
  rests: { lines: ['state', 'script-fail', 'link-down', 'timer-late', 'prio0-sent'] },
  check(state) {
    const findings = state.routers.flatMap((router) => findingsOf(state, router));
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(canSee(state), 'a live capture or the logs of the nodes');
  },
};

function findingsOf(state: ClusterState, router: VirtualRouter): Finding[] {
  const changes = classify(state, router).filter((c) => c.why !== 'planned');
  const findings: Finding[] = [];
  for (let first = 0; first < changes.length; ) {
    // As many as follow each other so closely that each window of time holds enough of them.
    let last = first;
    const enough = (i: number): boolean => {
      const from = changes[i - CHANGES + 1];
      return from !== undefined && i - CHANGES + 1 >= first && changes[i]!.f.at - from.f.at <= WINDOW_MS;
    };
    for (
      let i = first;
      i < changes.length && changes[i]!.f.at - changes[Math.max(first, i - 1)]!.f.at <= WINDOW_MS;
      i++
    ) {
      if (enough(i)) last = i;
    }
    if (last === first) {
      first++;
      continue;
    }
    const run = changes.slice(first, last + 1);
    const wanted = run.every((c) => c.why === 'priority 0' && !logRead(state, c.f.from)) ? RESIGNATIONS : CHANGES;
    if (run.length >= wanted) findings.push(describe(state, router, run));
    first = last + 1;
  }
  return findings;
}

/** Why each change happened; the way back after a departure has the departure's class. */
function classify(state: ClusterState, router: VirtualRouter): { f: Failover; why: Class }[] {
  const lastOf = new Map<string, Class>();
  return router.failovers.map((f) => {
    const why = f.cause === 'preemption' ? (lastOf.get(f.to) ?? classOf(state, router, f)) : classOf(state, router, f);
    lastOf.set(f.from, why);
    return { f, why };
  });
}

function classOf(state: ClusterState, router: VirtualRouter, f: Failover): Class {
  const left = departureOf(router.cells.get(f.from), f);
  const stalled = state.nodes
    .get(f.from)
    ?.troubles.some((t) => t.kind === 'timer-stall' && t.from <= f.at && (t.to ?? f.at) >= f.at - STALL_MS);
  if (stalled) return 'timer stall';
  if (left?.cause === 'tracker') return 'tracker';
  if (left?.cause === 'interface') return 'interface';
  if (left?.cause === 'stop') return 'planned';
  if (isHandover(router, f)) return 'priority 0';
  if (f.cause === 'timeout') return 'silence';
  // A node that was started takes its place by its priority: that is no fault of its own.
  const began = router.cells.get(f.to)?.transitions.findLast((t) => t.at < f.at && t.to !== 'MASTER');
  return began?.cause === 'start' && f.at - began.at < WINDOW_MS ? 'planned' : 'priority';
}

const FIRST: Record<Class, (node: string) => string> = {
  'timer stall': (n) => `keepalived on ${n} is kept from running: look for CPU or VM stalls there`,
  tracker: (n) => `a tracker on ${n} comes and goes: run its check by hand, raise fall and rise, or mend what it tests`,
  interface: (n) => `an interface on ${n} comes and goes: look at its cable, switch port and driver`,
  silence: (n) => `adverts of ${n} are lost: look at its link, at packet loss, and at whether ${n} itself crashes`,
  priority: (n) => `priorities change: see which tracker of ${n} has a weight and what it tests`,
  'priority 0': (n) => `${n} resigns each time: its log tells whether it is stopped or in FAULT`,
  planned: (n) => `${n} is stopped again and again`,
};

function describe(state: ClusterState, router: VirtualRouter, run: { f: Failover; why: Class }[]): Finding {
  const first = run[0]!.f;
  const last = run.at(-1)!.f;
  const counts = new Map<Class, number>();
  for (const { why } of run) counts.set(why, (counts.get(why) ?? 0) + 1);
  const why = [...counts].sort((a, b) => b[1] - a[1])[0]![0];
  const nodes = [...new Set(run.flatMap(({ f }) => [f.from, f.to]))].sort();
  const minutes = Math.max(1, Math.round((last.at - first.at) / 60_000));
  const still = run.filter(({ f }) => state.now - f.at <= WINDOW_MS).length;
  const culprit = run.find((c) => c.why === why && c.f.cause !== 'preemption')?.f.from ?? first.from;
  return {
    rule: 'flapping',
    key: `${router.id}/${first.at}`,
    severity: weigh(state, router, 'warning'),
    router: router.id,
    nodes,
    since: first.at,
    to: still >= CHANGES ? null : last.at,
    summary: `${nameOf(router)}: ${run.length} changes of master in ${minutes} min, by ${why}`,
    advice: FIRST[why](culprit),
    clears: `fewer than ${CHANGES} changes lie within ${WINDOW_MS / 60_000} min${still >= CHANGES ? `: in ${seconds(run.at(-CHANGES)!.f.at + WINDOW_MS - state.now)}, if no other comes` : ''}`,
    evidence: [...new Set(run.flatMap(({ f }) => departureOf(router.cells.get(f.from), f)?.evidence ?? []))],
  };
}
