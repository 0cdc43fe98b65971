import { confOf } from '../model/instance-conf.js';
import { effectivePriority, nextMaster } from '../model/predict.js';
import type { Cell, ClusterState, VirtualRouter } from '../model/state.js';
import { masterDownIntervalMs } from '../model/timers.js';

/** What an action does to the daemon of a node: what the prediction is about. */
export type Course = 'nothing' | 'away' | 'away-and-back' | 'comes';

/** What will become of one virtual router. */
export interface Outlook {
  /** Its id, what to call it, and its addresses. */
  router: string;
  label: string;
  vips: readonly string[];
  /** Who is MASTER now; null = nobody, or nobody knows. */
  master: string | null;
  /** Who will become MASTER, in this order; null = cannot be told. */
  sequence: readonly string[] | null;
  /** Who may become MASTER after those, where that cannot be told. */
  maybeThen: string | null;
  /** Longest time without a master, ms; null = until somebody helps, or not known. */
  gapMs: number | null;
  /** Until the node is MASTER again, ms from the command on; null = it does not come back, or nobody knows when. */
  backInMs: number | null;
  /** The same in one line, with the reason. */
  text: string;
}

/** A daemon stops in about a second, and is there again in as long. */
const STOP_MS = 1000;
const START_MS = 1000;

const s = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0).replace(/0$/, '')} s`;

/** What becomes of each virtual router that `node` takes part in. */
export function outlooks(state: ClusterState, node: string, course: Course): Outlook[] {
  return state.routers.flatMap((router) => {
    const cell = router.cells.get(node);
    return cell === undefined && confOf(state, router, node) === null
      ? []
      : [outlook(state, router, node, cell, course)];
  });
}

function outlook(
  state: ClusterState,
  router: VirtualRouter,
  node: string,
  cell: Cell | undefined,
  course: Course,
): Outlook {
  const masters = [...router.cells.values()].filter((c) => c.state === 'MASTER');
  const head = {
    maybeThen: null,
    router: router.id,
    label: router.label,
    vips: router.vips.map((v) => v.address),
    master: masters.length === 1 ? masters[0]!.node : null,
  };
  const what = head.vips.length === 0 ? router.label : `${router.label} ${head.vips.join(', ')}`;
  const stays = (why: string): Outlook => ({
    ...head,
    sequence: [],
    gapMs: head.master === null ? null : 0,
    backInMs: null,
    text: `${what} ${why}`,
  });
  const unknown = (why: string): Outlook => ({
    ...head,
    sequence: null,
    gapMs: null,
    backInMs: null,
    text: `${what}: cannot be told: ${why}`,
  });
  if (masters.length > 1) return unknown(`${masters.map((c) => c.node).join(' and ')} are MASTER at once`);
  const master = masters[0];
  if (course === 'nothing') return stays(master === undefined ? 'is with nobody' : `stays on ${master.node}`);
  if (course === 'comes') return comes(state, router, node, master, head, what);
  if (master?.node !== node) {
    if (master === undefined)
      return unknown(cell?.state === 'UNKNOWN' ? `${node} is UNKNOWN${noteOf(cell)}` : 'nobody is known to be MASTER');
    const others = [...router.cells.values()].some((c) => c.node !== node && c.state === 'BACKUP');
    return stays(`stays on ${master.node}${others ? '' : `; nobody can take over from it while ${node} is down`}`);
  }
  const next = nextMaster(state, router);
  const restart = course === 'away-and-back';
  if (next.node === null) {
    const why = next.known ? next.why : `not known: ${next.why}`;
    if (!restart)
      return {
        ...head,
        sequence: next.known ? [] : null,
        gapMs: null,
        backInMs: null,
        text: `${what} goes to nobody: ${why}`,
      };
    const waitMs = STOP_MS + START_MS + ownDownMs(state, router, node);
    return {
      ...head,
      sequence: next.known ? [node] : null,
      gapMs: next.known ? waitMs : null,
      backInMs: waitMs,
      text: `${what} goes to nobody, and is back on ${node} about ${s(waitMs)} later: ${why}`,
    };
  }
  const gapMs = next.inMs.graceful;
  const goes = `${what} goes to ${next.node} in ${s(gapMs)} (Skew_Time)`;
  if (!restart) return { ...head, sequence: [next.node], gapMs, backInMs: null, text: goes };
  const back = comesBack(state, router, node, router.cells.get(next.node)!);
  const backInMs = back.yes === true ? STOP_MS + START_MS + back.inMs : null;
  return {
    ...head,
    sequence: back.yes === true ? [next.node, node] : [next.node],
    maybeThen: back.yes === null ? node : null,
    gapMs,
    backInMs,
    text: `${goes}, ${back.yes === true ? `and comes back about ${s(back.inMs)} after the start: ${back.why}` : back.yes === false ? `and stays there: ${back.why}` : `and whether it comes back is not known: ${back.why}`}`,
  };
}

/** keepalived is started on a node where it does not run. */
function comes(
  state: ClusterState,
  router: VirtualRouter,
  node: string,
  master: Cell | undefined,
  head: Pick<Outlook, 'router' | 'label' | 'vips' | 'master' | 'maybeThen'>,
  what: string,
): Outlook {
  if (master === undefined) {
    const known = [...router.cells.values()].every((c) => c.node === node || c.state !== 'UNKNOWN');
    const waitMs = START_MS + ownDownMs(state, router, node);
    return {
      ...head,
      sequence: known ? [node] : null,
      gapMs: known ? waitMs : null,
      backInMs: waitMs,
      text: `${what} is with nobody; ${node} takes it about ${s(waitMs)} after the start`,
    };
  }
  const back = comesBack(state, router, node, master);
  if (back.yes === null)
    return {
      ...head,
      sequence: [],
      maybeThen: node,
      gapMs: 0,
      backInMs: null,
      text: `${what} is on ${master.node}; whether ${node} takes it is not known: ${back.why}`,
    };
  return {
    ...head,
    sequence: back.yes ? [node] : [],
    gapMs: 0,
    backInMs: back.yes ? back.inMs : null,
    text: back.yes
      ? `${what} goes from ${master.node} to ${node} about ${s(back.inMs)} after the start: ${back.why}`
      : `${what} stays on ${master.node}: ${back.why}`,
  };
}

type ComesBack = { yes: true; inMs: number; why: string } | { yes: false; why: string } | { yes: null; why: string };

/** Whether `node`, started anew, takes the virtual router from `holder` (RFC 5798 6.4.2: BACKUP and a lesser advert). */
function comesBack(state: ClusterState, router: VirtualRouter, node: string, holder: Cell): ComesBack {
  const own = confOf(state, router, node);
  const cell = router.cells.get(node);
  const nopreempt = own?.nopreempt ?? cell?.nopreempt ?? null;
  const failing = state.nodes.get(node)?.troubles.filter((t) => t.kind === 'tracker' && t.to === null) ?? [];
  const mine =
    cell === undefined ? (own?.priority ?? null) : (effectivePriority(state, router, cell) ?? own?.priority ?? null);
  const theirs = holder.wire?.status === 'master' ? holder.wire.priority : effectivePriority(state, router, holder);
  if (mine === null || theirs === null)
    return { yes: null, why: `the priority of ${mine === null ? node : holder.node} is not known` };
  const compared = `priority ${mine} against ${theirs}`;
  const trackers = failing.length === 0 ? '' : `, while ${failing.map((t) => t.name).join(', ')} fails`;
  if (mine < theirs) return { yes: false, why: `${compared}${trackers}` };
  if (mine === theirs) return { yes: false, why: `equal priority ${mine}: who has it keeps it` };
  if (nopreempt === null)
    return { yes: null, why: `${compared}, and ${node}'s configuration was not read: nopreempt?` };
  if (nopreempt) return { yes: false, why: `nopreempt on ${node}` };
  const group = own?.syncGroup ?? null;
  if (group !== null && !groupAgrees(state, router, node, group, holder.node))
    return { yes: null, why: `${compared}, but not all of the sync group ${group} would` };
  const delayMs = (own?.preemptDelayS ?? 0) * 1000;
  const downMs = ownDownMs(state, router, node);
  const inMs = Math.max(downMs, delayMs);
  return { yes: true, inMs, why: `${compared}${delayMs > downMs ? `, preempt_delay ${s(delayMs)}` : ''}${trackers}` };
}

/** Whether every member of a sync group has the better priority on `node`: a group moves as one. */
function groupAgrees(state: ClusterState, router: VirtualRouter, node: string, group: string, holder: string): boolean {
  return state.routers.every((r) => {
    if (r === router || confOf(state, r, node)?.syncGroup !== group) return true;
    const mine = r.cells.get(node);
    const theirs = r.cells.get(holder);
    if (mine === undefined || theirs === undefined) return false;
    return (effectivePriority(state, r, mine) ?? 0) > (effectivePriority(state, r, theirs) ?? 256);
  });
}

/** Master_Down_Interval of `node`, ms: how long it listens before it takes over. */
export function ownDownMs(state: ClusterState, router: VirtualRouter, node: string): number {
  const own = confOf(state, router, node);
  const cell = router.cells.get(node);
  const priority = (cell === undefined ? null : effectivePriority(state, router, cell)) ?? own?.priority ?? 100;
  const intervalMs = router.advertIntervalMs ?? own?.advertIntervalMs ?? 1000;
  return masterDownIntervalMs(
    router.version ?? own?.version ?? 2,
    Math.min(priority, 255),
    intervalMs,
    own?.downTimerAdverts,
  );
}

const noteOf = (cell: Cell): string => (cell.note === '' ? '' : ` (${cell.note})`);
