import { expect, test } from 'vitest';
import { nopreemptHold } from '../../src/diagnose/nopreempt-hold.js';
import { Run, START, type Step } from '../model/run.js';
import { examples, lived } from './examples.js';
import { Rig } from './rig.js';

const STEPS: Step[] = [
  [2, 'db201', 'start'],
  [2, 'db202', 'start'],
  [60, 'db201', 'stop'],
  [90, 'db201', 'start'],
];
const check = (run: Run, second: number) => nopreemptHold.check(run.monitor.refresh(START + second * 1000));

test('the better node is held back: who, and how to move it back', () => {
  const run = new Run({ nopreempt: true }).play(STEPS, 92);
  expect(check(run, 92)).toEqual({ verdict: 'quiet' });
  run.to(100);
  expect(check(run, 100)).toMatchObject({
    verdict: 'findings',
    findings: [
      {
        severity: 'info',
        router: 'ipv4/51',
        nodes: ['db201', 'db202'],
        to: null,
        summary: 'vi_w (VRID 51): db201 (priority 100) is held back by nopreempt, db202 (priority 90) stays MASTER',
        // WIRE.md 5: priority 100, after priority 0: 0.609 s.
        advice:
          'to move it back: systemctl restart keepalived on db202 (about 0.6 s without a master; that moves vi_r too)',
      },
    ],
  });
  // And that moves it back indeed.
  run.play([[100, 'db202', 'stop']], 104);
  run.play([[104, 'db202', 'start']], 115);
  const after = check(run, 115);
  expect(JSON.stringify(after)).not.toContain('ipv4/51');
});

test('without nopreempt it is taken back, and nothing is said meanwhile', () => {
  const run = new Run().play(STEPS, 90);
  run.to(120, (second) => expect(check(run, second)).toEqual({ verdict: 'quiet' }));
});

test('not knowing the configuration it cannot tell why', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 10 })
    .logs('db201', 10, '(vi_w) Entering BACKUP STATE')
    .logs('db201', 1, '(vi_w) Entering MASTER STATE')
    .sends('db202', { from: 13.6, to: 60, priority: 90 });
  expect(rig.check(nopreemptHold, 30)).toEqual({ verdict: 'insufficient', missing: 'keepalived.conf of db201' });
  expect(rig.conf('db201', 'priority 100\n nopreempt').findings(nopreemptHold, 30)).toHaveLength(1);
});

const unread = (): Rig =>
  new Rig()
    .sends('db201', { from: 1, to: 10 })
    .logs('db201', 1, '(vi_w) Entering MASTER STATE')
    .logs('db201', 10, '(vi_w) Entering BACKUP STATE')
    .sends('db202', { from: 13.6, to: 60, priority: 90 });

examples(nopreemptHold, {
  fires: () =>
    lived(
      [
        [60, 'db201', 'stop'],
        [90, 'db201', 'start'],
      ],
      100,
      { nopreempt: true },
    ),
  quiet: () => lived([], 60),
  clears: () =>
    lived(
      [
        [60, 'db201', 'stop'],
        [90, 'db201', 'start'],
        [100, 'db202', 'stop'],
        [104, 'db202', 'start'],
        [110, 'db201', 'stop'],
        [114, 'db201', 'start'],
        [120, 'db201', 'stop'],
        [121, 'db202', 'stop'],
        [122, 'db202', 'start'],
        [122, 'db201', 'start'],
      ],
      150,
    ),
  cannotTell: () => unread().state(30),
});
