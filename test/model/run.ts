import { LIVE_LIMITS, REPORT_LIMITS } from '../../src/model/cluster.js';
import { Fleet } from '../../src/model/fleet.js';
import type { Input, InputBody } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import { buildReport, type Report } from '../../src/report/report.js';
import {
  Lan,
  type LanOptions,
  type NodeTruth,
  SIMULATED_INVENTORY,
  type SimCommand,
} from '../../src/sources/simulator/lan.js';

export const START = Date.parse('2026-11-22T12:00:00Z');
const TICK_MS = 250;

/** A command at a second of the run. */
export type Step = [second: number, node: string, what: Exclude<SimCommand['do'], 'hang'> | `hang ${number}`];

/** A simulated LAN with the program's own model on it, in virtual time. */
export class Run {
  readonly inputs: Input[] = [];
  readonly fleet = new Fleet(() => new Monitor({ live: true, limits: LIVE_LIMITS }));
  readonly #lan: Lan;
  #now = START;

  constructor(options: Partial<LanOptions> = {}) {
    this.#push(START, { kind: 'start', inventory: SIMULATED_INVENTORY, program: 'test' });
    this.#lan = new Lan({ startAt: START, seed: 1, ...options }, (at, body) => this.#push(at, body));
  }

  #push(at: number, body: InputBody): void {
    const input = { ...body, seq: this.inputs.length + 1, at } as Input;
    this.inputs.push(input);
    this.fleet.accept(input);
  }

  get monitor(): Monitor {
    return this.fleet.member(SIMULATED_INVENTORY.cluster);
  }

  /** Lets time pass to `second`, with the model's ticks; `look` is called after each of them. */
  to(second: number, look: (second: number) => void = () => {}): void {
    while (this.#now < START + second * 1000) {
      this.#now += TICK_MS;
      this.#lan.advanceTo(this.#now);
      this.#push(this.#now, { kind: 'tick' });
      look((this.#now - START) / 1000);
    }
  }

  do(node: string, what: Step[2]): void {
    const [name, seconds] = what.split(' ');
    this.#lan.command(
      seconds === undefined
        ? { node, do: name as Exclude<SimCommand['do'], 'hang'> }
        : { node, do: 'hang', seconds: Number(seconds) },
    );
  }

  play(steps: readonly Step[], until: number, look: (second: number) => void = () => {}): this {
    for (const [second, node, what] of steps) {
      this.to(second, look);
      this.do(node, what);
    }
    this.to(until, look);
    return this;
  }

  truth(): NodeTruth[] {
    return this.#lan.truth();
  }

  /** VIP → nodes that the screen names as its holders; `?` when it says that nobody can know. */
  seen(): Record<string, string> {
    const state = this.monitor.refresh(this.#now);
    return Object.fromEntries(
      state.routers.flatMap((r) => r.vips.map((v) => [v.address, v.known ? v.holders.join('+') : '?'])),
    );
  }

  /** The same from the truth, for nodes that can be reached. */
  real(): Record<string, string> {
    const reachable = this.truth().filter((n) => n.plugged && n.powered);
    const holders = (vip: string) =>
      reachable
        .filter((n) => n.vips.includes(vip))
        .map((n) => n.node)
        .join('+');
    return Object.fromEntries(SIMULATED_INVENTORY.routers.map((r) => [r.vips[0]!, holders(r.vips[0]!)]));
  }
}

/** The report on the inputs of a recording. */
export function reportOf(inputs: readonly Input[], live = true): Report {
  const monitor = new Monitor({ live, limits: REPORT_LIMITS, year: 2026 });
  for (const input of inputs) monitor.accept(input);
  monitor.end();
  return buildReport(monitor, []);
}

/** The inputs of one kind as a file would give them: nothing but the stream. */
export function asFiles(inputs: readonly Input[], ...kinds: ('capture' | 'log')[]): Input[] {
  return inputs.filter((i) => kinds.some((k) => k === i.kind)).map((i) => ({ ...i, at: START + 3_600_000 }));
}
