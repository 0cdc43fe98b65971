import { collectTail, type RemoteProcess } from '../remote-process.js';
import { SETTINGS } from '../shell.js';
import { lastLine } from '../source.js';
import type { Session } from './session.js';

interface Answer {
  text: string;
  code: number;
  /** ms of the clock given: when the question was sent and when its answer was complete. */
  sentAt: number;
  receivedAt: number;
}

interface Question {
  script: string;
  sentAt: number;
  resolve: (answer: Answer | null) => void;
  timer: NodeJS.Timeout | undefined;
}

const ANSWER_LIMIT = 1 << 20;
const ANSWER_TIMEOUT_MS = 15_000;

/** One `sh` on a node that answers questions one after another: all probes cost one channel and no login. */
export class ProbeShell {
  readonly #mark = `vrrptop-${Math.random().toString(36).slice(2)}`;
  readonly #process: RemoteProcess;
  readonly #now: () => number;
  readonly #queue: Question[] = [];
  #text = '';
  #ended = false;
  /** Resolves with the reason when the shell has ended. */
  readonly ended: Promise<string>;

  /** The reason when no shell could be had. */
  static async open(session: Session, now: () => number): Promise<ProbeShell | string> {
    const process = await session.start(`${SETTINGS}\n`);
    return typeof process === 'string' ? process : new ProbeShell(process, now);
  }

  private constructor(process: RemoteProcess, now: () => number) {
    this.#process = process;
    this.#now = now;
    const complaint = collectTail(process.stderr);
    process.stdout.on('data', (piece: Buffer) => this.#take(piece));
    this.ended = process.exited.then(() => {
      this.#ended = true;
      for (const question of this.#queue.splice(0)) settle(question, null);
      return lastLine(complaint()) || 'the shell for probes ended';
    });
  }

  /** What a script prints (with its complaints); null when the shell ended or did not answer in time. Never rejects. */
  ask(script: string): Promise<Answer | null> {
    return new Promise((resolve) => {
      if (this.#ended) return resolve(null);
      this.#queue.push({ script, sentAt: 0, resolve, timer: undefined });
      if (this.#queue.length === 1) this.#send();
    });
  }

  close(): void {
    this.#process.destroy();
  }

  #send(): void {
    const question = this.#queue[0];
    if (question === undefined) return;
    this.#text = '';
    // A command that hangs would hold up all others: the shell is given up, and the session opens another.
    question.timer = setTimeout(() => this.close(), ANSWER_TIMEOUT_MS);
    question.sentAt = this.#now();
    this.#process.stdin.write(`{ ${question.script}\n} </dev/null 2>&1; printf '\\n%s %d\\n' ${this.#mark} $?\n`);
  }

  #take(piece: Buffer): void {
    const receivedAt = this.#now();
    this.#text += piece.toString('utf8');
    if (this.#text.length > ANSWER_LIMIT) this.close();
    const at = this.#text.indexOf(`\n${this.#mark} `);
    if (at < 0 || !this.#text.endsWith('\n')) return;
    const question = this.#queue.shift();
    if (question === undefined) return;
    const code = Number(this.#text.slice(at + this.#mark.length + 2));
    settle(question, { text: this.#text.slice(0, at), code, sentAt: question.sentAt, receivedAt });
    this.#send();
  }
}

function settle(question: Question, answer: Answer | null): void {
  clearTimeout(question.timer);
  question.resolve(answer);
}
