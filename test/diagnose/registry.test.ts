import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose, RULES } from '../../src/diagnose/registry.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import { Monitor } from '../../src/model/monitor.js';
import { Run, START, type Step } from '../model/run.js';

const FOLDER = join(import.meta.dirname, '../../src/diagnose');

/** All that a finding may be called, in the order of the list of diagnostics. */
const IDS = [
  ...['split-brain', 'one-way', 'no-master', 'orphan-vip', 'vip-missing', 'stale-arp', 'flapping', 'handover'],
  ...['auth-mismatch', 'auth-trailer', 'advert-interval-mismatch', 'vrid-conflict', 'vip-list-mismatch'],
  ...['version-mismatch', 'checksum', 'ttl', 'cast-mix', 'nopreempt-hold', 'nopreempt-misconfigured'],
  ...['weight-too-small', 'equal-priority', 'unreachable-by-strict', 'rogue-master', 'garp-storm', 'vmac'],
  ...['sync-group-divided', 'redundancy-lost', 'clock-step', 'timer-stall', 'tracker-failed', 'daemon-down'],
  'source-lost',
];

test('every rule of the list is there once, in its order', () => {
  expect(RULES.map((r) => r.id)).toEqual(IDS);
});

test('every rule is the file of its name', () => {
  const files = readdirSync(FOLDER);
  for (const { id } of RULES) {
    expect(files).toContain(`${id}.ts`);
    expect(readFileSync(join(FOLDER, `${id}.ts`), 'utf8')).toContain(`'${id}'`);
  }
});

test('every rule shows by examples when it fires, is quiet, clears and cannot tell', () => {
  for (const { id } of RULES) {
    const tests = readFileSync(join(import.meta.dirname, `${id}.test.ts`), 'utf8');
    const name = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(tests).toContain(`from '../../src/diagnose/${id}.js'`);
    expect(tests, id).toContain(`\nexamples(${name}, {`);
  }
});

/** An hour with four planned failovers, each a stop for some minutes. */
const HOUR: Step[] = [
  [2, 'db201', 'start'],
  [4, 'db202', 'start'],
  [600, 'db201', 'stop'],
  [900, 'db201', 'start'],
  [1400, 'db202', 'stop'],
  [1700, 'db202', 'start'],
  [2200, 'db201', 'stop'],
  [2220, 'db201', 'start'],
  [3000, 'db202', 'stop'],
  [3005, 'db202', 'start'],
];

describe.each([
  ['version 2', {}],
  ['version 2 with nopreempt', { nopreempt: true }],
  ['version 3', { v3: true }],
] as const)('an hour of a healthy cluster with four planned failovers, %s', (_name, options) => {
  /** By finding, when it was first seen. */
  const alarms = new Map<string, string>();
  const run = new Run(options);
  let last = 0;
  run.play(HOUR, 3600, (second) => {
    if (second - last < 1) return;
    last = second;
    for (const f of diagnose(run.monitor.refresh(START + second * 1000)))
      if (f.severity !== 'info' && !alarms.has(`${f.rule} ${f.key}`))
        alarms.set(`${f.rule} ${f.key}`, `${second} s: ${f.summary}`);
  });

  test('raises nothing above info, at no second of it', () => {
    expect([...alarms]).toEqual([]);
  });
});

test('with nothing at all no rule finds anything', () => {
  const state = new Monitor({ live: true, limits: LIVE_LIMITS }).refresh(START);
  for (const rule of RULES) expect([rule.id, rule.check(state).verdict]).not.toContain('findings');
});
