import type { Sink, Source } from '../source.js';
import { Lan, type LanOptions, type NodeTruth, type SimCommand } from './lan.js';

/** A `Lan` in real time. */
export interface Simulator extends Source {
  command(command: SimCommand): void;
  truth(): NodeTruth[];
}

interface SimulatorOptions extends Omit<LanOptions, 'startAt'> {
  /** The monitor's clock, ms since 1970 UTC. */
  now: () => number;
}

const MINUTE_MS = 60_000;

/** What has happened before the demo's first screen, so that the timeline is not empty; `at` in ms from its beginning. */
const HISTORY_MS = 4 * MINUTE_MS;
const HISTORY: readonly { at: number; command: SimCommand }[] = [
  { at: 2_000, command: { node: 'db201', do: 'start' } },
  { at: 15_000, command: { node: 'db202', do: 'start' } },
  { at: 1.5 * MINUTE_MS, command: { node: 'db201', do: 'stop' } },
  { at: 2.5 * MINUTE_MS, command: { node: 'db201', do: 'start' } },
];

/**
 * The demo's source: `start` pushes the last four minutes (both nodes started, one stopped and started again) with
 * their times into `sink` before it returns, and goes on in real time.
 */
export function createSimulator(options: SimulatorOptions, sink: Sink): Simulator {
  const startAt = options.now() - HISTORY_MS;
  let lan: Lan | null = null;
  let timer: NodeJS.Timeout | undefined;

  const goOn = (): void => {
    if (lan === null) return;
    clearTimeout(timer);
    lan.advanceTo(options.now());
    timer = setTimeout(goOn, Math.max(1, lan.nextAt() - options.now()));
  };

  return {
    start() {
      lan = new Lan({ ...options, startAt }, (at, body) => sink(body, at));
      for (const { at, command } of HISTORY) {
        lan.advanceTo(startAt + at);
        lan.command(command);
      }
      goOn();
    },
    async stop() {
      clearTimeout(timer);
      lan = null;
    },
    command(command) {
      if (lan === null) return;
      lan.advanceTo(options.now());
      lan.command(command);
      goOn();
    },
    truth: () => lan?.truth() ?? [],
  };
}
