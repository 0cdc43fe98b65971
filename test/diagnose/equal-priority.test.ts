import { expect, test } from 'vitest';
import { equalPriority } from '../../src/diagnose/equal-priority.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

test('by the configurations, with the address that wins a tie', () => {
  const found = new Rig().conf('db201', 'priority 100').conf('db202', 'priority 100').findings(equalPriority, 5);
  expect(found).toMatchObject([{ severity: 'warning', router: 'ipv4/51', nodes: ['db201', 'db202'], to: null }]);
  expect(found[0]!.summary).toBe(
    'vi_w (VRID 51): db201 and db202 have the same priority 100; a tie goes to db202 (172.30.23.202)',
  );
});

test('255 on both never ends: state MASTER without a priority is enough', () => {
  const found = new Rig().conf('db201', 'state MASTER').conf('db202', 'priority 255').findings(equalPriority, 5);
  expect(found).toMatchObject([{ severity: 'critical' }]);
  expect(found[0]!.summary).toContain('the same priority 255');
});

test('is over when one of them has another', () => {
  const rig = new Rig()
    .conf('db201', 'priority 100')
    .conf('db202', 'priority 100')
    .conf('db202', 'priority 90', '', 10);
  expect(rig.findings(equalPriority, 9)).toHaveLength(1);
  expect(rig.check(equalPriority, 12)).toEqual({ verdict: 'quiet' });
});

test('by the adverts of both, one after the other', () => {
  const rig = new Rig().sends('db201', { from: 1, to: 10 }).sends('db202', { from: 13, to: 30 });
  expect(rig.findings(equalPriority, 25)).toMatchObject([{ nodes: ['db201', 'db202'], evidence: ['wire'] }]);
});

test('a weight that makes them equal for a while is none', () => {
  const rig = new Rig()
    .conf('db201', 'priority 100')
    .conf('db202', 'priority 90')
    .sends('db201', { from: 1, to: 10 })
    .sends('db201', { from: 10, to: 30, priority: 90 });
  expect(rig.check(equalPriority, 25)).toEqual({ verdict: 'quiet' });
});

test('one priority is no comparison', () => {
  expect(new Rig().sends('db201', { from: 1, to: 10 }).check(equalPriority, 9).verdict).toBe('insufficient');
  expect(withNothing(equalPriority).verdict).toBe('insufficient');
});

const same = (): Rig => new Rig().conf('db201', 'priority 100').conf('db202', 'priority 100');

examples(equalPriority, {
  fires: () => same().state(5),
  quiet: () => new Rig().conf('db201', 'priority 100').conf('db202', 'priority 90').state(5),
  clears: () => same().conf('db202', 'priority 90', '', 10).state(12),
  cannotTell: nothingSeen,
});
