import { expect, test } from 'vitest';
import { clockStep } from '../../src/diagnose/clock-step.js';
import { examples, nothingSeen } from './examples.js';
import { says } from './node-lines.js';
import { Rig, withNothing } from './rig.js';

const START_S = Date.parse('2026-11-22T12:00:00Z') / 1000;
const clock = (rig: Rig, node: string, at: number, offset: number): Rig =>
  rig.input(at, {
    kind: 'probe',
    source: `ssh:${node}`,
    node,
    probe: 'clock',
    text: `${START_S + at + offset} +0000`,
  });

test('systemd says that the clock was set', () => {
  const found = says(new Rig(), 'db202', 20, 'systemd', 'Time has been changed').findings(clockStep, 60);
  expect(found).toMatchObject([{ severity: 'warning', nodes: ['db202'], evidence: ['log'] }]);
  expect(found[0]!.to).toBeCloseTo(20, 0);
  expect(found[0]!.summary).toContain('db202: its clock was set once');
});

test('a node whose clock is off lasts until it agrees again', () => {
  const rig = clock(new Rig(), 'db202', 10, 2.4);
  expect(rig.findings(clockStep, 30)).toMatchObject([
    {
      severity: 'warning',
      nodes: ['db202'],
      since: 10,
      to: null,
      summary: "db202: its clock is 2.4 s ahead of this host's",
    },
  ]);
  expect(clock(rig, 'db202', 40, 0.1).check(clockStep, 50)).toEqual({ verdict: 'quiet' });
});

test('when all nodes agree it is this host that is off: info', () => {
  const rig = clock(clock(new Rig(), 'db201', 10, 3), 'db202', 10, 3.2);
  expect(rig.findings(clockStep, 30)).toMatchObject([
    { severity: 'info', nodes: ['db201', 'db202'], summary: "this host's clock is 3.0 s behind the nodes'" },
  ]);
});

test('half a second is quiet, nothing measured and read is insufficient', () => {
  expect(clock(new Rig(), 'db201', 10, 0.5).check(clockStep, 30)).toEqual({ verdict: 'quiet' });
  expect(withNothing(clockStep).verdict).toBe('insufficient');
});

examples(clockStep, {
  fires: () => clock(new Rig(), 'db202', 10, 2.4).state(30),
  quiet: () => clock(new Rig(), 'db202', 10, 0.5).state(30),
  clears: () => clock(clock(new Rig(), 'db202', 10, 2.4), 'db202', 40, 0.1).state(50),
  cannotTell: nothingSeen,
});
