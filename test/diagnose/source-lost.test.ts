import { expect, test } from 'vitest';
import { sourceLost } from '../../src/diagnose/source-lost.js';
import type { InputBody, SourceStatus } from '../../src/model/input.js';
import { examples, nothingSeen } from './examples.js';
import { Rig } from './rig.js';

const health = (status: SourceStatus, source = 'ssh:db202'): InputBody => ({
  kind: 'health',
  source,
  node: 'db202',
  status,
  reason: status === 'lost' ? 'no answer' : '',
});
const lost = (status: SourceStatus): Rig => new Rig().sends('db201', { from: 1, to: 60 }).input(10, health(status));

test('a lost connection is said once, with all that came over it', () => {
  const rig = lost('lost').input(10, health('lost', 'log:db202')).input(10, health('lost', 'addr:db202'));
  expect(rig.findings(sourceLost, 20)).toMatchObject([
    { severity: 'warning', nodes: ['db202'], since: 10, to: null, summary: 'ssh:db202 is lost: no answer' },
  ]);
});

examples(sourceLost, {
  fires: () => lost('lost').state(20),
  quiet: () => lost('live').state(20),
  clears: () => lost('lost').input(30, health('live')).state(40),
  cannotTell: nothingSeen,
});
