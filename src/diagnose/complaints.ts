import type { Cell, ClusterState, LinesRun, NodeState, VirtualRouter } from '../model/state.js';
import type { LogEvent, LogKind } from '../protocol/log-event.js';
import { patienceMs, seconds } from './mastership.js';
import { isAtLeast, nodeOf, type Span } from './wire.js';

/** A stretch of time in which a node's log complained of another router's adverts. */
export interface Complaint extends Span {
  node: string;
  /** Whom it complained of, a node's name or an address; null where the line does not tell. */
  peer: string | null;
  count: number;
  /** When the last line came; `to` is when there was nothing to complain of any more. */
  lastAt: number;
  last: LogEvent;
  /** What must be seen so that it is over. */
  clears: string;
}

/** From this version on keepalived complains once of each master, before it of each advert. */
const ONCE: readonly number[] = [2, 3, 3];
/** What of a stamp of whole seconds and of the way of a line to us may be late, ms. */
const LINE_LATE_MS = 1000;

/** What the logs of `router`'s nodes wrote of these kinds, where `wanted` takes it; oldest first. */
export function complaints(
  state: ClusterState,
  router: VirtualRouter,
  kinds: readonly LogKind[],
  wanted: (e: LogEvent) => boolean = () => true,
): Complaint[] {
  const found: Complaint[] = [];
  for (const cell of router.cells.values()) {
    const node = state.nodes.get(cell.node);
    for (const kind of kinds) {
      const runs = [...(cell.lines.get(kind)?.runs ?? []), ...linesWithoutInstance(state, router, node, kind)];
      for (const run of runs) {
        if (!wanted(run.last)) continue;
        const address = run.last.values.peer;
        const peer = address === undefined ? null : nodeOf(state, router, address);
        const once = complainsOnce(node, run);
        const to = once ? endOfOne(state, router, cell, peer, run) : endOfMany(state, router, run);
        const clears = once
          ? `${cell.node} gives way, ${peer ?? 'the other'} is MASTER no more, or keepalived is reloaded or started on one of them`
          : `${cell.node}'s log has no such line for ${seconds(quietMs(router))}`;
        const { count, last } = run;
        found.push({ node: cell.node, peer, count, lastAt: run.to, last, from: run.from, to, clears });
      }
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Before 1.2.20 packet faults named no instance: they belong to the only one that the node has. */
function linesWithoutInstance(
  state: ClusterState,
  router: VirtualRouter,
  node: NodeState | undefined,
  kind: LogKind,
): LinesRun[] {
  const runs = node?.lines.get(kind)?.runs;
  if (node === undefined || runs === undefined) return [];
  return state.routers.every((r) => r === router || !r.cells.has(node.name)) ? runs : [];
}

function complainsOnce(node: NodeState | undefined, run: LinesRun): boolean {
  return isAtLeast(node?.version ?? null, ONCE) ?? run.last.values.peer !== undefined;
}

/** It would complain of the next advert again: silence for longer than that is the end. */
function endOfMany(state: ClusterState, router: VirtualRouter, run: LinesRun): number | null {
  return state.now - run.to <= quietMs(router) ? null : run.to;
}

const quietMs = (router: VirtualRouter): number => patienceMs(router) + LINE_LATE_MS;

/** One line holds until the peer is MASTER no more, one of them was reloaded or started, or the node gave way. */
function endOfOne(
  state: ClusterState,
  router: VirtualRouter,
  cell: Cell,
  peer: string | null,
  run: LinesRun,
): number | null {
  const ends: number[] = [];
  const others = [...router.cells.values()].filter((c) => c !== cell && (peer === null || c.node === peer));
  for (const t of cell.transitions) if (t.at > run.to && t.to !== 'MASTER') ends.push(t.at);
  for (const name of [cell.node, ...others.map((c) => c.node)]) {
    for (const kind of ['reload', 'reload-complete', 'child-start'] as const) {
      const at = state.nodes.get(name)?.lines.get(kind)?.lastAt;
      if (at !== undefined && at > run.to) ends.push(at);
    }
  }
  const tenures = router.tenures.filter(
    (t) => others.some((c) => c.node === t.node) && (t.to === null || t.to >= run.from - LINE_LATE_MS),
  );
  if (others.length > 0 && !others.some(mayBeMaster)) {
    const left = tenures.map((t) => t.to ?? state.now);
    ends.push(left.length === 0 ? run.to : Math.max(run.to, Math.min(...left)));
  }
  return ends.length === 0 ? null : Math.max(run.to, Math.min(...ends));
}

/** Also one that is only presumed to have left: where no capture hears it, it may go on. */
function mayBeMaster(cell: Cell): boolean {
  return cell.state === 'MASTER' || (cell.state === 'UNKNOWN' && cell.wire === null);
}
