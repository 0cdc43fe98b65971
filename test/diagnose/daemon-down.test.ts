import { expect, test } from 'vitest';
import { daemonDown } from '../../src/diagnose/daemon-down.js';
import { examples, nothingSeen } from './examples.js';
import { runs, says, starts, stops } from './node-lines.js';
import { Rig, withNothing } from './rig.js';

const running = (options = {}): Rig =>
  runs(starts(new Rig(options), 'db201', 1), 'db202', 1, true).logs('db201', 5, '(vi_w) Entering MASTER STATE');

test('a child that was killed and respawned: over, with the reason of the log', () => {
  const rig = running();
  says(rig, 'db201', 20, 'Keepalived', 'pid 812 exited due to signal 9 (Killed) - has rlimit_rttime been exceeded?');
  says(rig, 'db201', 20, 'Keepalived', 'VRRP child process(812) died: Respawning');
  expect(rig.findings(daemonDown, 21)).toMatchObject([
    { severity: 'warning', nodes: ['db201'], to: null, evidence: ['log'] },
  ]);
  says(rig, 'db201', 22, 'Keepalived', 'Starting VRRP child process, pid=913');
  const found = rig.findings(daemonDown, 40);
  expect(found).toHaveLength(1);
  expect(found[0]!.to).toBeCloseTo(22, 0);
  expect(found[0]!.summary).toContain('died "pid 812 exited due to signal 9 (Killed)');
  expect(found[0]!.summary).toContain('back after 2.0 s');
});

test('one that dies again and again is one trouble', () => {
  const rig = running();
  for (const at of [20, 30, 40]) {
    says(rig, 'db201', at, 'Keepalived', 'VRRP child process(812) died: Respawning');
    says(rig, 'db201', at + 1, 'Keepalived', 'Starting VRRP child process, pid=913');
  }
  const found = rig.findings(daemonDown, 50);
  expect(found).toHaveLength(1);
  expect(found[0]!.summary).toContain('3 times');
});

test('a configuration that keepalived refuses', () => {
  const rig = running();
  says(rig, 'db201', 20, 'Keepalived', 'pid 812 exited with permanent error CONFIG. Terminating');
  expect(rig.findings(daemonDown, 30)[0]!.advice).toBe('keepalived refuses its configuration; on db201: keepalived -t');
});

test('kill -9 of all: gone without a word, until it runs again', () => {
  const rig = runs(running(), 'db201', 20, false);
  expect(rig.findings(daemonDown, 30)).toMatchObject([
    { severity: 'warning', to: null, summary: 'db201: keepalived died without a word in its log; down for 10.0 s' },
  ]);
  runs(rig, 'db201', 40, true);
  expect(rig.findings(daemonDown, 50)).toMatchObject([{ to: 40 }]);
});

test('a stop on purpose is none, also when the probe was first to see it', () => {
  expect(stops(running(), 'db201', 20).check(daemonDown, 60)).toEqual({ verdict: 'quiet' });
  const rig = runs(running(), 'db201', 20.2, false);
  says(rig, 'db201', 21, 'Keepalived', 'Stopping');
  expect(rig.check(daemonDown, 60)).toEqual({ verdict: 'quiet' });
});

test('without a log: one that fell silent as MASTER died, of others nobody can tell', () => {
  const silent = runs(runs(new Rig({ logs: false }), 'db201', 1, true), 'db201', 20, false).sends('db201', {
    from: 1,
    to: 19,
  });
  expect(silent.findings(daemonDown, 40)).toMatchObject([{ severity: 'warning', evidence: ['wire'] }]);
  const backup = runs(runs(new Rig({ logs: false }), 'db202', 1, true), 'db202', 20, false);
  expect(backup.findings(daemonDown, 40)).toMatchObject([{ severity: 'info', nodes: ['db202'] }]);
});

test('with no probe and no log it cannot tell', () => {
  expect(new Rig({ logs: false }).sends('db201', { from: 1, to: 30 }).check(daemonDown, 20).verdict).toBe(
    'insufficient',
  );
  expect(withNothing(daemonDown).verdict).toBe('insufficient');
});

examples(daemonDown, {
  fires: () => runs(running(), 'db201', 20, false).state(30),
  quiet: () => stops(running(), 'db201', 20).state(60),
  clears: () => runs(runs(running(), 'db201', 20, false), 'db201', 40, true).state(50),
  cannotTell: nothingSeen,
});
