import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/diagnose/registry.js';
import { vridConflict } from '../../src/diagnose/vrid-conflict.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import { Fleet } from '../../src/model/fleet.js';
import type { Input, InputBody, Inventory } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import type { ClusterState } from '../../src/model/state.js';
import { advertFrame, pcapHeader, pcapRecord } from '../../src/sources/simulator/frames.js';
import { Run, START } from './run.js';

const fleet = (): Fleet => new Fleet((neighbours) => new Monitor({ live: true, limits: LIVE_LIMITS, neighbours }));

describe('inputs that name their clusters', () => {
  const NAMES = ['a', 'b', 'c'];
  const runs = [
    new Run({ seed: 1 }).play([[1, 'db201', 'start']], 12),
    new Run({ seed: 2 }).play(
      [
        [1, 'db201', 'start'],
        [2, 'db202', 'start'],
        [9, 'db201', 'crash'],
      ],
      20,
    ),
    new Run({ seed: 3, v3: true }).play(
      [
        [1, 'db202', 'start'],
        [8, 'db202', 'stop'],
      ],
      15,
    ),
  ].map(({ inputs }, i) =>
    inputs.map((input): Input => {
      const cluster = NAMES[i]!;
      return input.kind === 'start' ? { ...input, inventory: { ...input.inventory, cluster } } : { ...input, cluster };
    }),
  );
  const alone = runs.map((inputs) => {
    const monitor = new Monitor({ live: true, limits: LIVE_LIMITS });
    for (const input of inputs) monitor.accept(input);
    return monitor.refresh(START + 20_000);
  });

  it('make of each cluster what they make of it alone, however they are interleaved', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 60 })), { maxLength: 80 }), (turns) => {
        const together = fleet();
        const left = runs.map((inputs) => [...inputs]);
        // Each begins with its declaration, as every recording does.
        for (const inputs of left) together.accept(inputs.shift()!);
        for (const [i, count] of turns) for (const input of left[i]!.splice(0, count)) together.accept(input);
        for (const inputs of left) for (const input of inputs) together.accept(input);
        expect([...together.members.keys()]).toEqual(NAMES);
        for (const [i, name] of NAMES.entries())
          expect(together.member(name).refresh(START + 20_000)).toEqual(alone[i]);
      }),
      { numRuns: 20 },
    );
  });

  it('and what names none, before any was declared, was about the first', () => {
    const old = new Run({ seed: 1 }).play([[1, 'db201', 'start']], 5).inputs;
    const late = fleet();
    for (const input of [...old.slice(1, 30), old[0]!, ...old.slice(30)]) late.accept(input);
    expect([...late.members.keys()]).toEqual(['mysql_ha']);
    expect(
      late
        .member('mysql_ha')
        .refresh()
        .routers.map((r) => r.vips[0]!.holders),
    ).toEqual([['db201'], ['db201']]);
  });
});

/** Two clusters on one LAN: `a` is n1 and n2, `b` is n3; a capture beside the LAN that both share. */
describe('clusters that share a LAN', () => {
  const ADDRESS: Record<string, string> = { n1: '10.0.0.1', n2: '10.0.0.2', n3: '10.0.0.3', x: '10.0.0.99' };
  const inventory = (cluster: string, nodes: string[], captures: string[]): Inventory => ({
    cluster,
    nodes: nodes.map((name) => ({ name, addresses: [ADDRESS[name]!] })),
    routers: [],
    captures,
  });

  /** Who sends which VRID, each second for ten seconds. */
  function watched(
    senders: { node: string; vrid: number; vip: string; priority?: number; times?: number }[],
    options: { bCaptures?: string[]; declaredAt?: number } = {},
  ): Record<'a' | 'b', ClusterState> {
    const together = fleet();
    let seq = 0;
    const push = (second: number, body: InputBody): void =>
      together.accept({ ...body, seq: ++seq, at: START + second * 1000 });
    const declare = (second: number): void => {
      push(second, { kind: 'start', inventory: inventory('a', ['n1', 'n2'], ['wire:eth0']), program: '' });
      push(second, {
        kind: 'start',
        inventory: inventory('b', ['n3'], options.bCaptures ?? ['wire:eth0']),
        program: '',
      });
    };
    const declaredAt = options.declaredAt ?? 0;
    if (declaredAt === 0) declare(0);
    else
      for (const cluster of ['a', 'b'])
        push(0, { kind: 'start', inventory: { cluster, nodes: [], routers: [] }, program: '' });
    push(0, { kind: 'health', source: 'wire:eth0', node: null, status: 'live', reason: '' });
    push(0, { kind: 'capture', source: 'wire:eth0', node: null, bytes: pcapHeader() });
    for (let second = 0; second < 10; second++) {
      if (second > 0 && second === declaredAt) declare(second);
      for (const { node, vrid, vip, priority = 100, times = 10 } of senders) {
        if (second >= times) continue;
        const [src, srcMac] = [ADDRESS[node]!, `52:54:00:00:00:${ADDRESS[node]!.split('.')[3]!.padStart(2, '0')}`];
        const sent = { version: 2, advertIntervalMs: 1000, authPass: null, priority, vips: [vip], vrid } as const;
        const frame = advertFrame({ src, srcMac, ...sent });
        push(second, {
          kind: 'capture',
          source: 'wire:eth0',
          node: null,
          bytes: pcapRecord(START + second * 1000, frame),
        });
      }
      for (let tick = 1; tick <= 4; tick++) push(second + tick / 4, { kind: 'tick' });
    }
    const now = START + 10_000;
    return { a: together.member('a').refresh(now), b: together.member('b').refresh(now) };
  }
  const found = (state: ClusterState): string[] =>
    RULES.flatMap((rule) => {
      const verdict = rule.check(state);
      return verdict.verdict === 'findings' ? verdict.findings.filter((f) => f.to === null).map((f) => f.rule) : [];
    });
  const ids = (state: ClusterState): string[] => state.routers.map((r) => r.id);
  const BOTH = [
    { node: 'n1', vrid: 10, vip: '10.0.0.110' },
    { node: 'n3', vrid: 20, vip: '10.0.0.120' },
  ];

  it('see each only their own, and know which VRIDs are taken', () => {
    const { a, b } = watched(BOTH);
    expect([ids(a), ids(b)]).toEqual([['ipv4/10'], ['ipv4/20']]);
    expect([[...a.nodes.keys()], [...b.nodes.keys()]]).toEqual([['n1', 'n2'], ['n3']]);
    expect([[...a.taken], [...b.taken]]).toEqual([['ipv4/20'], ['ipv4/10']]);
    expect([found(a), found(b)]).toEqual([[], []]);
  });

  it('also where their addresses become known after their adverts', () => {
    const { a, b } = watched(BOTH, { declaredAt: 4 });
    // What went by as a stranger's is forgotten when its own cluster claims it and it falls silent here.
    expect([ids(a), ids(b)]).toEqual([['ipv4/10'], ['ipv4/20']]);
    expect([[...a.nodes.keys()], [...b.nodes.keys()]]).toEqual([['n1', 'n2'], ['n3']]);
  });

  it('are told of one VRID used by both, by the name of the other one', () => {
    const { a, b } = watched([BOTH[0]!, { node: 'n3', vrid: 10, vip: '10.0.0.120', priority: 90 }]);
    expect([...a.routers[0]!.cells.keys()]).toEqual(['n1', 'b/n3']);
    expect([...b.routers[0]!.cells.keys()]).toEqual(['n3', 'a/n1']);
    for (const [state, other] of [
      [a, 'b/n3'],
      [b, 'a/n1'],
    ] as const) {
      const verdict = vridConflict.check(state);
      expect(verdict.verdict === 'findings' ? verdict.findings[0]?.nodes : []).toContain(other);
    }
  });

  it('also by a single advert, which makes no master yet', () => {
    const { a } = watched([BOTH[0]!, { node: 'n3', vrid: 10, vip: '10.0.0.120', priority: 90, times: 1 }]);
    const verdict = vridConflict.check(a);
    expect(verdict.verdict === 'findings' ? verdict.findings[0]?.nodes : []).toEqual(['b/n3', 'n1']);
  });

  it('still see a stranger of nobody', () => {
    const { a } = watched([...BOTH, { node: 'x', vrid: 10, vip: '10.0.0.110', priority: 200 }]);
    expect([...a.routers[0]!.cells.keys()]).toEqual(['n1', '10.0.0.99']);
    expect(found(a)).toContain('split-brain');
  });

  it('get of the captures here only those they want', () => {
    const { a, b } = watched(BOTH, { bCaptures: ['wire:eth1'] });
    expect([...a.sources.keys()]).toEqual(['wire:eth0']);
    expect([...b.sources.keys()]).toEqual([]);
    expect(ids(b)).toEqual([]);
  });
});
