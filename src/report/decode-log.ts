import { INNER_LOG_KINDS, type LogEvent, type LogKind } from '../protocol/log-event.js';
import { isoTime } from './time.js';

const INNER: readonly LogKind[] = INNER_LOG_KINDS;

/**
 * The record of `decode --format json` for a log line, in the order of the contract; null for the kinds that only the
 * model uses. `at` is ISO 8601 in UTC, null where the line has no time; `node` is the host as the line writes it.
 */
export function logEventToJson(e: LogEvent): object | null {
  if (INNER.includes(e.kind)) return null;
  return {
    line: e.line,
    at: isoTime(e.at),
    node: e.host,
    instance: e.instance,
    kind: e.kind,
    state: e.state,
    detail: e.detail,
  };
}

/** One line for people; null for the kinds that only the model uses. */
export function logEventToText(e: LogEvent): string | null {
  if (INNER.includes(e.kind)) return null;
  const what = e.state === null ? e.kind : `${e.kind} ${e.state}`;
  const who = e.instance ?? e.group ?? '-';
  const repeat = e.repeat > 1 ? ` (${e.repeat} times)` : '';
  return `${String(e.line).padStart(6)} ${isoTime(e.at) ?? 'no time'} ${e.host ?? '-'} ${who} ${what}: ${e.detail}${repeat}`;
}
