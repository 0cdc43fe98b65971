import type { LogEvent } from '../protocol/log-event.js';

/** A line that arrives at most this long after its stamp was followed live; older ones are history; ms. */
const LIVE_MS = 2500;

/** When something happened, how surely, and when it could be known; all ms. */
export interface Timing {
  at: number;
  precisionMs: number;
  knownAt: number;
  /** The earliest moment that the stamp allows: what is surely later must be later than this. */
  earliestAt: number;
}

/**
 * The time of a log line by the monitor's clock. A classic stamp only names a second; a line that was followed live
 * happened between the begin of that second and its arrival, which is mostly the better measure.
 * @param clockOffsetMs node clock minus monitor clock.
 * @param arrivedAt null for a log that is not followed, or that has just come back and still catches up.
 * @param previousAt time of the stream's line before, for lines without a stamp.
 * @returns null when nothing dates the line.
 */
export function timeOf(
  event: Pick<LogEvent, 'at' | 'precisionMs'>,
  clockOffsetMs: number,
  arrivedAt: number | null,
  previousAt: number | null,
): Timing | null {
  if (event.at === null) {
    const at = arrivedAt ?? previousAt;
    return at === null ? null : { at, precisionMs: 1000, knownAt: at, earliestAt: at };
  }
  const stamped = event.at - clockOffsetMs;
  const precisionMs = Math.max(event.precisionMs, 0.001);
  const history: Timing = { at: stamped, precisionMs, knownAt: stamped + precisionMs, earliestAt: stamped };
  if (arrivedAt === null) return history;
  const delay = arrivedAt - stamped;
  if (delay > LIVE_MS || delay < -1000) return history;
  if (precisionMs < 1000) {
    const at = Math.min(stamped, arrivedAt);
    return { at, precisionMs: precisionMs + 1, knownAt: arrivedAt, earliestAt: at };
  }
  if (delay <= 1000) return { at: arrivedAt, precisionMs: 50, knownAt: arrivedAt, earliestAt: arrivedAt };
  return { at: stamped + 500, precisionMs: 500, knownAt: arrivedAt, earliestAt: stamped };
}
