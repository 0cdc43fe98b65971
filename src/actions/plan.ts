import type { ClusterState } from '../model/state.js';
import { type ActionSettings, commandFor, restartVerbs, type Verb } from './commands.js';
import type { NodeFacts } from './facts.js';
import { type Around, heirNotes, objectionsTo } from './objections.js';
import { type Course, type Outlook, outlooks } from './outlook.js';

export type ActionId = 'restart' | 'reload' | 'stop' | 'start' | 'move';

/** What will be done, and what will happen: shown before anything is done. */
export interface Plan {
  action: ActionId;
  node: string;
  /** The commands, in order, as they will be run. Between two of them the addresses have moved. */
  steps: readonly { verb: Verb; line: string }[];
  /** Why it cannot be done, or would not do what its name says; null = it can be done. */
  refusal: string | null;
  outlook: readonly Outlook[];
  /** What speaks against it now. */
  objections: readonly string[];
  /** Said beside the prediction. */
  notes: readonly string[];
  /** Whether the name of the node must be typed. */
  needsName: boolean;
  /** Whether keepalived is to run afterwards. */
  runsAfter: boolean;
  /** What the node said of itself. */
  facts: NodeFacts;
}

const NOBODY_ASKED: Around = { peers: new Map(), ownMovesFrom: Number.POSITIVE_INFINITY };

/** One thing that can be done to keepalived on a node. */
export interface Action {
  id: ActionId;
  key: string;
  label: string;
  help: string;
  /** Whether it can take addresses away; then a configuration test and a name go before it. */
  danger: boolean;
  /** Whether a configuration test tells something about its result. */
  reads: boolean;
  plan(state: ClusterState, node: string, facts: NodeFacts, settings: ActionSettings, around?: Around): Plan;
}

interface Shape {
  id: ActionId;
  verbs(facts: NodeFacts, settings: ActionSettings): readonly Verb[];
  /** What happens to the daemon, running or not. */
  course(running: boolean): Course;
  runsAfter: boolean;
}

function makePlan(
  shape: Shape,
  state: ClusterState,
  node: string,
  facts: NodeFacts,
  settings: ActionSettings,
  around: Around,
): Plan {
  const running = facts.pid !== null;
  const course = shape.course(running);
  const outlook = outlooks(state, node, course);
  const commands = shape
    .verbs(facts, settings)
    .map((verb) => ({ verb, command: commandFor(verb, node, facts, settings) }));
  const steps = commands.flatMap(({ verb, command }) => ('line' in command ? [{ verb, line: command.line }] : []));
  const missing = commands.map(({ command }) => ('why' in command ? command.why : null)).find((why) => why !== null);
  const objections = objectionsTo(state, node, course, outlook, facts, around);
  const moves = outlook.some(
    (o) =>
      o.sequence === null ||
      o.maybeThen !== null ||
      o.sequence.length > 0 ||
      (o.master === node && course !== 'nothing'),
  );
  return {
    action: shape.id,
    node,
    steps,
    refusal: settings.readOnly
      ? `read-only: no action on ${node}`
      : (missing ?? needsRun(shape.id, node, running) ?? null),
    outlook,
    objections,
    notes:
      outlook.length === 0
        ? [`no virtual router of ${node} is known: nothing can be predicted`]
        : [...groupNotes(state, node), ...heirNotes(node, outlook, around.peers)],
    needsName: shape.id === 'stop' || moves || objections.length > 0 || outlook.length === 0,
    runsAfter: shape.runsAfter,
    facts,
  };
}

function needsRun(id: ActionId, node: string, running: boolean): string | null {
  if (id === 'start') return running ? `keepalived runs on ${node} already` : null;
  if (id === 'restart') return null;
  return running ? null : `keepalived does not run on ${node}`;
}

function groupNotes(state: ClusterState, node: string): string[] {
  const groups = state.nodes.get(node)?.conf?.syncGroups ?? [];
  return groups
    .filter((g) => g.members.length > 1)
    .map((g) => `sync group ${g.name}: ${g.members.join(', ')} move together`);
}

/** A graceful stop-and-start, where that leaves the addresses with the others. */
function planMove(
  state: ClusterState,
  node: string,
  facts: NodeFacts,
  settings: ActionSettings,
  around = NOBODY_ASKED,
): Plan {
  const shape: Shape = { id: 'move', verbs: () => ['stop', 'start'], course: () => 'away-and-back', runsAfter: true };
  const plan = makePlan(shape, state, node, facts, settings, around);
  return plan.refusal !== null ? plan : { ...plan, refusal: whyNoMove(plan.outlook, node) };
}

function whyNoMove(outlook: readonly Outlook[], node: string): string | null {
  const held = outlook.filter((o) => o.master === node);
  if (held.length === 0) return `${node} is MASTER of nothing: there is no VIP to move`;
  const stuck = held.find(
    (o) => o.sequence === null || o.maybeThen !== null || o.sequence.length !== 1 || o.sequence[0] === node,
  );
  if (stuck === undefined) return null;
  const hint =
    stuck.sequence?.length === 2
      ? `; a stop moves it for as long as ${node} is stopped, nopreempt on ${node} for good`
      : '';
  return `a stop and start does not move it away: ${stuck.text}${hint}`;
}

const action = (head: Omit<Action, 'plan'>, shape: Omit<Shape, 'id'>): Action => ({
  ...head,
  plan: (state, node, facts, settings, around = NOBODY_ASKED) =>
    makePlan({ id: head.id, ...shape }, state, node, facts, settings, around),
});

export const ACTIONS: readonly Action[] = [
  action(
    { id: 'restart', key: 'r', label: 'Restart', help: 'stop and start keepalived', danger: true, reads: true },
    { verbs: restartVerbs, course: (running) => (running ? 'away-and-back' : 'comes'), runsAfter: true },
  ),
  action(
    { id: 'reload', key: 'l', label: 'Reload', help: 'read the configuration again', danger: false, reads: true },
    { verbs: () => ['reload'], course: () => 'nothing', runsAfter: true },
  ),
  action(
    { id: 'stop', key: 's', label: 'Stop', help: 'stop keepalived', danger: true, reads: false },
    { verbs: () => ['stop'], course: () => 'away', runsAfter: false },
  ),
  action(
    { id: 'start', key: 'a', label: 'Start', help: 'start keepalived', danger: false, reads: true },
    { verbs: () => ['start'], course: () => 'comes', runsAfter: true },
  ),
  {
    id: 'move',
    key: 'm',
    label: 'Move VIPs away',
    help: 'stop, wait for the other node, start',
    danger: true,
    reads: true,
    plan: planMove,
  },
];
