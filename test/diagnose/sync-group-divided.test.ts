import { expect, test } from 'vitest';
import { syncGroupDivided } from '../../src/diagnose/sync-group-divided.js';
import { Run } from '../model/run.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const GROUP = `vrrp_sync_group VG {\n group {\n vi_w\n vi_r\n }\n}
vrrp_instance vi_r {\n interface eth0\n virtual_router_id 44\n virtual_ipaddress {\n 172.30.23.210/24\n }\n}`;
const READS = { vrid: 44, vips: ['172.30.23.210'] };

/** Writes on db201; reads on db202 until `to`, then on db201. */
const divided = (to: number, group = GROUP): Rig =>
  new Rig()
    .conf('db201', 'priority 100', group)
    .conf('db202', 'priority 90', group)
    .sends('db201', { from: 1, to: 90 })
    .sends('db202', { from: 1.2, to, priority: 90, ...READS })
    .sends('db201', { from: to, to: 90, ...READS });

test('the members are MASTER on different nodes for longer than an election', () => {
  const found = divided(60).findings(syncGroupDivided, 8);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'critical', nodes: ['db201', 'db202'], to: null, evidence: ['wire'] });
  expect(found[0]!.summary).toContain('sync group VG is divided: ');
  expect(found[0]!.summary).toContain('vi_w on db201');
  expect(found[0]!.summary).toContain('vi_r on db202');
});

test('is over when they are together again', () => {
  expect(divided(20).findings(syncGroupDivided, 40)[0]!.to).toBeCloseTo(20, 0);
});

test('a moment in which one member has moved and the other has not is a failover', () => {
  expect(divided(4).check(syncGroupDivided, 30)).toEqual({ verdict: 'quiet' });
});

test('two instances in no group may live on two nodes', () => {
  const run = new Run().play(
    [
      [2, 'db201', 'start'],
      [2, 'db202', 'start'],
    ],
    30,
  );
  expect(syncGroupDivided.check(run.monitor.refresh())).toEqual({ verdict: 'quiet' });
});

test('no configuration, no answer', () => {
  expect(withNothing(syncGroupDivided).verdict).toBe('insufficient');
});

examples(syncGroupDivided, {
  fires: () => divided(60).state(8),
  quiet: () => divided(4).state(30),
  clears: () => divided(20).state(40),
  cannotTell: nothingSeen,
});
