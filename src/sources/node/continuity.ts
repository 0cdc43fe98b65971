const DEPTH = 256;
const LONGEST_KEY = 512;

/** What tells a line apart: a journal entry's cursor (its fields come in any order), else the line itself. */
export function lineKey(line: Buffer, journal: boolean): string {
  if (journal) {
    const cursor = /"__CURSOR"\s*:\s*"([^"]*)"/.exec(line.toString('latin1'))?.[1];
    if (cursor !== undefined) return cursor;
  }
  return line.toString('latin1', 0, LONGEST_KEY);
}

/**
 * Remembers the last lines passed on, so that after a lost connection the same log, asked for its last lines again, can
 * be continued without losing or doubling one. Equal lines in a row are told apart by what stood before them.
 */
export class Continuity {
  #keys: string[] = [];
  /** The log that the keys belong to; another one is not a continuation. */
  #log = '';

  /** Takes the keys of lines passed on, oldest first. */
  remember(log: string, keys: string[]): void {
    if (log !== this.#log) this.#keys = [];
    this.#log = log;
    this.#keys = [...this.#keys, ...keys].slice(-DEPTH);
  }

  /** Nothing was passed on from this log yet. */
  isNew(log: string): boolean {
    return log !== this.#log || this.#keys.length === 0;
  }

  /**
   * Where to go on in lines that are in one piece and in order.
   * @returns the index of the first line not yet passed on (may be past the end); null when none of them is known.
   */
  resumeAt(keys: readonly string[]): number | null {
    const known = this.#keys;
    for (let end = keys.length - 1; end >= 0; end--) {
      const length = Math.min(end + 1, known.length);
      let same = 0;
      while (same < length && keys[end - same] === known[known.length - 1 - same]) same++;
      if (same === length) return end + 1;
    }
    return null;
  }
}
