import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/diagnose/registry.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import type { Input } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import type { ClusterState } from '../../src/model/state.js';
import { Run, type Step } from '../model/run.js';

/** What nobody can do to a cluster by starting, stopping and breaking its machines: these need another configuration. */
const CONFIGURATION = [
  ...['auth-mismatch', 'auth-trailer', 'advert-interval-mismatch', 'vrid-conflict', 'vip-list-mismatch'],
  ...['version-mismatch', 'checksum', 'ttl', 'cast-mix', 'equal-priority', 'unreachable-by-strict'],
  ...['rogue-master', 'vmac', 'sync-group-divided'],
];
/** Nor these, as long as each hears the other. */
const CONNECTION = [...CONFIGURATION, 'split-brain', 'one-way', 'garp-storm', 'stale-arp'];

function found(state: ClusterState, ids: readonly string[]): string[] {
  return RULES.filter((r) => ids.includes(r.id)).flatMap((rule) => {
    const verdict = rule.check(state);
    return verdict.verdict === 'findings' ? verdict.findings.map((f) => `${f.rule}: ${f.summary}`) : [];
  });
}

const LIFE: readonly Step[2][] = ['start', 'stop', 'crash', 'power-on', 'script-fail', 'script-ok', 'hang 6', 'hang 2'];
const NETWORK: readonly Step[2][] = ['cut', 'mend', 'firewall', 'allow'];

describe.each([
  ['of starts, stops, crashes, stalls and failing scripts', LIFE, CONNECTION],
  ['of these and of cut cables and firewalls', [...LIFE, ...NETWORK], CONFIGURATION],
])('any order %s', (_name, commands, ids) => {
  test('raises none of the rules that it cannot be', () => {
    const command = fc.record({
      node: fc.constantFrom('db201', 'db202'),
      what: fc.constantFrom(...commands),
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
          for (const { node, what, pause } of steps) {
            run.do(node, what);
            second += pause / 1000;
            run.to(second);
            expect(found(run.monitor.refresh(), ids)).toEqual([]);
          }
          run.to(second + 15);
          expect(found(run.monitor.refresh(), ids)).toEqual([]);
        },
      ),
      { numRuns: 100, seed: 20261123 },
    );
  });
});

/** The inputs of a healthy quarter of an hour with a failover each way. */
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

/** The same as a monitor sees it to which only some inputs come. */
function seenBy(keep: (input: Input, i: number) => boolean): string[] {
  const monitor = new Monitor({ live: true, limits: LIVE_LIMITS });
  const alarms = new Set<string>();
  HEALTHY.forEach((input, i) => {
    if (keep(input, i)) monitor.accept(input);
    if (i % 50 === 0) for (const f of found(monitor.refresh(), CONNECTION)) alarms.add(f);
  });
  for (const f of found(monitor.refresh(), CONNECTION)) alarms.add(f);
  return [...alarms];
}

test.each<[string, (input: Input, i: number) => boolean]>([
  ['a capture that loses every third frame', (input, i) => input.kind !== 'capture' || i < 20 || i % 3 !== 0],
  // By a linear congruence: half of the frames, in no order.
  [
    'a capture that loses half of them',
    (input, i) => input.kind !== 'capture' || i < 20 || ((i * 1103515245 + 12345) >>> 16) % 2 === 0,
  ],
  ['no SSH to db202', (input) => !('node' in input) || input.node !== 'db202'],
  [
    'no SSH at all',
    (input) =>
      input.kind === 'capture' ||
      input.kind === 'tick' ||
      input.kind === 'start' ||
      (input.kind === 'health' && input.node === null),
  ],
  ['no capture', (input) => input.kind !== 'capture'],
])('a healthy cluster raises none with %s', (_name, keep) => {
  expect(seenBy(keep)).toEqual([]);
});
