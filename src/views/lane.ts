import type { Cell, VirtualRouter } from '../model/state.js';
import type { VrrpState } from '../protocol/log-event.js';

/** A stretch of time in which a router was in one state; ms, `to` excluded. */
interface Stretch {
  from: number;
  to: number;
  state: VrrpState;
}

/** What a column of the timeline shows: a state, nothing (before all knowledge), or how many masters there were, if not one. */
export type LaneMark = VrrpState | 'nobody' | 'two' | null;

/** The columns of a timeline: `count` of them, `bucketMs` each, the last one holding now. Their edges do not move as time passes. */
export interface Columns {
  count: number;
  bucketMs: number;
  end: number;
}

export function columnsFor(now: number, spanMs: number, count: number): Columns {
  const wish = spanMs / Math.max(1, count);
  // Coarse enough that the edges are round times, fine enough that the span is not much longer than asked for.
  const step = wish > 300 ? 100 : 10;
  const bucketMs = Math.max(step, Math.ceil(wish / step) * step);
  return { count, bucketMs, end: (Math.floor(now / bucketMs) + 1) * bucketMs };
}

export const columnStart = (columns: Columns, i: number): number =>
  columns.end - (columns.count - i) * columns.bucketMs;

/** The states of a cell over time, oldest first, as far back as it is known; ends at `now`. */
export function stretches(cell: Cell, startedAt: number, now: number): Stretch[] {
  const out: Stretch[] = [];
  const add = (from: number, to: number, state: VrrpState): void => {
    if (to > from) out.push({ from, to, state });
  };
  const first = cell.transitions[0];
  if (first === undefined) {
    add(startedAt, Math.min(cell.since, now), 'UNKNOWN');
    add(Math.max(Math.min(cell.since, now), Math.min(startedAt, cell.since)), now, cell.state);
    return out;
  }
  add(Math.min(startedAt, first.at), first.at, first.from);
  for (const [i, t] of cell.transitions.entries()) {
    const next = cell.transitions[i + 1];
    if (next !== undefined) add(t.at, next.at, t.to);
    else if (t.to === cell.state || cell.since <= t.at) add(t.at, now, cell.state);
    else {
      add(t.at, Math.min(cell.since, now), t.to);
      add(Math.min(cell.since, now), now, cell.state);
    }
  }
  return out;
}

interface Range {
  from: number;
  to: number;
}

/** Times at which a virtual router had two masters (longer than an election takes), and times at which it had none. */
export function misses(router: VirtualRouter, now: number): { two: Range[]; nobody: Range[] } {
  const election = Math.max(1000, router.advertIntervalMs ?? 0);
  const tenures = router.tenures.map((t) => ({ node: t.node, from: t.from, to: t.to ?? now }));
  const two = tenures.flatMap((a, i) =>
    tenures
      .slice(i + 1)
      .filter((b) => b.node !== a.node)
      .map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }))
      .filter((r) => r.to - r.from > election),
  );
  const nobody = router.failovers.flatMap((f) =>
    f.gapMs !== null && f.gapMs > 0 ? [{ from: f.at - f.gapMs, to: f.at }] : [],
  );
  const last = Math.max(...tenures.map((t) => t.to));
  const known = [...router.cells.values()].every((cell) => cell.state !== 'UNKNOWN');
  if (tenures.length > 0 && known && router.tenures.every((t) => t.to !== null)) nobody.push({ from: last, to: now });
  return { two, nobody };
}

/**
 * One mark a column. Two masters and a FAULT show however short they were, so does a state that came and went within one
 * column; else the state that lasted longest wins.
 */
export function laneMarks(
  router: VirtualRouter,
  cell: Cell,
  startedAt: number,
  now: number,
  columns: Columns,
): LaneMark[] {
  const states = stretches(cell, startedAt, now);
  const { two, nobody } = misses(router, now);
  const masterAround = (from: number, to: number): boolean =>
    states.some((s) => s.state === 'MASTER' && s.from <= to && s.to >= from);
  const marks: LaneMark[] = [];
  for (let i = 0; i < columns.count; i++) {
    const from = columnStart(columns, i);
    const to = from + columns.bucketMs;
    const meets = (r: Range): boolean => r.from < to && r.to > from;
    const within = states.filter(meets);
    const state = pick(within, from, to);
    if (within.some((s) => s.state === 'MASTER') && two.some(meets)) marks.push('two');
    else if (
      state !== null &&
      state !== 'FAULT' &&
      state !== 'STOPPED' &&
      nobody.some((r) => meets(r) && (r.to === now || masterAround(r.to, r.to)))
    ) {
      marks.push('nobody');
    } else marks.push(state);
  }
  return marks;
}

function pick(within: Stretch[], from: number, to: number): VrrpState | null {
  if (within.some((s) => s.state === 'FAULT')) return 'FAULT';
  const blip = within.find((s) => s.from >= from && s.to < to);
  if (blip !== undefined && within.length > 2) return blip.state;
  let best: VrrpState | null = null;
  let longest = 0;
  for (const s of within) {
    const dwell = Math.min(s.to, to) - Math.max(s.from, from);
    if (dwell > longest) {
      longest = dwell;
      best = s.state;
    }
  }
  return best;
}
