import { effectivePriority } from '../model/predict.js';
import type { Cell, ClusterState, VirtualRouter } from '../model/state.js';
import type { ActionSettings } from './commands.js';
import type { Outcome } from './explain.js';
import type { NodeFacts } from './facts.js';
import type { Outlook } from './outlook.js';
import type { Action, Plan } from './plan.js';

/** A node that can be planned for: what it said of itself, and how it is to be acted on. */
export interface Known {
  facts: NodeFacts;
  settings: ActionSettings;
}

/** Plans of what is done one after another, each made on what those before it leave behind. */
export interface Forecast {
  plans: readonly Plan[];
  /** As it will be after them. */
  state: ClusterState;
  /** When the first of them is or was begun, ms: what moves from then on is foretold by them, and no surprise. */
  since: number;
  /** What the nodes will say of themselves then; a text = why one did not answer. */
  nodes: ReadonlyMap<string, Known | string>;
}

/** What became of plans that were confirmed together. */
export interface SequenceEnd {
  done: { plan: Plan; outcome: Outcome }[];
  /** Not begun. */
  left: readonly Plan[];
  /** Why something is left; null = nothing is. */
  why: string | null;
}

/** Adds what `action` on `node` will do to what was planned before; a node that did not answer cannot be planned for. */
export function foresee(before: Forecast, action: Action, node: string): Forecast {
  const known = before.nodes.get(node);
  if (known === undefined || typeof known === 'string') return before;
  const peers = new Map([...before.nodes].map(([name, k]) => [name, typeof k === 'string' ? k : k.facts]));
  const around = { peers, ownMovesFrom: before.since };
  const plan = action.plan(before.state, node, known.facts, known.settings, around);
  const facts = { ...known.facts, pid: plan.runsAfter ? (known.facts.pid ?? 1) : null };
  return {
    ...before,
    plans: [...before.plans, plan],
    state: afterwards(before.state, plan),
    nodes: new Map([...before.nodes, [node, { ...known, facts }]]),
  };
}

/** One action on each of the nodes: first those that are MASTER of least when their turn comes. */
export function foreseeRolling(before: Forecast, action: Action, nodes: readonly string[]): Forecast {
  let forecast = before;
  for (const left = [...nodes]; left.length > 0; ) {
    left.sort((a, b) => masterships(forecast.state, a) - masterships(forecast.state, b));
    forecast = foresee(forecast, action, left.shift()!);
  }
  return forecast;
}

/** Of how many virtual routers a node is MASTER. */
export const masterships = (state: ClusterState, node: string): number =>
  state.routers.filter((r) => r.cells.get(node)?.state === 'MASTER').length;

/** The state that a plan leaves behind when all goes as it says. Where it cannot tell, the state is UNKNOWN. */
function afterwards(state: ClusterState, plan: Plan): ClusterState {
  const nodes = new Map(state.nodes);
  const own = nodes.get(plan.node);
  if (own !== undefined) nodes.set(plan.node, { ...own, running: plan.runsAfter });
  return { ...state, nodes, routers: state.routers.map((r) => routerAfter(state, r, plan)) };
}

function routerAfter(state: ClusterState, router: VirtualRouter, plan: Plan): VirtualRouter {
  const outlook = plan.outlook.find((o) => o.router === router.id);
  if (outlook === undefined) return router;
  const { sequence, maybeThen } = outlook;
  const leaves = sequence?.length === 0 && outlook.gapMs === null;
  const master = leaves ? null : (sequence?.at(-1) ?? outlook.master);
  const unsure = sequence === null || maybeThen !== null;
  const after = (cell: Cell): Cell['state'] => {
    if (cell.node === plan.node && !plan.runsAfter) return 'STOPPED';
    if (unsure) return 'UNKNOWN';
    if (cell.node === master) return 'MASTER';
    return cell.node === plan.node || cell.state === 'MASTER' ? 'BACKUP' : cell.state;
  };
  const cells = [...router.cells].map(([name, cell]): [string, Cell] => {
    const becomes = cell.node === plan.node && cell.state === 'FAULT' && plan.runsAfter ? 'FAULT' : after(cell);
    if (becomes === cell.state) return [name, cell];
    const note = unsure && becomes === 'UNKNOWN' ? `what ${plan.action} on ${plan.node} leaves is not known` : '';
    // What it sent before tells nothing of what it will send.
    return [name, { ...cell, state: becomes, note, wire: null, priority: effectivePriority(state, router, cell) }];
  });
  return { ...router, cells: new Map(cells) };
}

/**
 * Why a plan that is made now is not the one that was confirmed; null = it is, or less speaks against it. Ages in words
 * change all the time and do not count; what could not be told before may be told now.
 */
export function changeOf(confirmed: Plan, now: Plan): string | null {
  if (now.refusal !== null) return now.refusal;
  if (JSON.stringify(now.steps) !== JSON.stringify(confirmed.steps)) return 'another command would be run';
  if (now.objections.length > confirmed.objections.length) return now.objections.join('; ');
  const other = now.outlook.filter((o) => {
    const was = confirmed.outlook.find((c) => c.router === o.router);
    return was === undefined || (was.sequence !== null && courseOf(was) !== courseOf(o));
  });
  return other.length === 0 ? null : other.map((o) => o.text).join('; ');
}

const courseOf = ({ master, sequence, maybeThen }: Outlook): string => JSON.stringify([master, sequence, maybeThen]);
