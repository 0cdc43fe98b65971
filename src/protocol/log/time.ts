const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** RFC 3164 stamps go back at most this many years: enough to meet a 29th of February. */
const YEARS_BACK = 8;
const MONTH_LENGTHS: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** A stamp may be this far behind the newest one before the clock counts as set back or the year as turned. */
const DISORDER = MINUTE;

/**
 * Turns a wall clock reading into UTC. `wallMs` is the reading taken as if it were UTC; of two possible times (the
 * hour that comes twice when summer time ends) it gives the first one that is not before `notBefore`, else the second.
 */
export type Zone = (wallMs: number, notBefore: number) => number;

/**
 * Reads a time zone: `Z`, `UTC`, `+0200`, `-03:30` or an IANA name (`Europe/Zurich`).
 * @returns null when it is none of these.
 */
export function parseZone(text: string): Zone | null {
  const minutes = offsetMinutes(text);
  if (minutes !== null) return (wallMs) => wallMs - minutes * MINUTE;
  try {
    return namedZone(
      new Intl.DateTimeFormat('en-US', {
        timeZone: text,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      }),
    );
  } catch {
    return null;
  }
}

/** Minutes east of UTC for `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `+02`; null for anything else. */
export function offsetMinutes(text: string): number | null {
  if (text === 'Z' || text === 'UTC' || text === 'GMT') return 0;
  const m = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(text);
  if (!m) return null;
  const minutes = Number(m[2]) * 60 + Number(m[3] ?? 0);
  return m[1] === '-' ? -minutes : minutes;
}

function namedZone(format: Intl.DateTimeFormat): Zone {
  const offsetAt = (utcMs: number): number => {
    const p: Record<string, number> = {};
    for (const part of format.formatToParts(utcMs)) p[part.type] = Number(part.value);
    const wall = Date.UTC(p.year!, p.month! - 1, p.day!, p.hour!, p.minute!, p.second!);
    return wall - Math.floor(utcMs / 1000) * 1000;
  };
  let day = Number.NaN;
  let before = 0;
  let after = 0;
  return (wallMs, notBefore) => {
    const today = Math.floor(wallMs / DAY);
    if (today !== day) {
      day = today;
      // No zone is further than 14 hours from UTC, and none changes twice within three days.
      before = offsetAt(today * DAY - 14 * HOUR);
      after = offsetAt((today + 1) * DAY + 14 * HOUR);
    }
    const early = wallMs - before;
    if (before === after) return early;
    const late = wallMs - after;
    const earlyHolds = offsetAt(early) === before;
    const lateHolds = offsetAt(late) === after;
    if (earlyHolds && lateHolds) return early >= notBefore ? early : late;
    // In the gap when summer time begins no reading exists: the offset that held before it is taken.
    return lateHolds ? late : early;
  };
}

/** Wall clock date, validated; milliseconds as if it were UTC, or null for the 31st of June. */
function wallDate(year: number, month: number, day: number): number | null {
  const leap = month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0));
  const exists = day >= 1 && day <= (MONTH_LENGTHS[month - 1] ?? 0) && !leap;
  return exists ? Date.UTC(year, month - 1, day) : null;
}

/** Milliseconds into the day; null for readings no clock shows. Second 60 is a leap second. */
export function timeOfDay(hours: number, minutes: number, seconds: number, fractionMs: number): number | null {
  if (hours > 23 || minutes > 59 || seconds > 60) return null;
  return hours * HOUR + minutes * MINUTE + seconds * 1000 + fractionMs;
}

/** Gives stamps the year and the zone that they do not carry. Stateful: the order of a log tells more than one line. */
export class LogClock {
  zone: Zone;
  #latest = 0;
  #newestYear = 0;
  #year: number | null;
  #lastWall = Number.NEGATIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** `year` is the year of the first stamp without one; null = find it from the reference. */
  constructor(reference: number, zone: Zone, year: number | null) {
    this.zone = zone;
    this.#year = year;
    this.setReference(reference);
  }

  /** Sets the newest time the log can have, ms since 1970 UTC; a stamp may be a day past it. */
  setReference(ms: number): void {
    this.#latest = ms + DAY;
    this.#newestYear = new Date(this.#latest).getUTCFullYear();
  }

  /** A stamp without a year (RFC 3164). `msOfDay` from `timeOfDay`. Gives ms since 1970 UTC, or null if impossible. */
  withoutYear(month: number, day: number, msOfDay: number): number | null {
    if (this.#year !== null) return this.#inYear(this.#year, month, day, msOfDay);
    // East of Greenwich the new year begins while it is still the old one in UTC.
    for (let year = this.#newestYear + 1; year >= this.#newestYear - YEARS_BACK; year--) {
      const date = wallDate(year, month, day);
      if (date === null) continue;
      const at = this.zone(date + msOfDay, this.#last - DISORDER);
      if (at <= this.#latest) return this.#remember(at);
    }
    return null;
  }

  /** A stamp with its year and without a zone. */
  withYear(year: number, month: number, day: number, msOfDay: number): number | null {
    const date = wallDate(year, month, day);
    return date === null ? null : this.#remember(this.zone(date + msOfDay, this.#last - DISORDER));
  }

  /** A stamp that carries everything; `offset` in minutes east of UTC. */
  absolute(year: number, month: number, day: number, msOfDay: number, offset: number): number | null {
    const date = wallDate(year, month, day);
    return date === null ? null : date + msOfDay - offset * MINUTE;
  }

  /** With a given year a leap back by more than half a year is a new year, in a log that runs over New Year. */
  #inYear(year: number, month: number, day: number, msOfDay: number): number | null {
    const date = wallDate(year, month, day);
    if (date === null) return null;
    if (date < this.#lastWall - 182 * DAY) {
      this.#year = year + 1;
      this.#lastWall = Number.NEGATIVE_INFINITY;
      return this.#inYear(year + 1, month, day, msOfDay);
    }
    this.#lastWall = date;
    return this.#remember(this.zone(date + msOfDay, this.#last - DISORDER));
  }

  #remember(at: number): number {
    this.#last = at;
    return at;
  }
}
