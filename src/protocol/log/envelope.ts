import { findOwnStamp, type Head, readHead, readOwnStamp } from './head.js';
import type { LogClock } from './time.js';
import { decodeUtf8 } from './utf8.js';

/** Which program speaks: only `vrrp` tells states, only keepalived's processes tell their own life. */
export type Speaker = 'vrrp' | 'parent' | 'own-file' | 'systemd' | 'other';

/** A log line taken out of its envelope, not yet cleaned. */
export interface Envelope {
  speaker: Speaker;
  /** As written, `Keepalived_vrrp_prod1`; null in keepalived's own log file. */
  ident: string | null;
  identSuffix: string;
  pid: number | null;
  message: string;
  /** rsyslog's "message repeated N times", 1 otherwise. */
  repeat: number;
  /** Reads time and host; called for lines that mean something only, since it costs more than all the rest. */
  head: (clock: LogClock) => Head;
}

const NAME = 'Keepalived';
const TAG = /Keepalived([^\s:[\]"']*)(?:\[(\d{1,10})\])?:(?: |$)/y;
/** RFC 5424 behind the host: APP-NAME PROCID MSGID STRUCTURED-DATA MSG; rsyslog keeps the blank that began MSG. */
const TAG_5424 = /Keepalived(\S*) (\d{1,10}|-) \S+ (?:-|(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\])+)(?: \ufeff? ?|$)/y;
const HEAD_5424 = /(?:^|[\s>])1 \S+ \S+ $/;
const SYSTEMD = /(?:^|\s)systemd(?:\[(\d{1,10})\])?: /;
const REPEATED = /^message repeated (\d{1,9}) times: \[ ?(.*?)\]?$/;

/** Takes one line out of its envelope; null when nothing in it is keepalived's or systemd's. Never throws. */
export function openEnvelope(line: string): Envelope | null {
  if (line.startsWith('{') || line.startsWith('> {')) {
    const opened = openJson(line.slice(line.indexOf('{')));
    if (opened !== undefined) return opened;
  }
  const envelope = openTagged(line) ?? openOwn(line);
  return envelope ? unfold(envelope) : openSystemd(line);
}

/** The innermost (last) `Keepalived…: ` wins: another logger's head may stand in front, even with the same name. */
function openTagged(line: string): Envelope | null {
  for (let i = line.lastIndexOf(NAME); i !== -1; i = i === 0 ? -1 : line.lastIndexOf(NAME, i - 1)) {
    if (i > 0 && !' \t:>|"\''.includes(line[i - 1]!)) continue;
    TAG.lastIndex = i;
    let m = TAG.exec(line);
    let end = TAG.lastIndex;
    if (!m) {
      TAG_5424.lastIndex = i;
      m = TAG_5424.exec(line);
      end = TAG_5424.lastIndex;
      if (!m || !HEAD_5424.test(line.slice(Math.max(0, i - 300), i))) continue;
    }
    return tagged(m[1]!, m[2], line.slice(end), (clock) => readHead(line.slice(0, i), clock));
  }
  return null;
}

function tagged(suffix: string, pid: string | undefined, text: string, outer: Envelope['head']): Envelope {
  let message = text;
  let head = outer;
  // keepalived on a console whose lines a logger of the same name picked up.
  const own = message[3] === ' ' && message[7] === ' ' ? findOwnStamp(message) : null;
  if (own?.start === 0) {
    message = message.slice(own.message);
    head = (clock) => within(readOwnStamp(own, clock), outer(clock));
  }
  const [speaker, identSuffix] = speakerOf(suffix);
  return {
    speaker,
    ident: NAME + suffix,
    identSuffix,
    pid: pid === undefined || pid === '-' ? null : Number(pid),
    message,
    repeat: 1,
    head,
  };
}

function speakerOf(suffix: string): [Speaker, string] {
  if (suffix === '') return ['parent', ''];
  if (suffix === '_vrrp' || suffix.startsWith('_vrrp_')) return ['vrrp', suffix.slice(5)];
  if (/^_(?:healthcheckers?|checkers?|bfd)(?:_|$)/.test(suffix)) return ['other', ''];
  return suffix.startsWith('_') ? ['parent', suffix] : ['other', ''];
}

/** rsyslog's `message repeated 3 times: [ MSG]`, in place. */
function unfold(envelope: Envelope): Envelope {
  const m = envelope.message.startsWith('message rep') ? REPEATED.exec(envelope.message) : null;
  if (m) {
    envelope.message = m[2]!;
    envelope.repeat = Number(m[1]);
  }
  return envelope;
}

/** keepalived's console and log file: no program name; a host only where another logger wrote one in front. */
function openOwn(line: string): Envelope | null {
  const own = findOwnStamp(line);
  if (!own) return null;
  return {
    speaker: 'own-file',
    ident: null,
    identSuffix: '',
    pid: null,
    message: line.slice(own.message),
    repeat: 1,
    head: (clock) => within(readOwnStamp(own, clock), readHead(line.slice(0, own.start), clock)),
  };
}

/** The inner head wins; what it does not tell is taken from the outer one. */
function within(inner: Head, outer: Head): Head {
  return inner.at === null ? outer : { ...inner, host: inner.host ?? outer.host };
}

function openSystemd(line: string): Envelope | null {
  const m = SYSTEMD.exec(line);
  if (!m) return null;
  return {
    speaker: 'systemd',
    ident: 'systemd',
    identSuffix: '',
    pid: m[1] === undefined ? null : Number(m[1]),
    message: line.slice(m.index + m[0].length),
    repeat: 1,
    head: (clock) => readHead(line.slice(0, m.index + 1), clock),
  };
}

/** `journalctl -o json` and docker's json-file; undefined when the line is neither. */
function openJson(line: string): Envelope | null | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  if (typeof record.log === 'string') return openDocker(record.log, record.time);
  if (!('MESSAGE' in record)) return undefined;
  const message = journalText(record.MESSAGE);
  const ident = journalText(record.SYSLOG_IDENTIFIER);
  if (message === null || ident === null) return null;
  const micros = Number(record.__REALTIME_TIMESTAMP);
  const time: Head = {
    at: Number.isFinite(micros) && micros > 0 && micros < 8.64e18 ? micros / 1000 : null,
    precisionMs: 0.001,
    host: journalText(record._HOSTNAME),
  };
  const pid = journalText(record.SYSLOG_PID) ?? journalText(record._PID) ?? undefined;
  const number = pid !== undefined && /^\d{1,10}$/.test(pid) ? pid : undefined;
  if (ident.startsWith(NAME))
    return { ...tagged(ident.slice(NAME.length), number, message, () => time), head: () => time };
  if (ident === 'systemd')
    return {
      speaker: 'systemd',
      ident,
      identSuffix: '',
      pid: Number(number ?? 1),
      message,
      repeat: 1,
      head: () => time,
    };
  // keepalived on the console of a unit or a container: whatever the journal calls it, the stamp gives it away.
  const own = openOwn(message);
  return own && { ...own, head: () => time };
}

function openDocker(log: string, time: unknown): Envelope | null {
  const inner = openTagged(log.trimEnd()) ?? openOwn(log.trimEnd());
  if (!inner) return null;
  const written = typeof time === 'string' ? `${time.slice(0, 40)} ` : '';
  return { ...inner, head: (clock) => within(inner.head(clock), readHead(written, clock)) };
}

/** The journal writes a text that is not UTF-8 as an array of its bytes. */
function journalText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  let bytes = '';
  for (const byte of value) {
    if (typeof byte !== 'number' || !Number.isInteger(byte) || byte < 0 || byte > 255) return null;
    bytes += String.fromCharCode(byte);
  }
  return decodeUtf8(bytes);
}
