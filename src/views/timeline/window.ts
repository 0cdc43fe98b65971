import type { Finding } from '../../diagnose/finding.js';
import type { ClusterState } from '../../model/state.js';
import { SPANS_MS, type UiState } from '../ui-state.js';

/** The oldest moment of which something is known, ms. */
export function oldestAt(state: ClusterState): number {
  const firsts = state.routers.flatMap((r) => [...r.cells.values()].map((c) => c.transitions[0]?.at ?? state.now));
  return Math.min(state.startedAt, state.now, ...firsts);
}

/** What a span that nobody chose is at least, and at most, ms: an incident that has just begun fills the screen too. */
const OWN_SPAN_MS = { least: 60_000, most: 600_000 } as const;

/** How far back the timeline looks, ms. */
export function spanOf(ui: UiState, state: ClusterState): number {
  if (ui.spanMs !== null) return ui.spanMs;
  const known = Math.max(state.now - oldestAt(state), OWN_SPAN_MS.least);
  return Math.min(SPANS_MS.find((ms) => ms >= known) ?? OWN_SPAN_MS.most, OWN_SPAN_MS.most);
}

/** The moment of the cursor; null: it follows. A replay that went back may have left it in the future: it then follows too. */
export const cursorOf = (ui: UiState, now: number): number | null =>
  ui.cursorAt !== null && ui.cursorAt < now ? ui.cursorAt : null;

/** Right edge of what the timeline shows: now, or such that the cursor is within the span. */
export function windowEnd(ui: UiState, state: ClusterState): number {
  const { windowEnd: kept } = ui;
  const { now } = state;
  const spanMs = spanOf(ui, state);
  const cursorAt = cursorOf(ui, now);
  if (cursorAt === null) return now;
  if (kept !== null && cursorAt <= kept && cursorAt >= kept - spanMs) return Math.min(kept, now);
  return Math.min(now, cursorAt + spanMs / 2);
}

/** The cursor at `at`: not before all knowledge; at now and later it follows. */
export function withCursor(ui: UiState, at: number, state: ClusterState): UiState {
  if (at >= state.now) return { ...ui, cursorAt: null, windowEnd: null };
  const cursorAt = Math.max(oldestAt(state), at);
  const end = windowEnd(ui, state);
  const spanMs = spanOf(ui, state);
  // Out of sight by a step: the window goes on by no more than that; by a jump: the cursor comes to its middle.
  const near = spanMs / 4;
  const right = Math.max(end, cursorAt);
  const left = Math.min(right, cursorAt + spanMs);
  return {
    ...ui,
    cursorAt,
    windowEnd: Math.abs(left - end) <= near ? left : Math.min(state.now, cursorAt + spanMs / 2),
  };
}

/** The times of all events and transitions, oldest first. */
export function eventTimes(state: ClusterState): number[] {
  const times = new Set(state.events.map((e) => e.at));
  for (const router of state.routers)
    for (const cell of router.cells.values()) for (const t of cell.transitions) times.add(t.at);
  return [...times].sort((a, b) => a - b);
}

/** The times at which findings began, oldest first. */
export const findingTimes = (findings: readonly Finding[]): number[] =>
  [...new Set(findings.map((f) => f.since))].sort((a, b) => a - b);
