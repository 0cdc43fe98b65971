import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { inAnyOrder, LIFE, NETWORK } from './orders.js';
import { asFiles, Run, reportOf, START, type Step } from './run.js';

/** Everything an operator tries by hand, with time enough between for it to settle. */
const TESTS: Step[] = [
  [2, 'db201', 'start'],
  [20, 'db202', 'start'],
  [40, 'db202', 'crash'],
  [70, 'db202', 'power-on'],
  [100, 'db201', 'cut'],
  [130, 'db201', 'mend'],
  [160, 'db201', 'stop'],
  [190, 'db201', 'start'],
  [220, 'db202', 'firewall'],
  [250, 'db201', 'firewall'],
  [280, 'db201', 'allow'],
  [300, 'db202', 'allow'],
  [330, 'db201', 'script-fail'],
  [360, 'db201', 'script-ok'],
];

describe.each([
  ['v2', {}],
  ['v2 with nopreempt', { nopreempt: true }],
  ['v3', { v3: true }],
] as const)('the operator’s tests, %s', (_name, options) => {
  const run = new Run(options);
  /** Since when (s) seen and real differ, and the longest time they did. */
  let differSince: number | null = null;
  const lags: { from: number; lasted: number; seen: string; real: string }[] = [];
  run.play(TESTS, 390, (second) => {
    const seen = JSON.stringify(run.seen());
    const real = JSON.stringify(run.real());
    const differ = seen !== real && second > 1;
    if (differ && differSince === null) differSince = second;
    if (!differ && differSince !== null) {
      lags.push({ from: differSince, lasted: second - differSince, seen, real });
      differSince = null;
    }
  });

  test('the screen follows the nodes’ own addresses', () => {
    expect(differSince).toBeNull();
    // Nothing tells of a node that fell silent before its Master_Down_Interval is over; all else is seen at once.
    for (const lag of lags) expect(lag.lasted, JSON.stringify(lag)).toBeLessThanOrEqual(4);
    const crash = (second: number) =>
      TESTS.some(([at, , what]) => (what === 'crash' || what === 'cut') && second >= at && second < at + 1);
    for (const lag of lags) if (!crash(lag.from)) expect(lag.lasted, JSON.stringify(lag)).toBeLessThanOrEqual(1);
  });

  test('a replay of the same inputs gives the same report, byte for byte', () => {
    expect(JSON.stringify(reportOf(run.inputs))).toBe(JSON.stringify(reportOf(run.inputs)));
  });

  test('wire, logs and both tell of the same masters', () => {
    const both = reportOf(asFiles(run.inputs, 'capture', 'log'), false);
    const wire = reportOf(asFiles(run.inputs, 'capture'), false);
    // With both, each tenure on the wire is found again under the node's name, to the millisecond.
    const bothOnWire = tenures(both).filter((t) => t.evidence.includes('wire'));
    expect(bothOnWire.length).toBeGreaterThan(5);
    for (const t of tenures(wire)) {
      if (t.to !== null && Date.parse(t.to) - Date.parse(t.from!) < 100) continue;
      const same = bothOnWire.find((b) => b.vrid === t.vrid && b.address === t.address && near(b.from, t.from, 20));
      expect(
        same ??
          tenures(both).find(
            (b) =>
              b.vrid === t.vrid && b.address === t.address && b.from! <= t.from! && (b.to === null || b.to > t.from!),
          ),
        JSON.stringify(t),
      ).toBeDefined();
    }
    // The logs alone date to the second and cannot see a cut; each takeover that they tell is on the wire too, or was
    // made by a node that the wire could not hear.
    const logs = reportOf(asFiles(run.inputs, 'log'), false);
    expect(tenures(logs).length).toBeGreaterThan(5);
    for (const t of tenures(logs))
      expect(
        tenures(both).some((b) => b.names === t.names && b.node === t.node && near(b.from, t.from, 1500)),
        JSON.stringify(t),
      ).toBe(true);
  });
});

test('gaps are those of the protocol: Skew_Time after priority 0, Master_Down_Interval after a crash', () => {
  const run = new Run().play(TESTS.slice(0, 8), 215);
  const gaps = reportOf(run.inputs).failovers.map((f) => [
    f.instance,
    f.cause,
    f.gapMs === null ? null : Math.round(f.gapMs / 10) * 10,
  ]);
  // WIRE.md 5: heir with priority 90: 3.648 s after the last advert, 0.648 s after priority 0.
  expect(gaps).toEqual([
    ['vi_r', 'preemption', 0],
    ['vi_r', 'timeout', 3650],
    ['vi_r', 'preemption', 0],
    ['vi_w', 'timeout', 3650],
    ['vi_w', 'preemption', 0],
    ['vi_w', 'priority 0', 650],
    ['vi_w', 'preemption', 0],
  ]);
});

test('a firewall on both sides is a split brain, found after one election and ended when it ends', () => {
  const run = new Run().play(TESTS.slice(0, 12), 325);
  const split = reportOf(run.inputs).findings.filter((f) => f.rule === 'split-brain');
  const ofWrites = split.filter((f) => f.vrid === 51);
  expect(ofWrites).toHaveLength(1);
  expect(ofWrites[0]!.nodes).toEqual(['db201', 'db202']);
  expect((Date.parse(ofWrites[0]!.from!) - START) / 1000).toBeGreaterThan(220);
  expect((Date.parse(ofWrites[0]!.from!) - START) / 1000).toBeLessThan(225);
  expect((Date.parse(ofWrites[0]!.to!) - START) / 1000).toBeGreaterThan(299);
  expect((Date.parse(ofWrites[0]!.to!) - START) / 1000).toBeLessThan(304);
});

test('starts, stops and planned failovers raise nothing above info', () => {
  const quiet: Step[] = [
    [2, 'db201', 'start'],
    [2, 'db202', 'start'],
    [60, 'db201', 'stop'],
    [90, 'db201', 'start'],
    [120, 'db202', 'stop'],
    [150, 'db202', 'start'],
  ];
  const { findings } = reportOf(new Run().play(quiet, 200).inputs);
  expect(findings.filter((f) => f.severity !== 'info')).toEqual([]);
  expect(findings.filter((f) => f.rule === 'handover')).toHaveLength(2);
});

test('a node that cannot be reached is UNKNOWN, whatever it said last', () => {
  const run = new Run().play(
    [
      [2, 'db201', 'start'],
      [20, 'db202', 'start'],
      [40, 'db201', 'cut'],
    ],
    60,
  );
  const state = run.monitor.refresh();
  for (const router of state.routers) expect(router.cells.get('db201')!.state).toBe('UNKNOWN');
});

test('any order of commands: when all is quiet the screen shows what the reachable nodes hold', () => {
  const orders = { numRuns: 150, seed: 20261122, longestPauseMs: 9000, quietS: 30 };
  inAnyOrder([...LIFE, ...NETWORK], orders, (run, isQuiet) => {
    if (isQuiet) expect(run.seen()).toEqual(run.real());
  });
});

function tenures(report: Report) {
  return report.virtualRouters.flatMap((r) => r.tenures.map((t) => ({ ...t, vrid: r.vrid, names: r.names[0] })));
}

const near = (a: string | null, b: string | null, ms: number): boolean =>
  Math.abs(Date.parse(a!) - Date.parse(b!)) <= ms;
