import { parseAddress } from '../protocol/address.js';
import { confOf, weightsOf } from './instance-conf.js';
import type { Cell, ClusterState, VirtualRouter } from './state.js';
import { masterDownIntervalMs, skewTimeMs } from './timers.js';

/**
 * Who takes over: the node with the time from the last advert (`crash`) or from priority 0 (`graceful`) until it is
 * MASTER, ms; or nobody (`known`), or nobody can tell (not `known`), and why.
 */
export type Prediction =
  | { node: string; inMs: { graceful: number; crash: number } }
  | { node: null; known: boolean; why: string };

/**
 * Answers "who takes over `router` if its MASTER dies now, in how many seconds", from states, effective priorities,
 * trackers that fail, addresses at a tie, and sync groups (RFC 3768 and 5798 section 6.4, keepalived vrrp.c). A
 * `nopreempt` router takes over from a dead one like any other. What a capture alone tells of backups is no
 * evidence that they live.
 */
export function nextMaster(state: ClusterState, router: VirtualRouter): Prediction {
  const cells = [...router.cells.values()];
  const masters = cells.filter((c) => c.state === 'MASTER');
  const master = masters[0];
  if (master === undefined) return { node: null, known: false, why: 'nobody is known to be MASTER' };
  if (masters.length > 1)
    return { node: null, known: false, why: `${masters.map((c) => c.node).join(' and ')} are MASTER at once` };
  const others = cells.filter((c) => c !== master);
  const ready = others.filter((c) => c.state === 'BACKUP' && lives(state, c));
  const unsure = others.filter((c) => !ready.includes(c) && c.state !== 'STOPPED' && c.state !== 'FAULT');
  if (others.length === 0) {
    // Who was told of no node has only heard who sends: backups are silent.
    const known = state.nodes.get(master.node)?.inInventory === true;
    return { node: null, known, why: `no other router is known beside ${master.node}` };
  }
  if (ready.length === 0) {
    const blocking = unsure.length > 0 ? unsure : others;
    return { node: null, known: unsure.length === 0, why: blocking.map(inWords).join(', ') };
  }
  const nameless = ready.find((c) => effectivePriority(state, router, c) === null);
  if (nameless !== undefined) return { node: null, known: false, why: `the priority of ${nameless.node} is not known` };
  const [best] = ready
    .map((cell) => ({ cell, inMs: timesOf(state, router, cell, master.node) }))
    .sort((a, b) => a.inMs.crash - b.inMs.crash || (higher(state, a.cell, b.cell) ? -1 : 1));
  const rival = unsure.find((c) => {
    const priority = effectivePriority(state, router, c);
    return priority === null || priority >= effectivePriority(state, router, best!.cell)!;
  });
  if (rival !== undefined)
    return { node: null, known: false, why: `${inWords(rival)} and may be better than ${best!.cell.node}` };
  return { node: best!.cell.node, inMs: best!.inMs };
}

/** Its log or its process says that it is there: adverts tell nothing of a backup. */
function lives(state: ClusterState, cell: Cell): boolean {
  return cell.log !== null || state.nodes.get(cell.node)?.running === true;
}

function inWords(cell: Cell): string {
  return `${cell.node} is ${cell.state}${cell.note === '' ? '' : ` (${cell.note})`}`;
}

/** What it would advertise: as its log said last, else its configured priority with its trackers weighed. */
export function effectivePriority(state: ClusterState, router: VirtualRouter, cell: Cell): number | null {
  const node = state.nodes.get(cell.node);
  const own = confOf(state, router, cell.node);
  if (own === null || node?.conf == null || cell.lines.has('priority-change'))
    return cell.priority ?? cell.configuredPriority;
  if (own.priority === 255) return 255;
  const fails = (name: string): boolean => node.troubles.some((t) => t.to === null && t.name === name);
  const change = weightsOf(node.conf, own).map(({ name, weight }) => (fails(name) === weight < 0 ? weight : 0));
  return Math.min(
    254,
    Math.max(
      1,
      change.reduce((sum, w) => sum + w, own.priority),
    ),
  );
}

/** The first member of a sync group to take over takes the others along. */
function timesOf(
  state: ClusterState,
  router: VirtualRouter,
  cell: Cell,
  master: string,
): { graceful: number; crash: number } {
  const group = confOf(state, router, cell.node)?.syncGroup ?? null;
  const members = state.routers.filter((r) => {
    const c = r.cells.get(cell.node);
    if (r === router || group === null || c?.state !== 'BACKUP' || r.cells.get(master)?.state !== 'MASTER')
      return false;
    return confOf(state, r, cell.node)?.syncGroup === group;
  });
  const all = [router, ...members].map((r) => ownTimes(state, r, r.cells.get(cell.node)!));
  return { graceful: Math.min(...all.map((t) => t.graceful)), crash: Math.min(...all.map((t) => t.crash)) };
}

function ownTimes(state: ClusterState, router: VirtualRouter, cell: Cell): { graceful: number; crash: number } {
  const node = state.nodes.get(cell.node);
  const own = confOf(state, router, cell.node);
  const version = router.version ?? own?.version ?? 2;
  const intervalMs = router.advertIntervalMs ?? own?.advertIntervalMs ?? 1000;
  const old = node?.version?.startsWith('1.') === true;
  const priority = (old ? cell.configuredPriority : null) ?? effectivePriority(state, router, cell) ?? 100;
  // 1.x is in transition for one interval more before it sets the address.
  const laterMs = old ? intervalMs : 0;
  return {
    graceful: skewTimeMs(version, priority, intervalMs) + laterMs,
    crash: masterDownIntervalMs(version, priority, intervalMs, own?.downTimerAdverts) + laterMs,
  };
}

/** Two that time out together both begin to send; the one with the higher primary address goes on. */
function higher(state: ClusterState, a: Cell, b: Cell): boolean {
  const bytes = (cell: Cell): Uint8Array | null => {
    const address = cell.wire?.address ?? state.nodes.get(cell.node)?.addresses[0];
    return address === undefined ? null : parseAddress(address);
  };
  const x = bytes(a);
  const y = bytes(b);
  if (x === null || y === null || x.length !== y.length) return false;
  const i = x.findIndex((byte, n) => byte !== y[n]);
  return i >= 0 && x[i]! > y[i]!;
}
