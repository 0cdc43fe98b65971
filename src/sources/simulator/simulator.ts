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
  /** Both nodes have just started, in the place of four minutes in which something happened. */
  isYoung?: boolean;
}

const MINUTE_MS = 60_000;

/** What has happened before the first screen, so that the timeline is not empty; `at` in ms from its beginning. */
interface History {
  ms: number;
  commands: readonly { at: number; command: SimCommand }[];
}
const YOUNG: History = {
  ms: 12_000,
  commands: [
    { at: 500, command: { node: 'db201', do: 'start' } },
    { at: 1_500, command: { node: 'db202', do: 'start' } },
  ],
};
const GROWN: History = {
  ms: 4 * MINUTE_MS,
  commands: [
    { at: 2_000, command: { node: 'db201', do: 'start' } },
    { at: 15_000, command: { node: 'db202', do: 'start' } },
    { at: 1.5 * MINUTE_MS, command: { node: 'db201', do: 'stop' } },
    { at: 2.5 * MINUTE_MS, command: { node: 'db201', do: 'start' } },
  ],
};

/**
 * The demo's source: `start` pushes the last four minutes (both nodes started, one stopped and started again; see
 * `isYoung`) with their times into `sink` before it returns, and goes on in real time.
 */
export function createSimulator(options: SimulatorOptions, sink: Sink): Simulator {
  const history = options.isYoung === true ? YOUNG : GROWN;
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
      const startAt = options.now() - history.ms;
      lan = new Lan({ ...options, startAt }, (at, body) => sink(body, at));
      for (const { at, command } of history.commands) {
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
