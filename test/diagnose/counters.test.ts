import { describe, expect, test } from 'vitest';
import { oneWay } from '../../src/diagnose/one-way.js';
import { claimsMaster, disputing, pathOf } from '../../src/diagnose/path.js';
import type { ClusterState } from '../../src/model/state.js';
import { Rig } from './rig.js';

const NODES = { 'wire:db201': 'db201', 'wire:db202': 'db202' };
const ALL = Object.keys(NODES);

/** The counters of `node` each 10 s from `from` on; a number for each reading. */
function counted(rig: Rig, node: string, from: number, readings: Record<string, number>[]): Rig {
  readings.forEach((counts, i) => {
    const lines = Object.entries(counts).map(([name, value]) => `"${name}":${value}`);
    const text = ['via json', '"iname":"vi_w"', '"vrid":51', '"state":2', ...lines].join('\n');
    rig.input(from + 10 * i, { kind: 'probe', source: `ssh:${node}`, node, probe: 'counters', text });
  });
  return rig;
}

/** db201 (100) sends from 1 s on, db202 (90) from 5 s on; instances are known from the configurations. */
const split = (db201SeenBy = ALL, more: Parameters<Rig['sends']>[1] = { from: 5, to: 60 }): Rig =>
  new Rig({ captures: NODES, logs: false })
    .conf('db201', 'priority 100')
    .conf('db202', 'priority 90')
    .sends('db201', { from: 1, to: 60, seenBy: db201SeenBy })
    .sends('db202', { priority: 90, ...more });

const path = (state: ClusterState, from: string, to: string) => pathOf(state, state.routers[0]!, from, to);

describe('one-way by the counters', () => {
  test('they arrive, and none is counted: the firewall of the host', () => {
    const rig = counted(split(), 'db202', 8, [{ advert_rcvd: 4 }, { advert_rcvd: 4 }, { advert_rcvd: 4 }]);
    const [found, ...more] = rig.findings(oneWay, 29);
    expect(more).toEqual([]);
    expect(found!.summary).toContain("which stays MASTER: dropped by db202's firewall");
    expect(found!.advice).toMatch(/arrive at db202's network card, keepalived counted none in 20 s/);
    expect(path(rig.state(29), 'db201', 'db202')).toMatchObject({
      leaves: true,
      arrives: true,
      taken: 'no',
      by: 'counters',
    });
  });

  test('none is counted, and nobody listens there: it is deaf, and that is all that is known', () => {
    const rig = counted(
      new Rig({ logs: false })
        .conf('db201', 'priority 100')
        .conf('db202', 'priority 90')
        .sends('db201', { from: 1, to: 60 })
        .sends('db202', { from: 5, to: 60, priority: 90 }),
      'db202',
      8,
      [{ advert_rcvd: 4 }, { advert_rcvd: 4 }],
    );
    const [found] = rig.findings(oneWay, 20);
    expect(found!.summary).toContain(
      'adverts of db201 (priority 100) do not reach db202 (priority 90), which stays MASTER: keepalived of db202 counted none in 10 s',
    );
  });

  test('not on the card: lost in the network', () => {
    const [found] = split(['wire:db201']).findings(oneWay, 15);
    expect(found!.summary).toContain('which stays MASTER: lost in the network');
  });

  test('not even on its own card, while its log says that it hears the other: it does not leave the host', () => {
    const rig = new Rig({ captures: NODES })
      .sends('db201', { from: 1, to: 5 })
      .logs('db201', 1, '(vi_w) Entering MASTER STATE')
      .logs('db201', 1, '(vi_w) setting VIPs.')
      .conf('db201', 'priority 100')
      .conf('db202', 'priority 90')
      .logs('db202', 8, '(vi_w) Entering MASTER STATE')
      .sends('db202', { from: 8, to: 60, priority: 90 })
      .logs(
        'db201',
        8.1,
        '(vi_w) Received advert from 172.30.23.202 with lower priority 90, ours 100, forcing new election',
        1,
        60,
      );
    const [found] = rig.findings(oneWay, 20);
    expect(found!.summary).toMatch(/adverts of db201 .*which stays MASTER: they do not leave db201/);
    expect(found!.advice).toContain('OUTPUT');
    const state = rig.state(20);
    const claims = [...state.routers[0]!.cells.values()].map((c) => claimsMaster(state, state.routers[0]!, c));
    expect(claims).toEqual([true, true]);
    expect(path(state, 'db201', 'db202')).toMatchObject({ leaves: false });
  });
});

describe('pathOf', () => {
  test('what another password does: refused, by its counter', () => {
    const rig = counted(split(ALL, { from: 5, to: 60, authPass: 'other' }), 'db202', 8, [
      { advert_rcvd: 4, auth_failure: 0 },
      { advert_rcvd: 4, auth_failure: 10 },
    ]);
    expect(path(rig.state(20), 'db201', 'db202')).toMatchObject({
      arrives: true,
      taken: 'refused',
      how: 'auth_failure +10 in 10 s, another password',
    });
    // auth-mismatch says so.
    expect(rig.check(oneWay, 20)).toEqual({ verdict: 'quiet' });
  });

  test('a backup that counts them takes them; a reading that is old tells nothing of now', () => {
    const rig = counted(
      new Rig({ logs: false }).conf('db201', '').conf('db202', '').sends('db201', { from: 1, to: 90 }),
      'db202',
      8,
      [{ advert_rcvd: 7 }, { advert_rcvd: 17 }],
    );
    expect(path(rig.state(20), 'db201', 'db202')).toMatchObject({
      arrives: true,
      taken: 'yes',
      how: '+10 in 10 s',
      by: 'counters',
    });
    expect(path(rig.state(60), 'db201', 'db202').by).not.toBe('counters');
  });

  test('none is counted of a router that has only just begun to send: no verdict yet', () => {
    const rig = counted(split(ALL, { from: 17, to: 60 }), 'db201', 8, [{ advert_rcvd: 0 }, { advert_rcvd: 0 }]);
    expect(path(rig.state(19), 'db202', 'db201').taken).toBe(null);
  });

  test('a counter that fell: keepalived began anew, and nothing is concluded', () => {
    const rig = counted(split(), 'db202', 8, [
      { advert_rcvd: 40, auth_failure: 3 },
      { advert_rcvd: 2, auth_failure: 0 },
    ]);
    expect(path(rig.state(20), 'db201', 'db202').by).toBe(null);
  });

  test('with a third one that sends nobody knows whom the counter means', () => {
    const rig = counted(split(ALL).sends('stranger', { from: 5, to: 60, priority: 80 }), 'db202', 8, [
      { advert_rcvd: 4 },
      { advert_rcvd: 20 },
    ]);
    expect(path(rig.state(20), 'db201', 'db202').by).not.toBe('counters');
  });

  test('keepalived is asked while two are MASTER, and not else', () => {
    expect([...disputing(split().state(15))].sort()).toEqual(['db201', 'db202']);
    expect(disputing(split(ALL, { from: 50, to: 51 }).state(15)).size).toBe(0);
  });
});

test('what we make keepalived write is not kept among the lines', () => {
  const rig = counted(new Rig(), 'db201', 5, [{ advert_rcvd: 1 }])
    .logs('db201', 6, 'Printing VRRP as json for process(37) on signal')
    .logs('db202', 6, 'Printing VRRP as json for process(37) on signal');
  const lines = rig.state(10).tail.lines.filter((l) => l.text.startsWith('Printing'));
  expect(lines.map((l) => l.node)).toEqual(['db202']);
});
