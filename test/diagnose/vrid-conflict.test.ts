import { describe, expect, test } from 'vitest';
import { rogueMaster } from '../../src/diagnose/rogue-master.js';
import { splitBrain } from '../../src/diagnose/split-brain.js';
import { staleArp } from '../../src/diagnose/stale-arp.js';
import { vipListMismatch } from '../../src/diagnose/vip-list-mismatch.js';
import { vridConflict } from '../../src/diagnose/vrid-conflict.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const FOREIGN = { priority: 120, vips: ['172.30.23.99'], authPass: null };
const conflict = (to: number): Rig =>
  new Rig({ version: '2.2.7' }).sends('db201', { from: 1, to: 60 }).sends('stranger', { from: 5, to, ...FOREIGN });

test('a foreign cluster on our VRID is named with both lists, and free VRIDs', () => {
  const found = conflict(60).findings(vridConflict, 12);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    severity: 'critical',
    router: 'ipv4/51',
    nodes: ['172.30.23.77', 'db201'],
    to: null,
  });
  expect(found[0]!.summary).toBe(
    'VRID 51: two clusters use VRID 51: db201 has 172.30.23.200 at priority 100; 172.30.23.77 has 172.30.23.99 at priority 120',
  );
  expect(found[0]!.advice).toContain('52, 53, 54');
});

test('it is that, and neither another list of a peer nor a rogue', () => {
  for (const rule of [vipListMismatch, rogueMaster]) expect(conflict(60).findings(rule, 12)).toEqual([]);
});

test('is over when the foreign one resigns', () => {
  const rig = conflict(20).sends('stranger', { ...FOREIGN, from: 20, to: 20.5, priority: 0 });
  expect(rig.findings(vridConflict, 40)[0]!.to).toBeCloseTo(20, 1);
});

test('silence alone is no end while ours send: keepalived falls silent under adverts that it refuses', () => {
  const [found] = conflict(20).findings(vridConflict, 40);
  expect(found).toMatchObject({ to: null });
  expect(found!.summary).toMatch(/ at priority 120, not heard for 21\.\d s$/);
  expect(found!.clears).toMatch(/^172\.30\.23\.77 sends priority 0, or is not heard for 60\.0 s/);
  const rig = new Rig().sends('db201', { from: 1, to: 120 }).sends('stranger', { from: 5, to: 20, ...FOREIGN });
  expect(rig.findings(vridConflict, 100)[0]!.to).toBeCloseTo(19, 1);
});

test('one advert is enough where ours keep it silent from the first, and nothing else is made of it', () => {
  const complaint = '(vi_w) ip address associated with VRID 51 not present in MASTER advert: 172.30.23.200';
  const rig = new Rig({ version: '2.2.7' })
    .conf('db201', 'priority 100')
    .conf('db202', 'priority 90')
    .sends('db201', { from: 1, to: 60 })
    .garp('db201', 1)
    .garp('stranger', 10, '172.30.23.99')
    .sends('stranger', { from: 10, to: 10.5, ...FOREIGN, priority: 80 })
    .logs('db201', 10, complaint)
    .logs('db202', 10, complaint);
  expect(rig.findings(vridConflict, 20)).toMatchObject([{ nodes: ['172.30.23.77', 'db201'], since: 10, to: null }]);
  for (const rule of [vipListMismatch, staleArp, splitBrain, rogueMaster]) expect(rig.findings(rule, 20)).toEqual([]);
});

test('speaking by turns is one conflict', () => {
  const rig = new Rig();
  for (let at = 1; at < 60; at += 20) rig.sends('db201', { from: at, to: at + 10 });
  for (let at = 5; at < 60; at += 20) rig.sends('stranger', { from: at, to: at + 6, ...FOREIGN });
  const found = rig.findings(vridConflict, 44);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ to: null });
  expect(found[0]!.since).toBeCloseTo(5, 1);
});

test('is over when ours leave the VRID', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 20 })
    .sends('db201', { from: 20, to: 20.5, priority: 0 })
    .sends('stranger', { from: 5, to: 60, ...FOREIGN });
  expect(rig.findings(vridConflict, 40)[0]!.to).toBeCloseTo(20, 1);
});

describe('a MASTER that fell silent under adverts that it refuses', () => {
  const rig = (lines: number) =>
    new Rig({ version: '2.2.7' })
      .logs('db201', 1, '(vi_w) Entering MASTER STATE')
      .sends('db201', { from: 1, to: 6 })
      .sends('stranger', { from: 5.5, to: 30, ...FOREIGN })
      .logs(
        'db201',
        5.5,
        '(vi_w) ip address associated with VRID 51 not present in MASTER advert: 172.30.23.200',
        1,
        5.5 + lines,
      );
  const cell = (r: Rig, until: number) => r.state(until).routers[0]!.cells.get('db201')!;

  test('is MASTER by its log, all the time', () => {
    expect(cell(rig(20), 20)).toMatchObject({
      state: 'MASTER',
      note: 'by its log; silent under adverts that it refuses',
    });
    expect(cell(rig(20), 20).transitions.map((t) => t.to)).toEqual(['MASTER']);
  });

  test('is not when its log ends with its adverts', () => {
    expect(cell(rig(1), 20).state).not.toBe('MASTER');
  });
});

test('it is one too where ours fell silent, as a MASTER that refuses adverts may', () => {
  const rig = new Rig().sends('db201', { from: 1, to: 5 }).sends('stranger', { from: 5.5, to: 60, ...FOREIGN });
  expect(rig.findings(vridConflict, 20)).toMatchObject([{ nodes: ['172.30.23.77', 'db201'], to: null }]);
});

test('unicast clusters that do not address each other may share a VRID', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 30, unicastTo: 'db202' })
    .sends('stranger', { from: 5, to: 30, ...FOREIGN, unicastTo: 'stranger' });
  expect(rig.check(vridConflict, 20)).toEqual({ verdict: 'quiet' });
});

test('own peers are no conflict, and logs alone do not tell whose a list is', () => {
  const own = new Rig().sends('db201', { from: 1, to: 30 }).sends('db202', { from: 5, to: 30, vips: ['172.30.23.99'] });
  expect(own.check(vridConflict, 20)).toEqual({ verdict: 'quiet' });
  expect(
    new Rig({ captures: {} }).logs('db202', 5, '(vi_w) expected 2 VIPs but received 1').check(vridConflict, 9).verdict,
  ).toBe('insufficient');
  expect(withNothing(vridConflict).verdict).toBe('insufficient');
});

examples(vridConflict, {
  fires: () => conflict(60).state(12),
  quiet: () => new Rig().sends('db201', { from: 1, to: 30 }).state(20),
  clears: () =>
    conflict(20)
      .sends('stranger', { ...FOREIGN, from: 20, to: 20.5, priority: 0 })
      .state(40),
  cannotTell: nothingSeen,
});
