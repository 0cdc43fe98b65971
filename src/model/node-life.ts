import type { LogEvent } from '../protocol/log-event.js';
import type { NodeDown, Trouble } from './state.js';

/** Troubles remembered for one node; the oldest go first. */
const MAX_TROUBLES = 200;
/** What follows a stop or a death within this time belongs to it, ms. */
const SAME_END_MS = 5000;

/**
 * What a node's log and process probes tell of its life beside its VRRP states: when keepalived stopped or died, which
 * trackers and interfaces failed and when they came back, stalls and steps of the clock. Fed by the fold, in its order.
 */
export class NodeLife {
  readonly troubles: Trouble[] = [];
  down: NodeDown | null = null;
  /** When keepalived was last seen to start, ms. */
  startedAt: number | null = null;
  #stopAskedAt = Number.NEGATIVE_INFINITY;
  #running: boolean | null = null;
  #logSeen = false;

  line(event: LogEvent, at: number): void {
    this.#logSeen = true;
    const { values, detail } = event;
    switch (event.kind) {
      case 'script-fail':
      case 'script-timeout':
      case 'quorum-lost':
        if (values.tracker !== undefined) this.#open('tracker', values.tracker, null, at, detail);
        return;
      case 'script-ok':
      case 'quorum-gained':
        this.#close(at, (t) => t.kind === 'tracker' && t.name === values.tracker);
        return;
      case 'state':
        if (event.state !== 'FAULT') this.#close(at, (t) => t.instance !== null && t.instance === event.instance);
        else if (values.tracker !== undefined) this.#open('tracker', values.tracker, event.instance, at, detail);
        return;
      case 'link-down':
        this.#open('interface', values.interface ?? '', null, at, detail);
        return;
      case 'link-up':
        this.#close(at, (t) => t.kind === 'interface' && t.name === (values.interface ?? ''));
        return;
      case 'timer-late':
        this.#moment('timer-stall', at, detail, values.seconds ?? null);
        return;
      case 'clock-step':
        this.#moment('clock-step', at, detail, null);
        return;
      case 'config-warning':
        this.#open('config', detail, null, at, detail);
        return;
      case 'reload':
        this.#close(at, (t) => t.kind === 'config');
        return;
      case 'stop':
      case 'child-stopped':
      case 'stopped':
        this.#stopped(at);
        return;
      case 'child-died':
      case 'unit-failed':
        this.#died(at, detail);
        return;
      case 'child-start':
        this.#started(at);
        return;
      default:
    }
  }

  /** A probe saw that keepalived runs, or that it does not. */
  process(running: boolean, at: number): void {
    const ran = this.#running;
    this.#running = running;
    if (running) {
      this.down = null;
      this.#close(at, (t) => t.kind === 'daemon');
      return;
    }
    if (this.down !== null) return;
    const vanished = ran === true && this.#logSeen;
    this.down = { since: at, planned: vanished ? false : null, ran: ran === true };
    if (vanished) this.#open('daemon', '', null, at, '');
  }

  #stopped(at: number): void {
    if (this.down?.planned === true) return;
    this.#stopAskedAt = at;
    // A line that was read after the probe takes back what the silence seemed to mean.
    const last = this.troubles.at(-1);
    if (last?.kind === 'daemon' && last.to === null && last.detail === '' && at >= last.from - SAME_END_MS)
      this.troubles.pop();
    if (this.troubles.some((t) => t.kind === 'daemon' && t.to === null)) return;
    this.down = { since: at, planned: true, ran: true };
    this.#endAll(at);
  }

  #died(at: number, detail: string): void {
    if (this.down?.planned === true && at - this.#stopAskedAt <= SAME_END_MS) return;
    const open = this.troubles.find((t) => t.kind === 'daemon' && t.to === null);
    if (open !== undefined) {
      if (open.detail === '') open.detail = detail;
      return;
    }
    this.#endAll(at);
    this.#open('daemon', '', null, at, detail);
    this.down = { since: at, planned: false, ran: true };
  }

  #started(at: number): void {
    this.startedAt = at;
    this.down = null;
    this.#running = true;
    this.#close(at, () => true);
  }

  /** A keepalived that has ended watches nothing: what it complained of is not known to last. */
  #endAll(at: number): void {
    this.#close(at, (t) => t.kind !== 'daemon');
  }

  #open(kind: Trouble['kind'], name: string, instance: string | null, at: number, detail: string): void {
    const same = this.troubles.find((t) => t.kind === kind && t.name === name && t.to === null);
    if (same === undefined) this.#add({ kind, name, instance, from: at, to: null, seconds: null, detail });
  }

  #moment(kind: Trouble['kind'], at: number, detail: string, seconds: number | null): void {
    this.#add({ kind, name: '', instance: null, from: at - (seconds ?? 0) * 1000, to: at, seconds, detail });
  }

  #close(at: number, which: (t: Trouble) => boolean): void {
    for (const t of this.troubles) if (t.to === null && which(t)) t.to = Math.max(at, t.from);
  }

  #add(trouble: Trouble): void {
    this.troubles.push(trouble);
    if (this.troubles.length > MAX_TROUBLES) this.troubles.shift();
  }
}
