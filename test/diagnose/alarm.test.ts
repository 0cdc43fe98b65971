import { describe, expect, test } from 'vitest';
import { type AlarmState, listen, silentAlarm, stillWrong } from '../../src/diagnose/alarm.js';
import type { Finding } from '../../src/diagnose/finding.js';

const START = Date.parse('2026-11-22T12:00:00Z');
const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: 'split-brain',
  key: 'ipv4/51/1',
  severity: 'critical',
  router: 'ipv4/51',
  nodes: ['db201', 'db202'],
  since: START,
  to: null,
  summary: 'two masters',
  advice: '',
  clears: '',
  evidence: ['wire'],
  ...more,
});

/** What rings, each second, given what is wrong in which seconds. */
function rings(seconds: number, wrong: (second: number) => Finding[]): number[] {
  let state: AlarmState = silentAlarm(START);
  const rang: number[] = [];
  for (let s = 0; s <= seconds; s++) {
    const { after, fresh } = listen(state, wrong(s), START + s * 1000);
    state = after;
    for (const _ of fresh) rang.push(s);
  }
  return rang;
}
const during =
  (...spans: [number, number][]) =>
  (s: number): Finding[] =>
    spans.some(([from, to]) => s >= from && s < to) ? [finding({ since: START + s * 1000, key: `${s}` })] : [];

describe('listen', () => {
  test('rings once for a finding, however its times change while it lasts', () => {
    expect(rings(600, during([60, 600]))).toEqual([60]);
  });

  test('not for what is wrong when the screen opens, nor when it goes on for long', () => {
    expect(rings(600, during([0, 600]))).toEqual([]);
    expect(rings(600, during([5, 600]))).toEqual([]);
  });

  test('again when it comes back after its end', () => {
    expect(rings(1000, during([60, 100], [500, 600]))).toEqual([60, 500]);
    expect(rings(1000, during([0, 20], [500, 600]))).toEqual([500]);
  });

  test('not again for a moment without it, nor for one that flaps, but once in five minutes', () => {
    expect(rings(200, during([60, 100], [110, 200]))).toEqual([60]);
    const flapping = (s: number) => (s >= 60 && s % 80 < 20 ? [finding()] : []);
    expect(rings(900, flapping)).toEqual([80, 400, 720]);
  });

  test('another fault, another virtual router, rings for itself; its other nodes do not', () => {
    const wrong = (s: number): Finding[] => [
      ...(s >= 60 ? [finding({ nodes: s >= 70 ? ['db201', 'db202', 'db203'] : ['db201', 'db202'] })] : []),
      ...(s >= 80 ? [finding({ router: 'ipv4/44' })] : []),
      ...(s >= 90 ? [finding({ rule: 'one-way' })] : []),
    ];
    expect(rings(100, wrong)).toEqual([60, 80, 90]);
  });

  test('only for what is critical and lasts', () => {
    expect(rings(100, (s) => (s >= 60 ? [finding({ severity: 'warning' }), finding({ to: START })] : []))).toEqual([]);
  });

  test('forgets in the end', () => {
    let state = silentAlarm(START);
    for (let i = 0; i < 2000; i++) state = listen(state, [finding({ router: `r${i}` })], START + i * 1000).after;
    expect(state.known.size).toBeLessThanOrEqual(500);
  });

  test('what rang is still wrong, or not', () => {
    expect(stillWrong(finding(), [finding({ key: 'x', nodes: ['a'] })])).toBe(true);
    expect(stillWrong(finding(), [finding({ to: START }), finding({ rule: 'one-way' })])).toBe(false);
  });
});
