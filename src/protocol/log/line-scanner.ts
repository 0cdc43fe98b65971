import type { TextBytes } from '../bytes.js';

/** Longer lines are cut here; what follows is skipped. A line of the journal as JSON takes one to two thousand. */
const MAX_LINE = 16_384;
/**
 * A line that matters holds one of these: keepalived's and systemd's names (`Keepalived_vrrp[`, `keepalived.service`),
 * or a message of a log that names no program (`VRRP_Instance(`, `Starting VRRP child`). Shorter than 8 bytes each, because
 * Node then searches for the first byte alone (memchr): 0.05 s for 700 MB, where longer ones cost 0.3 s.
 */
const ANCHORS = ['Keepali', 'keepali', 'VRRP'] as const;
/** So many first lines are searched for keepalived's own stamp behind another logger's head, a container's say. */
const LINES_LOOKED_INTO = 10_000;

const LINE_FEED = 10;
const BLANK = 32;
const DOT = 46;
const COLON = 58;
const TWO = 50;
const CAPITAL_T = 84;
const CLOCK_STEP = [...'Time has been changed'].map((c) => c.charCodeAt(0));

/**
 * Cuts a stream of bytes into lines and hands on those that may matter, as text of one character a byte, with their
 * number from 1. Which lines it hands on depends on the stream alone, never on how it was cut into chunks.
 */
export class LineScanner {
  lines = 0;
  readonly #onLine: (bytes: string, line: number) => void;
  readonly #carry = new Uint8Array(MAX_LINE);
  #carried = 0;
  /** True while the stream is inside a line, even when none of its bytes are kept any more. */
  #open = false;
  /** Up to this line each one gets a close look. */
  #closeUntil = LINES_LOOKED_INTO;
  #alsoLine = 0;
  readonly #next: number[] = ANCHORS.map(() => -1);

  constructor(onLine: (bytes: string, line: number) => void) {
    this.#onLine = onLine;
  }

  /** From here on every line is searched for keepalived's own stamp. */
  ownStampSeen(): void {
    this.#closeUntil = Number.POSITIVE_INFINITY;
  }

  /** Hands on the line after the current one too. */
  alsoNext(): void {
    this.#alsoLine = this.lines + 1;
    this.#closeUntil = Math.max(this.#closeUntil, this.#alsoLine);
  }

  push(chunk: TextBytes): void {
    let start = 0;
    if (this.#open) {
      const end = chunk.indexOf(LINE_FEED);
      this.#keep(chunk, 0, end === -1 ? chunk.length : end);
      if (end === -1) return;
      this.#finishCarried();
      start = end + 1;
    }
    const left = this.#scan(chunk, start);
    if (left < chunk.length) {
      this.#open = true;
      this.#keep(chunk, left, chunk.length);
    }
  }

  end(): void {
    if (this.#open) this.#finishCarried();
  }

  /** Reads all whole lines from `start`; gives where the first unfinished one begins. */
  #scan(chunk: TextBytes, from: number): number {
    let start = from;
    for (let i = 0; i < ANCHORS.length; i++) this.#next[i] = find(chunk, ANCHORS[i]!, start);
    let anchor = Math.min(...this.#next);
    for (let end = chunk.indexOf(LINE_FEED, start); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const line = ++this.lines;
      // Eight million times over: whatever can be ruled out here must not cost a call.
      if (anchor < end) {
        this.#offer(chunk, start, end, true);
        for (let i = 0; i < ANCHORS.length; i++)
          if (this.#next[i]! < end) this.#next[i] = find(chunk, ANCHORS[i]!, end);
        anchor = Math.min(...this.#next);
      } else if (
        line <= this.#closeUntil ||
        (end - start > 23 && (chunk[start + 7] === BLANK || chunk[end - 21] === CAPITAL_T))
      ) {
        this.#offer(chunk, start, end, false);
      }
      start = end + 1;
    }
    return start;
  }

  #offer(chunk: TextBytes, start: number, end: number, anchored: boolean): void {
    if (end - start > MAX_LINE) this.#cutLine(chunk.subarray(start, start + MAX_LINE));
    else if (anchored || this.#mayMatter(chunk, start, end))
      this.#onLine(chunk.toString('latin1', start, end), this.lines);
  }

  #mayMatter(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.lines === this.#alsoLine || beginsWithOwnStamp(bytes, start, end) || endsInClockStep(bytes, start, end))
      return true;
    return this.lines <= this.#closeUntil && holdsOwnStamp(bytes, start, end);
  }

  #keep(chunk: TextBytes, start: number, end: number): void {
    const taken = Math.min(end - start, MAX_LINE - this.#carried);
    if (taken <= 0) return;
    this.#carry.set(chunk.subarray(start, start + taken), this.#carried);
    this.#carried += taken;
  }

  #finishCarried(): void {
    this.lines++;
    this.#cutLine(this.#carry.subarray(0, this.#carried));
    this.#carried = 0;
    this.#open = false;
  }

  /** A line that was carried over or is too long: only what was kept of it counts. */
  #cutLine(bytes: Uint8Array): void {
    const text = String.fromCharCode(...bytes);
    if (ANCHORS.some((anchor) => text.includes(anchor)) || this.#mayMatter(bytes, 0, bytes.length))
      this.#onLine(text, this.lines);
  }
}

function find(chunk: TextBytes, anchor: string, from: number): number {
  const at = chunk.indexOf(anchor, from);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}

/** `Sun Nov 22 13:08:20 2026: ` and its two forms with nanoseconds, by the places of their blanks and colons. */
function beginsWithOwnStamp(b: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length <= 23 || b[start + 3] !== BLANK || b[start + 7] !== BLANK) return false;
  return (
    (length > 24 && b[start + 24] === COLON && b[start + 13] === COLON) ||
    (b[start + 23] === COLON && b[start + 12] === COLON) ||
    (length > 34 && b[start + 34] === COLON && b[start + 19] === DOT) ||
    (length > 31 && b[start + 31] === COLON && b[start + 16] === DOT)
  );
}

/** systemd's `Time has been changed`, at the end of the line: too frequent a first letter to search for. */
function endsInClockStep(b: Uint8Array, start: number, end: number): boolean {
  return end - start > 21 && CLOCK_STEP.every((byte, i) => b[end - CLOCK_STEP.length + i] === byte);
}

/** A year and a colon, ` 20NN: `, somewhere in the line. */
function holdsOwnStamp(b: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 21; i < end; i++) {
    if (b[i] === COLON && b[i - 5] === BLANK && b[i - 4] === TWO) return true;
  }
  return false;
}
