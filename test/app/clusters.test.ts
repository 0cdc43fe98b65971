import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readOffline } from '../../src/app/offline.js';
import { Prologue } from '../../src/app/prologue.js';
import { Roster } from '../../src/app/roster.js';
import { Session } from '../../src/app/session.js';
import { encodeHeader, encodeInput } from '../../src/journal/encode.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import { Fleet } from '../../src/model/fleet.js';
import type { Input } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import { buildReport } from '../../src/report/report.js';
import { plain } from '../../src/views/text.js';
import { initialUi } from '../../src/views/ui-state.js';
import { Run, reportOf, START } from '../model/run.js';

const folder = mkdtempSync(join(tmpdir(), 'vrrptop-clusters-'));
afterAll(() => rmSync(folder, { recursive: true }));

const single = (seed: number, stopped: string): Input[] =>
  new Run({ seed }).play(
    [
      [1, 'db201', 'start'],
      [2, 'db202', 'start'],
      [12, stopped, 'stop'],
    ],
    20,
  ).inputs;
/** The same LAN as part of a fleet. */
const named = (cluster: string, inputs: readonly Input[]): Input[] =>
  inputs.map((i) =>
    i.kind === 'start' ? { ...i, inventory: { ...i.inventory, cluster } } : i.kind === 'tick' ? i : { ...i, cluster },
  );
/** By time; each tick once. */
const together = (...all: Input[][]): Input[] =>
  all
    .flatMap((inputs, i) => inputs.filter((input) => i === 0 || input.kind !== 'tick'))
    .sort((a, b) => a.at - b.at || Number(a.kind === 'tick') - Number(b.kind === 'tick'));
const write = (name: string, inputs: readonly Input[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${[encodeHeader('test', START), ...inputs.map(encodeInput)].join('\n')}\n`);
  return path;
};
const reportsOf = (...files: string[]): Record<string, unknown> => {
  const read = readOffline(files, {});
  if (!read.ok) throw new Error(read.message);
  // What was read of which file differs; what happened does not.
  return Object.fromEntries(read.clusters.map((c) => [c.name, buildReport(c.monitor, [])]));
};

describe('recordings', () => {
  const a = single(1, 'db201');
  const b = single(2, 'db202');

  it('of several clusters report each as if it had been recorded alone', () => {
    const both = reportsOf(write('both.vrrptop', together(named('a', a), named('b', b))));
    expect(both).toEqual({ a: reportOf(a), b: reportOf(b) });
  });

  it('of one cluster each stay apart beside each other, also those that name no cluster in their inputs', () => {
    const old = (cluster: string, inputs: Input[]): Input[] =>
      inputs.map((i) => (i.kind === 'start' ? { ...i, inventory: { ...i.inventory, cluster } } : i));
    expect(reportsOf(write('a.vrrptop', old('a', a)), write('b.vrrptop', old('b', b)))).toEqual({
      a: reportOf(a),
      b: reportOf(b),
    });
  });

  it('that begin later begin with what clusters there are, and keep the logs of equal names apart', () => {
    const prologue = new Prologue();
    for (const input of together(named('a', a), named('b', b))) prologue.add(input);
    const inputs = prologue.inputs();
    expect(inputs.slice(0, 3).map((i) => i.kind)).toEqual(['start', 'start', 'health']);
    const logs = inputs.filter((i) => i.kind === 'log');
    const text = (cluster: string): string =>
      logs
        .flatMap((i) => (i.cluster === cluster && i.source === 'log:db201' ? [i.bytes.toString('latin1')] : []))
        .join('');
    expect(text('a')).toContain('Stopping');
    expect(text('b')).not.toContain('Stopping');
    expect(inputs.filter((i) => i.kind === 'capture').map((i) => i.cluster)).toEqual(['a', 'b']);
  });
});

describe('a session on a fleet', () => {
  const fleet = (): Fleet => new Fleet((neighbours) => new Monitor({ live: true, limits: LIVE_LIMITS, neighbours }));
  const start = (cluster: string): Input => ({
    kind: 'start',
    inventory: { cluster, nodes: [], routers: [] },
    program: '',
    seq: 1,
    at: START,
  });
  function opened(...clusters: string[]): { session: Session; screen: () => string } {
    let rows = '';
    const canvas = {
      size: { width: 80, height: 24 },
      paint: (lines: Parameters<typeof plain>[0][]) => {
        rows = lines.map(plain).join('\n');
      },
      setTheme: () => {},
      setMouse: () => {},
      copy: () => {},
    };
    const ui = initialUi({ mode: 'live', ascii: false, theme: 'dark', themes: ['dark'] });
    const session = new Session(fleet(), canvas, ui, () => {});
    for (const cluster of clusters) session.accept(start(cluster));
    session.paint();
    return { session, screen: () => rows };
  }

  it('begins with the list where there are several, with the overview where there is one', () => {
    const many = opened('a', 'b', 'c');
    expect(many.screen()).toMatch(/^ vrrptop 3 clusters /);
    const one = opened('a');
    expect(one.screen()).not.toContain('lusters');
    // A replay comes to the second only after its first frame; whoever has gone somewhere stays there.
    one.session.accept(start('b'));
    one.session.paint();
    expect(one.screen()).toMatch(/^ vrrptop 2 clusters /);
    const gone = opened('a');
    gone.session.accept({ kind: 'key', key: '3', seq: 2, at: START });
    gone.session.accept(start('b'));
    expect(gone.session.ui).toMatchObject({ view: 'logs', many: true });
    for (const { session } of [many, one, gone]) session.stop();
  });

  it('asks keys of what was painted, and shows the cluster that was opened', () => {
    const { session, screen } = opened('a', 'b', 'c');
    for (const key of ['down', 'enter']) session.accept({ kind: 'key', key, seq: 2, at: START });
    session.paint();
    expect(session.cluster).toBe('b');
    expect(screen()).toMatch(/^ vrrptop b /);
    session.accept({ kind: 'key', key: 'J', seq: 3, at: START });
    expect(session.cluster).toBe('c');
    session.stop();
  });

  it('judges a cluster again only when there is something new, or time may tell', () => {
    const judged: number[] = [];
    const all = fleet();
    const roster = new Roster(all, ({ state }) => judged.push(state.now - START));
    all.accept(start('a'));
    for (const ms of [0, 100, 400, 600]) roster.look('a', START + ms);
    expect(judged).toEqual([0, 600]);
    all.accept({ kind: 'health', source: 'ssh:x', node: 'x', status: 'lost', reason: '', seq: 2, at: START + 610 });
    roster.look('a', START + 620);
    expect(judged).toEqual([0, 600, 620]);
  });

  it('tells of news in two hundred clusters a few at a time, and says that it is behind', () => {
    const all = fleet();
    const names = Array.from({ length: 200 }, (_, i) => `c${i}`);
    for (const name of names) all.accept(start(name));
    const roster = new Roster(all);
    expect(roster.summaries(START)).toHaveLength(200);
    for (const cluster of names)
      all.accept({
        kind: 'health',
        source: 'ssh:x',
        node: 'x',
        status: 'lost',
        reason: '',
        cluster,
        seq: 2,
        at: START,
      });
    let rounds = 0;
    do roster.summaries(START + ++rounds * 100);
    while (roster.isBehind);
    expect(rounds).toBeGreaterThan(3);
    expect(roster.summaries(START + 1000).every((c) => c.lost.join() === 'ssh:x')).toBe(true);
  });
});
