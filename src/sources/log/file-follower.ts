import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { LineAligner } from '../lines.js';

const PIECE_BYTES = 65_536;
/** Read in one go before others have their turn. */
const GO_BYTES = 4 << 20;
/** So many bytes before the offset are compared with what was read there, to notice a file that was rewritten. */
const WITNESS_BYTES = 64;

/** One open file, read from an offset to its end again and again; hands out whole lines. */
export class FileFollower {
  readonly #fd: number;
  readonly inode: string;
  readonly #emit: (bytes: Buffer) => void;
  readonly #lines = new LineAligner();
  readonly #piece = Buffer.allocUnsafe(PIECE_BYTES);
  #offset = 0;
  #mtimeMs = 0;
  #witness: Buffer = Buffer.alloc(0);

  /** Throws what fs.openSync throws. @param lastBytes start so far before the end, at a line's start; else at the start. */
  constructor(path: string, lastBytes: number | null, emit: (bytes: Buffer) => void) {
    this.#fd = openSync(path, 'r');
    this.#emit = emit;
    const stat = fstatSync(this.#fd);
    this.inode = `${stat.dev}:${stat.ino}`;
    if (lastBytes !== null && stat.size > lastBytes) this.#offset = this.#lineStart(stat.size - lastBytes);
  }

  /** Reads what is new. @returns true when there may be more at once. Throws what fs.readSync throws. */
  read(): boolean {
    const { size, mtimeMs } = fstatSync(this.#fd);
    const touched = size !== this.#offset || mtimeMs !== this.#mtimeMs;
    this.#mtimeMs = mtimeMs;
    if (!touched) return false;
    if (size < this.#offset || this.#rewritten()) {
      // Truncated (logrotate's copytruncate): the rest of an unfinished line is in the copy.
      this.#offset = 0;
      this.#witness = Buffer.alloc(0);
      this.#lines.take();
    }
    for (let done = 0; done < GO_BYTES; ) {
      const count = readSync(this.#fd, this.#piece, 0, PIECE_BYTES, this.#offset);
      if (count === 0) return false;
      this.#offset += count;
      done += count;
      const piece = Buffer.from(this.#piece.subarray(0, count));
      this.#witness = Buffer.concat([this.#witness, piece.subarray(-WITNESS_BYTES)]).subarray(-WITNESS_BYTES);
      const whole = this.#lines.push(piece);
      if (whole !== null) this.#emit(whole);
    }
    return true;
  }

  /** Nothing more will come: hands out an unfinished last line, and closes the file. */
  end(): void {
    const rest = this.#lines.take();
    if (rest.length > 0) this.#emit(Buffer.concat([rest, Buffer.from('\n')]));
    closeSync(this.#fd);
  }

  #rewritten(): boolean {
    const now = Buffer.alloc(this.#witness.length);
    const count = readSync(this.#fd, now, 0, now.length, this.#offset - now.length);
    return !now.subarray(0, count).equals(this.#witness);
  }

  #lineStart(from: number): number {
    let offset = from;
    for (;;) {
      const count = readSync(this.#fd, this.#piece, 0, PIECE_BYTES, offset);
      const newline = this.#piece.subarray(0, count).indexOf(10);
      if (newline >= 0) return offset + newline + 1;
      if (count === 0) return from;
      offset += count;
    }
  }
}
