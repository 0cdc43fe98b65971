import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { DATA } from './data.js';
import type { Program } from './measure.js';

/** A program in a terminal, and what it writes to it. */
export class Terminal {
  bytes = 0;
  private readonly pty: IPty;
  private readonly screen: InstanceType<typeof headless.Terminal>;
  private readonly waiting = new Set<(arrivedAt: number) => void>();
  private readonly ended: Promise<void>;
  private hasEnded = false;

  constructor([file, ...args]: Program, columns: number, rows: number) {
    // An empty home: no settings of ours or of htop's, and none written.
    const home = join(DATA, 'home');
    mkdirSync(home, { recursive: true });
    const env = { PATH: process.env.PATH, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
    this.screen = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.pty = spawn(file, args, { cols: columns, rows, cwd: home, env });
    this.pty.onData((text) => {
      const arrivedAt = performance.now();
      this.bytes += Buffer.byteLength(text);
      this.screen.write(text, () => {
        for (const look of this.waiting) look(arrivedAt);
      });
    });
    this.ended = new Promise((resolve) => {
      this.pty.onExit(() => {
        this.hasEnded = true;
        resolve();
      });
    });
    // What the program asks the terminal is answered, as by a real one.
    this.screen.onData((answer) => this.pty.write(answer));
  }

  /** Resolves with the time (`performance.now()`) at which the bytes arrived that made the screen fit. */
  shows(fits: (screen: string) => boolean, withinMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const look = (arrivedAt: number): void => {
        if (!fits(this.text())) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(arrivedAt);
      };
      const giveUp = (): void => {
        clearTimeout(timer);
        if (this.waiting.delete(look)) reject(new Error(`not seen; the screen shows:\n${this.text()}`));
      };
      const timer = setTimeout(giveUp, withinMs);
      this.waiting.add(look);
      void this.ended.then(giveUp);
    });
  }

  text(): string {
    const buffer = this.screen.buffer.active;
    const lines: string[] = [];
    for (let y = 0; y < this.screen.rows; y++)
      lines.push(buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '');
    return lines.join('\n');
  }

  async close(): Promise<void> {
    if (!this.hasEnded) this.pty.kill('SIGTERM');
    const late = setTimeout(() => this.pty.kill('SIGKILL'), 3000);
    await this.ended;
    clearTimeout(late);
    this.screen.dispose();
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
