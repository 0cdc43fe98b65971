import type { Input } from '../model/input.js';
import type { TextBytes } from '../protocol/bytes.js';
import { sanitize } from '../protocol/sanitize.js';
import { decodeInput } from './decode.js';
import { FORMAT } from './encode.js';

const LINE_FEED = 10;
/** The largest inputs are a bundle of configuration files and a chunk of a capture, 2 MiB at most before base64. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/**
 * Reads a recording from pieces of any size, and gives its inputs one by one in their order. A recording whose last
 * line was cut (power loss, full disk, copied while it was written) is good up to there.
 */
export class JournalReader {
  /** Why reading stopped, with the number of the line; null while it has not. */
  error: string | null = null;
  /** Inputs of kinds that this version does not know. */
  skipped = 0;
  /** True when the last line was cut. */
  truncated = false;
  /** Name and version of the program that wrote it; null until the first line was read. */
  program: string | null = null;

  readonly #onInput: (input: Input) => void;
  #line = 0;
  #carry: string[] = [];
  #carried = 0;

  constructor(onInput: (input: Input) => void) {
    this.#onInput = onInput;
  }

  /** Takes the next piece; nothing of it is kept. */
  push(chunk: TextBytes): void {
    let start = 0;
    while (this.error === null) {
      const end = chunk.indexOf(LINE_FEED, start);
      const piece = chunk.toString('latin1', start, end === -1 ? chunk.length : end);
      this.#carried += piece.length;
      if (this.#carried > MAX_LINE_LENGTH) {
        this.#fail(this.#line + 1, `more than ${MAX_LINE_LENGTH} characters`);
        return;
      }
      if (piece !== '') this.#carry.push(piece);
      if (end === -1) return;
      const line = this.#carry.join('');
      this.#carry = [];
      this.#carried = 0;
      this.#line++;
      this.#read(line);
      start = end + 1;
    }
  }

  /** To be called when there is no more. A line without its line feed counts when it is whole. */
  end(): void {
    if (this.error !== null) return;
    const line = this.#carry.join('');
    this.#carry = [];
    if (this.#line === 0) {
      this.#line = 1;
      this.#readHeader(line);
      return;
    }
    if (line.trim() === '') return;
    const result = decodeInput(line);
    if (result.ok === true) this.#onInput(result.input);
    else if (result.ok === 'unknown') this.skipped++;
    else this.truncated = true;
  }

  #read(line: string): void {
    if (this.#line === 1) this.#readHeader(line);
    else if (line.trim() === '') return;
    else if (/[\x80-\xff]/.test(line)) this.#fail(this.#line, 'holds bytes that are not ASCII');
    else {
      const result = decodeInput(line);
      if (result.ok === true) this.#onInput(result.input);
      else if (result.ok === 'unknown') this.skipped++;
      else this.#fail(this.#line, result.reason);
    }
  }

  #readHeader(line: string): void {
    let header: unknown = null;
    try {
      header = JSON.parse(line);
    } catch {
      // Told below.
    }
    const { format, program } =
      typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : {};
    if (typeof format !== 'string' || !format.startsWith('vrrptop-journal/')) {
      this.error = 'not a recording of vrrptop';
    } else if (format !== FORMAT) {
      this.error = `a recording in the format ${sanitize(format, 40)}; this version of vrrptop reads ${FORMAT}`;
    } else this.program = sanitize(String(program));
  }

  #fail(line: number, reason: string): void {
    this.error = `line ${line}: ${reason}`;
    this.#carry = [];
  }
}
