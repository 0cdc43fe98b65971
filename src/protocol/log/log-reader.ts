import type { TextBytes } from '../bytes.js';
import type { LogEvent } from '../log-event.js';
import { sanitize } from '../sanitize.js';
import { type Recognized, recognize } from './catalogue/index.js';
import { valuesOf } from './catalogue/template.js';
import { type Envelope, openEnvelope } from './envelope.js';
import { LineScanner } from './line-scanner.js';
import { LogClock, parseZone, type Zone } from './time.js';
import { decodeUtf8 } from './utf8.js';

export interface LogReaderOptions {
  /** The newest time the log can have, ms since 1970 UTC: the file's mtime, or now for a live log. */
  reference: number;
  /** Year of the first stamp without one; without it the year is found from `reference`. */
  year?: number;
  /** Zone of stamps without one: IANA name, `+0200`, `Z`. UTC when absent or unknown (`parseZone` tells). */
  zone?: string;
}

/** A line of keepalived's that gave no event, for who wants to read them all. */
export interface OtherLine {
  /** As in `LogEvent`. */
  at: number | null;
  precisionMs: number;
  /** The message, cleaned and bounded. */
  text: string;
}

export interface LogStats {
  /** All lines of the stream. */
  records: number;
  /** Lines that gave an event. */
  matched: number;
  /** Lines by keepalived that no row of the catalogue knows. */
  undecodable: number;
}

const MAX_NAME_LENGTH = 128;
/** keepalived's messages are shorter; hostile ones must not make the patterns work for long. */
const MAX_MESSAGE_LENGTH = 1024;
const REPEATED_BEFORE = /(?:^|[\s:])last message repeated (\d{1,9}) times/;
/** Lines of a configuration dump (`-d`): indented, ruled, or `name = value`. No row begins like that. */
const DUMP = /^(?:\s|[-=]{2,}|[\w ]{1,40} = )/;
const UTC: Zone = (wallMs) => wallMs;

/**
 * Reads a log in any of its envelopes, cut into chunks anywhere, and reports each line that means something. Holds one
 * partial line and nothing else; never throws, whatever the bytes.
 */
export class LogReader {
  readonly stats: LogStats = { records: 0, matched: 0, undecodable: 0 };
  readonly #clock: LogClock;
  readonly #scanner: LineScanner;
  readonly #onEvent: (event: LogEvent) => void;
  readonly #onOther: ((line: OtherLine) => void) | null;
  /** The latest event, for "last message repeated". */
  #previous: LogEvent | null = null;
  /** keepalived's own log: from its first event on, lines that no row knows count. */
  #ownSeen = false;

  /** @param onOther is given keepalived's lines without an event too; null, the default, spares the work for them. */
  constructor(
    options: LogReaderOptions,
    onEvent: (event: LogEvent) => void,
    onOther: ((line: OtherLine) => void) | null = null,
  ) {
    this.#clock = new LogClock(options.reference, parseZone(options.zone ?? 'UTC') ?? UTC, options.year ?? null);
    this.#onEvent = onEvent;
    this.#onOther = onOther;
    this.#scanner = new LineScanner((text, line) => this.#read(text, line));
  }

  push(chunk: TextBytes): void {
    this.#scanner.push(chunk);
    this.stats.records = this.#scanner.lines;
  }

  /** Ends the stream: a last line without a line feed is read too. */
  end(): void {
    this.#scanner.end();
    this.stats.records = this.#scanner.lines;
  }

  /** Moves the newest time a stamp can have, for a live log. */
  setReference(ms: number): void {
    this.#clock.setReference(ms);
  }

  /** Changes the zone of stamps without one; an unknown zone changes nothing. */
  setZone(zone: string): void {
    this.#clock.zone = parseZone(zone) ?? this.#clock.zone;
  }

  #read(bytes: string, line: number): void {
    const text = decodeUtf8(bytes).trimEnd();
    const envelope = openEnvelope(text);
    if (!envelope) {
      this.#repeat(text, line);
      return;
    }
    const recognized =
      envelope.speaker === 'other' ? null : recognize(envelope.speaker, envelope.message.slice(0, MAX_MESSAGE_LENGTH));
    if (recognized !== null && recognized.row.kind !== 'noise') {
      this.#report(line, envelope, recognized, recognized.row.kind);
      return;
    }
    if (recognized === null) this.#count(envelope);
    this.#other(envelope);
  }

  #count(envelope: Envelope): void {
    const { speaker, message } = envelope;
    if (speaker === 'other' || speaker === 'systemd' || message === '' || DUMP.test(message)) return;
    if (speaker !== 'own-file' || this.#ownSeen) this.stats.undecodable++;
  }

  #other(envelope: Envelope): void {
    if (this.#onOther === null || envelope.message === '' || envelope.speaker === 'systemd') return;
    if (envelope.speaker === 'own-file' && !this.#ownSeen) return;
    const { at, precisionMs } = envelope.head(this.#clock);
    const times = envelope.repeat > 1 ? ` (${envelope.repeat} times)` : '';
    this.#onOther({ at, precisionMs, text: sanitize(envelope.message) + times });
  }

  #report(line: number, envelope: Envelope, { row, state, name, match }: Recognized, kind: LogEvent['kind']): void {
    const head = envelope.head(this.#clock);
    const subject = name === '' ? null : sanitize(name, MAX_NAME_LENGTH);
    const values = valuesOf(row, match);
    if (row.subject === 'script' && subject !== null) values.tracker = subject;
    if (envelope.speaker === 'own-file') {
      this.#ownSeen = true;
      this.#scanner.ownStampSeen();
    }
    this.#emit({
      line,
      at: head.at,
      precisionMs: head.precisionMs,
      host: head.host === null ? null : sanitize(head.host, MAX_NAME_LENGTH),
      ident: envelope.ident === null ? null : sanitize(envelope.ident, MAX_NAME_LENGTH),
      identSuffix: sanitize(envelope.identSuffix, MAX_NAME_LENGTH),
      pid: envelope.pid,
      instance: row.subject === 'instance' || row.subject === 'any' ? subject : null,
      group: row.subject === 'group' ? subject : null,
      kind,
      state,
      detail: sanitize(envelope.message),
      values,
      repeat: envelope.repeat,
    });
  }

  /** syslogd's "last message repeated N times" speaks of the line right before it. */
  #repeat(text: string, line: number): void {
    const previous = this.#previous;
    if (previous?.line !== line - 1) return;
    const times = REPEATED_BEFORE.exec(text);
    if (times) this.#emit({ ...previous, line, repeat: Number(times[1]) });
  }

  #emit(event: LogEvent): void {
    this.stats.matched++;
    this.#previous = event;
    this.#scanner.alsoNext();
    this.#onEvent(event);
  }
}
