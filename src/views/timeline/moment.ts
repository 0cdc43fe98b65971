import type { ClusterState, EvidenceKind, Transition, VirtualRouter } from '../../model/state.js';
import type { VrrpState } from '../../protocol/log-event.js';
import type { Lane } from '../items.js';
import { misses, stretches } from '../lane.js';

/** What a lane was at one moment; ms. */
interface Moment {
  state: VrrpState;
  /** When it became that, and null where that is older than all knowledge. */
  since: number | null;
  /** The transition into that state; null where none is kept. */
  came: Transition | null;
  /** The transition of the same virtual router, on whatever node, that came last before `came`, and the next of this lane. */
  before: Transition | null;
  next: Transition | null;
  evidence: readonly EvidenceKind[];
}

/** @returns null for a moment before all knowledge of the lane. */
export function momentOf(lane: Lane, at: number, state: ClusterState): Moment | null {
  const all = stretches(lane.cell, state.startedAt, state.now);
  const here = all.find((s) => s.from <= at && at < s.to) ?? (at >= state.now ? all.at(-1) : undefined);
  if (here === undefined) return null;
  const came = lane.cell.transitions.findLast((t) => t.at === here.from) ?? null;
  const before = came === null ? null : lastBefore(lane.router, came);
  const next = lane.cell.transitions.find((t) => t.at > at) ?? null;
  const since = came?.at ?? (here === all[0] && here.from === state.startedAt ? null : here.from);
  return { state: here.state, since, came, before, next, evidence: came?.evidence ?? [] };
}

function lastBefore(router: VirtualRouter, came: Transition): Transition | null {
  let last: Transition | null = null;
  for (const cell of router.cells.values()) {
    const t = cell.transitions.findLast((other) => other !== came && other.at <= came.at);
    if (t !== undefined && (last === null || t.at > last.at)) last = t;
  }
  return last;
}

/** Whether nobody or more than one was MASTER of the virtual router at that moment, and from when to when. */
export function missAt(
  router: VirtualRouter,
  at: number,
  now: number,
): { kind: 'nobody' | 'two'; from: number; to: number } | null {
  const { two, nobody } = misses(router, now);
  const around = (r: { from: number; to: number }): boolean =>
    r.from <= at && (at < r.to || (r.to === now && at >= now));
  const miss = two.find(around);
  if (miss !== undefined) return { kind: 'two', ...miss };
  const none = nobody.find(around);
  return none === undefined ? null : { kind: 'nobody', ...none };
}
