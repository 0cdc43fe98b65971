import { expect, test } from 'vitest';
import { versionMismatch } from '../../src/diagnose/version-mismatch.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const mixed = (to: number): Rig =>
  new Rig().sends('db201', { from: 1, to: 60 }).sends('db202', { from: 5, to, priority: 90, version: 3 });

test('version 2 and 3 at once, on both nodes, since the second began', () => {
  const found = mixed(60).findings(versionMismatch, 12);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'critical', router: 'ipv4/51', nodes: ['db201', 'db202'], to: null });
  expect(found[0]!.since).toBeCloseTo(5, 1);
  expect(found[0]!.summary).toBe('VRID 51: VRRP versions differ: db201 version 2, db202 version 3');
});

test('is over with the last advert of one of them', () => {
  expect(mixed(20).findings(versionMismatch, 40)[0]!.to).toBeCloseTo(19, 1);
});

test('the log alone tells too, as long as it goes on', () => {
  const rig = new Rig({ captures: {}, version: '2.2.7' }).logs(
    'db202',
    5,
    '(vi_w) wrong version. Received 3 and expect 2',
    1,
    20,
  );
  expect(rig.findings(versionMismatch, 18)).toMatchObject([{ nodes: ['db202'], to: null, evidence: ['log'] }]);
  expect(rig.findings(versionMismatch, 30)[0]!.to).toBeCloseTo(19, 0);
});

test('an upgrade from 2 to 3, one node after the other, is none while they do not meet', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 10 })
    .sends('db202', { from: 13, to: 30, priority: 90, version: 3 });
  expect(rig.check(versionMismatch, 25)).toEqual({ verdict: 'quiet' });
});

test('nothing at all, no answer', () => {
  expect(withNothing(versionMismatch).verdict).toBe('insufficient');
});

examples(versionMismatch, {
  fires: () => mixed(60).state(12),
  quiet: () => new Rig().sends('db201', { from: 1, to: 30 }).state(20),
  clears: () => mixed(20).state(40),
  cannotTell: nothingSeen,
});
