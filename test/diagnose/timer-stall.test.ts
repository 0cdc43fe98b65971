import { expect, test } from 'vitest';
import { timerStall } from '../../src/diagnose/timer-stall.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const rig = (): Rig => new Rig().sends('db201', { from: 1, to: 60 }).logs('db201', 2, '(vi_w) Entering MASTER STATE');

test('two late timers of one stall are one stall, as long as the longest, and over when they are told', () => {
  const found = rig()
    .logs('db201', 20, 'A thread timer expired 5.371587 seconds ago')
    .logs('db201', 20, 'A thread timer expired 5.371500 seconds ago')
    .findings(timerStall, 30);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', nodes: ['db201'], evidence: ['log'] });
  expect(found[0]!.since).toBeCloseTo(14.6, 0);
  expect(found[0]!.to).toBeCloseTo(20, 0);
  // 5.37 s is longer than 3 s + 255/256 s.
  expect(found[0]!.summary).toBe(
    'db201: keepalived did not run for 5.4 s; longer than a Master_Down_Interval (4.0 s): a MASTER there was replaced meanwhile',
  );
});

test('stalls that repeat are counted', () => {
  const found = rig()
    .logs('db201', 10, 'VRRP thread timer expired 2.500000 seconds ago')
    .logs('db201', 20, 'VRRP thread timer expired 2.500000 seconds ago')
    .findings(timerStall, 30);
  expect(found).toHaveLength(1);
  expect(found[0]!.summary).toBe('db201: keepalived did not run for 2.5 s, 2 times');
});

test('a stall shorter than an interval loses no advert: info', () => {
  const slow = new Rig()
    .sends('db201', { from: 1, to: 60, advertIntervalMs: 3000 })
    .logs('db201', 2, '(vi_w) Entering MASTER STATE')
    .logs('db201', 20, 'A thread timer expired 1.200000 seconds ago');
  expect(slow.findings(timerStall, 30)).toMatchObject([{ severity: 'info' }]);
});

test('quiet without such a line, insufficient without a log', () => {
  expect(rig().check(timerStall, 30)).toEqual({ verdict: 'quiet' });
  expect(new Rig({ logs: false }).sends('db201', { from: 1, to: 60 }).check(timerStall, 30).verdict).toBe(
    'insufficient',
  );
  expect(withNothing(timerStall).verdict).toBe('insufficient');
});

examples(timerStall, {
  fires: () => rig().logs('db201', 20, 'A thread timer expired 5.371587 seconds ago').state(30),
  quiet: () => rig().state(30),
  clears: () => rig().logs('db201', 20, 'A thread timer expired 5.371587 seconds ago').state(90),
  cannotTell: nothingSeen,
});
