import type { TextBytes } from '../protocol/bytes.js';
import { JournalBytes } from './journal-bytes.js';

/** `keepalived --dump-conf` logs each instance's password in clear text behind these words (vrrp_data.c). */
const NEEDLE = 'Password = ';
const LINE_FEED = 10;
const STAR = 0x2a;

/** Stars out what stands behind `Password = ` up to the end of its line, in a log that is cut anywhere. */
export class LogRedactor {
  /** How much of the needle the last chunk ended with. The needle's first letter occurs in it once. */
  #matched = 0;
  /** The last chunk ended inside of a password. */
  #inside = false;

  /** As many bytes as were given: the chunk itself, or a copy where something had to go. */
  push(chunk: TextBytes): TextBytes {
    let out: TextBytes = chunk;
    for (let at = 0; at < chunk.length; ) {
      if (!this.#inside) {
        at = this.#seek(chunk, at);
        continue;
      }
      const feed = chunk.indexOf(LINE_FEED, at);
      const end = feed === -1 ? chunk.length : feed;
      if (end > at) {
        if (out === chunk) out = JournalBytes.from(chunk) as JournalBytes;
        out.fill(STAR, at, end);
      }
      this.#inside = feed === -1;
      at = end;
    }
    return out;
  }

  /** Where the next password begins, or the end of the chunk. */
  #seek(chunk: TextBytes, from: number): number {
    let at = from;
    // What the chunk before began.
    while (this.#matched > 0 && at < chunk.length) {
      if (chunk[at] !== NEEDLE.charCodeAt(this.#matched)) this.#matched = 0;
      else {
        at++;
        this.#matched++;
        if (this.#matched === NEEDLE.length) return this.#found(at);
      }
    }
    if (this.#matched > 0) return at;
    const found = chunk.indexOf(NEEDLE, at);
    if (found !== -1) return this.#found(found + NEEDLE.length);
    const last = Math.max(at, chunk.length - NEEDLE.length + 1);
    for (let start = last; start < chunk.length && this.#matched === 0; start++) {
      if (NEEDLE.startsWith(chunk.toString('latin1', start))) this.#matched = chunk.length - start;
    }
    return chunk.length;
  }

  #found(at: number): number {
    this.#matched = 0;
    this.#inside = true;
    return at;
  }
}
