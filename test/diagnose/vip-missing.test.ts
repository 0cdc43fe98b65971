import { expect, test } from 'vitest';
import { vipMissing } from '../../src/diagnose/vip-missing.js';
import { Run, START } from '../model/run.js';
import { examples, nothingSeen } from './examples.js';
import { asks } from './node-lines.js';
import { Rig, VIP, withNothing } from './rig.js';

/** db201 is MASTER from 1 s; its address is removed by hand at 20 s, and asked each 5 s. */
const removed = (until = 60): Rig => {
  const rig = asks(new Rig(), 'db201').conf('db201', 'priority 100').sends('db201', { from: 1, to: 100 });
  rig.logs('db201', 1, '(vi_w) Entering MASTER STATE').holds('db201', 1.1, [VIP]);
  for (let at = 6; at < 20; at += 5) rig.holds('db201', at, [VIP]);
  for (let at = 20; at < until; at += 5) rig.holds('db201', at, []);
  return rig;
};

test('removed by hand: who claims it, since when, and how to set it again', () => {
  expect(removed().findings(vipMissing, 19)).toEqual([]);
  const found = removed().findings(vipMissing, 26);
  expect(found).toMatchObject([
    { severity: 'critical', router: 'ipv4/51', nodes: ['db201'], since: 20, to: null, evidence: ['addr', 'wire'] },
  ]);
  expect(found[0]!.summary).toContain(`db201 is MASTER without ${VIP} for 6.0 s`);
  expect(found[0]!.advice).toContain(`on db201: ip addr add ${VIP}/24 dev eth0 && arping -c 3 -U -I eth0 ${VIP}`);
});

test('is over when it is there again', () => {
  const rig = removed(40).holds('db201', 41, [VIP]);
  expect(rig.findings(vipMissing, 40)).toHaveLength(1);
  expect(rig.check(vipMissing, 43)).toEqual({ verdict: 'quiet' });
});

test('an address that comes half a second after the role is on time', () => {
  const rig = asks(new Rig(), 'db201')
    .sends('db201', { from: 5, to: 60 })
    .logs('db201', 5, '(vi_w) Entering MASTER STATE');
  rig.holds('db201', 5.3, []).holds('db201', 5.6, [VIP]).holds('db201', 10.6, [VIP]);
  for (const until of [5.5, 6, 8, 12]) expect(rig.findings(vipMissing, until)).toEqual([]);
});

test('keepalived in a namespace of its own holds it where nobody looked', () => {
  const rig = removed().conf('db201', 'priority 100', 'net_namespace vrrp', 0.6);
  expect(rig.check(vipMissing, 30)).toEqual({ verdict: 'quiet' });
});

test('all that the simulator can do leaves none', () => {
  const run = new Run();
  const seen: unknown[] = [];
  run.play(
    [
      [2, 'db201', 'start'],
      [20, 'db202', 'start'],
      [40, 'db201', 'stop'],
      [60, 'db201', 'start'],
      [90, 'db201', 'hang 8'],
      [120, 'db201', 'crash'],
      [150, 'db201', 'power-on'],
      [180, 'db202', 'cut'],
      [210, 'db202', 'mend'],
      [240, 'db202', 'script-fail'],
    ],
    270,
    (second) => {
      const verdict = vipMissing.check(run.monitor.refresh(START + second * 1000));
      if (verdict.verdict === 'findings') seen.push([second, verdict.findings[0]!.summary]);
    },
  );
  expect(seen).toEqual([]);
});

test('without addresses it cannot tell', () => {
  expect(new Rig({ asked: false }).sends('db201', { from: 1, to: 30 }).check(vipMissing, 20).verdict).toBe(
    'insufficient',
  );
  expect(withNothing(vipMissing).verdict).toBe('insufficient');
});

examples(vipMissing, {
  fires: () => removed().state(26),
  quiet: () => removed().state(19),
  clears: () => removed(40).holds('db201', 41, [VIP]).state(43),
  cannotTell: nothingSeen,
});
