import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/registry.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import type { Input } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import type { ClusterState } from '../../src/model/state.js';
import { Run, type Step } from '../model/run.js';

/** What no start, stop, crash, cut, stall or failing script of the simulator can be. */
const NEVER = [
  ...['orphan-vip', 'vip-missing', 'weight-too-small', 'nopreempt-misconfigured', 'clock-step', 'daemon-down'],
];
/** What an undisturbed cluster with planned failovers is not either. */
const HEALTHY_NEVER = [
  ...NEVER,
  ...['flapping', 'redundancy-lost', 'timer-stall', 'tracker-failed', 'no-master', 'split-brain', 'nopreempt-hold'],
];

const alarms = (state: ClusterState, ids: readonly string[]): string[] =>
  diagnose(state)
    .filter((f) => ids.includes(f.rule) && f.severity !== 'info')
    .map((f) => `${f.rule}: ${f.summary}`);

test('whatever happens to the machines, it is not taken for these', () => {
  const what = fc.constantFrom<Step[2][]>(
    'start',
    'stop',
    'crash',
    'power-on',
    'cut',
    'mend',
    'firewall',
    'allow',
    'script-fail',
    'script-ok',
    'hang 6',
    'hang 2',
  );
  const command = fc.record({
    node: fc.constantFrom('db201', 'db202'),
    what,
    pause: fc.integer({ min: 1, max: 12_000 }),
  });
  fc.assert(
    fc.property(
      fc.array(command, { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 1, max: 99 }),
      (steps, nopreempt, v3, seed) => {
        const run = new Run({ nopreempt, v3, seed });
        run.play(
          [
            [1, 'db201', 'start'],
            [1, 'db202', 'start'],
          ],
          10,
        );
        let second = 10;
        for (const { node, what: does, pause } of steps) {
          run.do(node, does);
          second += pause / 1000;
          run.to(second);
          expect(alarms(run.monitor.refresh(), NEVER)).toEqual([]);
        }
        run.to(second + 15);
        expect(alarms(run.monitor.refresh(), NEVER)).toEqual([]);
      },
    ),
    { numRuns: 100, seed: 20261123 },
  );
});

const HEALTHY = new Run().play(
  [
    [2, 'db201', 'start'],
    [2, 'db202', 'start'],
    [300, 'db201', 'stop'],
    [330, 'db201', 'start'],
    [600, 'db202', 'stop'],
    [630, 'db202', 'start'],
  ],
  900,
).inputs;

test.each<[string, (input: Input, i: number) => boolean]>([
  ['everything', () => true],
  ['a capture that loses every third frame', (input, i) => input.kind !== 'capture' || i < 20 || i % 3 !== 0],
  ['no SSH to db202', (input) => !('node' in input) || input.node !== 'db202'],
  [
    'a lost session to db202',
    (input) => !('node' in input) || input.node !== 'db202' || input.at < HEALTHY[0]!.at + 200_000,
  ],
  ['no addresses', (input) => input.kind !== 'probe' || input.probe !== 'addr'],
  ['no configuration', (input) => input.kind !== 'probe' || input.probe !== 'config'],
  [
    'logs that nobody may read',
    (input) => input.kind !== 'log' && !('source' in input && input.source.startsWith('log:')),
  ],
  ['no capture', (input) => input.kind !== 'capture' && !('source' in input && input.source.startsWith('wire:'))],
  [
    'the wire alone',
    (input) =>
      input.kind === 'capture' ||
      input.kind === 'tick' ||
      input.kind === 'start' ||
      (input.kind === 'health' && input.node === null),
  ],
])('a healthy quarter of an hour raises none, seen with %s', (_name, keep) => {
  const monitor = new Monitor({ live: true, limits: LIVE_LIMITS });
  const found = new Set<string>();
  HEALTHY.forEach((input, i) => {
    if (keep(input, i)) monitor.accept(input);
    if (i % 50 === 0) for (const f of alarms(monitor.refresh(), HEALTHY_NEVER)) found.add(f);
  });
  expect([...found]).toEqual([]);
});
