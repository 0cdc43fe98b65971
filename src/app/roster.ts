import type { Finding } from '../diagnose/finding.js';
import { diagnose } from '../diagnose/registry.js';
import type { Fleet } from '../model/fleet.js';
import type { Monitor } from '../model/monitor.js';
import type { ClusterState } from '../model/state.js';

/** A cluster as it was at one moment. */
export interface Look {
  state: ClusterState;
  findings: Finding[];
}

/** While nothing is observed, rules that wait for time to pass are asked this often, ms. */
const JUDGE_AGAIN_MS = 500;

interface Judged extends Look {
  monitor: Monitor;
  revision: number;
  judgedAt: number;
}

/** What is wrong in each cluster of a fleet: judged when there is something new to judge, not whenever somebody looks. */
export class Roster {
  readonly fleet: Fleet;
  readonly #judged = new Map<string, Judged>();

  constructor(fleet: Fleet) {
    this.fleet = fleet;
  }

  /** The cluster as of `now` (ms). */
  look(name: string, now: number): Look {
    const monitor = this.fleet.member(name);
    const { revision } = monitor;
    const state = monitor.refresh(now);
    const last = this.#judged.get(name);
    const age = last === undefined ? Number.POSITIVE_INFINITY : now - last.judgedAt;
    if (last?.monitor === monitor && last.revision === revision && age >= 0 && age < JUDGE_AGAIN_MS) return last;
    const judged = { monitor, revision, judgedAt: now, state, findings: diagnose(state) };
    this.#judged.set(name, judged);
    return judged;
  }
}
