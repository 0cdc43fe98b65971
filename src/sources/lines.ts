const NEWLINE = 10;
const LONGEST_LINE = 65_536;

/**
 * Cuts a stream at line ends: what comes out holds whole lines only, so that a connection lost in the middle of a line
 * cannot spoil the next one. A line of more than 64 KiB is handed out in pieces.
 */
export class LineAligner {
  #carry: Buffer = Buffer.alloc(0);

  /** The whole lines that this piece completes (a copy-free slice where possible), or null. */
  push(piece: Buffer): Buffer | null {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#carry = Buffer.concat([this.#carry, piece]);
      return this.#carry.length > LONGEST_LINE ? this.take() : null;
    }
    const whole =
      this.#carry.length === 0 ? piece.subarray(0, end) : Buffer.concat([this.#carry, piece.subarray(0, end)]);
    this.#carry = Buffer.from(piece.subarray(end));
    return whole;
  }

  /** The unfinished line, which is forgotten here. */
  take(): Buffer {
    const rest = this.#carry;
    this.#carry = Buffer.alloc(0);
    return rest;
  }
}

/** The lines of a piece that `LineAligner` made, each with its newline. */
export function splitLines(whole: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < whole.length; ) {
    const newline = whole.indexOf(NEWLINE, from);
    const to = newline < 0 ? whole.length : newline + 1;
    lines.push(whole.subarray(from, to));
    from = to;
  }
  return lines;
}
