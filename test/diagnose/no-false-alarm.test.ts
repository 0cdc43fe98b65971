import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/registry.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import type { Input } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import type { ClusterState } from '../../src/model/state.js';
import { inAnyOrder, LIFE, NETWORK } from '../model/orders.js';
import { Run } from '../model/run.js';

/** What nobody can do to a cluster by starting, stopping and breaking its machines: these need another configuration, or another simulator. */
const NEVER = [
  ...['auth-mismatch', 'auth-trailer', 'advert-interval-mismatch', 'vrid-conflict', 'vip-list-mismatch'],
  ...['version-mismatch', 'checksum', 'ttl', 'cast-mix', 'equal-priority', 'unreachable-by-strict'],
  ...['rogue-master', 'vmac', 'sync-group-divided'],
  ...['orphan-vip', 'vip-missing', 'weight-too-small', 'nopreempt-misconfigured', 'clock-step', 'daemon-down'],
];
/** Nor these, as long as each hears the other. */
const CONNECTED = [...NEVER, 'split-brain', 'one-way', 'garp-storm', 'stale-arp'];
/** What an undisturbed cluster with planned failovers is not either. */
const HEALTHY = [
  ...CONNECTED,
  ...['flapping', 'redundancy-lost', 'timer-stall', 'tracker-failed', 'no-master', 'nopreempt-hold'],
];

const alarms = (state: ClusterState, ids: readonly string[]): string[] =>
  diagnose(state)
    .filter((f) => ids.includes(f.rule) && f.severity !== 'info')
    .map((f) => `${f.rule}: ${f.summary}`);

describe.each([
  ['of starts, stops, crashes, stalls and failing scripts', LIFE, CONNECTED],
  ['of these and of cut cables and firewalls', [...LIFE, ...NETWORK], NEVER],
])('any order %s', (_name, commands, ids) => {
  test('raises none of the rules that it cannot be', () => {
    const orders = { numRuns: 120, seed: 20261123, longestPauseMs: 12_000, quietS: 15 };
    inAnyOrder(commands, orders, (run) => expect(alarms(run.monitor.refresh(), ids)).toEqual([]));
  });
});

/** The inputs of a healthy quarter of an hour with a failover each way. */
const QUARTER = new Run().play(
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

const of =
  (kind: string) =>
  (input: Input): boolean =>
    'source' in input && input.source.startsWith(`${kind}:`);

test.each<[string, (input: Input, i: number) => boolean]>([
  ['everything', () => true],
  ['a capture that loses every third frame', (input, i) => input.kind !== 'capture' || i < 20 || i % 3 !== 0],
  // By a linear congruence: half of the frames, in no order.
  [
    'a capture that loses half of them',
    (input, i) => input.kind !== 'capture' || i < 20 || ((i * 1103515245 + 12345) >>> 16) % 2 === 0,
  ],
  ['no SSH to db202', (input) => !('node' in input) || input.node !== 'db202'],
  [
    'a lost session to db202',
    (input) => !('node' in input) || input.node !== 'db202' || input.at < QUARTER[0]!.at + 200_000,
  ],
  ['no addresses', (input) => input.kind !== 'probe' || input.probe !== 'addr'],
  ['no configuration', (input) => input.kind !== 'probe' || input.probe !== 'config'],
  ['logs that nobody may read', (input) => !of('log')(input)],
  ['no capture', (input) => !of('wire')(input)],
  ['the wire alone', (input) => ['tick', 'start'].includes(input.kind) || of('wire')(input)],
])('a healthy quarter of an hour raises no alarm, seen with %s', (_name, keep) => {
  const monitor = new Monitor({ live: true, limits: LIVE_LIMITS });
  const found = new Set<string>();
  QUARTER.forEach((input, i) => {
    if (keep(input, i)) monitor.accept(input);
    if (i % 50 === 0) for (const f of alarms(monitor.refresh(), HEALTHY)) found.add(f);
  });
  expect([...found]).toEqual([]);
});
