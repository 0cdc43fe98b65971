import type { RunResult } from '../remote-process.js';
import { type Health, healthTeller, messageOf, type Sink, type Source } from '../source.js';
import { openTransport, type TransportOptions } from '../ssh/open-transport.js';
import type { Transport } from '../ssh/transport.js';
import { Backoff, type BackoffRange, DEFAULT_BACKOFF, onAbort, sleep, type Turnstile, within } from '../timing.js';
import { captureOnNode } from './capture.js';
import { RemoteLog } from './log.js';
import { type ProbeDeps, Probes } from './probes.js';
import { makeSession, type Session } from './session.js';

export interface NodeOptions extends TransportOptions {
  /** The operator's name for the node. */
  name: string;
  /** A file on the node, `journal`, `none`, or `auto` (the default). */
  log?: string;
  /** An interface of the node (`any` is possible) to capture on; left out: no capture there. */
  capture?: string;
  /** Ask keepalived for its counters: always, never, or (the default) while `askCounters(true)` was said last. */
  counters?: boolean | 'auto';
}

interface NodeDeps extends ProbeDeps {
  /** In the place of ~/.ssh/config and /etc/ssh/ssh_config. */
  sshConfigFile?: string;
  /** Waiting times between connections. */
  backoff?: BackoffRange;
  /** Shared by nodes that must not all connect at once. */
  turnstile?: Turnstile;
}

/** A node's source can also run a command for an action. */
export interface NodeSource extends Source {
  /** Runs a shell script on the node, over the connection that stands; its output also as it comes. Never rejects. */
  run(script: string, timeoutMs: number, onOutput?: (piece: string) => void): Promise<RunResult>;
  /** Whether keepalived's counters would tell something now. */
  askCounters(wanted: boolean): void;
}

/** One node over one SSH connection: `ssh:<node>`, `log:<node>`, `addr:<node>` and, when asked, `wire:<node>`. */
export function createNode(options: NodeOptions, sink: Sink, deps: NodeDeps): NodeSource {
  return new Node(options, sink, deps);
}

class Node implements NodeSource {
  readonly #options: NodeOptions;
  readonly #deps: NodeDeps;
  readonly #health: Health;
  /** The parts that live on the connection, each with its health. */
  readonly #parts: { health: Health; run: (session: Session) => Promise<void> }[] = [];
  readonly #probes: Probes;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #session: Session | null = null;

  constructor(options: NodeOptions, sink: Sink, deps: NodeDeps) {
    this.#options = options;
    this.#deps = deps;
    const name = options.name;
    this.#health = healthTeller(sink, `ssh:${name}`, name);
    const log = options.log ?? 'auto';
    if (log !== 'none') {
      const health = healthTeller(sink, `log:${name}`, name);
      const remote = new RemoteLog(name, log, sink, health);
      this.#parts.push({ health, run: (session) => remote.follow(session) });
    }
    const addrHealth = healthTeller(sink, `addr:${name}`, name);
    const note = (text: string) => this.#health('live', text);
    const probes = new Probes(name, sink, addrHealth, note, deps);
    this.#probes = probes;
    probes.asksCounters = options.counters === true;
    this.#parts.push({ health: addrHealth, run: (session) => probes.run(session) });
    const iface = options.capture;
    if (iface !== undefined) {
      const health = healthTeller(sink, `wire:${name}`, name);
      this.#parts.push({ health, run: (session) => captureOnNode(name, iface, session, sink, health) });
    }
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await within(5000, this.#running, undefined);
    for (const health of [this.#health, ...this.#parts.map((part) => part.health)]) health('off', 'stopped');
  }

  async run(script: string, timeoutMs: number, onOutput?: (piece: string) => void): Promise<RunResult> {
    if (this.#session !== null) return this.#session.run(script, timeoutMs, onOutput);
    return { code: null, stdout: '', stderr: '', failure: `no connection to ${this.#options.name}` };
  }

  askCounters(wanted: boolean): void {
    if (this.#options.counters === undefined || this.#options.counters === 'auto') this.#probes.asksCounters = wanted;
  }

  async #run(): Promise<void> {
    const stopping = this.#stopping.signal;
    const backoff = new Backoff(this.#deps.backoff ?? DEFAULT_BACKOFF);
    for (let first = true; !stopping.aborted; first = false) {
      if (first) for (const health of this.#allHealth()) health('connecting', `to ${this.#options.host}`);
      await this.#deps.turnstile?.pass(stopping);
      if (stopping.aborted) return;
      const reason = await this.#connectOnce(backoff);
      if (stopping.aborted) return;
      for (const health of this.#allHealth()) health('lost', reason);
      await sleep(backoff.next(), stopping);
    }
  }

  #allHealth(): Health[] {
    return [this.#health, ...this.#parts.map((part) => part.health)];
  }

  /** One connection from login to end; answers with the reason of the end. */
  async #connectOnce(backoff: Backoff): Promise<string> {
    let transport: Transport | null = null;
    const over = new AbortController();
    const stop = () => {
      over.abort();
      transport?.close();
    };
    const forget = onAbort(this.#stopping.signal, stop);
    try {
      transport = await openTransport(this.#options, this.#deps.sshConfigFile);
      if (this.#stopping.signal.aborted) return 'stopped';
      await transport.connect();
      backoff.reset();
      this.#health('live', `connected to ${this.#options.host}`);
      const session = makeSession(transport, over.signal);
      this.#session = session;
      const parts = Promise.all(
        this.#parts.map((part) => part.run(session).catch((error) => part.health('lost', messageOf(error)))),
      );
      const reason = await transport.closed;
      over.abort();
      this.#session = null;
      await within(4000, parts, undefined);
      return reason;
    } catch (error) {
      return messageOf(error);
    } finally {
      this.#session = null;
      forget();
      stop();
    }
  }
}
