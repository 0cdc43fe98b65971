import { expect, test } from 'vitest';
import { redundancyLost } from '../../src/diagnose/redundancy-lost.js';
import { Run, START, type Step } from '../model/run.js';
import { examples, lived, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const BOTH: Step[] = [
  [2, 'db201', 'start'],
  [2, 'db202', 'start'],
];
function findings(run: Run, second: number) {
  const verdict = redundancyLost.check(run.monitor.refresh(START + second * 1000));
  return verdict.verdict === 'findings' ? verdict.findings : [];
}

test('a backup in FAULT: one finding for both virtual routers, past once it is back', () => {
  const run = new Run().play([...BOTH, [60, 'db202', 'script-fail']], 90);
  const found = findings(run, 90);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', router: null, nodes: ['db202'], to: null, evidence: ['log'] });
  expect(found[0]!.summary).toContain('vi_w and vi_r: nobody is known to take over from db201');
  expect(found[0]!.summary).toContain('db202 is FAULT');
  expect(found[0]!.advice).toContain('look at db202');
  const after = findings(run.play([[90, 'db202', 'script-ok']], 120), 120);
  expect(after).toMatchObject([{ severity: 'warning', nodes: ['db202'] }]);
  expect(after[0]!.to).not.toBeNull();
});

test('a crash of the master leaves the other alone', () => {
  const found = findings(new Run().play([...BOTH, [60, 'db201', 'crash']], 90), 90);
  expect(found.find((f) => f.router === 'ipv4/51')).toMatchObject({ severity: 'warning', nodes: ['db201'], to: null });
});

test('a crash stays in the history once the node is back', () => {
  const run = new Run().play([...BOTH, [60, 'db201', 'crash'], [90, 'db201', 'power-on'], [91, 'db201', 'start']], 130);
  const found = findings(run, 130).filter((f) => f.router === 'ipv4/51');
  expect(found).toMatchObject([{ severity: 'warning', nodes: ['db201'] }]);
  expect(found[0]!.summary).toMatch(/db201 fell silent: crashed, hung or cut off$/);
  // From when db202 was MASTER, a Master_Down_Interval after the last advert, until the node was back.
  expect(found[0]!.since - START).toBeGreaterThan(62_000);
  expect(found[0]!.since - START).toBeLessThan(65_000);
  expect(found[0]!.to! - START).toBeGreaterThan(89_000);
  expect(found[0]!.to! - START).toBeLessThan(100_000);
});

test('a process that died is told within two Master_Down_Intervals of its silence', () => {
  const run = new Run().play([...BOTH, [60, 'db201', 'hang 30']], 60);
  let first: number | null = null;
  run.to(80, (second) => {
    if (findings(run, second).some((f) => f.severity === 'warning')) first ??= second;
  });
  expect(first! - 60).toBeLessThanOrEqual(2 * 3.65 + 0.5);
});

test('a stop on purpose is info, and a warning when it lasts longer than a restart', () => {
  const run = new Run().play([...BOTH, [60, 'db202', 'stop']], 90);
  expect(findings(run, 90)).toMatchObject([{ severity: 'info', nodes: ['db202'], to: null }]);
  expect(findings(run.play([], 700), 700)).toMatchObject([{ severity: 'warning', nodes: ['db202'], to: null }]);
});

test('a cluster that starts one after the other is info at most', () => {
  const run = new Run();
  const severities = new Set<string>();
  run.play(
    [
      [2, 'db201', 'start'],
      [60, 'db202', 'start'],
    ],
    90,
    (second) => {
      for (const f of findings(run, second)) severities.add(f.severity);
    },
  );
  expect([...severities]).toEqual(['info']);
});

test('a lost SSH session to a quiet backup is info: it may well live', () => {
  const rig = new Rig().logs('db202', 2, '(vi_w) Entering BACKUP STATE (init)').conf('db202', 'priority 90');
  rig.sends('db201', { from: 1, to: 100 });
  for (const kind of ['ssh', 'log', 'addr'])
    rig.input(20, { kind: 'health', source: `${kind}:db202`, node: 'db202', status: 'lost', reason: 'no answer' });
  expect(rig.check(redundancyLost, 18)).toEqual({ verdict: 'quiet' });
  expect(rig.findings(redundancyLost, 60)).toMatchObject([{ severity: 'info', nodes: ['db202'], to: null }]);
});

test('where nobody looks it cannot tell', () => {
  expect(withNothing(redundancyLost).verdict).toBe('insufficient');
});

examples(redundancyLost, {
  fires: () => lived([[60, 'db202', 'script-fail']], 90),
  quiet: () => lived([], 60),
  clears: () =>
    lived(
      [
        [60, 'db202', 'script-fail'],
        [90, 'db202', 'script-ok'],
      ],
      120,
    ),
  cannotTell: nothingSeen,
});
