import { describe, expect, test } from 'vitest';
import type { NodeFacts } from '../../src/actions/facts.js';
import { ACTIONS, type ActionId, type Plan } from '../../src/actions/plan.js';
import { changeOf, type Forecast, foresee, foreseeRolling } from '../../src/actions/sequence.js';
import { Run } from '../model/run.js';
import { FACTS, SETTINGS } from './facts-of.js';

/** Longer after the start of the nodes than a move counts as recent. */
const AT = 90;
/** Skew_Time by RFC 3768 6.1 for the backups' priority 90, ms. */
const SKEW_90 = (166 / 256) * 1000;

function healthy(options = {}): Run {
  return new Run(options).play(
    [
      [0, 'db201', 'start'],
      [0, 'db202', 'start'],
    ],
    AT,
  );
}

/** What is known of a run's nodes, before anything is planned. `said`: where a node says something else than usual. */
function knownOf(run: Run, said: Record<string, Partial<NodeFacts> | string> = {}): Forecast {
  const state = run.monitor.refresh();
  const known = ['db201', 'db202'].map((name) => {
    const facts = said[name] ?? {};
    return [name, typeof facts === 'string' ? facts : { facts: { ...FACTS, ...facts }, settings: SETTINGS }] as const;
  });
  return { plans: [], state, since: state.now, nodes: new Map(known) };
}

const action = (id: ActionId) => ACTIONS.find((a) => a.id === id)!;
const rolling = (from: Forecast, id: ActionId = 'restart'): readonly Plan[] =>
  foreseeRolling(from, action(id), ['db201', 'db202']).plans;
const courses = (plans: readonly Plan[]): unknown[] =>
  plans.map((p) => [p.node, ...p.outlook.map((o) => [o.label, o.master, o.sequence])]);

describe('a rolling restart', () => {
  test('with preemption each node finds what the one before left: all as it was', () => {
    const plans = rolling(knownOf(healthy()));
    expect(courses(plans)).toEqual([
      ['db201', ['vi_w', 'db201', ['db202', 'db201']], ['vi_r', 'db202', []]],
      ['db202', ['vi_w', 'db201', []], ['vi_r', 'db202', ['db201', 'db202']]],
    ]);
    expect(plans.flatMap((p) => p.objections)).toEqual([]);
    expect(plans.map((p) => p.outlook.map((o) => o.gapMs))).toEqual([
      [SKEW_90, 0],
      [0, SKEW_90],
    ]);
  });

  test('with nopreempt the second has what the first gave up', () => {
    const [first, second] = rolling(knownOf(healthy({ nopreempt: true })));
    const heir = second!.node;
    for (const o of second!.outlook) expect([o.label, o.master, o.sequence]).toEqual([o.label, heir, [first!.node]]);
    // What moves twice within a minute does so by the plan that is shown.
    expect(second!.objections).toEqual([]);
  });

  test('backups first', () => {
    const run = healthy({ nopreempt: true }).play(
      [
        [AT, 'db201', 'stop'],
        [AT + 10, 'db201', 'start'],
      ],
      AT + 100,
    );
    expect(rolling(knownOf(run)).map((p) => p.node)).toEqual(['db201', 'db202']);
    const other = healthy({ nopreempt: true }).play(
      [
        [AT, 'db202', 'stop'],
        [AT + 10, 'db202', 'start'],
      ],
      AT + 100,
    );
    expect(rolling(knownOf(other)).map((p) => p.node)).toEqual(['db202', 'db201']);
  });

  test('a stop and a start are foretold together: the start finds a stopped daemon', () => {
    const stopped = foresee(knownOf(healthy()), action('stop'), 'db201');
    expect(stopped.state.routers.map((r) => r.cells.get('db201')!.state)).toEqual(['STOPPED', 'STOPPED']);
    const [, start] = foresee(stopped, action('start'), 'db201').plans;
    expect(start).toMatchObject({ refusal: null });
    expect(courses([start!])).toEqual([['db201', ['vi_w', 'db202', ['db201']], ['vi_r', 'db202', []]]]);
  });

  test('where it cannot be told what the first leaves, the second says so', () => {
    const run = healthy();
    const state = structuredClone(run.monitor.refresh());
    state.nodes.get('db201')!.conf = null;
    for (const r of state.routers) r.cells.get('db201')!.nopreempt = null;
    const [first, second] = rolling({ ...knownOf(run), state });
    expect(first!.outlook[0]).toMatchObject({ sequence: ['db202'], maybeThen: 'db201' });
    expect(second!.outlook[0]!.text).toMatch(/cannot be told: db202 is UNKNOWN \(what restart on db201 leaves/);
    expect(second!.objections.join()).toMatch(/the state of db202 is not known/);
  });
});

describe('who takes over is asked too', () => {
  const test5 = { line: 'keepalived -t', code: 5, complaints: ["(x: Line 4) Unknown keyword 'foo'"] };
  const objections = (said: Partial<NodeFacts> | string): string =>
    foresee(knownOf(healthy(), { db202: said }), action('stop'), 'db201').plans[0]!.objections.join('\n');

  test.each<[string, Partial<NodeFacts> | string, RegExp]>([
    [
      'its configuration fails the test',
      { test: test5 },
      /^db202, which is to take over, has .*test complains .*'foo'$/,
    ],
    ['it does not answer', 'no connection to db202', /^db202, which is to take over, does not answer: no connection/],
    ['its daemon is gone', { pid: null }, /^keepalived does not run on db202, which is to take over$/],
    ['it may not be tested: no verdict', { test: { ...test5, complaints: ['sudo: a password is required'] } }, /^$/],
    ['it is well', { test: { ...test5, code: 0, complaints: [] } }, /^$/],
  ])('%s', (_name, said, expected) => {
    expect(objections(said)).toMatch(expected);
  });

  test('only who takes over: a restart of a backup does not ask for its peer', () => {
    const run = healthy({ nopreempt: true }).play(
      [
        [AT, 'db202', 'stop'],
        [AT + 5, 'db202', 'start'],
      ],
      AT + 100,
    );
    const from = knownOf(run, { db201: { test: test5 } });
    expect(foresee(from, action('restart'), 'db202').plans[0]!.objections).toEqual([]);
  });

  test('a configuration that passes, or was not tested, is said beside the prediction', () => {
    const notes = (said: Partial<NodeFacts>): readonly string[] =>
      foresee(knownOf(healthy(), { db202: said }), action('stop'), 'db201').plans[0]!.notes;
    expect(notes({ test: { ...test5, code: 0, complaints: [] } })).toContain(
      'the configuration of db202 passes its test',
    );
    expect(notes({})).toContain('the configuration of db202 is not tested');
  });
});

describe('a plan that is made again', () => {
  const plan = (run: Run, since?: number): Plan => {
    const from = knownOf(run);
    return foresee({ ...from, since: since ?? from.since }, action('restart'), 'db201').plans[0]!;
  };

  test('is the same while nothing happens', () => {
    const run = healthy();
    const confirmed = plan(run);
    run.to(AT + 20);
    expect(changeOf(confirmed, plan(run))).toBeNull();
  });

  test('is another one when somebody else is MASTER, or something speaks against it', () => {
    const run = healthy();
    const confirmed = plan(run);
    run.play([[AT, 'db202', 'stop']], AT + 10);
    expect(changeOf(confirmed, plan(run))).toMatch(/held by nobody meanwhile: db202 is STOPPED/);
    run.play([[AT + 10, 'db202', 'start']], AT + 30);
    expect(changeOf(confirmed, plan(run))).toBeNull();
  });
});
