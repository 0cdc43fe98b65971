import type { Cell, ClusterState, NodeState, Severity, Transition, VirtualRouter } from '../model/state.js';
import type { VrrpState } from '../protocol/log-event.js';
import type { Finding, Rule } from './finding.js';
import { canSee, nameOf, patienceMs, seconds } from './mastership.js';
import { namesOf, nothing, wasStopped } from './nodes.js';

/** A restart on purpose, or a whole cluster that starts, leaves a node out for so long and is no alarm, ms. */
const PLANNED_MS = 600_000;
/** What happened to several virtual routers within this time is one loss, ms. */
const TOGETHER_MS = 5000;

/** One is MASTER and nobody is left to take over: the next failure has no taker. */
export const redundancyLost: Rule = {
  id: 'redundancy-lost',
  rests: { lines: ['state', 'stop', 'child-died', 'script-fail', 'script-timeout', 'link-down'] },
  check(state) {
    const losses = state.routers.flatMap((router) => [...past(state, router), ...present(state, router)]);
    const findings = together(losses).map((group) => describe(state, group));
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(canSee(state), 'a live capture or the logs of the nodes');
  },
};

interface Loss {
  router: VirtualRouter;
  master: string;
  nodes: string[];
  since: number;
  to: number | null;
  severity: Severity;
  why: string;
}

const GONE: ReadonlySet<VrrpState> = new Set(['STOPPED', 'FAULT']);

function present(state: ClusterState, router: VirtualRouter): Loss[] {
  const cells = [...router.cells.values()];
  const masters = cells.filter((c) => c.state === 'MASTER');
  const others = cells.filter((c) => c.state !== 'MASTER');
  const master = masters[0];
  if (master === undefined || masters.length > 1 || others.length === 0) return [];
  if (others.some((c) => c.state === 'BACKUP')) return [];
  const since = Math.max(master.since, ...others.map((c) => c.since));
  if (state.now - since <= patienceMs(router)) return [];
  const certain = others.filter((c) => GONE.has(c.state) || fellSilent(state, c));
  const nodes = (certain.length > 0 ? certain : others).map((c) => c.node);
  const planned = certain.length === 0 || certain.every((c) => isPlanned(state, c));
  const why = (certain.length > 0 ? certain : others).map((c) => reasonOf(state, c)).join(', ');
  return [{ router, master: master.node, nodes, since, to: null, severity: planned ? 'info' : 'warning', why }];
}

/** It was MASTER, fell silent, and its log, which is or was read, tells of no other state: a crash, a cut or a hang. */
function fellSilent(state: ClusterState, cell: Cell): boolean {
  const last = cell.transitions.at(-1);
  return cell.state === 'UNKNOWN' && cell.wire?.status === 'silent' && last !== undefined && isCrash(state, last);
}

const isCrash = (state: ClusterState, { from, to, node }: Transition): boolean =>
  from === 'MASTER' && to === 'UNKNOWN' && state.sources.has(`log:${node}`);

/** Whether a node that made this transition cannot take over after it. */
const isGone = (state: ClusterState, t: Transition | undefined): boolean =>
  t !== undefined && (GONE.has(t.to) || (isCrash(state, t) && t.cause === 'timeout'));

function isPlanned(state: ClusterState, cell: Cell): boolean {
  const node = state.nodes.get(cell.node);
  const down = node?.down ?? null;
  if (node === undefined || cell.state !== 'STOPPED' || down === null || state.now - down.since > PLANNED_MS)
    return false;
  const stopped = wasStopped(state, node);
  if (stopped !== null) return stopped;
  // Nothing tells why it stopped; or it was never seen to run, and the others have only just started.
  return down.ran || [...state.nodes.values()].some((n) => justStarted(state, n));
}

function justStarted(state: ClusterState, node: NodeState): boolean {
  return node.startedAt !== null && node.startedAt >= state.startedAt && state.now - node.startedAt <= PLANNED_MS;
}

function reasonOf(state: ClusterState, cell: Cell): string {
  if (cell.state === 'STOPPED') {
    const planned = state.nodes.get(cell.node)?.down?.planned === true;
    return `keepalived on ${cell.node} ${planned ? 'was stopped' : 'does not run'}`;
  }
  return `${cell.node} is ${cell.state}${cell.note === '' ? '' : ` (${cell.note})`}`;
}

/** The same from the history, where it ended again. */
function past(state: ClusterState, router: VirtualRouter): Loss[] {
  if (![...router.cells.values()].some((c) => c.transitions.some((t) => isGone(state, t)))) return [];
  const changes = [...router.cells.values()].flatMap((c) => c.transitions).sort((a, b) => a.at - b.at);
  const states = new Map([...router.cells.values()].map((c) => [c.node, c.transitions[0]?.from ?? c.state]));
  const last = new Map<string, Transition>();
  const losses: Loss[] = [];
  let open: { since: number; master: string; nodes: string[] } | null = null;
  for (const t of changes) {
    states.set(t.node, t.to);
    last.set(t.node, t);
    const masters = [...states].filter(([, s]) => s === 'MASTER').map(([n]) => n);
    const gone = [...states.keys()].filter((n) => isGone(state, last.get(n)));
    const lost = masters.length === 1 && gone.length > 0 && gone.length === states.size - 1;
    if (lost) open ??= { since: t.at, master: masters[0]!, nodes: gone };
    else if (open !== null) {
      if (t.at - open.since > patienceMs(router)) losses.push(pastLoss(state, router, open, t.at));
      open = null;
    }
  }
  return losses.slice(-50);
}

function pastLoss(
  state: ClusterState,
  router: VirtualRouter,
  open: { since: number; master: string; nodes: string[] },
  to: number,
): Loss {
  const { since, master, nodes } = open;
  const leaving = nodes.map((n) => router.cells.get(n)!.transitions.findLast((t) => t.at <= since));
  const died = nodes.some((n) =>
    state.nodes.get(n)?.troubles.some((t) => t.kind === 'daemon' && t.from <= to && (t.to ?? to) >= since),
  );
  const stopped = !died && leaving.every((t) => t?.to === 'STOPPED' && t.cause === 'stop');
  return {
    router,
    master,
    nodes,
    since,
    to,
    severity: stopped && to - since <= PLANNED_MS ? 'info' : 'warning',
    why: leaving.map((t) => (t === undefined ? '' : `${t.node} ${wordsOf(t)}`)).join(', '),
  };
}

const wordsOf = (t: Transition): string =>
  t.to === 'UNKNOWN' ? 'fell silent: crashed, hung or cut off' : `was ${t.to}`;

/** What was lost on the same nodes at the same time is told once, not for each virtual router. */
function together(losses: readonly Loss[]): Loss[][] {
  const groups: Loss[][] = [];
  for (const loss of losses) {
    const same = groups.find((g) => {
      const other = g[0]!;
      return (
        other.nodes.join() === loss.nodes.join() &&
        other.severity === loss.severity &&
        Math.abs(other.since - loss.since) <= TOGETHER_MS &&
        (other.to === null) === (loss.to === null) &&
        Math.abs((other.to ?? 0) - (loss.to ?? 0)) <= TOGETHER_MS
      );
    });
    if (same === undefined) groups.push([loss]);
    else same.push(loss);
  }
  return groups;
}

function describe(state: ClusterState, group: Loss[]): Finding {
  const first = group[0]!;
  const routers = group.map((l) => l.router);
  const since = Math.min(...group.map((l) => l.since));
  const to = first.to === null ? null : Math.max(...group.map((l) => l.to!));
  const masters = [...new Set(group.map((l) => l.master))].join(', ');
  const what = routers.length === 1 ? nameOf(first.router) : namesOf(routers);
  const length = seconds((to ?? state.now) - since);
  return {
    rule: 'redundancy-lost',
    key: `${first.nodes.join()}/${since}`,
    severity: first.severity,
    router: routers.length === 1 ? first.router.id : null,
    nodes: first.nodes,
    since,
    to,
    summary: `${what}: ${to === null ? 'nobody is known' : 'nobody was left'} to take over from ${masters} for ${length}; ${first.why}`,
    advice: advise(state, first),
    clears: `${first.nodes.join(' or ')} is BACKUP again, by its log, or ${masters} is MASTER no more`,
    evidence: group.some((l) => l.nodes.some((n) => l.router.cells.get(n)?.log != null)) ? ['log'] : ['wire'],
  };
}

function advise(state: ClusterState, loss: Loss): string {
  if (loss.to !== null) return `it is over; see why ${loss.nodes.join(', ')} was out`;
  const cells = loss.nodes.map((n) => loss.router.cells.get(n)!);
  const fault = cells.find((c) => c.state === 'FAULT');
  if (fault !== undefined) return `look at ${fault.node}: its log names the interface or script that holds it in FAULT`;
  const stopped = cells.filter((c) => c.state === 'STOPPED').map((c) => c.node);
  if (stopped.length > 0) return `start keepalived on ${stopped.join(' or ')}: systemctl start keepalived`;
  const deaf = cells.find((c) => state.sources.get(`ssh:${c.node}`)?.status !== 'live');
  return deaf === undefined
    ? `see whether keepalived runs on ${loss.nodes.join(', ')}`
    : `see whether ${deaf.node} can be reached: ssh ${deaf.node} systemctl is-active keepalived`;
}
