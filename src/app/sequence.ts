import type { Outcome } from '../actions/explain.js';
import { ACTIONS, type Plan } from '../actions/plan.js';
import { changeOf, foresee, type SequenceEnd } from '../actions/sequence.js';
import { type ActDeps, type ActNode, carryOut, gatherAll, type Progress } from './act.js';

/** A connection that was lost in between may take so long to stand again. */
const RECONNECT_MS = 10_000;

export interface SequenceDeps extends ActDeps {
  /** All nodes of the cluster. */
  nodes: readonly ActNode[];
  readOnly: boolean;
  /** Aborted: what is being done is seen to its end, and nothing after it is begun. */
  stopping: AbortSignal;
}

/** What happens while a sequence goes on: the next plan is begun, something of it happens, it is over. */
export type SequenceProgress =
  | { kind: 'begun'; plan: Plan }
  | Progress
  | { kind: 'over'; plan: Plan; outcome: Outcome };

/**
 * Carries out plans one after another, each verified before the next. Before each but the first, the nodes are asked
 * and the plan is made again: when it is no longer what was confirmed, or when one does not end as predicted, nothing
 * more is done. Never rejects.
 */
export async function carryOutAll(
  plans: readonly Plan[],
  deps: SequenceDeps,
  tell: (progress: SequenceProgress) => void,
): Promise<SequenceEnd> {
  const done: SequenceEnd['done'] = [];
  const startedAt = deps.now();
  const end = (why: string | null): SequenceEnd => ({ done, left: plans.slice(done.length), why });
  const isEnded = (): boolean => deps.stopping.aborted || deps.signal.aborted;
  for (const confirmed of plans) {
    if (isEnded()) return end('stopped as asked');
    const node = deps.nodes.find((n) => n.config.name === confirmed.node);
    if (node === undefined) return end(`${confirmed.node} is gone from the configuration`);
    const again = done.length === 0 ? confirmed : await planAgain(confirmed, deps, startedAt);
    if (typeof again === 'string') return end(again);
    if (isEnded()) return end('stopped as asked');
    tell({ kind: 'begun', plan: again });
    const outcome = await carryOut(again, node, deps, tell);
    done.push({ plan: again, outcome });
    tell({ kind: 'over', plan: again, outcome });
    if (outcome.result !== 'as-predicted')
      return end(isEnded() ? 'stopped as asked' : `${again.action} on ${again.node} did not end as predicted`);
  }
  return end(null);
}

/** The plan as it is now, or why it is not the one that was confirmed. */
async function planAgain(confirmed: Plan, deps: SequenceDeps, since: number): Promise<Plan | string> {
  const { node, action: id } = confirmed;
  const nodes = await gatherAll(deps.nodes, [node], deps.readOnly, RECONNECT_MS);
  const said = nodes.get(node);
  if (typeof said === 'string') return said;
  const action = ACTIONS.find((a) => a.id === id)!;
  const now = foresee({ plans: [], state: deps.state(), since, nodes }, action, node).plans[0]!;
  const change = changeOf(confirmed, now);
  return change === null ? now : `the cluster is not as the plan of ${id} on ${node} has it: ${change}`;
}
