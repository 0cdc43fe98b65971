import { LineAligner, splitLines } from '../lines.js';
import { collectTail } from '../remote-process.js';
import { guarded } from '../shell.js';
import { type Health, lastLine, type Sink } from '../source.js';
import { Backoff, DEFAULT_BACKOFF, onAbort, sleep } from '../timing.js';
import { Continuity, lineKey } from './continuity.js';
import { choiceScript, followScript, type LogChoice, linesAsked, parseChoice } from './log-commands.js';
import type { Session } from './session.js';

/** Without a line for so long, the burst of a log's last lines is over; a stalled network may hold it up for longer. */
const QUIET_MS = 200;
const QUIET_UNPROVEN_MS = 2000;
const CHOICE_TIMEOUT_MS = 15_000;

/** Follows keepalived's log on a node, over any number of connections, without losing or doubling a line. */
export class RemoteLog {
  readonly #node: string;
  readonly #log: string;
  readonly #sink: Sink;
  readonly #health: Health;
  readonly #continuity = new Continuity();

  /** @param log a file on the node, `journal` or `auto`. */
  constructor(node: string, log: string, sink: Sink, health: Health) {
    this.#node = node;
    this.#log = log;
    this.#sink = sink;
    this.#health = health;
  }

  /** Resolves when the session has ended. */
  async follow(session: Session): Promise<void> {
    const backoff = new Backoff(DEFAULT_BACKOFF);
    while (!session.signal.aborted) {
      const reason = await this.#followOnce(session, backoff);
      if (session.signal.aborted) return;
      this.#health('lost', reason);
      await sleep(backoff.next(), session.signal);
    }
  }

  async #followOnce(session: Session, backoff: Backoff): Promise<string> {
    const answer = await session.run(choiceScript(this.#log), CHOICE_TIMEOUT_MS);
    if (answer.failure !== null) return `cannot look for the log: ${answer.failure}`;
    const choice = parseChoice(answer.stdout);
    if (choice.kind === 'none') return choice.reason;
    const name = choice.kind === 'file' ? choice.file : 'journal';
    const again = !this.#continuity.isNew(name);
    const mark = `--- vrrptop ${Math.random().toString(36).slice(2)}`;
    const process = await session.start(guarded(followScript(choice, again, mark)));
    if (typeof process === 'string') return process;
    const complaint = collectTail(process.stderr);
    const aligner = new LineAligner();
    const reader = new Reader(this.#continuity, choice, name, again ? mark : null, (bytes, note) => {
      if (note !== null) this.#health('live', note);
      if (bytes.length > 0) this.#sink({ kind: 'log', source: `log:${this.#node}`, node: this.#node, bytes });
    });
    this.#health('live', `${name}${choice.sudo ? ' (sudo)' : ''}`);
    process.stdout.on('data', (piece: Buffer) => {
      backoff.reset();
      const whole = aligner.push(piece);
      if (whole !== null) reader.take(whole);
    });
    const forget = onAbort(session.signal, () => process.destroy());
    const code = await process.exited;
    forget();
    reader.end();
    return lastLine(complaint()) || `the log's reader ended (exit code ${code ?? 'unknown'})`;
  }
}

type Emit = (bytes: Buffer, note: string | null) => void;

/** The lines of one stream: passed through, or first compared with what an earlier stream has passed on. */
class Reader {
  readonly #continuity: Continuity;
  readonly #journal: boolean;
  readonly #name: string;
  readonly #mark: string | null;
  readonly #rotatable: boolean;
  readonly #asked: number;
  readonly #emit: Emit;
  /** Lines held back until it is clear where to go on; null when that is settled. */
  #held: Buffer[] | null;
  #timer: NodeJS.Timeout | undefined;
  #since = Date.now();

  constructor(
    continuity: Continuity,
    choice: Exclude<LogChoice, { kind: 'none' }>,
    name: string,
    mark: string | null,
    emit: Emit,
  ) {
    this.#continuity = continuity;
    this.#journal = choice.kind === 'journal';
    this.#rotatable = choice.kind === 'file' && !choice.sudo;
    this.#asked = linesAsked(choice, mark !== null);
    this.#name = name;
    this.#mark = mark;
    this.#emit = emit;
    this.#held = mark === null ? null : [];
    if (mark !== null) this.#timer = setTimeout(() => this.#settle(), QUIET_UNPROVEN_MS);
  }

  take(whole: Buffer): void {
    if (this.#held === null) {
      this.#pass(splitLines(whole), whole, null);
      return;
    }
    this.#held.push(...splitLines(whole));
    clearTimeout(this.#timer);
    // A log that never rests must not wait for a pause.
    const soon = Date.now() - this.#since > QUIET_UNPROVEN_MS ? 0 : QUIET_MS;
    this.#timer = setTimeout(() => this.#settle(), soon);
  }

  /** The stream has ended. */
  end(): void {
    clearTimeout(this.#timer);
    // What is held back comes again with the next stream, unless it could be placed already.
    if (this.#held !== null && this.#place(this.#held).proven) this.#settle();
    this.#held = null;
  }

  #settle(): void {
    const held = this.#held ?? [];
    const { lines, proven } = this.#place(held);
    if (!proven && Date.now() - this.#since < QUIET_UNPROVEN_MS && held.length < 2 * this.#asked) {
      this.#timer = setTimeout(() => this.#settle(), QUIET_MS);
      return;
    }
    this.#held = null;
    const note = `${this.#name}: lines written while the connection was lost may be missing`;
    this.#pass(lines, Buffer.concat(lines), proven ? null : note);
  }

  /** The held lines that are new, and whether nothing can be missing before them. */
  #place(held: readonly Buffer[]): { lines: Buffer[]; proven: boolean } {
    const marks = this.#rotatable
      ? held.flatMap((line, i) => (line.toString('latin1').trim() === this.#mark ? [i] : []))
      : [];
    const [start = -1, middle = -1] = marks;
    if (this.#rotatable && middle < 0) return { lines: [], proven: false };
    const earlier = this.#rotatable ? held.slice(start + 1, middle) : [];
    const current = held.slice(middle + 1);
    const here = this.#continuity.resumeAt(this.#keys(current));
    if (here !== null) return { lines: current.slice(here), proven: true };
    const before = this.#continuity.resumeAt(this.#keys(earlier));
    // A current file longer than what was asked for leaves a hole between the two.
    if (before !== null) return { lines: [...earlier.slice(before), ...current], proven: current.length < this.#asked };
    return { lines: current, proven: false };
  }

  #keys(lines: readonly Buffer[]): string[] {
    return lines.map((line) => lineKey(line, this.#journal));
  }

  #pass(lines: Buffer[], bytes: Buffer, note: string | null): void {
    this.#continuity.remember(this.#name, this.#keys(lines.slice(-256)));
    this.#emit(bytes, note);
  }
}
