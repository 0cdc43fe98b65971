import type { ProbeKind } from '../../model/input.js';
import { redactCounters } from '../../protocol/counters.js';
import { LineAligner } from '../lines.js';
import { guarded } from '../shell.js';
import { cleanText, type Health, lastLine, type Sink } from '../source.js';
import { Backoff, DEFAULT_BACKOFF, onAbort, sleep } from '../timing.js';
import { COUNTERS } from './counters-script.js';
import { ADDRESS_CHANGES, ADDRESSES, CLOCK, CONFIG, configStampScript, PROCESS, VERSION } from './probe-commands.js';
import { ProbeShell } from './probe-shell.js';
import { scriptFilesScript } from './script-files.js';
import type { Session } from './session.js';

const TICK_MS = 1000;
/** In ticks: the configuration's stamp, the clock. Process and addresses are asked in each. */
const EVERY = { config: 10, clock: 60 } as const;
/** Asking for the counters makes keepalived write a file and a line in its log: no sooner than this, ms. */
const COUNTERS_MS = 10_000;
const CHANGE_DEBOUNCE_MS = 50;
const CLOCK_EXCHANGES = 5;
const CONFIG_TIMEOUT_MS = 15_000;

export interface ProbeDeps {
  /** The program's clock: ms since 1970 with a fraction. */
  now: () => number;
}

/** Asks a node again and again: addresses, process, version, configuration, clock. */
export class Probes {
  readonly #node: string;
  readonly #sink: Sink;
  readonly #health: Health;
  readonly #note: (text: string) => void;
  readonly #deps: ProbeDeps;
  #watched = false;
  /** The answer last told over this connection. */
  #addressesTold = '';
  /** Whether keepalived is to be asked for its counters now. */
  asksCounters = false;

  /** @param health of the source `addr:<node>`. @param note says what does not work while the connection does. */
  constructor(node: string, sink: Sink, health: Health, note: (text: string) => void, deps: ProbeDeps) {
    this.#node = node;
    this.#sink = sink;
    this.#health = health;
    this.#note = note;
    this.#deps = deps;
  }

  /** Resolves when the session has ended. */
  async run(session: Session): Promise<void> {
    const backoff = new Backoff(DEFAULT_BACKOFF);
    while (!session.signal.aborted) {
      const shell = await ProbeShell.open(session, this.#deps.now);
      if (typeof shell !== 'string') {
        const forget = onAbort(session.signal, () => shell.close());
        const over = new AbortController();
        void shell.ended.then(() => over.abort());
        await Promise.all([
          this.#rounds(session, shell, over.signal, backoff),
          this.#watch(session, shell, over.signal),
        ]);
        forget();
      }
      if (session.signal.aborted) return;
      this.#health('lost', typeof shell === 'string' ? shell : await shell.ended);
      await sleep(backoff.next(), session.signal);
    }
  }

  /** Until the shell has ended. */
  async #rounds(session: Session, shell: ProbeShell, over: AbortSignal, backoff: Backoff): Promise<void> {
    this.#addressesTold = '';
    let pid = '';
    let config = '';
    let stamp = '';
    let files = '';
    let countersAt = Number.NEGATIVE_INFINITY;
    for (let tick = 0; !over.aborted; tick++) {
      const began = this.#deps.now();
      const process = await this.#probe(shell, 'process', PROCESS);
      await this.#addresses(shell);
      if (process !== null && (tick === 0 || process !== pid)) await this.#probe(shell, 'version', VERSION);
      if (tick % EVERY.clock === 0) await this.#clock(shell);
      if (tick % EVERY.config === 0 || process !== pid) {
        for (let again = true; again && !over.aborted; ) {
          const seen = (await shell.ask(configStampScript(config)))?.text ?? stamp;
          if (tick > 0 && seen === stamp) break;
          const text = (await this.#config(session, config)) ?? config;
          // Stamped before it is read, so that no change falls in between; once more when it names other files.
          again = configStampScript(text) !== configStampScript(config);
          config = text;
          stamp = seen;
        }
      }
      if (tick % EVERY.config === 0 && config !== '') files = (await this.#files(shell, config, files)) ?? files;
      pid = process ?? pid;
      if (this.asksCounters && this.#deps.now() - countersAt >= COUNTERS_MS) {
        const text = await this.#probe(shell, 'counters', COUNTERS, redactCounters);
        // What this login may not do it may not until somebody changes it, and logs in again.
        countersAt = text?.startsWith('denied ') === true ? Number.POSITIVE_INFINITY : this.#deps.now();
      }
      backoff.reset();
      await sleep(Math.max(TICK_MS - (this.#deps.now() - began), TICK_MS / 10), over);
    }
  }

  /** Changes of addresses as they happen; polling goes on beside it, faster where this does not work. */
  async #watch(session: Session, shell: ProbeShell, over: AbortSignal): Promise<void> {
    const backoff = new Backoff({ firstMs: 2000, lastMs: 60_000 });
    while (!over.aborted) {
      const monitor = await session.start(guarded(ADDRESS_CHANGES));
      if (typeof monitor !== 'string') {
        const lines = new LineAligner();
        let timer: NodeJS.Timeout | undefined;
        monitor.stdout.on('data', (piece: Buffer) => {
          if (lines.push(piece) === null || timer !== undefined) return;
          timer = setTimeout(() => {
            timer = undefined;
            void this.#addresses(shell);
          }, CHANGE_DEBOUNCE_MS);
        });
        monitor.stderr.resume();
        const forget = onAbort(over, () => monitor.destroy());
        // A monitor that cannot run ends at once.
        const alive = setTimeout(() => {
          this.#watched = true;
        }, 2000);
        await monitor.exited;
        clearTimeout(alive);
        clearTimeout(timer);
        forget();
        this.#watched = false;
      }
      await sleep(backoff.next(), over);
    }
  }

  async #addresses(shell: ProbeShell): Promise<void> {
    const answer = await shell.ask(ADDRESSES);
    if (answer === null) return;
    if (answer.code === 0) {
      this.#health('live', this.#watched ? 'changes are streamed' : 'polled each second');
      this.#tell('addr', answer.text === this.#addressesTold ? 'same' : answer.text);
      this.#addressesTold = answer.text;
    } else this.#health('lost', `ip addr: ${lastLine(cleanText(answer.text))}`);
  }

  async #probe(
    shell: ProbeShell,
    probe: ProbeKind,
    script: string,
    redact = (text: string): string => text,
  ): Promise<string | null> {
    const answer = await shell.ask(script);
    if (answer === null) return null;
    const text = redact(answer.text.trim());
    this.#tell(probe, text);
    return text;
  }

  /** Tells the configuration unless it is the one last told; null when it cannot be read. */
  async #config(session: Session, last: string): Promise<string | null> {
    const answer = await session.run(CONFIG, CONFIG_TIMEOUT_MS);
    if (answer.code !== 0) {
      this.#note(`keepalived's configuration cannot be read: ${answer.failure ?? lastLine(answer.stderr)}`);
      return null;
    }
    if (answer.stdout !== last) this.#tell('config', answer.stdout);
    return answer.stdout;
  }

  /** Tells what became of the scripts that the configuration names, unless it is what was last told. */
  async #files(shell: ProbeShell, config: string, last: string): Promise<string | null> {
    const answer = await shell.ask(scriptFilesScript(config));
    if (answer === null) return null;
    const text = answer.text.trim();
    if (text !== last) this.#tell('files', text);
    return text;
  }

  /** Several exchanges; the one with the shortest way there and back says most about the node's clock. */
  async #clock(shell: ProbeShell): Promise<void> {
    let best: { text: string; at: number; roundTripMs: number } | null = null;
    for (let i = 0; i < CLOCK_EXCHANGES; i++) {
      const answer = await shell.ask(CLOCK);
      const match = /^(\d+)(\.\d+)?\S* ([+-]\d{4})$/.exec(answer?.text.trim() ?? '');
      if (answer === null || match === null) return;
      const roundTripMs = answer.receivedAt - answer.sentAt;
      if (best !== null && best.roundTripMs <= roundTripMs) continue;
      const at = answer.sentAt + roundTripMs / 2;
      best = { text: `${match[1]}${match[2] ?? ''} ${match[3]}`, at, roundTripMs };
    }
    if (best !== null) this.#tell('clock', best.text, best.at);
  }

  #tell(probe: ProbeKind, text: string, at?: number): void {
    const source = probe === 'addr' ? `addr:${this.#node}` : `ssh:${this.#node}`;
    this.#sink({ kind: 'probe', source, node: this.#node, probe, text }, at);
  }
}
