import type { LogEvent, LogKind, VrrpState } from '../protocol/log-event.js';
import { REFUSAL_KINDS } from './cell.js';
import type { LinesSeen } from './state.js';

/** Stretches of lines of one kind that are remembered for each cell. */
const MAX_RUNS = 32;

/** Lines that only a MASTER writes: it has met a weaker one, or it gives way now. */
export const PROVES_MASTER: ReadonlySet<LogEvent['kind']> = new Set([
  'lower-prio-advert',
  'higher-prio-advert',
  'equal-prio-higher-ip',
  'new-election',
]);

/** Lines about adverts of others that count for nothing. */
export const REFUSALS: ReadonlySet<LogEvent['kind']> = new Set(REFUSAL_KINDS);

/** What a line about the daemon means for all its instances; null for a line that is not about its life. */
export function lifeOf(event: LogEvent): VrrpState | null {
  switch (event.kind) {
    // Not `start`: a second daemon says so too before it sees that one is running already.
    case 'child-start':
      return 'INIT';
    case 'stop':
    case 'stopped':
    case 'child-stopped':
    case 'child-died':
    case 'unit-failed':
      return 'STOPPED';
    default:
      return null;
  }
}

/**
 * Adds a line to those of its kind.
 * @param pauseMs a longer one ends a run of lines; what a stamp of whole seconds may be off by comes on top.
 */
export function remember(lines: Map<LogKind, LinesSeen>, event: LogEvent, at: number, pauseMs: number): void {
  let seen = lines.get(event.kind);
  if (seen === undefined) {
    seen = { count: 0, firstAt: at, lastAt: at, last: event, runs: [] };
    lines.set(event.kind, seen);
  }
  seen.count += event.repeat;
  seen.lastAt = at;
  seen.last = event;
  const run = seen.runs.at(-1);
  // A line that stands for many stands for the time between them too.
  if (run !== undefined && (at - run.to) / event.repeat <= pauseMs + event.precisionMs) {
    run.count += event.repeat;
    run.to = at;
    run.last = event;
    return;
  }
  seen.runs.push({ count: event.repeat, from: at, to: at, last: event });
  if (seen.runs.length > MAX_RUNS) seen.runs.shift();
}
