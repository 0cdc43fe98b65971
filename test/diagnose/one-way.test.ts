import { describe, expect, test } from 'vitest';
import { oneWay } from '../../src/diagnose/one-way.js';
import { Run, START } from '../model/run.js';
import { examples, lived, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const NODES = { 'wire:db201': 'db201', 'wire:db202': 'db202' };

describe('by the log of the one that hears', () => {
  const run = new Run().play(
    [
      [2, 'db201', 'start'],
      [2, 'db202', 'start'],
      [60, 'db202', 'firewall'],
    ],
    72,
  );
  const during = oneWay.check(run.monitor.refresh());
  run.play([[80, 'db202', 'allow']], 110);
  const after = oneWay.check(run.monitor.refresh());

  test('a firewall on db202: what db201 sends does nothing there, and not the other way', () => {
    if (during.verdict !== 'findings') throw new Error(during.verdict);
    expect(during.findings).toHaveLength(1);
    const [found] = during.findings;
    expect(found).toMatchObject({
      severity: 'critical',
      router: 'ipv4/51',
      nodes: ['db201', 'db202'],
      to: null,
      evidence: ['log'],
    });
    expect(found!.summary).toContain(
      'adverts of db201 (priority 100) do not reach db202 (priority 90), which stays MASTER',
    );
    expect(found!.advice).toContain("db202's firewall");
    // db202 gives up 3.648 s after the last advert that it heard.
    expect((found!.since - START) / 1000).toBeGreaterThan(62);
    expect((found!.since - START) / 1000).toBeLessThan(65);
  });

  test('is over when the firewall lets it through', () => {
    if (after.verdict !== 'findings') throw new Error(after.verdict);
    expect(after.findings).toHaveLength(1);
    expect((after.findings[0]!.to! - START) / 1000).toBeGreaterThan(79);
    expect((after.findings[0]!.to! - START) / 1000).toBeLessThan(82);
  });
});

test('a preemption is one line, and no finding', () => {
  const run = new Run().play(
    [
      [2, 'db202', 'start'],
      [20, 'db201', 'start'],
    ],
    40,
  );
  expect(oneWay.check(run.monitor.refresh())).toEqual({ verdict: 'quiet' });
});

describe('of a time that is over, with captures on the nodes', () => {
  /** db201 sends until 60 s; from 20 s to 40 s db202 does too, and db201 complains of it. */
  const past = (db201SeenBy: (at: number) => string[]): string => {
    const rig = new Rig({ captures: NODES }).conf('db201', 'priority 100').conf('db202', 'priority 90');
    for (let at = 1; at < 60; at++) rig.sends('db201', { from: at, to: at + 0.5, seenBy: db201SeenBy(at) });
    const complaint =
      '(vi_w) Received advert from 172.30.23.202 with lower priority 90, ours 100, forcing new election';
    rig
      .sends('db202', { from: 20, to: 40, priority: 90 })
      .logs('db201', 1, '(vi_w) Entering MASTER STATE')
      .logs('db202', 20, '(vi_w) Entering MASTER STATE')
      .logs('db201', 20.1, complaint, 1, 40)
      .logs('db202', 40, '(vi_w) Entering BACKUP STATE');
    const found = rig.findings(oneWay, 60);
    expect(found).toMatchObject([{ nodes: ['db201', 'db202'], to: expect.any(Number) }]);
    return found[0]!.summary;
  };
  const during = (at: number): boolean => at >= 16 && at < 41;

  test('lost in the network', () => {
    expect(past((at) => (during(at) ? ['wire:db201'] : Object.keys(NODES)))).toContain(
      'did not reach db202 (priority 90), which stayed MASTER: lost in the network',
    );
  });

  test('there all the time: the firewall', () => {
    expect(past(() => Object.keys(NODES))).toContain("which stayed MASTER: dropped by db202's firewall");
  });

  test('on no card at all, not even its own', () => {
    expect(past((at) => (during(at) ? [] : Object.keys(NODES)))).toContain(
      'which stayed MASTER: they did not leave db201',
    );
  });
});

describe('by captures on the nodes', () => {
  /** Both send from 5 s on; who sees whose frames. */
  const split = (db201SeenBy: string[], db202SeenBy: string[], to = 60): Rig =>
    new Rig({ captures: NODES, logs: false })
      .sends('db201', { from: 1, to: 60, seenBy: db201SeenBy })
      .sends('db202', { from: 5, to, priority: 90, seenBy: db202SeenBy });

  test('not on the network card of the weaker one: the network lost it', () => {
    const found = split(['wire:db201'], ['wire:db201', 'wire:db202']).findings(oneWay, 15);
    expect(found).toMatchObject([{ nodes: ['db201', 'db202'], to: null, evidence: ['wire'] }]);
    expect(found[0]!.summary).toContain('adverts of db201 (priority 100) do not reach db202 (priority 90)');
    expect(found[0]!.advice).toContain('switch');
  });

  test('there, but it goes on: its firewall', () => {
    const all = Object.keys(NODES);
    const found = split(all, all).findings(oneWay, 15);
    expect(found).toMatchObject([{ nodes: ['db201', 'db202'], to: null }]);
    expect(found[0]!.summary).toContain('adverts of db201');
    expect(found[0]!.advice).toContain('iptables');
  });

  test('a cut cable breaks both directions', () => {
    const found = split(['wire:db201'], ['wire:db202']).findings(oneWay, 15);
    expect(found.map((f) => f.summary.match(/adverts of (\w+)/)![1]).sort()).toEqual(['db201', 'db202']);
  });

  test('is over when one of them gives way', () => {
    expect(split(['wire:db201'], ['wire:db201', 'wire:db202'], 20).check(oneWay, 40)).toEqual({ verdict: 'quiet' });
  });

  test('what keepalived refuses, because it is another password, is no deafness', () => {
    const rig = new Rig({ captures: NODES })
      .sends('db201', { from: 1, to: 60 })
      .sends('db202', { from: 5, to: 60, priority: 90, authPass: 'other' });
    expect(rig.check(oneWay, 15)).toEqual({ verdict: 'quiet' });
  });
});

test('two masters seen from beside, without logs: nobody can tell the direction', () => {
  const rig = new Rig({ logs: false })
    .sends('db201', { from: 1, to: 60 })
    .sends('db202', { from: 5, to: 60, priority: 90 });
  expect(rig.check(oneWay, 15).verdict).toBe('insufficient');
  expect(withNothing(oneWay).verdict).toBe('insufficient');
});

test('a mute node: no capture hears it any more, but it hears, and says so', () => {
  const rig = new Rig()
    .conf('db201', 'priority 100')
    .conf('db202', 'priority 90')
    .logs('db201', 1, '(vi_w) Entering MASTER STATE')
    .sends('db201', { from: 1, to: 10 })
    .sends('db202', { from: 13, to: 40, priority: 90 })
    .logs(
      'db201',
      13,
      '(vi_w) Received advert from 172.30.23.202 with lower priority 90, ours 100, forcing new election',
      1,
      40,
    );
  const [found] = rig.findings(oneWay, 30);
  expect(found!.summary).toContain(
    'adverts of db201 (priority 100) do not reach db202 (priority 90), which stays MASTER: no capture hears db201',
  );
  expect(found!.advice).toMatch(/^look at db201's own firewall first/);
});

examples(oneWay, {
  fires: () => lived([[60, 'db202', 'firewall']], 72),
  quiet: () => lived([], 60),
  clears: () =>
    lived(
      [
        [60, 'db202', 'firewall'],
        [80, 'db202', 'allow'],
      ],
      110,
    ),
  cannotTell: nothingSeen,
});
