import type { LogEvent, LogKind } from '../../protocol/log-event.js';
import { type Glyphs, STATE_ROLE } from '../glyphs.js';
import { type Line, type Role, span } from '../text.js';

/** Kinds of lines that tell of trouble, or that it is over; all others are told as they are. */
const KIND_ROLE: Readonly<Partial<Record<LogKind, Role>>> = {
  'child-died': 'critical',
  'unit-failed': 'critical',
  'quorum-lost': 'critical',
  'script-fail': 'warning',
  'script-timeout': 'warning',
  'script-busy': 'warning',
  'link-down': 'warning',
  'already-running': 'warning',
  'equal-prio-higher-ip': 'warning',
  'lower-prio-discard': 'warning',
  'auth-mismatch': 'warning',
  'vip-mismatch': 'warning',
  'interval-mismatch': 'warning',
  'version-mismatch': 'warning',
  'ttl-mismatch': 'warning',
  'checksum-error': 'warning',
  'bogus-packet': 'warning',
  'ah-replay': 'warning',
  'timer-late': 'warning',
  'config-warning': 'warning',
  'packet-ignored': 'warning',
  'packet-dropped': 'warning',
  'adv-timeout': 'warning',
  'script-ok': 'ok',
  'link-up': 'ok',
  'quorum-gained': 'ok',
  'startup-complete': 'ok',
  stop: 'stopped',
  stopped: 'stopped',
};

const STATE_WORD = /\b(?:MASTER|BACKUP|FAULT|INIT)\b/;

/** What the line means, in a symbol and a role: dim for one that nobody understood. */
export function meaningOf(event: LogEvent | null, g: Glyphs): { symbol: string; role: Role } {
  if (event === null) return { symbol: ' ', role: 'dim' };
  if (event.state !== null) return { symbol: g.state[event.state], role: STATE_ROLE[event.state] };
  const role = KIND_ROLE[event.kind] ?? 'text';
  return { symbol: role === 'warning' || role === 'critical' ? '!' : ' ', role };
}

/** The text in the role of its line; of a line that tells a state, the state's word. */
export function colouredText(text: string, event: LogEvent | null, role: Role): Line {
  if (event?.state === null || event === null) return [span(text, role)];
  const at = text.search(STATE_WORD);
  const word = STATE_WORD.exec(text)?.[0];
  if (at < 0 || word === undefined) return [span(text, role)];
  return [span(text.slice(0, at)), span(word, role), span(text.slice(at + word.length))];
}
