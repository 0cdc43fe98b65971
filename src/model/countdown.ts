import { confOf } from './instance-conf.js';
import { effectivePriority } from './predict.js';
import type { Cell, ClusterState, Speaker, VirtualRouter } from './state.js';
import { masterDownIntervalMs, skewTimeMs } from './timers.js';

/** An advert later than this many intervals is late: a healthy master is never. */
const LATE = 1.5;
/** And one that has not come after so many is waited for no longer. */
const LOST = 5;

/**
 * When the Master_Down_Timer of a backup fires if it hears no further advert, ms by the monitor's clock (RFC 3768 and
 * 5798, 6.4.2); or why nobody can tell. Only adverts count that it can have heard: those that its own capture heard
 * where it has one, and unicast ones only when they are sent to it. Those of a lower priority reset nothing, as long
 * as it may preempt (keepalived vrrp.c, vrrp_state_backup).
 */
export function masterDownAt(
  state: ClusterState,
  router: VirtualRouter,
  cell: Cell,
): { at: number } | { at: null; why: string } {
  const priority = effectivePriority(state, router, cell);
  if (priority === null) return { at: null, why: 'its priority is not known' };
  const last = [...router.cells.values()]
    .flatMap(({ wire }) => {
      if (wire === null || wire === cell.wire || wire.status === 'superseded') return [];
      const at = heardBy(state, cell, wire);
      return at === null ? [] : [{ wire, at }];
    })
    .sort((a, b) => b.at - a.at)[0];
  if (last === undefined) return { at: null, why: 'nothing that it can have heard was heard' };
  const { wire } = last;
  // Version 3 backups take the master's interval, version 2 ones keep their own.
  const own = confOf(state, router, cell.node);
  const intervalMs = wire.version === 2 ? (own?.advertIntervalMs ?? wire.advertIntervalMs) : wire.advertIntervalMs;
  if (wire.status === 'resigned') return { at: last.at + skewTimeMs(wire.version, priority, intervalMs) };
  if (wire.priority < priority && cell.nopreempt !== true) return { at: null, why: 'it may preempt' };
  const patience = masterDownIntervalMs(wire.version, priority, intervalMs, own?.downTimerAdverts);
  return { at: last.at + patience };
}

/** When `cell`'s node can last have heard the speaker, ms; null: never, or no capture that could tell is live. */
function heardBy(state: ClusterState, cell: Cell, wire: Speaker): number | null {
  if (wire.cast === 'unicast' && !isSentTo(state, cell, wire)) return null;
  const live = state.captures.flatMap((id, index) => {
    const source = state.sources.get(id);
    return source?.status === 'live' ? [{ node: source.node, at: wire.heard[index] ?? null }] : [];
  });
  const own = live.filter((capture) => capture.node === cell.node);
  const times = (own.length > 0 ? own : live).flatMap(({ at }) => (at === null ? [] : [at]));
  return times.length === 0 ? null : Math.max(...times);
}

function isSentTo(state: ClusterState, cell: Cell, wire: Speaker): boolean {
  const node = state.nodes.get(cell.node);
  if (node === undefined || node.addresses.length === 0) return true;
  return wire.sentTo.some((peer) => node.addresses.includes(peer) || node.held.has(peer));
}

/** Whether some master's advert is late, and it is not yet over: then seconds are long, and worth to be shown in parts. */
export const isSomeLate = (state: ClusterState): boolean =>
  state.routers.some(({ cells }) =>
    [...cells.values()].some(({ wire }) => {
      if (wire?.status !== 'master') return false;
      const intervals = (state.now - wire.lastAt) / wire.advertIntervalMs;
      return intervals > LATE && intervals < LOST;
    }),
  );
