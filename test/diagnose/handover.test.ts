import { expect, test } from 'vitest';
import { handover } from '../../src/diagnose/handover.js';
import { Run, START, type Step } from '../model/run.js';
import { examples, lived, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const BOTH: Step[] = [
  [2, 'db201', 'start'],
  [2, 'db202', 'start'],
];
function findings(run: Run, second: number) {
  const verdict = handover.check(run.monitor.refresh(START + second * 1000));
  return verdict.verdict === 'findings' ? verdict.findings : [];
}

test('a stop: who, to whom, and the seconds without a master beside Skew_Time', () => {
  const found = findings(new Run().play([...BOTH, [60, 'db201', 'stop']], 80), 80);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'info', router: 'ipv4/51', nodes: ['db201', 'db202'] });
  // WIRE.md 5: heir with priority 90, 0.648 s.
  expect(found[0]!.summary).toBe(
    'vi_w (VRID 51): db201 was stopped, db202 took over; 0.65 s without a master (Skew_Time of db202: 0.65 s)',
  );
  expect(found[0]!.to! - found[0]!.since).toBeCloseTo(649, -1);
});

test('on the wire alone priority 0 tells it', () => {
  const rig = new Rig({ logs: false, asked: false })
    .sends('db201', { from: 1, to: 20 })
    .sends('db201', { from: 20, to: 20.5, priority: 0 })
    .sends('db202', { from: 20.65, to: 60, priority: 90 });
  expect(rig.findings(handover, 30)).toMatchObject([
    {
      severity: 'info',
      since: 20,
      to: 20.65,
      evidence: ['wire'],
      summary: expect.stringContaining('db201 gave up with priority 0'),
    },
  ]);
});

test('a crash, a preemption and a failing script are none', () => {
  expect(findings(new Run().play([...BOTH, [60, 'db201', 'crash']], 80), 80)).toEqual([]);
  expect(findings(new Run().play([...BOTH, [60, 'db201', 'script-fail']], 80), 80)).toEqual([]);
  const start = new Run().play(
    [
      [2, 'db202', 'start'],
      [30, 'db201', 'start'],
    ],
    60,
  );
  expect(findings(start, 60)).toEqual([]);
});

test('quiet while somebody looks, insufficient else', () => {
  expect(new Rig().sends('db201', { from: 1, to: 30 }).check(handover, 20)).toEqual({ verdict: 'quiet' });
  expect(withNothing(handover).verdict).toBe('insufficient');
});

examples(handover, {
  fires: () => lived([[60, 'db201', 'stop']], 80),
  quiet: () => lived([], 60),
  clears: () => lived([[60, 'db201', 'stop']], 80),
  cannotTell: nothingSeen,
});
