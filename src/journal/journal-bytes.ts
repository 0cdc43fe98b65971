import type { TextBytes } from '../protocol/bytes.js';
import { decodeUtf8 } from '../protocol/log/utf8.js';
import { latin1 } from './base64.js';

/** Log bytes read back from a recording: what the decoders need of Node's `Buffer`, which pure rooms do not have. */
export class JournalBytes extends Uint8Array implements TextBytes {
  /** The bytes of a text in UTF-8. */
  static fromText(text: string): JournalBytes {
    // Three bytes for each UTF-16 unit are enough.
    const bytes = new JournalBytes(text.length * 3);
    let o = 0;
    for (let i = 0; i < text.length; i++) {
      const p = text.codePointAt(i)!;
      if (p < 0x80) bytes[o++] = p;
      else {
        if (p < 0x800) bytes[o++] = 0xc0 | (p >> 6);
        else {
          if (p < 0x10000) bytes[o++] = 0xe0 | (p >> 12);
          else {
            bytes[o++] = 0xf0 | (p >> 18);
            bytes[o++] = 0x80 | ((p >> 12) & 63);
            i++;
          }
          bytes[o++] = 0x80 | ((p >> 6) & 63);
        }
        bytes[o++] = 0x80 | (p & 63);
      }
    }
    return bytes.subarray(0, o);
  }

  /** As Buffer's: a number is a byte, a string its characters below U+0100, one byte each. */
  override indexOf(needle: number | string, from = 0): number {
    if (typeof needle === 'number') return super.indexOf(needle, from);
    const first = needle.charCodeAt(0);
    for (let at = super.indexOf(first, from); at !== -1; at = super.indexOf(first, at + 1)) {
      let length = 1;
      while (length < needle.length && this[at + length] === needle.charCodeAt(length)) length++;
      if (length === needle.length) return at;
    }
    return -1;
  }

  override toString(encoding: 'utf8' | 'latin1' = 'utf8', start = 0, end = this.length): string {
    const text = latin1(this, start, Math.min(end, this.length));
    return encoding === 'latin1' ? text : decodeUtf8(text);
  }

  override subarray(start?: number, end?: number): JournalBytes {
    return super.subarray(start, end) as JournalBytes;
  }
}
