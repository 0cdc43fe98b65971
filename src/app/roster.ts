import type { Finding } from '../diagnose/finding.js';
import { diagnose } from '../diagnose/registry.js';
import type { Fleet } from '../model/fleet.js';
import type { Monitor } from '../model/monitor.js';
import type { ClusterState } from '../model/state.js';
import { type ClusterSummary, summaryOf } from '../views/clusters/summary.js';

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

/** A row of the list of clusters is this old at most while nothing is observed in its cluster, ms. */
const SUMMARY_MS = 2000;
/** So many rows are made anew in one go: a paint must not take longer than the eye notices. */
const MOST_SUMMARIES = 25;

/** What is wrong in each cluster of a fleet: judged when there is something new to judge, not whenever somebody looks. */
export class Roster {
  readonly fleet: Fleet;
  readonly #onJudged: (judged: Look) => void;
  readonly #judged = new Map<string, Judged>();
  readonly #summaries = new Map<string, { summary: ClusterSummary; monitor: Monitor; revision: number; at: number }>();
  /** Some rows of the list do not tell yet what was observed: they are next. */
  isBehind = false;

  constructor(fleet: Fleet, onJudged: (judged: Look) => void = () => {}) {
    this.fleet = fleet;
    this.#onJudged = onJudged;
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
    this.#onJudged(judged);
    return judged;
  }

  /** A row for each cluster, as of `now` (ms) or a little before. */
  summaries(now: number): ClusterSummary[] {
    const due: { name: string; monitor: Monitor; urgency: number }[] = [];
    for (const [name, monitor] of this.fleet.members) {
      const made = this.#summaries.get(name);
      const age = made === undefined ? 0 : now - made.at;
      if (made?.monitor !== monitor) due.push({ name, monitor, urgency: Number.POSITIVE_INFINITY });
      else if (made.revision !== monitor.revision) due.push({ name, monitor, urgency: 1e15 + age });
      else if (age < 0 || age >= SUMMARY_MS) due.push({ name, monitor, urgency: age });
    }
    due.sort((a, b) => b.urgency - a.urgency);
    const first = due.filter((d, i) => i < MOST_SUMMARIES || d.urgency === Number.POSITIVE_INFINITY);
    for (const { name, monitor } of first) {
      const { state, findings } = this.look(name, now);
      const { revision } = monitor;
      this.#summaries.set(name, { summary: summaryOf(name, state, findings), monitor, revision, at: now });
    }
    this.isBehind = due.slice(first.length).some((d) => d.urgency >= 1e15);
    return [...this.fleet.members.keys()].flatMap((name) => this.#summaries.get(name)?.summary ?? []);
  }
}
