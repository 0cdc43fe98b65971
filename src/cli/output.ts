import { writeSync } from 'node:fs';
import { canDraw } from '../ui/traits.js';

/** Gathers what goes to stdout and writes it in large pieces, synchronously: a million lines must not pile up. */
export class Output {
  #pieces: string[] = [];
  #length = 0;

  line(text: string): void {
    this.#pieces.push(text, '\n');
    this.#length += text.length + 1;
    if (this.#length > 65_536) this.flush();
  }

  /** Writes what has gathered. A reader that went away ends the program, as it would `grep`. */
  flush(): void {
    let rest = Buffer.from(this.#pieces.join(''));
    this.#pieces = [];
    this.#length = 0;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(1, rest));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EPIPE') process.exit(0);
        if (code !== 'EAGAIN') throw error;
        Atomics.wait(WAIT, 0, 0, 5); // a pipe that is full, and does not block
      }
    }
  }
}

const WAIT = new Int32Array(new SharedArrayBuffer(4));

/** Whether there is a terminal to draw on; says on stderr why not, and what serves instead. */
export function hasScreen(instead: string): boolean {
  const { TERM } = process.env;
  if (process.stdout.isTTY && canDraw(process.env)) return true;
  complain(`${process.stdout.isTTY ? `TERM=${TERM} cannot place its cursor` : 'stdout is no terminal'}; ${instead}`);
  return false;
}

/** Says on stderr what was wrong; the exit code is the caller's. */
export function complain(message: string): void {
  process.stderr.write(`vrrptop: ${message}\n`);
}
