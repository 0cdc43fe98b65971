import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/registry.js';
import { Stream } from '../../src/report/stream.js';
import { Run, START, type Step } from '../model/run.js';

interface Told {
  kind: 'status' | 'event' | 'finding';
  at: string;
  status?: { status: string };
  event?: { text: string; node: string };
  finding?: { rule: string; to: string | null };
  phase?: string;
}

const BOTH: Step[] = [
  [2, 'db201', 'start'],
  [2, 'db202', 'start'],
];

/** What a stream says of a healthy cluster and of what is done to it from second 30 on. */
function told(steps: Step[], until: number): Told[] {
  const run = new Run().play(BOTH, 30);
  const stream = new Stream();
  const out: object[] = [];
  run.play(steps, until, (second) => {
    const state = run.monitor.refresh(START + second * 1000);
    out.push(...stream.next(state, diagnose(state)));
  });
  return JSON.parse(JSON.stringify(out));
}

test('says how it is, then each event once, and what went wrong from its begin to its end', () => {
  const lines = told(
    [
      [40, 'db202', 'firewall'],
      [60, 'db202', 'allow'],
    ],
    90,
  );
  expect(lines[0]).toMatchObject({ kind: 'status', status: { status: 'OK' } });
  expect(lines.filter((l) => l.kind === 'status')).toHaveLength(1);
  const events = lines.flatMap((l) => (l.event === undefined ? [] : [`${l.event.node} ${l.event.text}`]));
  expect(new Set(events).size).toBe(events.length);
  expect(events.some((e) => e.startsWith('db202 BACKUP → MASTER'))).toBe(true);
  const faults = lines.flatMap((l) => (l.finding?.rule === 'split-brain' || l.finding?.rule === 'one-way' ? [l] : []));
  expect(faults[0]).toMatchObject({ phase: 'begun', finding: { to: null } });
  for (const begun of faults.filter((f) => f.phase === 'begun'))
    expect(faults.filter((f) => f.phase === 'ended' && f.finding?.rule === begun.finding?.rule)).toHaveLength(1);
});

test('says nothing while nothing happens', () => {
  expect(told([], 90).map((l) => l.kind)).toEqual(['status']);
});
