import type { LogEvent } from '../protocol/log-event.js';
import type { SourceId, SourceStatus } from './input.js';
import type { Cause } from './state.js';

/**
 * What one source makes of its inputs: the few moments at which something changed, boiled down from the many records
 * that only confirm. Observations of all sources, in the order of `knownAt`, are all that the history is made from.
 */
export type ObservationBody =
  /**
   * A router began to advertise (or again, after it had given way). `unbroken`: it was thought to have given way, but
   * went on in its rhythm: it had never stopped.
   */
  | { kind: 'advert-started'; router: string; address: string; priority: number; after: Cause; unbroken: boolean }
  /** It stopped: `superseded` by a better one, `resigned` with priority 0, `silent` for its Master_Down_Interval. */
  | { kind: 'advert-stopped'; router: string; address: string; why: 'superseded' | 'resigned' | 'silent' }
  | { kind: 'advert-priority'; router: string; address: string; from: number; to: number }
  /**
   * `earliestAt`: the earliest moment that its stamp allows, ms. `until`: the same of the last line of the run that it
   * begins, of which those between are not kept.
   */
  | { kind: 'log'; node: string; event: LogEvent; earliestAt: number; until?: number }
  | { kind: 'vip-held' | 'vip-released'; node: string; address: string }
  | { kind: 'process'; node: string; running: boolean }
  /** Not seen but concluded: another took over by its log, and no wire tells what became of this one. */
  | { kind: 'presumed'; node: string }
  | { kind: 'source'; source: SourceId; node: string | null; status: SourceStatus; reason: string };

export type Observation = ObservationBody & {
  /** When it happened, ms by the monitor's clock as well as can be told, and its uncertainty. */
  at: number;
  precisionMs: number;
  /** The earliest moment at which it could be known: silence is known later than it begins. */
  knownAt: number;
};

export type Emit = (o: Observation) => void;
