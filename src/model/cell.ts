import type { LogEvent, VrrpState } from '../protocol/log-event.js';
import type { Cell } from './state.js';

/** How long a line of the log can explain what happens after it: longer than a Master_Down_Interval at 1 s. */
const HINT_MS = 4500;

/** Kinds of lines about adverts of another router that count for nothing. */
export const REFUSAL_KINDS = [
  'auth-mismatch',
  'vip-mismatch',
  'interval-mismatch',
  'version-mismatch',
  'ttl-mismatch',
  'checksum-error',
  'bogus-packet',
] as const;

/** The evidence about one router in one virtual router, each kind with its own time. */
export interface CellEvidence {
  wire: { status: 'master' | 'superseded' | 'resigned' | 'silent'; at: number } | null;
  /** `at` is the earliest moment the line can mean. */
  log: { state: VrrpState; at: number } | null;
  /** False while the log's source is lost: what it said last is then history. */
  logFresh: boolean;
  /** When its log last complained of adverts that it refuses, at the earliest; null = never. */
  refusedAt: number | null;
  /** The advertisement interval of the virtual router, ms. */
  intervalMs: number;
  /** False while no capture that could hear it is live. */
  wireFresh: boolean;
  process: { running: boolean; at: number } | null;
  /** Presumed to have left because another took over and no wire tells; a later line of its own may refute it. */
  presumedLeft: boolean;
  /** Suffix of the syslog ident of the keepalived that runs it, null until a line told; a node may run several. */
  identSuffix: string | null;
  /** Recent lines that explain, oldest first. */
  hints: { at: number; event: LogEvent }[];
}

export function newEvidence(): CellEvidence {
  return {
    wire: null,
    log: null,
    logFresh: true,
    refusedAt: null,
    intervalMs: 1000,
    wireFresh: true,
    process: null,
    presumedLeft: false,
    identSuffix: null,
    hints: [],
  };
}

export function newCell(node: string, instance: string | null): Cell {
  return {
    node,
    instance,
    state: 'UNKNOWN',
    since: 0,
    note: '',
    wire: null,
    log: null,
    lines: new Map(),
    priority: null,
    configuredPriority: null,
    nopreempt: null,
    transitions: [],
  };
}

/** Remembers a line that may explain a transition; bounded. */
export function addHint(evidence: CellEvidence, at: number, event: LogEvent): void {
  const { hints } = evidence;
  hints.push({ at, event });
  while (hints.length > 16 || (hints.length > 0 && hints[0]!.at < at - HINT_MS)) hints.shift();
}

/** The newest hint of one of `kinds` within `withinMs` before `at`. */
export function hint(
  evidence: CellEvidence,
  at: number,
  withinMs: number,
  ...kinds: LogEvent['kind'][]
): LogEvent | null {
  for (let i = evidence.hints.length - 1; i >= 0; i--) {
    const h = evidence.hints[i]!;
    if (Math.abs(at - h.at) <= withinMs && kinds.includes(h.event.kind)) return h.event;
  }
  return null;
}

/** A line that is up to this much older than the end of the adverts still tells how they ended, ms. */
const SAME_MOMENT_MS = 2000;

/**
 * keepalived up to 2.3.2 begins its interval anew with each advert, also with one that it refuses: a MASTER may be kept
 * silent for as long as they come. A complaint more than an interval after its last advert shows that it lived when it
 * should have sent, and its log would say if it were no longer MASTER.
 */
function isHeld(e: CellEvidence, silentSince: number): boolean {
  return e.refusedAt !== null && e.refusedAt > silentSince + e.intervalMs;
}

/**
 * One state out of all the evidence, and where it cannot be told, why. The wire says who sends, and only that; the log
 * says what a node believes; the newer of two that contradict each other wins, and belief never beats silence.
 */
export function judge(e: CellEvidence): { state: VrrpState; note: string } {
  const { wire, log } = e;
  const stopped = e.process !== null && !e.process.running;
  if (wire !== null && wire.status === 'master' && e.wireFresh) {
    if (log !== null && e.logFresh && log.state !== 'MASTER' && log.at > wire.at) return { state: log.state, note: '' };
    return { state: 'MASTER', note: '' };
  }
  if (stopped && (log === null || e.process!.at > log.at)) return { state: 'STOPPED', note: 'not running' };
  if (log !== null && e.logFresh) {
    if (wire === null || !e.wireFresh) {
      if (log.state === 'MASTER' && e.presumedLeft)
        return { state: 'UNKNOWN', note: 'its log says MASTER, but another node took over' };
      return { state: log.state, note: '' };
    }
    if (log.state === 'MASTER') {
      if (isHeld(e, wire.at)) return { state: 'MASTER', note: 'by its log; silent under adverts that it refuses' };
      if (log.at > wire.at) return { state: 'MASTER', note: 'by its log; not heard on the wire' };
    } else if (log.at >= wire.at - SAME_MOMENT_MS) return { state: log.state, note: '' };
  }
  if (wire === null)
    return { state: 'UNKNOWN', note: log === null ? 'no evidence yet' : `its log is lost, last state ${log.state}` };
  if (!e.wireFresh) return { state: 'UNKNOWN', note: 'no capture hears it any more' };
  switch (wire.status) {
    case 'superseded':
      if (log !== null && !e.logFresh) return { state: 'UNKNOWN', note: 'gave way; its log is lost since' };
      return { state: 'BACKUP', note: log === null ? 'gave way; a backup is silent, nothing else is known' : '' };
    case 'resigned':
      return { state: 'UNKNOWN', note: 'sent priority 0; stopped or in FAULT' };
    default:
      return { state: 'UNKNOWN', note: 'fell silent: crashed, hung or cut off' };
  }
}
