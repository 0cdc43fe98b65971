const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in at most six characters: `0.4 s`, `41s`, `2m13s`, `2h13m`, `3d4h`. Negative counts as none. */
export function age(ms: number): string {
  const t = Math.max(0, ms);
  if (t < 9.95 * SECOND) return `${(t / SECOND).toFixed(1)} s`;
  const whole = Math.floor(t / SECOND) * SECOND;
  if (whole < MINUTE) return `${whole / SECOND}s`;
  if (whole < HOUR) return pair(whole, MINUTE, 'm', SECOND, 's');
  if (whole < DAY) return pair(whole, HOUR, 'h', MINUTE, 'm');
  return pair(whole, DAY, 'd', HOUR, 'h');
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % big) / small);
  return `${Math.floor(ms / big)}${bigUnit}${rest === 0 ? '' : `${rest}${smallUnit}`}`;
}

/** A measured length of time, finer than an age: `0.66 s`, `3.6 s` below a minute, then as an age. */
export function seconds(ms: number): string {
  if (ms < 0.95 * SECOND) return `${(ms / SECOND).toFixed(2)} s`;
  return ms < MINUTE ? `${(ms / SECOND).toFixed(1)} s` : age(ms);
}

const iso = (ms: number): string => {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '????-??-??T??:??:??.???Z' : date.toISOString();
};

/** Time of day in UTC, `21:18:39`. */
export const clock = (ms: number): string => iso(ms).slice(11, 19);
/** Hour and minute in UTC, `21:18`. */
export const clockMinute = (ms: number): string => iso(ms).slice(11, 16);
/** Month and day in UTC, `11-23`. */
export const monthDay = (ms: number): string => iso(ms).slice(5, 10);
/** Time of day in UTC with hundredths; with month and day in front when it is not the day of `now`. */
export function stamp(ms: number, now: number): string {
  const text = iso(ms);
  const time = text.slice(11, 22);
  return text.slice(0, 10) === iso(now).slice(0, 10) ? time : `${text.slice(5, 10)} ${time}`;
}

/** Date and time in UTC to the millisecond, `2026-11-23 21:18:39.400`. */
export const dateTime = (ms: number): string => iso(ms).slice(0, 23).replace('T', ' ');

/** A measured length of time as finely as it can be read: `3609 ms`, `12.3 s` from ten seconds on, then as an age. */
export const millis = (ms: number): string => (ms < 10 * SECOND ? `${Math.round(ms)} ms` : seconds(ms));

/** A span as people say it: `30 s`, `10 min`, `2 h`. */
export function spanName(ms: number): string {
  if (ms < MINUTE) return `${ms / SECOND} s`;
  return ms < HOUR ? `${ms / MINUTE} min` : `${ms / HOUR} h`;
}
