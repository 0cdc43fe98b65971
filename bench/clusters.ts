import { Roster } from '../src/app/roster.js';
import { liveLimits } from '../src/model/cluster.js';
import { Fleet } from '../src/model/fleet.js';
import { Monitor } from '../src/model/monitor.js';
import { Lan, SIMULATED_INVENTORY, type SimCommand } from '../src/sources/simulator/lan.js';
import { screenRows } from '../src/views/screen-rows.js';
import { initialUi } from '../src/views/ui-state.js';
import type { Benchmark } from './benchmark.js';
import { byTurns, median, quantile } from './measure.js';
import { comparison, figure } from './print.js';

const MANY = 200;
const START = Date.parse('2026-11-22T12:00:00Z');
const SIZE = { width: 200, height: 60 };
const TICK_MS = 250;
/** Until both nodes of each cluster have been started, and one of them was stopped once: then the measuring begins. */
const SETTLED_MS = 40_000;

export const clusters: Benchmark = {
  name: 'clusters',
  what: 'a paint of the list of 200 clusters, in each of which something changes each second, 200x60, beside the overview of one',
  async run({ quick }) {
    const many = new Watched(MANY);
    const one = new Watched(1);
    const rounds = quick ? 40 : 120;
    const turn = (watched: Watched) => async () => watched.nextPaint();
    const { ours, peers } = await byTurns(rounds, turn(many), turn(one));
    comparison(
      { ours: `${MANY} clusters`, peers: 'one cluster' },
      { ours: blocks(ours), peers: blocks(peers) },
      'ms a paint',
    );
    figure('median', median(ours), 'ms', 20);
    figure('p99', quantile(ours, 0.99), 'ms', 20);
    figure('a tick and its inputs, all clusters', median(many.ticksMs), 'ms');
    many.check();
  },
};

/** Medians of ten rounds each, so that the ratios can be read. */
const blocks = (values: readonly number[]): number[] =>
  Array.from({ length: Math.floor(values.length / 10) }, (_, i) => median(values.slice(i * 10, i * 10 + 10)));

/** Clusters on simulated LANs in virtual time, each with a command a second, and the screen on them. */
class Watched {
  readonly ticksMs: number[] = [];
  readonly #fleet: Fleet;
  readonly #roster: Roster;
  readonly #lans: { name: string; lan: Lan }[];
  readonly #many: boolean;
  #now = START;
  #seq = 0;

  constructor(count: number) {
    const limits = liveLimits(count);
    this.#many = count > 1;
    this.#fleet = new Fleet((neighbours) => new Monitor({ live: true, limits, neighbours }));
    this.#roster = new Roster(this.#fleet);
    const accept = this.#fleet.accept.bind(this.#fleet);
    this.#lans = Array.from({ length: count }, (_, i) => {
      const name = `c${i}`;
      const inventory = { ...SIMULATED_INVENTORY, cluster: name };
      accept({ kind: 'start', inventory, program: 'bench', seq: ++this.#seq, at: START });
      const emit = (at: number, body: Parameters<ConstructorParameters<typeof Lan>[1]>[1]): void =>
        accept({ ...body, cluster: name, seq: ++this.#seq, at });
      return { name, lan: new Lan({ startAt: START, seed: i + 1 }, emit) };
    });
    const begin: [ms: number, node: string, what: 'start' | 'stop'][] = [
      [1000, 'db201', 'start'],
      [2000, 'db202', 'start'],
      [20_000, 'db201', 'stop'],
      [25_000, 'db201', 'start'],
    ];
    for (const [ms, node, what] of begin) {
      while (this.#now < START + ms) this.#tick();
      for (const { lan } of this.#lans) lan.command({ node, do: what });
    }
    while (this.#now < START + SETTLED_MS) this.#tick();
    this.ticksMs.length = 0;
  }

  #tick(): void {
    this.#now += TICK_MS;
    const began = performance.now();
    for (const { lan } of this.#lans) lan.advanceTo(this.#now);
    this.#fleet.accept({ kind: 'tick', seq: ++this.#seq, at: this.#now });
    this.ticksMs.push(performance.now() - began);
  }

  /** A second later, with a health check that failed or recovered everywhere; ms that the paint took. */
  nextPaint(): number {
    const failing = Math.floor(this.#now / 1000) % 2 === 0;
    const command: SimCommand = { node: 'db202', do: failing ? 'script-fail' : 'script-ok' };
    for (const { lan } of this.#lans) lan.command(command);
    for (let i = 0; i < 1000 / TICK_MS; i++) this.#tick();
    const view = this.#many ? ('clusters' as const) : ('overview' as const);
    const ui = { ...initialUi({ mode: 'live', ascii: false, theme: 'dark', themes: [] }), view, many: this.#many };
    const began = performance.now();
    const { state, findings } = this.#roster.look('', this.#now);
    const all = this.#many ? { clusters: this.#roster.summaries(this.#now) } : {};
    screenRows({ state, findings, ui, ...all }, SIZE);
    return performance.now() - began;
  }

  /** A speed counts only when each cluster is told as it is. */
  check(): void {
    this.#roster.summaries(this.#now);
    while (this.#roster.isBehind) this.#roster.summaries(this.#now);
    const told = this.#roster.summaries(this.#now);
    const wrong = told.filter((c) => c.routers !== 2 || c.served !== 2);
    if (told.length !== MANY || wrong.length > 0)
      throw new Error(`${told.length} clusters, ${wrong.length} of them not with both virtual routers served`);
  }
}
