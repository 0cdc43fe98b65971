import { expect, test } from 'vitest';
import { nopreemptMisconfigured } from '../../src/diagnose/nopreempt-misconfigured.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const SCRIPT = (weight: number): string => `vrrp_script chk {\n script "/usr/bin/true"\n weight ${weight}\n}`;
const TRACK = 'track_script {\n chk\n }';
const both = (db201: string, db202: string, more = ''): Rig =>
  new Rig().conf('db201', db201, more).conf('db202', db202, more).sends('db201', { from: 1, to: 60 });

test.each<[string, string, string, string, string[], RegExp]>([
  [
    'state MASTER clears it',
    'state MASTER\n priority 100\n nopreempt',
    'priority 90\n nopreempt',
    '',
    ['db201'],
    /nopreempt with state MASTER, so keepalived clears it/,
  ],
  ['so does priority 255', 'priority 255\n nopreempt', 'priority 90', '', ['db201'], /nopreempt with priority 255/],
  [
    'on the lower node only',
    'priority 100',
    'priority 90\n nopreempt',
    '',
    ['db201'],
    /stands on db202 \(priority 90\) only; db201 \(priority 100\) has none/,
  ],
  [
    'beside a negative weight',
    `priority 100\n nopreempt\n ${TRACK}`,
    'priority 90\n nopreempt',
    SCRIPT(-20),
    ['db202'],
    /chk takes 20 from the priority of db201, but db202 has nopreempt/,
  ],
])('%s', (_name, db201, db202, more, nodes, summary) => {
  const found = both(db201, db202, more).findings(nopreemptMisconfigured, 20);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', router: 'ipv4/51', nodes, to: null });
  expect(found[0]!.summary).toMatch(summary);
});

test.each([
  ['none has it', 'priority 100', 'priority 90', ''],
  ['both have it', 'priority 100\n nopreempt', 'priority 90\n nopreempt', ''],
  ['the higher one alone has it', 'priority 100\n nopreempt', 'priority 90', ''],
  ['weight 0 beside it is FAULT', `priority 100\n nopreempt\n ${TRACK}`, 'priority 90\n nopreempt', SCRIPT(0)],
])('quiet: %s', (_name, db201, db202, more) => {
  expect(both(db201, db202, more).check(nopreemptMisconfigured, 20)).toEqual({ verdict: 'quiet' });
});

test('is over when the configuration is mended', () => {
  const rig = both('state MASTER\n priority 100\n nopreempt', 'priority 90\n nopreempt');
  expect(rig.findings(nopreemptMisconfigured, 20)).toHaveLength(1);
  rig.conf('db201', 'state BACKUP\n priority 100\n nopreempt', '', 30);
  expect(rig.check(nopreemptMisconfigured, 40)).toEqual({ verdict: 'quiet' });
});

test('without the file the log tells it', () => {
  const rig = new Rig().logs('db201', 3, '(vi_w) nopreempt will not work with initial state MASTER - clearing');
  expect(rig.findings(nopreemptMisconfigured, 20)).toMatchObject([
    {
      severity: 'warning',
      nodes: ['db201'],
      evidence: ['log'],
      summary: expect.stringContaining('nopreempt will not work'),
    },
  ]);
});

test('without file and log it cannot tell', () => {
  expect(new Rig({ logs: false }).sends('db201', { from: 1, to: 30 }).check(nopreemptMisconfigured, 20).verdict).toBe(
    'insufficient',
  );
  expect(withNothing(nopreemptMisconfigured).verdict).toBe('insufficient');
});

examples(nopreemptMisconfigured, {
  fires: () => both('state MASTER\n nopreempt', 'priority 90').state(20),
  quiet: () => both('priority 100', 'priority 90').state(20),
  clears: () => both('state MASTER\n nopreempt', 'priority 90').conf('db201', 'nopreempt', '', 30).state(40),
  cannotTell: nothingSeen,
});
