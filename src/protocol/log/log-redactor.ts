import type { TextBytes } from '../bytes.js';

/** What a secret stands behind: keepalived's configuration dump (`-d`), and configuration lines quoted in a log. */
const MARKERS = ['Password = ', 'auth_pass '] as const;
const LONGEST = Math.max(...MARKERS.map((marker) => marker.length));
const LINE_FEED = 10;
const ASTERISK = 42;

/**
 * Blanks passwords in a log before it reaches a disk: everything behind a marker, to the end of the line. One for each
 * stream; it remembers where the last chunk ended, so chunks may be cut anywhere.
 */
export class LogRedactor {
  #inSecret = false;
  /** The end of the last chunk, where a marker may have begun. */
  #tail = '';

  /** Overwrites secrets in place with asterisks; the decoders need none of them. */
  redact(chunk: TextBytes): void {
    const text = this.#tail + chunk.toString('latin1');
    const before = this.#tail.length;
    let open = this.#inSecret && blankLine(chunk, 0);
    for (const marker of MARKERS) {
      for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, at + 1))
        open = blankLine(chunk, at + marker.length - before) || open;
    }
    this.#inSecret = open;
    this.#tail = text.slice(1 - LONGEST);
  }
}

/** Gives true when the line goes on behind the chunk. */
function blankLine(chunk: TextBytes, from: number): boolean {
  const end = chunk.indexOf(LINE_FEED, from);
  chunk.fill(ASTERISK, from, end === -1 ? chunk.length : end);
  return end === -1;
}
