import { expect, test } from 'vitest';
import { trackerFailed } from '../../src/diagnose/tracker-failed.js';
import { Run, START } from '../model/run.js';
import { examples, lived, nothingSeen } from './examples.js';
import { says, stops } from './node-lines.js';
import { Rig, withNothing } from './rig.js';

test('a failing script puts its node into FAULT, and is over when it succeeds', () => {
  const run = new Run().play(
    [
      [2, 'db201', 'start'],
      [2, 'db202', 'start'],
      [60, 'db201', 'script-fail'],
    ],
    90,
  );
  const verdict = trackerFailed.check(run.monitor.refresh(START + 90_000));
  expect(verdict).toMatchObject({
    verdict: 'findings',
    findings: [{ severity: 'warning', nodes: ['db201'], to: null }],
  });
  const text = JSON.stringify(verdict);
  expect(text).toContain('tracker chk_mysql fails for');
  expect(text).toContain('FAULT in vi_w, vi_r');
  expect(text).toContain('/usr/local/bin/check_mysql'); // the command to run by hand, from the configuration
  run.play([[90, 'db201', 'script-ok']], 120);
  const after = trackerFailed.check(run.monitor.refresh(START + 120_000));
  expect(after.verdict === 'findings' && after.findings.map((f) => f.to !== null)).toEqual([true]);
});

test('a weight takes priority: the values of the log', () => {
  const found = new Rig()
    .logs('db201', 5, '(vi_w) Entering MASTER STATE')
    .logs('db201', 20, 'VRRP_Script(chk) timed_out (due to signal 9)')
    .logs('db201', 20, '(vi_w) Changing effective priority from 103 to 101')
    .findings(trackerFailed, 30);
  expect(found).toHaveLength(1);
  expect(found[0]!.summary).toMatch(/^db201: tracker chk fails for 1\d\.\d s; .* priority 103 to 101$/);
});

test('a link that comes and goes is one trouble, with its count', () => {
  const rig = new Rig();
  for (const at of [20, 30, 40]) {
    rig.logs('db201', at, 'Netlink reports eth0 down');
    rig.logs('db201', at + 2, 'Netlink reports eth0 up');
  }
  const found = rig.findings(trackerFailed, 60);
  expect(found).toHaveLength(1);
  expect(found[0]!.summary).toBe('db201: interface eth0 was down for 2.0 s, 3 times');
  expect(found[0]!.advice).toContain('ip -s link show eth0 on db201');
});

test('what a stopped keepalived complained of is not known to last', () => {
  const rig = stops(new Rig().logs('db201', 20, 'VRRP_Script(chk) failed'), 'db201', 30);
  expect(rig.findings(trackerFailed, 60)).toMatchObject([{ to: expect.closeTo(30, 0) }]);
});

test('a tracked file ends with the FAULT of its instance', () => {
  const rig = new Rig()
    .logs('db201', 20, '(vi_w): entering FAULT state (tracked file maint has status -254)')
    .logs('db201', 40, '(vi_w) Entering BACKUP STATE');
  expect(rig.findings(trackerFailed, 30)).toMatchObject([{ to: null }]);
  expect(rig.findings(trackerFailed, 60)).toMatchObject([{ to: expect.closeTo(40, 0) }]);
});

test('a script that succeeds and a reload that finds it so are quiet; without a log it cannot tell', () => {
  const rig = says(
    new Rig().logs('db201', 20, 'VRRP_Script(chk) succeeded'),
    'db201',
    30,
    'Keepalived',
    'Reloading ...',
  );
  expect(rig.check(trackerFailed, 60)).toEqual({ verdict: 'quiet' });
  expect(new Rig({ logs: false }).check(trackerFailed, 20).verdict).toBe('insufficient');
  expect(withNothing(trackerFailed).verdict).toBe('insufficient');
});

examples(trackerFailed, {
  fires: () => lived([[60, 'db201', 'script-fail']], 90),
  quiet: () => lived([], 60),
  clears: () =>
    lived(
      [
        [60, 'db201', 'script-fail'],
        [90, 'db201', 'script-ok'],
      ],
      120,
    ),
  cannotTell: nothingSeen,
});
