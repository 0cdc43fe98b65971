import { expect, test } from 'vitest';
import { noMaster } from '../../src/diagnose/no-master.js';
import { Run, START, type Step } from '../model/run.js';
import { examples, lived, nothingSeen } from './examples.js';
import { asks } from './node-lines.js';
import { Rig, VIP, withNothing } from './rig.js';

const BOTH: Step[] = [
  [2, 'db201', 'start'],
  [2, 'db202', 'start'],
];
function findings(rule: typeof noMaster, run: Run, second: number) {
  const verdict = rule.check(run.monitor.refresh(START + second * 1000));
  return verdict.verdict === 'findings' ? verdict.findings.filter((f) => f.router === 'ipv4/51') : [];
}

test('both in FAULT: the first one and its cause, over when one is back', () => {
  const run = new Run().play([...BOTH, [60, 'db201', 'script-fail'], [80, 'db202', 'script-fail']], 100);
  const found = findings(noMaster, run, 100);
  expect(found).toMatchObject([{ severity: 'critical', nodes: ['db201', 'db202'], to: null }]);
  expect(found[0]!.summary).toContain('nobody is MASTER for');
  expect(found[0]!.advice).toMatch(/^look first at db201, in FAULT for \d+\.\d s: "VRRP_Script\(chk_mysql\) failed/);
  const after = findings(noMaster, run.play([[100, 'db202', 'script-ok']], 120), 120);
  expect(after).toHaveLength(1);
  expect(after[0]!.to).not.toBeNull();
});

test('both stopped on purpose is an outage all the same', () => {
  const run = new Run().play([...BOTH, [60, 'db201', 'stop'], [60, 'db202', 'stop']], 80);
  expect(findings(noMaster, run, 80)).toMatchObject([
    { severity: 'critical', to: null, advice: 'start keepalived on db201 or db202: systemctl start keepalived' },
  ]);
});

test('a start of the cluster, a failover and a lost capture are none', () => {
  const run = new Run();
  run.play([...BOTH, [60, 'db201', 'crash']], 90, (second) => expect(findings(noMaster, run, second)).toEqual([]));
  const lost = new Rig({ logs: false, asked: false })
    .sends('db201', { from: 1, to: 20 })
    .input(19.5, { kind: 'health', source: 'wire:eth0', node: null, status: 'lost', reason: 'tcpdump ended' });
  expect(lost.check(noMaster, 60).verdict).toBe('insufficient');
  expect(withNothing(noMaster).verdict).toBe('insufficient');
});

test('a capture that misses adverts of a MASTER which lives and has its address is none', () => {
  const unheard = (answersUntil: number): Rig => {
    const rig = asks(new Rig(), 'db201').conf('db201', 'priority 100').logs('db201', 1, '(vi_w) Entering MASTER STATE');
    rig.sends('db201', { from: 1, to: 20 });
    for (let at = 1; at < answersUntil; at++) rig.holds('db201', at, [VIP]);
    return rig;
  };
  expect(unheard(60).check(noMaster, 40)).toEqual({ verdict: 'quiet' });
  expect(unheard(60).sends('db201', { from: 40, to: 60 }).check(noMaster, 50)).toEqual({ verdict: 'quiet' });
  expect(unheard(20).findings(noMaster, 40)).toMatchObject([{ severity: 'critical', to: null }]);
  expect(unheard(20).holds('db201', 25, []).findings(noMaster, 40)).toHaveLength(1);
});

examples(noMaster, {
  fires: () =>
    lived(
      [
        [60, 'db201', 'stop'],
        [60, 'db202', 'stop'],
      ],
      80,
    ),
  quiet: () => lived([], 60),
  clears: () =>
    lived(
      [
        [60, 'db201', 'stop'],
        [60, 'db202', 'stop'],
        [80, 'db201', 'start'],
      ],
      100,
    ),
  cannotTell: nothingSeen,
});
