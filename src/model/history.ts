import type { VrrpState } from '../protocol/log-event.js';
import { type CellEvidence, hint } from './cell.js';
import type { Observation } from './observation.js';
import type { Cause, Cell, EvidenceKind, Failover, Tenure, Transition, VirtualRouter } from './state.js';
import { masterDownIntervalMs } from './timers.js';

/** Two sources that tell of one change do so within this time of each other, ms (beside their own uncertainty). */
const SAME_CHANGE_MS = 1500;
/** A predecessor that left at most this long before is why the next one came, ms. */
const PREDECESSOR_MS = 2500;

/** Which evidence an observation is. */
function evidenceOf(o: Observation): EvidenceKind | null {
  switch (o.kind) {
    case 'advert-started':
    case 'advert-stopped':
    case 'advert-priority':
      return 'wire';
    case 'log':
      return 'log';
    case 'vip-held':
    case 'vip-released':
      return 'addr';
    default:
      return null;
  }
}

/**
 * Writes a judged state into the cell: a new transition when it changed, more evidence for the last one when another
 * source tells of the same change.
 * @returns the transition that is new, or null.
 */
export function record(
  router: VirtualRouter,
  cell: Cell,
  e: CellEvidence,
  judged: { state: VrrpState; note: string },
  o: Observation,
  limit: number,
): Transition | null {
  cell.note = judged.note;
  const evidence = evidenceOf(o);
  const last = cell.transitions.at(-1);
  if (last !== undefined && evidence !== null && sameChange(last, o)) {
    const upgrade =
      last.to === 'UNKNOWN' &&
      judged.state !== 'UNKNOWN' &&
      judged.state !== last.from &&
      judged.state !== 'MASTER' &&
      last.from === 'MASTER';
    if (upgrade) {
      last.to = judged.state;
      cell.state = judged.state;
    }
    if (judged.state === last.to && tells(o, last)) {
      if (!last.evidence.includes(evidence)) last.evidence.push(evidence);
      if (o.precisionMs < last.precisionMs) {
        last.at = o.at;
        last.precisionMs = o.precisionMs;
        cell.since = o.at;
      }
      const cause = causeOf(router, cell, e, last.from, last.to, o);
      if (last.cause === 'unknown' || ROOT_CAUSES.has(cause) || (upgrade && cause !== 'unknown')) last.cause = cause;
      return null;
    }
  }
  if (judged.state === cell.state) return null;
  const transition: Transition = {
    at: o.at,
    precisionMs: o.precisionMs,
    router: router.id,
    node: cell.node,
    instance: cell.instance,
    from: cell.state,
    to: judged.state,
    cause: causeOf(router, cell, e, cell.state, judged.state, o),
    evidence: evidence === null ? [] : [evidence],
  };
  cell.state = judged.state;
  cell.since = o.at;
  cell.transitions.push(transition);
  if (cell.transitions.length > limit) cell.transitions.splice(0, cell.transitions.length - limit);
  return transition;
}

const ROOT_CAUSES: ReadonlySet<Cause> = new Set(['stop', 'tracker', 'interface']);

function sameChange(last: Transition, o: Observation): boolean {
  return Math.abs(o.at - last.at) <= SAME_CHANGE_MS + Math.max(o.precisionMs, last.precisionMs);
}

/** Only what speaks of the change itself is evidence for it. */
function tells(o: Observation, t: Transition): boolean {
  switch (o.kind) {
    case 'advert-started':
    case 'vip-held':
      return t.to === 'MASTER';
    case 'advert-stopped':
    case 'vip-released':
      return t.from === 'MASTER';
    case 'log':
      return (
        o.event.state === t.to ||
        (t.to === 'STOPPED' &&
          ['stop', 'stopped', 'child-stopped', 'child-died', 'prio0-sent'].includes(o.event.kind)) ||
        (t.to === 'INIT' && o.event.kind === 'child-start')
      );
    default:
      return false;
  }
}

/** Why this state follows that one: the log's own words first, then how the wire saw it, then what the others did. */
function causeOf(
  router: VirtualRouter,
  cell: Cell,
  e: CellEvidence,
  from: VrrpState,
  to: VrrpState,
  o: Observation,
): Cause {
  const at = o.at;
  if (to === 'MASTER') {
    if (o.kind === 'advert-started' && o.after !== 'unknown') return o.after;
    if (hint(e, at, SAME_CHANGE_MS + 1000, 'prio0-received') !== null) return 'priority 0';
    if (hint(e, at, 4500, 'lower-prio-discard', 'new-election') !== null) return 'preemption';
    const left = lastToLeave(router, cell, at);
    if (left !== null && left.at >= at - PREDECESSOR_MS) {
      if (left.to === 'BACKUP') return 'preemption';
      if (left.to === 'STOPPED' || left.to === 'FAULT' || left.cause === 'priority 0') return 'priority 0';
    }
    if (left !== null || [...router.cells.values()].some((c) => c !== cell && c.state === 'MASTER')) return 'timeout';
    return from === 'INIT' || from === 'BACKUP' || hint(e, at, 4500, 'adv-timeout') !== null ? 'start' : 'unknown';
  }
  const reason = o.kind === 'log' ? (o.event.values.reason ?? '') : '';
  const tracker =
    hint(e, at, 4500, 'script-fail', 'script-timeout', 'quorum-lost') !== null ||
    /script|track|process|file/.test(reason);
  const link = hint(e, at, 2500, 'link-down') !== null || /interface|address/.test(reason);
  if (to === 'STOPPED' && from === 'MASTER' && !wasAsked(e, at)) return 'unknown';
  if (to === 'STOPPED' || (to === 'UNKNOWN' && hint(e, at, 2000, 'stop') !== null)) return 'stop';
  if (to === 'FAULT') return link ? 'interface' : tracker ? 'tracker' : 'unknown';
  if (to === 'INIT') return 'start';
  if (from === 'MASTER') {
    if (hint(e, at, 2000, 'stop') !== null) return 'stop';
    if (to === 'BACKUP')
      return tracker || (hint(e, at, 4500, 'priority-change') !== null && lowered(e, at)) ? 'tracker' : 'preemption';
    if (o.kind === 'advert-stopped')
      return o.why === 'resigned' ? 'priority 0' : o.why === 'silent' ? 'timeout' : 'preemption';
  }
  if (to === 'BACKUP') {
    if (from === 'INIT' || from === 'STOPPED' || reason === 'init') return 'start';
    if (from === 'FAULT')
      return hint(e, at, 2500, 'link-up') !== null
        ? 'interface'
        : hint(e, at, 2500, 'script-ok', 'quorum-gained') !== null
          ? 'tracker'
          : 'unknown';
  }
  return 'unknown';
}

/** A MASTER that is stopped says so, in its log or with priority 0; one that died does not. */
function wasAsked(e: CellEvidence, at: number): boolean {
  return e.wire?.status === 'resigned' || hint(e, at, 4500, 'stop', 'stopped', 'child-stopped', 'prio0-sent') !== null;
}

function lowered(e: CellEvidence, at: number): boolean {
  const v = hint(e, at, 4500, 'priority-change')?.values;
  return v?.ours !== undefined && v.theirs !== undefined && v.theirs < v.ours;
}

/** The newest transition out of MASTER of any other router, not later than `at` plus what stamps may differ by. */
function lastToLeave(router: VirtualRouter, cell: Cell, at: number): Transition | null {
  let newest: Transition | null = null;
  for (const other of router.cells.values()) {
    if (other === cell) continue;
    for (let i = other.transitions.length - 1; i >= 0; i--) {
      const t = other.transitions[i]!;
      if (t.from !== 'MASTER' || t.at > at + SAME_CHANGE_MS) continue;
      if (newest === null || t.at > newest.at) newest = t;
      break;
    }
  }
  return newest;
}

/** The times as MASTER of all routers of one virtual router, oldest first. */
export function tenuresOf(
  router: VirtualRouter,
  addressOf: (node: string) => string | null,
  vipsOf: (cell: Cell) => string[],
): Tenure[] {
  const tenures: Tenure[] = [];
  for (const cell of router.cells.values()) {
    let open: Tenure | null = null;
    for (const t of cell.transitions) {
      if (t.to === 'MASTER') {
        open = {
          node: cell.node,
          address: addressOf(cell.node),
          from: t.at,
          to: null,
          cause: t.cause,
          endSeen: true,
          vips: vipsOf(cell),
          evidence: [...t.evidence],
        };
        tenures.push(open);
      } else if (open !== null) {
        open.to = Math.max(open.from, t.at);
        open.endSeen = t.evidence.length > 0;
        for (const e of t.evidence) if (!open.evidence.includes(e)) open.evidence.push(e);
        open = null;
      }
    }
  }
  return tenures.sort((a, b) => a.from - b.from || (a.node < b.node ? -1 : 1));
}

/**
 * The changes of hands that the tenures tell. Where two are MASTER at once nothing has changed hands until one of them
 * is left alone.
 */
export function failoversOf(router: VirtualRouter, tenures: readonly Tenure[]): Failover[] {
  const failovers: Failover[] = [];
  const overlapMs =
    router.advertIntervalMs === null
      ? SAME_CHANGE_MS
      : masterDownIntervalMs(router.version ?? 2, 1, router.advertIntervalMs);
  let holder: Tenure | null = null;
  const change = (next: Tenure, at: number): void => {
    if (holder !== null && holder.node !== next.node) {
      const gapMs = holder.endSeen ? Math.max(0, at - (holder.to ?? at)) : null;
      failovers.push({ at, from: holder.node, to: next.node, cause: next.cause, gapMs });
    }
    holder = next;
  };
  const waiting: Tenure[] = [];
  for (const tenure of tenures) {
    settle(tenure.from);
    const current = holder as Tenure | null;
    if (
      current !== null &&
      current.node !== tenure.node &&
      (current.to === null || current.to > tenure.from + overlapMs)
    )
      waiting.push(tenure);
    else change(tenure, tenure.from);
  }
  settle(Number.POSITIVE_INFINITY);
  return failovers;

  /** The holder left before `until`: of those who were MASTER beside it, the longest that still is takes over. */
  function settle(until: number): void {
    for (;;) {
      const end = holder?.to ?? null;
      if (end === null || end > until) break;
      const heir = waiting.findIndex((t) => t.from <= end && (t.to === null || t.to > end));
      if (heir < 0) break;
      change(waiting.splice(heir, 1)[0]!, end);
    }
    for (let i = waiting.length - 1; i >= 0; i--) {
      const end = waiting[i]!.to;
      if (end !== null && end <= until) waiting.splice(i, 1);
    }
  }
}
