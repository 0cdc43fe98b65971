import type { Cell, ClusterState, NodeState, Trouble, VirtualRouter } from '../model/state.js';
import type { Verdict } from './finding.js';
import { nameOf } from './mastership.js';

/** True when at least one node's log was or is read. */
export function logRead(state: ClusterState, node: string | null = null): boolean {
  return [...state.sources.values()].some(
    (s) => s.kind === 'log' && (node === null || s.node === node) && (s.status === 'live' || s.lastAt !== null),
  );
}

/** `vi_w (VRID 51)`, or `vi_w, vi_r and 3 more` of many. */
export function namesOf(routers: readonly VirtualRouter[]): string {
  if (routers.length === 1) return nameOf(routers[0]!);
  const shown = routers.slice(0, 3).map((r) => r.label);
  const more = routers.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(' and ');
}

/** Cells of one node in all virtual routers. */
export function cellsOf(state: ClusterState, node: string): { cell: Cell; router: VirtualRouter }[] {
  return state.routers.flatMap((router) => {
    const cell = router.cells.get(node);
    return cell === undefined ? [] : [{ cell, router }];
  });
}

/** Priority 0 at most this long before the process was seen to be gone shows that it was stopped, ms. */
const RESIGNED_MS = 5000;

/**
 * Whether a keepalived that does not run was stopped on purpose: by its log, else by what the wire heard last of it.
 * A MASTER that fell silent without priority 0 was not; of a backup nobody can tell (null).
 */
export function wasStopped(state: ClusterState, node: NodeState): boolean | null {
  const { down } = node;
  if (down === null || down.planned !== null) return down?.planned ?? null;
  const last = cellsOf(state, node.name).flatMap(({ cell }) =>
    cell.wire !== null && Math.abs(down.since - cell.wire.lastAt) <= RESIGNED_MS ? [cell.wire.status] : [],
  );
  if (last.includes('resigned')) return true;
  return last.includes('silent') ? false : null;
}

/** Since when the configurations of these nodes are known to be as they are, ms. */
export function readSince(state: ClusterState, nodes: readonly string[]): number {
  return Math.max(...nodes.map((n) => state.nodes.get(n)?.confAt ?? state.startedAt));
}

/** Some troubles of one kind and name that came one after another without a longer pause than `pauseMs`. */
export function episodes(node: NodeState, kinds: readonly Trouble['kind'][], pauseMs: number): Trouble[][] {
  const all: Trouble[][] = [];
  const open = new Map<string, Trouble[]>();
  for (const t of node.troubles) {
    if (!kinds.includes(t.kind)) continue;
    const key = `${t.kind} ${t.name}`;
    const run = open.get(key);
    const end = run?.at(-1)?.to;
    if (run !== undefined && end != null && t.from - end <= pauseMs) run.push(t);
    else {
      const begun = [t];
      open.set(key, begun);
      all.push(begun);
    }
  }
  return all;
}

/** A rule's answer when it found nothing: quiet where it could have seen, else what is missing. */
export function nothing(couldSee: boolean, missing: string): Verdict {
  return couldSee ? { verdict: 'quiet' } : { verdict: 'insufficient', missing };
}

/** `once`, `3 times` */
export function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`;
}
