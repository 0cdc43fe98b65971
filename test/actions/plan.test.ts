import { describe, expect, test } from 'vitest';
import type { NodeFacts } from '../../src/actions/facts.js';
import { ACTIONS, type ActionId, type Plan } from '../../src/actions/plan.js';
import { verify } from '../../src/actions/verify.js';
import { Run, START } from '../model/run.js';
import { FACTS, SETTINGS } from './facts-of.js';

const BOTH = [
  [0, 'db201', 'start'],
  [0, 'db202', 'start'],
] as const;
/** When the action happens: longer after the start of the nodes than a move counts as recent. */
const AT = 90;

function planned(run: Run, id: ActionId, node: string, facts: Partial<NodeFacts> = {}, settings = SETTINGS): Plan {
  const state = run.monitor.refresh();
  return ACTIONS.find((a) => a.id === id)!.plan(state, node, { ...FACTS, ...facts }, settings);
}

const healthy = (options = {}): Run =>
  new Run(options).play(
    BOTH.map((b) => [...b]),
    AT,
  );
const courses = (plan: Plan): unknown[] => plan.outlook.map((o) => [o.label, o.sequence, o.gapMs]);

// Skew_Time by RFC 3768 6.1: (256 - 90) / 256 s for the heir's priority 90.
const SKEW_90 = (166 / 256) * 1000;

describe('a plan on the model pair', () => {
  test('stop of a master: each VIP it has goes to the other after Skew_Time', () => {
    const plan = planned(healthy(), 'stop', 'db201');
    expect(courses(plan)).toEqual([
      ['vi_w', ['db202'], SKEW_90],
      ['vi_r', [], 0],
    ]);
    expect(plan).toMatchObject({ refusal: null, objections: [], needsName: true, runsAfter: false });
    expect(plan.steps).toEqual([{ verb: 'stop', line: '/usr/bin/systemctl stop keepalived' }]);
  });

  test('restart with preemption: two interruptions; a move is refused and says why', () => {
    const run = healthy();
    expect(courses(planned(run, 'restart', 'db201'))).toEqual([
      ['vi_w', ['db202', 'db201'], SKEW_90],
      ['vi_r', [], 0],
    ]);
    expect(planned(run, 'move', 'db201').refusal).toMatch(
      /does not move it away: .*comes back.*priority 100 against 90.*nopreempt/,
    );
  });

  test('nopreempt: what was moved stays; a move is a stop and a start', () => {
    const plan = planned(healthy({ nopreempt: true }), 'move', 'db201');
    expect(courses(plan)[0]).toEqual(['vi_w', ['db202'], SKEW_90]);
    expect(plan.refusal).toBeNull();
    expect(plan.steps.map((s) => s.verb)).toEqual(['stop', 'start']);
    expect(plan.outlook[0]!.text).toMatch(/stays there: nopreempt on db201/);
  });

  test('a configuration that was not read: who takes over is known, whether it comes back is not', () => {
    const run = healthy();
    const state = structuredClone(run.monitor.refresh());
    state.nodes.get('db201')!.conf = null;
    for (const r of state.routers) r.cells.get('db201')!.nopreempt = null;
    const plan = (id: ActionId): Plan => ACTIONS.find((a) => a.id === id)!.plan(state, 'db201', FACTS, SETTINGS);
    expect(plan('restart').outlook[0]).toMatchObject({ sequence: ['db202'], maybeThen: 'db201', gapMs: SKEW_90 });
    expect(plan('restart').objections).toEqual([]);
    expect(plan('move').refusal).toMatch(/whether it comes back is not known/);
    // Until it would have come back nothing is over; either way is then as predicted.
    run.play(
      [
        [AT, 'db201', 'stop'],
        [AT + 2, 'db201', 'start'],
      ],
      AT + 4,
    );
    const seen = () => verify(plan('restart'), run.monitor.refresh(), START + AT * 1000, START + (AT + 2) * 1000);
    expect(seen().routers[0]).toMatchObject({ seen: ['db202'], asPredicted: true });
    expect(seen().over).toBe(false);
    run.to(AT + 14);
    expect(seen().routers[0]).toMatchObject({ seen: ['db202', 'db201'], asPredicted: true });
    expect(seen()).toMatchObject({ over: true, asPredicted: true });
  });

  test('with a third node somebody can take over while a backup is down', () => {
    const state = structuredClone(healthy().monitor.refresh());
    const backup = ACTIONS[0]!.plan(state, 'db202', FACTS, SETTINGS).outlook.find((o) => o.label === 'vi_w')!;
    expect(backup.text).toMatch(/nobody can take over from it while db202 is down/);
    const router = state.routers.find((r) => r.label === 'vi_w')!;
    router.cells.set('db203', { ...router.cells.get('db202')!, node: 'db203' });
    const better = ACTIONS[0]!.plan(state, 'db202', FACTS, SETTINGS).outlook.find((o) => o.label === 'vi_w')!;
    expect(better.text).toBe('vi_w 172.30.23.200 stays on db201');
  });

  test('reload moves nothing, and a plain yes is enough', () => {
    const plan = planned(healthy(), 'reload', 'db201');
    expect(plan.outlook.map((o) => o.sequence)).toEqual([[], []]);
    expect(plan.needsName).toBe(false);
  });

  test('the last one standing: nobody takes over, and that is an objection', () => {
    const run = new Run().play(
      [
        [0, 'db201', 'start'],
        [0, 'db202', 'start'],
        [10, 'db202', 'stop'],
      ],
      100,
    );
    const plan = planned(run, 'restart', 'db201');
    expect(plan.objections.join('\n')).toMatch(/vi_w: the VIP is held by nobody meanwhile: db202 is STOPPED/);
    expect(plan.outlook[0]!.sequence).toEqual(['db201']);
    expect(plan.needsName).toBe(true);
  });

  test('start of a node that would take its VIP back, and of one that would not', () => {
    const steps = [
      [0, 'db201', 'start'],
      [0, 'db202', 'start'],
      [10, 'db201', 'stop'],
    ] as const;
    const back = planned(
      new Run().play(
        steps.map((x) => [...x]),
        100,
      ),
      'start',
      'db201',
      { pid: null },
    );
    expect(courses(back)).toEqual([
      ['vi_w', ['db201'], 0],
      ['vi_r', [], 0],
    ]);
    const held = new Run({ nopreempt: true }).play(
      steps.map((x) => [...x]),
      100,
    );
    expect(planned(held, 'start', 'db201', { pid: null }).outlook.map((o) => o.sequence)).toEqual([[], []]);
  });

  test('split brain and a move just before are objections', () => {
    const split = healthy().play(
      [
        [AT, 'db201', 'firewall'],
        [AT, 'db202', 'firewall'],
      ],
      AT + 20,
    );
    expect(planned(split, 'restart', 'db201').objections.join('\n')).toMatch(/vi_w: split brain, db201 and db202/);
    const moved = healthy().play(
      [
        [AT, 'db202', 'stop'],
        [AT + 10, 'db202', 'start'],
      ],
      AT + 30,
    );
    expect(planned(moved, 'stop', 'db202').objections.join('\n')).toMatch(
      /vi_r: moved from db201 to db202 only \d+ s ago/,
    );
  });

  test('a silent peer is no heir', () => {
    const crashed = healthy().play([[AT, 'db202', 'crash']], AT + 20);
    const plan = planned(crashed, 'stop', 'db201');
    expect(plan.objections.join('\n')).toMatch(/held by nobody meanwhile: db202 is UNKNOWN/);
  });

  test('a configuration test that could not be run is not taken for a bad configuration', () => {
    const test = { line: 'sudo -n keepalived -t', code: 1, complaints: ['sudo: a password is required'] };
    expect(planned(healthy(), 'reload', 'db201', { test }).objections).toEqual([
      'the configuration on db201 could not be tested (sudo -n keepalived -t): sudo: a password is required',
    ]);
  });

  test('an empty configuration is an objection, unless keepalived was given another file', () => {
    const run = healthy();
    expect(planned(run, 'restart', 'db201', { configured: false }).objections).toEqual([]);
    const state = structuredClone(run.monitor.refresh());
    state.nodes.get('db201')!.conf = null;
    const plan = ACTIONS[0]!.plan(state, 'db201', { ...FACTS, configured: false }, SETTINGS);
    expect(plan.objections).toContain(
      '/etc/keepalived/keepalived.conf on db201 is missing or empty: keepalived would not start',
    );
  });

  test('complaints of the configuration test ask for the name', () => {
    const test = { line: 'keepalived -t', code: 5, complaints: ["(x: Line 4) Unknown keyword 'foo'"] };
    const plan = planned(healthy(), 'reload', 'db201', { test });
    expect(plan.objections).toEqual([
      "the configuration test on db201 complains (keepalived -t, exit code 5): (x: Line 4) Unknown keyword 'foo'",
    ]);
    expect(plan.needsName).toBe(true);
  });

  test.each([
    ['start', 100, 'keepalived runs on db201 already'],
    ['stop', null, 'keepalived does not run on db201'],
    ['reload', null, 'keepalived does not run on db201'],
  ] as const)('%s where it makes no sense is refused', (id, pid, refusal) => {
    expect(planned(healthy(), id, 'db201', { pid }).refusal).toBe(refusal);
  });

  test('read-only refuses everything', () => {
    for (const { id } of ACTIONS)
      expect(planned(healthy(), id, 'db201', {}, { ...SETTINGS, readOnly: true }).refusal).toMatch(/^read-only/);
  });
});

describe('verification', () => {
  const doing = (run: Run, plan: Plan, steps: [number, string, 'stop' | 'start' | 'crash'][], until: number) => {
    run.play(steps, until);
    return verify(plan, run.monitor.refresh(), START + AT * 1000, START + steps.at(-1)![0] * 1000);
  };

  test('a restart that went as predicted, with its time without master', () => {
    const run = healthy();
    const plan = planned(run, 'restart', 'db201');
    const result = doing(
      run,
      plan,
      [
        [AT, 'db201', 'stop'],
        [AT + 2, 'db201', 'start'],
      ],
      AT + 12,
    );
    expect(result).toMatchObject({ running: true, asPredicted: true, over: true });
    expect(result.routers[0]).toMatchObject({ seen: ['db202', 'db201'], master: 'db201' });
    expect(result.routers[0]!.gapMs).toBeGreaterThan(SKEW_90 - 50);
    expect(result.routers[0]!.gapMs).toBeLessThan(SKEW_90 + 300);
  });

  test('a daemon that did not come back is no success', () => {
    const run = healthy();
    const plan = planned(run, 'restart', 'db201');
    const result = doing(run, plan, [[AT, 'db201', 'stop']], AT + 30);
    expect(result).toMatchObject({ running: false, asPredicted: false, over: true });
    expect(result.routers[0]).toMatchObject({ seen: ['db202'], asPredicted: false });
  });

  test('a crash in place of a stop takes longer than predicted', () => {
    const run = healthy();
    const plan = planned(run, 'stop', 'db201');
    const result = doing(run, plan, [[AT, 'db201', 'crash']], AT + 30);
    expect(result.asPredicted).toBe(false);
    // Master_Down_Interval less Skew_Time: three intervals more than predicted, counted from the last advert.
    expect(result.routers[0]!.gapMs).toBeGreaterThan(3000);
  });

  test('nothing is over before it could have been seen', () => {
    const run = healthy();
    const plan = planned(run, 'reload', 'db201');
    run.to(AT + 3);
    expect(verify(plan, run.monitor.refresh(), START + AT * 1000, START + AT * 1000 + 500).over).toBe(false);
    run.to(AT + 8);
    expect(verify(plan, run.monitor.refresh(), START + AT * 1000, START + AT * 1000 + 500)).toMatchObject({
      over: true,
      asPredicted: true,
    });
  });
});
