import { expect, test } from 'vitest';
import { rogueMaster } from '../../src/diagnose/rogue-master.js';
import { examples } from './examples.js';
import { Rig, withNothing } from './rig.js';

const rogue = (priority: number, to = 60, asked = true): Rig =>
  new Rig({ asked }).sends('db201', { from: 1, to: 60 }).sends('stranger', { from: 5, to, priority });

test('a stranger above our priority is named with address, MAC and priority', () => {
  const found = rogue(200).findings(rogueMaster, 12);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    severity: 'critical',
    router: 'ipv4/51',
    nodes: ['172.30.23.77'],
    to: null,
    evidence: ['wire'],
  });
  expect(found[0]!.summary).toBe(
    'VRID 51: 172.30.23.77 (52:54:00:99:99:77), no node of ours, advertises priority 200; ours is 100 at most (db201)',
  );
  expect(found[0]!.since).toBeCloseTo(5, 1);
});

test.each([
  ['the same priority counts', 100, 1],
  ['a lower one takes nothing', 99, 0],
])('%s', (_name, priority, count) => {
  expect(rogue(priority).findings(rogueMaster, 12)).toHaveLength(count);
});

test('is over when it ends, and stays in the history', () => {
  expect(rogue(200, 20).findings(rogueMaster, 40)[0]!.to).toBeCloseTo(19, 1);
});

test('an own node on an address that it holds is no stranger', () => {
  const rig = rogue(200).holds('db202', 2, ['172.30.23.77']);
  expect(rig.findings(rogueMaster, 12)).toEqual([]);
});

test('while a node was never asked nobody can tell', () => {
  expect(rogue(200, 60, false).check(rogueMaster, 12)).toMatchObject({
    verdict: 'insufficient',
    missing: expect.stringContaining('db202'),
  });
});

test('a foreign VRID is not ours to judge; our own failover is none', () => {
  expect(new Rig().sends('stranger', { from: 1, to: 30, vrid: 99 }).check(rogueMaster, 20)).toEqual({
    verdict: 'quiet',
  });
  const failover = new Rig().sends('db201', { from: 1, to: 10 }).sends('db202', { from: 13, to: 30, priority: 90 });
  expect(failover.check(rogueMaster, 25)).toEqual({ verdict: 'quiet' });
});

test('nothing at all, no answer', () => {
  expect(withNothing(rogueMaster).verdict).toBe('insufficient');
});

test('a stranger whose adverts begin when a node becomes MASTER is not taken for that node', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 10 })
    .sends('stranger', { from: 13, to: 60, priority: 200 })
    .conf('db202', 'priority 90')
    .logs('db202', 13.05, '(vi_w) Entering MASTER STATE');
  expect(rig.findings(rogueMaster, 30)).toMatchObject([{ nodes: ['172.30.23.77'] }]);
});

examples(rogueMaster, {
  fires: () => rogue(200).state(12),
  quiet: () => rogue(99).state(12),
  clears: () => rogue(200, 20).state(40),
  cannotTell: () => rogue(200, 60, false).state(12),
});
