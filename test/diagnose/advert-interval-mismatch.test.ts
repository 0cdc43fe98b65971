import { describe, expect, test } from 'vitest';
import { advertIntervalMismatch } from '../../src/diagnose/advert-interval-mismatch.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

test('version 2: two intervals at once are critical', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 30 })
    .sends('db202', { from: 4, to: 30, priority: 90, advertIntervalMs: 2000 });
  const found = rig.findings(advertIntervalMismatch, 12);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'critical', nodes: ['db201', 'db202'], to: null });
  expect(found[0]!.summary).toBe('VRID 51: advertisement intervals differ: db201 1.0 s, db202 2.0 s');
  expect(found[0]!.advice).toContain('version 3');
});

test('is over with the last advert of one of them', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 60 })
    .sends('db202', { from: 4, to: 21, priority: 90, advertIntervalMs: 2000 });
  expect(rig.findings(advertIntervalMismatch, 50)[0]!.to).toBeCloseTo(20, 0);
});

test('the log says it: version 2 critical, version 3 a warning', () => {
  const v2 = "(vi_w) advertisement interval mismatch mine=1 sec rcv'd=2 sec";
  const v3 = "(vi_w) advertisement interval mismatch ours = 100 centi-sec rcv'd=10 centi-sec from 172.30.23.201";
  expect(
    new Rig({ captures: {}, version: '2.2.7' }).logs('db202', 5, v2).findings(advertIntervalMismatch, 6)[0]!.severity,
  ).toBe('critical');
  expect(
    new Rig({ captures: {}, version: '2.3.3' }).logs('db202', 5, v3).findings(advertIntervalMismatch, 6)[0]!.severity,
  ).toBe('warning');
});

test('version 3 follows the master: only the configurations show it', () => {
  const rig = new Rig().conf('db201', 'version 3\n advert_int 1').conf('db202', 'version 3\n advert_int 0.5');
  const found = rig.findings(advertIntervalMismatch, 5);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    severity: 'warning',
    summary: 'vi_w (VRID 51): advert_int differs in keepalived.conf: db201 1.0 s, db202 0.5 s',
  });
  rig.conf('db202', 'version 3\n advert_int 1', '', 10);
  expect(rig.check(advertIntervalMismatch, 12)).toEqual({ verdict: 'quiet' });
});

describe('kept or not', () => {
  test.each([
    ['slower than it says', 2500, 1],
    ['faster than it says', 400, 1],
    ['as it says', 1000, 0],
    ['a little late', 1100, 0],
  ])('a sender that is %s', (_name, everyMs, count) => {
    expect(new Rig().sends('db201', { from: 1, to: 90, everyMs }).findings(advertIntervalMismatch, 80)).toHaveLength(
      count,
    );
  });

  test('a capture that loses four of ten is no slow sender', () => {
    const rig = new Rig();
    // Every pattern of 16 has neighbours left.
    for (let at = 1; at < 120; at++) if ((at * 7) % 10 < 6) rig.sends('db201', { from: at, to: at + 0.5 });
    expect(rig.findings(advertIntervalMismatch, 119)).toEqual([]);
  });

  test('is over when it keeps its interval again', () => {
    const rig = new Rig().sends('db201', { from: 1, to: 60, everyMs: 2500 }).sends('db201', { from: 61, to: 120 });
    expect(rig.findings(advertIntervalMismatch, 60)).toHaveLength(1);
    expect(rig.findings(advertIntervalMismatch, 119)).toEqual([]);
  });
});

test('nothing at all, no answer', () => {
  expect(withNothing(advertIntervalMismatch).verdict).toBe('insufficient');
});

const pair = (to: number): Rig =>
  new Rig().sends('db201', { from: 1, to: 60 }).sends('db202', { from: 4, to, priority: 90, advertIntervalMs: 2000 });

examples(advertIntervalMismatch, {
  fires: () => pair(30).state(12),
  quiet: () => new Rig().sends('db201', { from: 1, to: 30 }).state(20),
  clears: () => pair(20).state(40),
  cannotTell: nothingSeen,
});
