import { expect, test } from 'vitest';
import { vipListMismatch } from '../../src/diagnose/vip-list-mismatch.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, VIP, withNothing } from './rig.js';

const OTHER = '172.30.23.220';
const mixed = (vips: string[], to = 60, version = '2.2.7'): Rig =>
  new Rig({ version })
    .sends('db201', { from: 1, to: 60, vips: [VIP, OTHER] })
    .sends('db202', { from: 5, to, priority: 90, vips });

test('an address too few', () => {
  const found = mixed([VIP]).findings(vipListMismatch, 12);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'critical', nodes: ['db201', 'db202'], to: null });
  expect(found[0]!.summary).toBe(`VRID 51: lists of virtual IPs differ: only db201 has ${OTHER}`);
  expect(found[0]!.advice).toContain('both become MASTER');
});

test('own peers without an address in common are no foreign cluster', () => {
  expect(mixed(['172.30.23.230']).findings(vipListMismatch, 12)[0]!.summary).toContain('only db202 has 172.30.23.230');
});

test('the order of a list is no difference', () => {
  expect(mixed([OTHER, VIP]).check(vipListMismatch, 12)).toEqual({ verdict: 'quiet' });
});

test('from 2.3.3 on both accept it, and it is a warning', () => {
  const [found] = mixed([VIP], 60, '2.3.3').findings(vipListMismatch, 12);
  expect(found).toMatchObject({ severity: 'warning' });
  expect(found!.advice).toContain('accepted');
});

test('is over with the last advert of one of them', () => {
  expect(mixed([VIP], 20).findings(vipListMismatch, 40)[0]!.to).toBeCloseTo(19, 1);
});

test('the log alone tells too', () => {
  const rig = new Rig({ captures: {}, version: '2.2.7' }).logs(
    'db202',
    5,
    '(vi_w) expected 2 VIPs but received 1',
    1,
    20,
  );
  expect(rig.findings(vipListMismatch, 18)).toMatchObject([{ nodes: ['db202'], to: null, evidence: ['log'] }]);
  expect(rig.findings(vipListMismatch, 30)[0]!.to).toBeCloseTo(19, 0);
});

test('nothing at all, no answer', () => {
  expect(withNothing(vipListMismatch).verdict).toBe('insufficient');
});

examples(vipListMismatch, {
  fires: () => mixed([VIP]).state(12),
  quiet: () => mixed([OTHER, VIP]).state(12),
  clears: () => mixed([VIP], 20).state(40),
  cannotTell: nothingSeen,
});
