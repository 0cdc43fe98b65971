import { expect, test } from 'vitest';
import { weightTooSmall } from '../../src/diagnose/weight-too-small.js';
import { examples } from './examples.js';
import { Rig } from './rig.js';

const script = (weight: number, name = 'chk'): string =>
  `vrrp_script ${name} {\n script "/usr/bin/true"\n weight ${weight}\n}\n`;
const track = (...names: string[]): string => `track_script {\n ${names.join('\n ')}\n }`;
const both = (db201: string, db202: string, more: string): Rig =>
  new Rig()
    .conf('db201', db201, more)
    .conf('db202', db202, more)
    .sends('db201', { from: 1, to: 60 })
    .logs('db201', 1, '(vi_w) Entering MASTER STATE');

test('a negative weight that cannot move it, with the one that could', () => {
  const found = both(`priority 100\n ${track('chk')}`, 'priority 90', script(-5)).findings(weightTooSmall, 20);
  expect(found).toMatchObject([{ severity: 'warning', router: 'ipv4/51', nodes: ['db201', 'db202'], to: null }]);
  expect(found[0]!.summary).toBe(
    'vi_w (VRID 51): when chk (weight -5) fails on db201, its priority goes from 100 to 95, not below 90 of db202: no failover',
  );
  expect(found[0]!.advice).toContain('a weight of at least -11 on db201');
});

test('equal is not enough: a backup with the same priority accepts the master', () => {
  expect(both(`priority 100\n ${track('chk')}`, 'priority 90', script(-10)).findings(weightTooSmall, 20)).toHaveLength(
    1,
  );
  expect(both(`priority 100\n ${track('chk')}`, 'priority 90', script(-11)).check(weightTooSmall, 20)).toEqual({
    verdict: 'quiet',
  });
});

test('a positive weight on both', () => {
  const tracked = (priority: number): string => `priority ${priority}\n ${track('chk')}`;
  // 103 falls to 101, the other has 92.
  expect(both(tracked(101), tracked(90), script(2)).findings(weightTooSmall, 20)[0]!.summary).toContain(
    'from 103 to 101',
  );
  // The classic: 101 + 2 against 100 + 2.
  expect(both(tracked(101), tracked(100), script(2)).check(weightTooSmall, 20)).toEqual({ verdict: 'quiet' });
});

test('two that are meant to fail together, a sync group, weight 0 and no weights are quiet', () => {
  const two = script(-6) + script(-6, 'chk2');
  expect(both(`priority 100\n ${track('chk', 'chk2')}`, 'priority 90', two).check(weightTooSmall, 20).verdict).toBe(
    'quiet',
  );
  expect(both(`priority 100\n ${track('chk')}`, 'priority 90', script(0)).check(weightTooSmall, 20).verdict).toBe(
    'quiet',
  );
  const group = `${script(-5)}vrrp_sync_group g {\n group {\n vi_w\n vi_r\n }\n}\n`;
  expect(both(`priority 100\n ${track('chk')}`, 'priority 90', group).check(weightTooSmall, 20).verdict).toBe('quiet');
});

test('while it fails that is said, since when, and it is over with a larger weight', () => {
  const rig = both(`priority 100\n ${track('chk')}`, 'priority 90', script(-5))
    .logs('db201', 20, 'VRRP_Script(chk) failed (exited with status 1)')
    .logs('db201', 20, '(vi_w) Changing effective priority from 100 to 95');
  const found = rig.findings(weightTooSmall, 30);
  expect(found[0]!.summary).toContain('chk fails now');
  expect(found[0]!.since).toBeCloseTo(20, 0);
  rig.conf('db201', `priority 100\n ${track('chk')}`, script(-30), 40);
  expect(rig.check(weightTooSmall, 50)).toEqual({ verdict: 'quiet' });
});

test('by the logs alone, where the wire knows the other priority', () => {
  const rig = new Rig()
    .sends('db202', { from: 1, to: 10, priority: 90 })
    .logs('db202', 1, '(vi_w) Entering MASTER STATE')
    .logs('db202', 10, '(vi_w) Entering BACKUP STATE')
    .sends('db201', { from: 10, to: 60 })
    .logs('db201', 10, '(vi_w) Entering MASTER STATE')
    .logs('db201', 20, 'VRRP_Script(chk) failed')
    .logs('db201', 20, '(vi_w) Changing effective priority from 100 to 95');
  expect(rig.findings(weightTooSmall, 30)).toMatchObject([
    {
      nodes: ['db201', 'db202'],
      evidence: ['log'],
      summary: expect.stringContaining('from 100 to 95, not below 90 of db202'),
    },
  ]);
});

test('without files and logs it cannot tell', () => {
  expect(new Rig({ logs: false }).sends('db201', { from: 1, to: 30 }).check(weightTooSmall, 20).verdict).toBe(
    'insufficient',
  );
});

examples(weightTooSmall, {
  fires: () => both(`priority 100\n ${track('chk')}`, 'priority 90', script(-5)).state(20),
  quiet: () => both(`priority 100\n ${track('chk')}`, 'priority 90', script(-20)).state(20),
  clears: () =>
    both(`priority 100\n ${track('chk')}`, 'priority 90', script(-5))
      .conf('db201', `priority 100\n ${track('chk')}`, script(-30), 40)
      .state(50),
  cannotTell: () => new Rig({ logs: false }).sends('db201', { from: 1, to: 30 }).state(20),
});
