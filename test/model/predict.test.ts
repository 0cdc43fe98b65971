import { describe, expect, test } from 'vitest';
import { nextMaster } from '../../src/model/predict.js';
import type { Cell, ClusterState, NodeState, VirtualRouter } from '../../src/model/state.js';
import { parseKeepalivedConf } from '../../src/protocol/conf/parse.js';
import { Run, reportOf, START, type Step } from './run.js';

const BOTH: Step[] = [
  [2, 'db201', 'start'],
  [2, 'db202', 'start'],
];
const stateOf = (run: Run, second: number): ClusterState => run.monitor.refresh(START + second * 1000);
const writes = (state: ClusterState): VirtualRouter => state.routers.find((r) => r.vrid === 51)!;
const next = (state: ClusterState) => nextMaster(state, writes(state));

/** The model case, both up, with what the test wants changed. */
function healthy(change: (router: VirtualRouter, nodes: Map<string, NodeState>) => void = () => {}, v3 = false) {
  const state = structuredClone(stateOf(new Run({ v3 }).play(BOTH, 30), 30));
  change(writes(state), state.nodes);
  return next(state);
}
const cell = (router: VirtualRouter, node: string): Cell => router.cells.get(node)!;

// WIRE.md 5: priority of the heir; v2 at 1 s crash and graceful, v3 at 0.5 s crash and graceful; seconds.
test.each([
  [100, 3.609, 0.609, 1.805, 0.305],
  [90, 3.648, 0.648, 1.824, 0.324],
  [254, 3.008, 0.008, 1.504, 0.004],
])(
  'an heir with priority %i takes the time that the protocol says',
  (priority, crash2, graceful2, crash3, graceful3) => {
    for (const [v3, crash, graceful] of [
      [false, crash2, graceful2],
      [true, crash3, graceful3],
    ] as const) {
      const result = healthy((r, nodes) => {
        nodes.get('db202')!.conf = null;
        cell(r, 'db202').priority = priority;
      }, v3);
      if (result.node === null) throw new Error(result.why);
      expect(result.node).toBe('db202');
      expect(Math.abs(result.inMs.crash - crash * 1000)).toBeLessThanOrEqual(1);
      expect(Math.abs(result.inMs.graceful - graceful * 1000)).toBeLessThanOrEqual(1);
    }
  },
);

test.each([false, true])('what is foretold comes true in the simulator, nopreempt %s', (nopreempt) => {
  for (const what of ['crash', 'stop'] as const) {
    const run = new Run({ nopreempt }).play(BOTH, 30);
    const state = stateOf(run, 30);
    const router = writes(state);
    const master = [...router.cells.values()].find((c) => c.state === 'MASTER')!.node;
    const foretold = nextMaster(state, router);
    if (foretold.node === null) throw new Error(foretold.why);
    run.play([[30, master, what]], 60);
    const { to, gapMs } = reportOf(run.inputs).failovers.find((f) => f.vrid === 51)!;
    expect(to).toBe(foretold.node);
    expect(Math.abs(gapMs! - foretold.inMs[what === 'crash' ? 'crash' : 'graceful'])).toBeLessThan(20);
  }
});

describe('nobody, and why', () => {
  test.each<[Step, RegExp]>([
    [[30, 'db202', 'stop'], /db202 is STOPPED/],
    [[30, 'db202', 'script-fail'], /db202 is FAULT/],
  ])('%j', (step, why) => {
    const result = next(stateOf(new Run().play([...BOTH, step], 60), 60));
    expect(result).toMatchObject({ node: null, known: true, why: expect.stringMatching(why) });
  });

  test('alone', () => {
    expect(healthy((r) => r.cells.delete('db202'))).toMatchObject({ node: null, known: true });
  });
});

describe('nobody can tell, and why', () => {
  test('a backup that cannot be reached', () => {
    const state = stateOf(new Run().play([...BOTH, [30, 'db202', 'cut']], 60), 60);
    expect(next(state)).toMatchObject({ node: null, known: false, why: expect.stringContaining('db202 is UNKNOWN') });
  });

  test('two masters, or none', () => {
    const split: Step[] = [...BOTH, [30, 'db202', 'firewall']];
    expect(next(stateOf(new Run().play(split, 60), 60))).toMatchObject({ node: null, known: false });
    expect(next(stateOf(new Run().play([[2, 'db201', 'start']], 4), 4))).toMatchObject({ node: null, known: false });
  });

  test('adverts tell nothing of a backup', () => {
    const result = healthy((r, nodes) => {
      cell(r, 'db202').log = null;
      nodes.get('db202')!.running = null;
    });
    expect(result).toMatchObject({ node: null, known: false });
  });

  test('an unknown one that may be better', () => {
    const result = healthy((r) => {
      r.cells.set('db203', {
        ...cell(r, 'db202'),
        node: 'db203',
        state: 'UNKNOWN',
        priority: 95,
        note: 'its log is lost',
      });
    });
    expect(result).toMatchObject({
      node: null,
      known: false,
      why: expect.stringContaining('db203 is UNKNOWN (its log is lost)'),
    });
  });
});

describe('three nodes', () => {
  const third = (priority: number, address: string) => (r: VirtualRouter, nodes: Map<string, NodeState>) => {
    nodes.set('db203', { ...nodes.get('db202')!, name: 'db203', addresses: [address], conf: null });
    nodes.get('db202')!.conf = null;
    const { wire: _, ...rest } = cell(r, 'db202');
    r.cells.set('db203', { ...rest, wire: null, node: 'db203', priority });
    cell(r, 'db202').wire = null;
  };

  test.each([
    ['the higher priority', 95, '172.30.23.203', 'db203'],
    ['not the lower', 80, '172.30.23.203', 'db202'],
    ['at a tie the higher address', 90, '172.30.23.203', 'db203'],
    ['by number, not by text', 90, '172.30.23.99', 'db202'],
  ])('%s', (_name, priority, address, heir) => {
    expect(healthy(third(priority, address))).toMatchObject({ node: heir });
  });
});

describe('what the configuration knows', () => {
  const conf = (text: string) =>
    parseKeepalivedConf(`vrrp_script chk {\n script "/usr/bin/true"\n weight -50\n}\n${text}`);
  const vi = (name: string, vrid: number, priority: number, more = ''): string =>
    `vrrp_instance ${name} {\n interface eth0\n virtual_router_id ${vrid}\n priority ${priority}\n ${more}\n virtual_ipaddress {\n 172.30.23.${vrid}/24\n }\n}\n`;

  test('a tracker that fails lowers the priority of the heir: it waits longer', () => {
    const tracked = vi('vi_w', 51, 90, 'track_script {\n chk\n }');
    const failing = {
      kind: 'tracker',
      name: 'chk',
      instance: null,
      from: 0,
      to: null,
      seconds: null,
      detail: '',
    } as const;
    const result = healthy((_r, nodes) => {
      nodes.get('db202')!.conf = conf(tracked);
      nodes.get('db202')!.troubles = [failing];
    });
    // 3 s + (256 - 40)/256 s
    expect(result).toMatchObject({ node: 'db202', inMs: { crash: 3843.75, graceful: 843.75 } });
  });

  test('down_timer_adverts', () => {
    const result = healthy((_r, nodes) => {
      nodes.get('db202')!.conf = conf(vi('vi_w', 51, 90, 'down_timer_adverts 5'));
    });
    if (result.node === null) throw new Error(result.why);
    expect(result.inMs.crash).toBeCloseTo(5648, -1);
  });

  test('the fastest member of a sync group takes the others along', () => {
    const state = structuredClone(stateOf(new Run().play([...BOTH, [30, 'db202', 'stop']], 40), 40));
    const group = 'vrrp_sync_group g {\n group {\n vi_w\n vi_r\n }\n}\n';
    const node = state.nodes.get('db202')!;
    node.running = true;
    node.conf = conf(vi('vi_w', 51, 90) + vi('vi_r', 44, 200) + group);
    for (const router of state.routers) cell(router, 'db202').state = 'BACKUP';
    // 3 s + (256 - 200)/256 s, of vi_r
    expect(next(state)).toMatchObject({ node: 'db202', inMs: { crash: 3218.75, graceful: 218.75 } });
  });

  test('keepalived 1.x is in transition for one interval more', () => {
    const result = healthy((_r, nodes) => {
      nodes.get('db202')!.version = '1.3.5';
    });
    if (result.node === null) throw new Error(result.why);
    expect(result.inMs.crash).toBeCloseTo(4648, -1);
  });
});
