import { type IPty, spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { attempt, run, until } from './run.js';

/** How one character of the screen looks; the second half of a wide one is ''. Colours as the terminal's palette number or 0xRRGGBB, -1 for its default. */
interface Cell {
  readonly text: string;
  readonly foreground: number;
  readonly background: number;
  readonly bold: boolean;
  readonly inverse: boolean;
}

interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Record<string, string>;
}

/** A program in a real terminal of its own: keys go in, the screen can be read as a person sees it. */
export class Terminal {
  readonly #pty: IPty;
  readonly #screen: InstanceType<typeof headless.Terminal>;
  #bytes = 0;
  #text = '';
  #exitCode: number | undefined;

  private constructor(file: string, args: readonly string[], options: TerminalOptions) {
    const cols = options.columns ?? 110;
    const rows = options.rows ?? 40;
    this.#screen = new headless.Terminal({ cols, rows, allowProposedApi: true });
    const env = { ...(options.env ?? {}), TERM: options.env?.TERM ?? 'xterm-256color' };
    this.#pty = spawn(file, [...args], { cols, rows, env, name: env.TERM, cwd: '/' });
    this.#pty.onData((data) => {
      this.#bytes += Buffer.byteLength(data);
      this.#text = (this.#text + data).slice(-1_000_000);
      this.#screen.write(data);
    });
    // The terminal answers the program's questions (cursor position, device attributes) as a real one does.
    this.#screen.onData((answer) => this.#pty.write(answer));
    this.#pty.onExit(({ exitCode }) => {
      this.#exitCode = exitCode;
    });
  }

  static open([file, args]: readonly [string, readonly string[]], options: TerminalOptions = {}): Terminal {
    return new Terminal(file, args, options);
  }

  /** The visible lines, without the blanks at their ends. */
  screen(): string[] {
    const buffer = this.#screen.buffer.active;
    return Array.from({ length: this.#screen.rows }, (_, y) => {
      return buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '';
    });
  }

  /** One character, row and column from 0. */
  cell(row: number, column: number): Cell {
    const buffer = this.#screen.buffer.active;
    const cell = buffer.getLine(buffer.baseY + row)?.getCell(column);
    if (cell === undefined) throw new Error(`no cell at row ${row}, column ${column}`);
    return {
      text: cell.getChars() || ' '.repeat(cell.getWidth()),
      foreground: cell.isFgDefault() ? -1 : cell.getFgColor(),
      background: cell.isBgDefault() ? -1 : cell.getBgColor(),
      bold: cell.isBold() !== 0,
      inverse: cell.isInverse() !== 0,
    };
  }

  /** `alternate` while a full-screen program runs; a program that left the terminal as it was is back in `normal`. */
  get buffer(): 'normal' | 'alternate' {
    return this.#screen.buffer.active.type;
  }

  /** Everything written to the terminal so far, at most the last million characters. */
  get raw(): string {
    return this.#text;
  }

  /** Bytes written to the terminal so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Undefined while the program runs. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Waits until the screen is as wanted; throws with the screen in the message when it is not within `timeoutMs`. */
  async waitFor(what: string, wanted: (screen: string[]) => boolean, timeoutMs: number): Promise<void> {
    await until(what, () => wanted(this.screen()), timeoutMs).catch((error: Error) => {
      throw new Error(`${error.message}; the screen is\n${this.screen().join('\n')}`);
    });
  }

  /** Waits until the program has ended by itself; returns its exit code. */
  async ended(timeoutMs: number): Promise<number> {
    await until('the program ended', () => this.#exitCode !== undefined, timeoutMs);
    return this.#exitCode!;
  }

  /** The terminal is gone, as when the connection to it was lost. */
  lose(): void {
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  /** Hangs up: the program gets SIGHUP, and after a second SIGKILL. */
  async close(): Promise<void> {
    if (this.#exitCode === undefined) {
      this.#pty.kill('SIGHUP');
      await this.ended(1000).catch(() => this.#pty.kill('SIGKILL'));
    }
    this.#screen.dispose();
  }
}

/** The same in tmux, with a server of its own whose socket lives in `folder`. */
export class Tmux {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts a program in a detached session of that size. */
  static async open(
    folder: string,
    [file, args]: readonly [string, readonly string[]],
    options: TerminalOptions = {},
  ): Promise<Tmux> {
    const tmux = new Tmux(folder);
    const size = ['-x', String(options.columns ?? 80), '-y', String(options.rows ?? 24)];
    const env = Object.entries(options.env ?? {}).filter(([name]) => name !== 'TERM');
    const variables = env.flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    // Bytes outside ASCII: without a locale of its own the server would show none.
    await tmux.#run('-u', '-f', '/dev/null', 'new-session', '-d', ...size, ...variables, '--', file, ...args);
    return tmux;
  }

  #run(...args: string[]): Promise<string> {
    return run('env', `TMUX_TMPDIR=${this.#folder}`, 'tmux', '-L', 'vrrptop', ...args);
  }

  async screen(): Promise<string[]> {
    return (await this.#run('capture-pane', '-p')).replace(/\n$/, '').split('\n');
  }

  /** Keys by tmux's names: `q`, `Enter`, `C-c`. */
  async press(...keys: string[]): Promise<void> {
    await this.#run('send-keys', ...keys);
  }

  /** Whether the program still runs: a session ends with its program, and the server with its last session. */
  async isRunning(): Promise<boolean> {
    return (await attempt('env', [`TMUX_TMPDIR=${this.#folder}`, 'tmux', '-L', 'vrrptop', 'has-session'])).code === 0;
  }

  async close(): Promise<void> {
    await attempt('env', [`TMUX_TMPDIR=${this.#folder}`, 'tmux', '-L', 'vrrptop', 'kill-server']);
  }
}
