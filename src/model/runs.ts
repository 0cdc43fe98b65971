import type { LogEvent } from '../protocol/log-event.js';
import type { Observation } from './observation.js';

/** Lines of one kind that follow each other within this time are one run, ms. */
const RUN_MS = 10_000;
/** Keys remembered; a log full of invented names ends here. */
const MAX_KEYS = 4096;

/** Lines that are the history itself: none of them is ever absorbed. */
const HISTORY: ReadonlySet<LogEvent['kind']> = new Set([
  'state',
  'group-state',
  'start',
  'stop',
  'stopped',
  'child-start',
  'child-died',
  'child-stopped',
  'unit-failed',
  'priority-change',
  // They come in pairs, or one for each stall: what lies between them counts (node-life.ts).
  'script-ok',
  'script-fail',
  'script-timeout',
  'quorum-gained',
  'quorum-lost',
  'link-up',
  'link-down',
  'timer-late',
  'clock-step',
]);

/**
 * Keeps what repeats from filling the memory: before 2.3.3 keepalived writes a complaint with every advert, and GARP
 * lines come in bursts. Of a run of equal lines the first and the last are kept, the last with the number of all
 * between; of GARP lines the first for each address.
 */
export class Runs {
  readonly #latest = new Map<string, Observation & { kind: 'log' }>();
  /** The observation with which a run began, by key. */
  readonly #first = new Map<string, Observation & { kind: 'log' }>();

  /** Whether `o` need not be kept: it is the next of a run, and was added to it. */
  absorbs(o: Observation): boolean {
    if (o.kind !== 'log' || HISTORY.has(o.event.kind)) return false;
    const garp = o.event.kind === 'garp';
    const key = `${o.node} ${o.event.instance ?? ''} ${o.event.kind} ${garp ? o.event.values.address : ''}`;
    const latest = this.#latest.get(key);
    if (latest !== undefined && garp) return true;
    if (latest === undefined || o.knownAt - latest.knownAt > RUN_MS) {
      if (latest === undefined && this.#latest.size >= MAX_KEYS) return false;
      this.#latest.set(key, o);
      this.#first.set(key, o);
      return false;
    }
    const first = this.#first.get(key)!;
    first.until = o.earliestAt;
    if (first === latest) {
      this.#latest.set(key, o);
      return false;
    }
    const repeat = latest.event.repeat + o.event.repeat;
    Object.assign(latest, o, { event: { ...o.event, repeat } });
    return true;
  }
}
