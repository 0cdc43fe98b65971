import { expect, test } from 'vitest';
import { orphanVip } from '../../src/diagnose/orphan-vip.js';
import { Run, START } from '../model/run.js';
import { examples, nothingSeen } from './examples.js';
import { asks, runs, starts } from './node-lines.js';
import { Rig, VIP, withNothing } from './rig.js';

/** db201 was MASTER, its keepalived was killed at 20 s, db202 took over; db201 is asked for its addresses each 5 s. */
function killed(until: number, held: readonly string[], options = {}): Rig {
  const rig = asks(new Rig(options), 'db201', 'db202');
  starts(rig, 'db201', 1);
  starts(rig, 'db202', 1);
  rig.logs('db201', 4.6, '(vi_w) Entering MASTER STATE').sends('db201', { from: 4.6, to: 20 });
  for (let at = 5; at < 20; at += 5) rig.holds('db201', at, [VIP]);
  runs(rig, 'db201', 20.5, false);
  rig.logs('db202', 23.3, '(vi_w) Entering MASTER STATE').sends('db202', { from: 23.3, to: 200, priority: 90 });
  for (let at = 20; at < until; at += 5) rig.holds('db201', at, held).holds('db202', at + 4, [VIP]);
  return rig;
}

test('kill -9 leaves the address behind: the exact command, within two Master_Down_Intervals', () => {
  const rig = killed(60, [VIP]);
  expect(rig.findings(orphanVip, 22)).toEqual([]);
  const found = rig.findings(orphanVip, 28);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'critical', nodes: ['db201'], to: null, evidence: ['addr', 'log'] });
  expect(found[0]!.advice).toBe(
    `on db201: ip addr del ${VIP}/24 dev eth0, then on db202: arping -c 3 -U -I eth0 ${VIP}`,
  );
  expect(found[0]!.summary).toContain(`db201 has held ${VIP} for`);
  expect(found[0]!.summary).toContain('its keepalived does not run; db202 is MASTER');
});

test('is over when the address is gone', () => {
  const rig = killed(40, [VIP]).holds('db201', 41, []);
  expect(rig.findings(orphanVip, 40)).toHaveLength(1);
  expect(rig.check(orphanVip, 45)).toEqual({ verdict: 'quiet' });
});

test('a node that was not asked again tells nothing of now', () => {
  expect(killed(21, [VIP]).check(orphanVip, 60)).toEqual({ verdict: 'quiet' });
});

test('an address owner, and a real server that holds it on lo, are no orphans', () => {
  expect(killed(60, [VIP]).conf('db201', 'priority 255').check(orphanVip, 40)).toEqual({ verdict: 'quiet' });
  const lo = JSON.stringify([
    { ifname: 'lo', flags: ['UP'], addr_info: [{ family: 'inet', local: VIP, prefixlen: 32, scope: 'global' }] },
  ]);
  const rig = killed(21, []);
  for (let at = 25; at < 60; at += 5)
    rig.input(at, { kind: 'probe', source: 'addr:db201', node: 'db201', probe: 'addr', text: lo });
  expect(rig.check(orphanVip, 40)).toEqual({ verdict: 'quiet' });
});

test('stops, crashes, cuts and scripts of the simulator leave none', () => {
  const run = new Run();
  const seen: unknown[] = [];
  run.play(
    [
      [2, 'db201', 'start'],
      [2, 'db202', 'start'],
      [30, 'db201', 'stop'],
      [60, 'db201', 'start'],
      [90, 'db202', 'script-fail'],
      [120, 'db202', 'script-ok'],
      [150, 'db201', 'crash'],
      [180, 'db201', 'power-on'],
      [210, 'db201', 'cut'],
      [240, 'db201', 'mend'],
    ],
    270,
    (second) => {
      const verdict = orphanVip.check(run.monitor.refresh(START + second * 1000));
      if (verdict.verdict === 'findings') seen.push([second, verdict.findings[0]!.summary]);
    },
  );
  expect(seen).toEqual([]);
});

test('without addresses it cannot tell', () => {
  expect(new Rig({ asked: false }).sends('db201', { from: 1, to: 30 }).check(orphanVip, 20).verdict).toBe(
    'insufficient',
  );
  expect(withNothing(orphanVip).verdict).toBe('insufficient');
});

examples(orphanVip, {
  fires: () => killed(60, [VIP]).state(28),
  quiet: () => killed(60, []).state(40),
  clears: () => killed(40, [VIP]).holds('db201', 41, []).state(45),
  cannotTell: nothingSeen,
});
