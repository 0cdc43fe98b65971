import { describe, expect, test } from 'vitest';
import { drillTable, foreseeDrill, outageMs, type Probed, tableLines } from '../../src/actions/drill.js';
import { drillReport } from '../../src/actions/drill-report.js';
import type { Outcome } from '../../src/actions/explain.js';
import type { Plan } from '../../src/actions/plan.js';
import type { Forecast } from '../../src/actions/sequence.js';
import { verify } from '../../src/actions/verify.js';
import { Run, START } from '../model/run.js';
import { FACTS, SETTINGS } from './facts-of.js';

const AT = 90;
const W = '172.30.23.200';

const healthy = (options = {}): Run =>
  new Run(options).play(
    [
      [0, 'db201', 'start'],
      [0, 'db202', 'start'],
    ],
    AT,
  );

function knownOf(run: Run): Forecast {
  const state = run.monitor.refresh();
  const nodes = new Map(['db201', 'db202'].map((name) => [name, { facts: FACTS, settings: SETTINGS }] as const));
  return { plans: [], state, since: state.now, nodes };
}

const planned = (run: Run, ...nodes: string[]): { steps: string[]; idle: string[]; plans: readonly Plan[] } => {
  const { forecast, idle } = foreseeDrill(knownOf(run), nodes);
  return { steps: forecast.plans.map((p) => `${p.action} ${p.node}`), idle, plans: forecast.plans };
};

describe('the plans of a drill', () => {
  test('each master is stopped and started, the other stays as it is in between', () => {
    const { steps, plans } = planned(healthy(), 'db201', 'db202');
    expect(steps).toEqual(['stop db201', 'start db201', 'stop db202', 'start db202']);
    expect(plans.map((p) => p.outlook.find((o) => o.label === 'vi_w')?.sequence)).toEqual([
      ['db202'],
      ['db201'],
      [],
      [],
    ]);
  });

  test('nopreempt: the first moves to the second, which then moves all', () => {
    const { plans } = planned(healthy({ nopreempt: true }), 'db201', 'db202');
    const [, start, stop] = plans;
    expect(start!.outlook.map((o) => o.sequence)).toEqual([[], []]);
    const heir = stop!.outlook.map((o) => [o.master, o.sequence]);
    expect(heir).toEqual([
      ['db202', ['db201']],
      ['db202', ['db201']],
    ]);
  });

  test('who is MASTER of nothing is left out', () => {
    const run = healthy({ nopreempt: true }).play(
      [
        [AT, 'db202', 'stop'],
        [AT + 5, 'db202', 'start'],
      ],
      AT + 100,
    );
    expect(planned(run, 'db202')).toMatchObject({ steps: [], idle: ['db202'] });
  });
});

/** Answers each 50 ms from 0 on, without those for which `lost` says so. */
const probe = (lost: (at: number) => boolean, more: Partial<Probed> = {}): Probed => ({
  vip: W,
  by: 'ping',
  everyMs: 50,
  answers: Array.from({ length: 400 }, (_, i) => i * 50).filter((at) => !lost(at)),
  tells: true,
  note: '',
  ...more,
});

describe('an outage by probe', () => {
  test.each<[string, (at: number) => boolean, number, number, number | null]>([
    ['none', () => false, 5000, 10_000, 0],
    // From the answer at 5950 to the one at 6650; the questions between were 13, 50 ms apart.
    ['in the middle', (at) => at >= 6000 && at < 6650, 5000, 10_000, 650],
    ['that began before', (at) => at >= 4800 && at < 5600, 5000, 10_000, 800],
    ['that is over before', (at) => at >= 1000 && at < 3000, 5000, 10_000, 0],
    ['that goes on', (at) => at >= 9000, 5000, 10_000, 1000],
    ['the longest of two', (at) => (at >= 6000 && at < 6200) || (at >= 7000 && at < 7500), 5000, 10_000, 500],
    ['of what was always silent', () => true, 5000, 10_000, null],
    ['of what began to answer later only', (at) => at < 6000, 5000, 10_000, null],
  ])('%s', (_name, lost, from, to, expected) => {
    expect(outageMs(probe(lost), from, to)).toBe(expected);
  });

  test('of what cannot be asked is not known', () => {
    expect(
      outageMs(
        probe(() => false, { tells: false, note: 'ping: not found' }),
        5000,
        10_000,
      ),
    ).toBeNull();
  });
});

describe('the table', () => {
  const stopped = (probes: Probed[]) => {
    const run = healthy();
    const [stop] = planned(run, 'db201').plans;
    run.play([[AT, 'db201', 'stop']], AT + 5);
    const from = START + AT * 1000;
    const verification = verify(stop!, run.monitor.refresh(), from, from + 100);
    const outcome: Outcome = { result: 'as-predicted', message: '', runs: [], verification };
    return { plans: [stop!], legs: [{ plan: stop!, outcome, from, to: from + 5000 }], probes };
  };
  const silentFor = (ms: number): Probed => {
    const from = START + AT * 1000;
    const base = probe((at) => at >= 5000 && at < 5000 + ms);
    return { ...base, answers: base.answers.map((at) => from - 5000 + at) };
  };

  test('has expected and measured seconds of each VIP by each way', () => {
    const { legs, probes } = stopped([silentFor(700), { ...silentFor(0), by: 'TCP 3306', tells: false, note: 'no' }]);
    expect(
      tableLines(drillTable(legs, probes)).map((l) => l.replace(/0\.(6[4-9]|7\d) s(?= +ok$)/, 'MEASURED')),
    ).toEqual([
      'stop db201                                 expected   measured',
      '  vi_w 172.30.23.200  on db202               0.65 s     MEASURED  ok',
      '                      outage by adverts      0.65 s     MEASURED  ok',
      '                      outage by ping         0.65 s     MEASURED  ok',
      '                      outage by TCP 3306     0.65 s          -',
      '  vi_r 172.30.23.210  stays on db202              -          -  ok',
      '                      outage by adverts      0.00 s     0.00 s  ok',
    ]);
  });

  test('an outage by probe that is longer than predicted makes the drill one that is not', () => {
    const report = (ms: number) => {
      const { plans, legs, probes } = stopped([silentFor(ms)]);
      const done = legs.map(({ plan, outcome }) => ({ plan, outcome }));
      return drillReport('x', START, plans, { end: { done, left: [], why: null }, legs, probes, mended: null });
    };
    expect(report(900).result).toBe('as-predicted');
    expect(report(1100)).toMatchObject({
      result: 'otherwise',
      message: `stop db201, vi_w ${W}: outage by ping is not as predicted`,
    });
  });

  test('a node that stays stopped is the first word', () => {
    const { plans, legs, probes } = stopped([]);
    const mended = {
      node: 'db201',
      outcome: { ...legs[0]!.outcome, result: 'failed', message: 'NOT STARTED' },
    } as const;
    const end = { done: legs, left: plans, why: 'stopped as asked' };
    expect(drillReport('x', START, plans, { end, legs, probes, mended })).toMatchObject({
      result: 'failed',
      message: 'NOT STARTED; ended: stopped as asked',
    });
  });
});
