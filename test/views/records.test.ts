import { expect, test } from 'vitest';
import { equalPriority } from '../../src/diagnose/equal-priority.js';
import type { Rule } from '../../src/diagnose/finding.js';
import { oneWay } from '../../src/diagnose/one-way.js';
import { vipMissing } from '../../src/diagnose/vip-missing.js';
import { recordsOf } from '../../src/views/findings/records.js';
import { asks } from '../diagnose/node-lines.js';
import { Rig, VIP } from '../diagnose/rig.js';

const START = Date.parse('2026-11-22T12:00:00Z');

/** The records of the first finding of `rule` after so many seconds, with their seconds of the run. */
function records(rig: Rig, rule: Rule, until: number) {
  const state = rig.state(until);
  const verdict = rule.check(state);
  if (verdict.verdict !== 'findings') throw new Error(`${rule.id} finds nothing`);
  const second = (at: number | null) => (at === null ? null : Math.round((at - START) / 100) / 10);
  return recordsOf(state, verdict.findings[0]!).map((r) => [r.kind, second(r.from), second(r.to), r.text]);
}

test('a finding of the wire and a log rests on their adverts and lines, with their times', () => {
  const rig = new Rig()
    .conf('db201', 'priority 100')
    .conf('db202', 'priority 90')
    .sends('db201', { from: 1, to: 40 })
    .sends('db202', { from: 10, to: 40, priority: 90 })
    .logs('db202', 10, '(vi_w) Entering MASTER STATE')
    .logs(
      'db201',
      10.1,
      '(vi_w) Received advert from 172.30.23.202 with lower priority 90, ours 100, forcing new election',
      1,
      30,
    );
  expect(records(rig, oneWay, 30)).toEqual([
    ['wire', 1, 30, 'db201 sends version 2, priority 100, every 1 s to the group, auth pass: 172.30.23.200'],
    ['wire', 10, 30, 'db202 sends version 2, priority 90, every 1 s to the group, auth pass: 172.30.23.200'],
    [
      'log',
      10.1,
      29.1,
      'db201: 20 times, last "(vi_w) Received advert from 172.30.23.202 with lower priority 90, ours 100, forcing new election"',
    ],
  ]);
});

test('one of the configurations rests on their lines, and says what is not written', () => {
  const rig = new Rig().conf('db201', 'priority 100').conf('db202', '');
  expect(records(rig, equalPriority, 9)).toEqual([
    ['conf', 0.5, null, 'db201 /etc/keepalived/keepalived.conf:8 vi_w priority 100'],
    ['conf', 0.5, null, 'db202 /etc/keepalived/keepalived.conf:2 vi_w priority 100 (not written)'],
  ]);
});

test('one of the addresses rests on what the node answered', () => {
  const rig = asks(new Rig().sends('db201', { from: 1, to: 40 }), 'db201').holds('db201', 2, [VIP]);
  rig.holds('db201', 10, []);
  for (let at = 11; at < 20; at++)
    rig.input(at, { kind: 'probe', source: 'addr:db201', node: 'db201', probe: 'addr', text: 'same' });
  expect(records(rig, vipMissing, 20)).toContainEqual(['addr', 10, 19, `db201 has no ${VIP}`]);
});
