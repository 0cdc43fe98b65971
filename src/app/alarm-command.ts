import { spawn } from 'node:child_process';
import { sanitize } from '../protocol/sanitize.js';

/** A command that takes longer is killed with all that it started, ms. */
const PATIENCE_MS = 10_000;
/** What waits while one runs; more is dropped, and told. */
const QUEUE = 8;
const LAST_WORDS = 4096;

/** Runs the operator's command for each alarm, one at a time, with the finding as JSON on its standard input. */
export class AlarmCommand {
  readonly #command: string;
  readonly #onTrouble: (what: string) => void;
  readonly #patienceMs: number;
  readonly #waiting: string[] = [];
  #kill: (() => void) | null = null;

  /** @param onTrouble takes one line about a command that failed; it is never given its own output unbounded. */
  constructor(command: string, onTrouble: (what: string) => void, patienceMs = PATIENCE_MS) {
    this.#command = command;
    this.#onTrouble = onTrouble;
    this.#patienceMs = patienceMs;
  }

  /** @param text one line of JSON. */
  run(text: string): void {
    if (this.#waiting.length >= QUEUE) {
      this.#onTrouble(`alarm command: ${QUEUE} alarms wait for it already, this one is dropped`);
      return;
    }
    this.#waiting.push(text);
    if (this.#kill === null) void this.#work();
  }

  /** Ends what runs, and forgets what waits. */
  stop(): void {
    this.#waiting.length = 0;
    this.#kill?.();
  }

  async #work(): Promise<void> {
    for (let text = this.#waiting.shift(); text !== undefined; text = this.#waiting.shift()) await this.#once(text);
  }

  #once(text: string): Promise<void> {
    return new Promise((resolve) => {
      // In a process group of its own: it is killed as a whole, and Ctrl-C does not reach it.
      const child = spawn('/bin/sh', ['-c', this.#command], { detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
      let words = '';
      let trouble = '';
      const end = (): void => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        } catch {
          // It has gone in between.
        }
      };
      this.#kill = end;
      const late = setTimeout(() => {
        trouble = `took longer than ${this.#patienceMs / 1000} s and was killed`;
        end();
      }, this.#patienceMs);
      child.stderr.on('data', (piece: Buffer) => {
        words = (words + piece.toString('utf8')).slice(-LAST_WORDS);
      });
      child.on('error', (error) => {
        trouble = error.message;
      });
      // A command that does not read its input is no fault.
      child.stdin.on('error', () => {});
      child.stdin.end(`${text}\n`);
      const over = (code: number | null): void => {
        clearTimeout(late);
        this.#kill = null;
        // Also what it left behind: a background child would hold our pipe.
        end();
        child.stderr.destroy();
        if (trouble === '' && code !== 0 && code !== null) trouble = `exit code ${code}`;
        const last = words.trim().split('\n').at(-1) ?? '';
        if (trouble !== '')
          this.#onTrouble(sanitize(`alarm command: ${trouble}${last === '' ? '' : `: ${last}`}`, 200));
        resolve();
      };
      child.once('exit', over);
      if (child.pid === undefined) child.once('error', () => over(null));
    });
  }
}
