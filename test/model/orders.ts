import fc from 'fast-check';
import { Run, type Step } from './run.js';

/** What can happen to a machine and to keepalived on it. */
export const LIFE: readonly Step[2][] = [
  ...(['start', 'stop', 'crash', 'power-on', 'script-fail', 'script-ok', 'hang 6', 'hang 2'] as const),
];
/** And to the network between. */
export const NETWORK: readonly Step[2][] = ['cut', 'mend', 'firewall', 'allow'];

interface Orders {
  readonly numRuns: number;
  readonly seed: number;
  /** The longest pause between two commands, ms. */
  readonly longestPauseMs: number;
  /** How long it is left alone at the end, s. */
  readonly quietS: number;
}

/**
 * Plays `commands` in any order on two simulated nodes that have started, with and without nopreempt, in both versions.
 * `look` is called after each command, and (`isQuiet`) when nothing has happened for a while.
 */
export function inAnyOrder(
  commands: readonly Step[2][],
  { numRuns, seed, longestPauseMs, quietS }: Orders,
  look: (run: Run, isQuiet: boolean) => void,
): void {
  const command = fc.record({
    node: fc.constantFrom('db201', 'db202'),
    what: fc.constantFrom(...commands),
    pause: fc.integer({ min: 1, max: longestPauseMs }),
  });
  const orders = fc.array(command, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(orders, fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 99 }), (steps, nopreempt, v3, seed) => {
      const run = new Run({ nopreempt, v3, seed });
      run.play(
        [
          [1, 'db201', 'start'],
          [1, 'db202', 'start'],
        ],
        10,
      );
      let second = 10;
      for (const { node, what, pause } of steps) {
        run.do(node, what);
        second += pause / 1000;
        run.to(second);
        look(run, false);
      }
      run.to(second + quietS);
      look(run, true);
    }),
    { numRuns, seed },
  );
}
