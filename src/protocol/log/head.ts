import { monthOf } from './months.js';
import { type LogClock, offsetMinutes, timeOfDay } from './time.js';

/** When and where, as the head of a log line says it. */
export interface Head {
  /** ms since 1970 UTC; null where the head has no time, or one that does not exist. */
  at: number | null;
  /** Resolution of `at` in ms. */
  precisionMs: number;
  host: string | null;
}

/** keepalived's own stamp (`%c: `) found in a line. */
interface OwnStamp {
  /** Where the stamp begins and where the message behind it begins. */
  start: number;
  message: number;
  /** The matched parts, see `OWN`. */
  parts: RegExpExecArray;
}

/** Heads are short: what is further left of the message is some other logger's text. */
const MAX_HEAD = 256;

/** No regular expression here nests one unbounded repetition in another: hostile lines cost linear time. */
const STAMP = new RegExp(
  [
    // 1-3: ISO date; 4: a zone's name is only written between a blank-separated ISO time and the host
    '(?:(\\d{4})-(\\d\\d)-(\\d\\d)[T ]',
    // 4: month, 5: day, 6: the year that some devices add
    '|(\\p{L}{2,9}\\.?|\\d{1,2}[月월]) {1,2}(\\d{1,2}) (?:(\\d{4}) )?)',
    // 7-9: time, 10: fraction, 11: offset
    '(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?(?: ?(Z|[+-]\\d\\d:?\\d\\d|UTC|GMT)(?![\\w.-]))?',
  ].join(''),
  'gu',
);
const FACILITY = /^(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7])\.[a-z]+$/;
const WORD = / *(\S+)/y;
const ZONE_NAME = /^[A-Z]{3,5}$/;
/** A time that lost its left half still has the host behind it: `:42 db-w1 Keepalived…`. */
const TORN_TIME = /:\d\d(?:\.\d+)? +(\S+) *$/;
/** A head of nothing but a host. */
const LONE_HOST = /^[\s>]*([A-Za-z][\w.-]*) *$/;

// 1: month, 2: day (missing in 2.1.4 to 2.2.1), 3-5: time, 6: fraction, 7: year
const OWN =
  /(?:^|[\s"'|:>])\p{L}{2,4}\.? (\p{L}{2,9}\.?|\d{1,2}[月월])(?: {1,2}(\d{1,2}))? (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4}): ?/u;

/** Finds the stamp that keepalived itself writes on the console and in its log file, anywhere in a line. */
export function findOwnStamp(text: string): OwnStamp | null {
  const parts = OWN.exec(text);
  return parts ? { start: parts.index, message: parts.index + parts[0].length, parts } : null;
}

/** Reads keepalived's own stamp. `at` is null for the form without a day (2.1.4 to 2.2.1): it does not tell. */
export function readOwnStamp(stamp: OwnStamp, clock: LogClock): Head {
  const [, month, day, h, m, s, fraction, year] = stamp.parts;
  const monthNumber = monthOf(month!);
  const ms = timeOfDay(Number(h), Number(m), Number(s), fractionMs(fraction));
  const known = ms !== null && monthNumber !== null && day !== undefined;
  return {
    at: known ? clock.withYear(Number(year), monthNumber, Number(day), ms) : null,
    precisionMs: precision(fraction),
    host: null,
  };
}

/**
 * Reads what stands in front of a program's name: the time and the host. Of several heads in a row the innermost (the
 * last) wins; quote marks, priorities (`<30>`), file names from grep and other loggers' heads before it do not matter.
 */
export function readHead(text: string, clock: LogClock): Head {
  const head = text.length > MAX_HEAD ? text.slice(-MAX_HEAD) : text;
  let last: RegExpExecArray | null = null;
  STAMP.lastIndex = 0;
  for (let m = STAMP.exec(head); m; m = STAMP.exec(head)) last = m;
  if (!last)
    return { at: null, precisionMs: 1000, host: cleanHost((TORN_TIME.exec(head) ?? LONE_HOST.exec(head))?.[1]) };
  WORD.lastIndex = last.index + last[0].length;
  let word = WORD.exec(head)?.[1];
  if (last[1] && word !== undefined && ZONE_NAME.test(word)) word = WORD.exec(head)?.[1] ?? word;
  return { at: stampTime(last, clock), precisionMs: precision(last[10]), host: hostOf(word) };
}

function stampTime(m: RegExpExecArray, clock: LogClock): number | null {
  const ms = timeOfDay(Number(m[7]), Number(m[8]), Number(m[9]), fractionMs(m[10]));
  if (ms === null) return null;
  const offset = m[11] === undefined ? null : offsetMinutes(m[11]);
  const month = m[1] ? Number(m[2]) : monthOf(m[4]!);
  if (month === null) return null;
  const day = Number(m[1] ? m[3] : m[5]);
  const year = m[1] ?? m[6];
  if (year === undefined) return clock.withoutYear(month, day, ms);
  return offset === null
    ? clock.withYear(Number(year), month, day, ms)
    : clock.absolute(Number(year), month, day, ms, offset);
}

function hostOf(word: string | undefined): string | null {
  // A facility, a container's stream, or already the name of another program: then the head names no host.
  if (word === undefined || word === 'stdout' || word === 'stderr' || FACILITY.test(word)) return null;
  return cleanHost(word);
}

/** Host names and addresses stand in brackets in some logs; a word that ends in a colon is a program's name. */
function cleanHost(word: string | undefined): string | null {
  if (word === undefined || word.endsWith(':')) return null;
  const bare = word.startsWith('[') && word.endsWith(']') ? word.slice(1, -1) : word;
  return bare === '' || bare === '-' ? null : bare;
}

function fractionMs(digits: string | undefined): number {
  return digits === undefined ? 0 : Math.floor(Number(digits.padEnd(9, '0')) / 1000) / 1000;
}

/** Finer than a microsecond a double cannot hold a time of our days. */
function precision(digits: string | undefined): number {
  return digits === undefined ? 1000 : Math.max(0.001, 10 ** (3 - digits.length));
}
