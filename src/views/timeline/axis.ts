import { clock, clockMinute, monthDay } from '../format.js';
import { type Columns, columnStart } from '../lane.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TICKS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((n) => n * HOUR),
];
/** Blanks between two labels at least. */
const GAP = 2;

/** What a tick of the axis says: seconds only where ticks are that near, the day where a new one begins. */
function label(at: number, tick: number): string {
  if (at % DAY === 0 && tick >= MINUTE) return monthDay(at);
  return tick < MINUTE ? clock(at) : clockMinute(at);
}

/** Times of day (UTC) under the columns in which they fall, at round times that move with the lanes; one character a column. */
export function axis(columns: Columns): string {
  const room = (tick: number): number => tick / columns.bucketMs - label(1, tick).length;
  const tick = TICKS_MS.find((t) => room(t) >= GAP) ?? DAY;
  const cells = ' '.repeat(columns.count).split('');
  const from = columnStart(columns, 0);
  for (let at = Math.ceil(from / tick) * tick; at < columns.end; at += tick) {
    const i = Math.floor((at - from) / columns.bucketMs);
    const said = label(at, tick);
    if (i + said.length <= columns.count) for (const [k, ch] of [...said].entries()) cells[i + k] = ch;
  }
  return cells.join('');
}
