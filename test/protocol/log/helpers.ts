import { LogReader, type LogReaderOptions, type LogStats } from '../../../src/protocol/log/log-reader.js';
import type { LogEvent } from '../../../src/protocol/log-event.js';

/** 1 December 2026, 00:00 UTC: later than every stamp in these tests that has no year, by less than a year. */
export const REFERENCE = Date.UTC(2026, 11, 1);

/** Reads a log in one piece, or in pieces of `chunk` bytes. */
export function readLog(
  log: string | Uint8Array,
  options: Partial<LogReaderOptions> = {},
  chunk = Number.POSITIVE_INFINITY,
): { events: LogEvent[]; stats: LogStats } {
  const events: LogEvent[] = [];
  const reader = new LogReader({ reference: REFERENCE, ...options }, (e) => events.push(e));
  const bytes = Buffer.from(log as string);
  for (let i = 0; i < bytes.length; i += chunk) {
    // A copy, overwritten afterwards: the reader must not keep what was lent to it.
    const lent = Buffer.from(bytes.subarray(i, i + chunk));
    reader.push(lent);
    lent.fill(0x58);
  }
  reader.end();
  return { events, stats: { ...reader.stats } };
}

/** The only event of a line. */
export function readLine(line: string, options: Partial<LogReaderOptions> = {}): LogEvent | null {
  const { events } = readLog(line, options);
  if (events.length > 1) throw new Error(`${events.length} events from one line`);
  return events[0] ?? null;
}

export const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
