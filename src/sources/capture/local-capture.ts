import { spawnLocal } from '../local-process.js';
import { type Health, healthTeller, messageOf, type Sink, type Source } from '../source.js';
import { Backoff, DEFAULT_BACKOFF, onAbort, sleep } from '../timing.js';
import { linkState } from './interfaces.js';
import { joinGroups } from './multicast.js';
import { RestingPipe } from './pipe-reader.js';
import { type CaptureEnd, captureInput, runCapture } from './run-capture.js';

interface LocalCaptureOptions {
  /** An interface, or `any`. */
  interface: string;
}

const LINK_CHECK_MS = 1000;

/** Capture on this machine by tcpdump; source id `wire:<interface>`. */
export function createLocalCapture(options: LocalCaptureOptions, sink: Sink): Source {
  return new LocalCapture(options.interface, sink);
}

class LocalCapture implements Source {
  readonly #iface: string;
  readonly #sink: Sink;
  readonly #health: Health;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #sudo = false;

  constructor(iface: string, sink: Sink) {
    this.#iface = iface;
    this.#sink = sink;
    this.#health = healthTeller(sink, `wire:${iface}`, null);
  }

  start(): void {
    this.#running = this.#run(this.#stopping.signal).catch((error) => this.#health('lost', messageOf(error)));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#health('off', 'stopped');
  }

  async #run(stopping: AbortSignal): Promise<void> {
    const backoff = new Backoff(DEFAULT_BACKOFF);
    while (!stopping.aborted) {
      const link = linkState(this.#iface);
      if (link === 'down' || link === 'gone') {
        this.#health('lost', link === 'down' ? `link down on ${this.#iface}` : `no interface ${this.#iface} here`);
        await sleep(LINK_CHECK_MS / 4, stopping);
        continue;
      }
      this.#health('connecting', `starting tcpdump on ${this.#iface}`);
      const end = await this.#capture(stopping);
      if (stopping.aborted) return;
      if (end.ran) backoff.reset();
      if (end.denied && !this.#sudo && process.getuid?.() !== 0) {
        this.#sudo = true;
        continue;
      }
      if (end.denied) this.#sudo = false;
      if (linkState(this.#iface) === 'down') continue;
      this.#health('lost', end.reason);
      await sleep(backoff.next(), stopping);
    }
  }

  /** One life of tcpdump: until it ends, the link goes down, or we stop. */
  async #capture(stopping: AbortSignal): Promise<CaptureEnd> {
    const run = { iface: this.#iface, source: `wire:${this.#iface}`, node: null, sudo: this.#sudo };
    let pipe: RestingPipe;
    try {
      pipe = new RestingPipe();
    } catch (error) {
      return { reason: `no pipe for tcpdump: ${messageOf(error)}`, denied: false, ran: false };
    }
    const leave = joinGroups(this.#iface);
    const tcpdump = spawnLocal('sh', [], pipe.writeFd);
    pipe.started();
    tcpdump.stdin.write(captureInput(run));
    const ending = new AbortController();
    const end = () => ending.abort();
    const forget = onAbort(stopping, end);
    // tcpdump is silent when the link goes down: what it could not see must not look like silence on the wire. A new
    // one is started when the link is back, so that its stream begins with a header.
    const watch = setInterval(() => {
      if (linkState(this.#iface) === 'down') end();
    }, LINK_CHECK_MS);
    const read = (onBytes: (bytes: Buffer) => void) => pipe.read(onBytes);
    const result = await runCapture(run, tcpdump, read, this.#sink, this.#health, ending.signal);
    clearInterval(watch);
    forget();
    leave();
    pipe.close();
    return result;
  }
}
