import { createInterface } from 'node:readline/promises';
import type { Outcome, Result } from '../actions/explain.js';
import { ACTIONS, type Action, type ActionId, type Plan } from '../actions/plan.js';
import { outcomeRow, planRows, type Row, resultRows, runRows, sequenceRows } from '../actions/rows.js';
import { foreseeRolling } from '../actions/sequence.js';
import { type ActNode, gatherAll, settingsOf } from '../app/act.js';
import { now } from '../app/clock.js';
import { clusterSources } from '../app/cluster-sources.js';
import { toInventory } from '../app/inventory.js';
import { observing, type Watched } from '../app/observing.js';
import { carryOutAll, type SequenceDeps } from '../app/sequence.js';
import { parseTarget } from '../config/target.js';
import type { ClusterConfig, Config } from '../config/types.js';
import { type ConfiguredOptions, configured, configuredFleet } from './configured.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain } from './output.js';

interface DoOptions extends ConfiguredOptions {
  peer: string[];
  yes?: boolean;
  force?: boolean;
  plan?: boolean;
  json?: boolean;
  readOnly?: boolean;
  wait?: number;
}

/** Longer than a Master_Down_Interval at 1 s, so that who is MASTER is known. */
const WAIT_S = 5;
/** More than `wait`, for a login that takes its time. */
const CONNECT_MS = 10_000;

/** 0: as predicted; 1: done, but not as predicted; 2: usage; 3: nothing was done; 4: a command failed; 5: not known. */
const CODES: Readonly<Record<Result, ExitCode>> = {
  'as-predicted': EXIT.ok,
  otherwise: 1,
  refused: 3,
  failed: 4,
  unknown: 5,
};

/** What may be done to several nodes: it ends with all of them running. */
const ROLLING = new Set(['restart', 'reload']);

/**
 * Shows the plan of an action, has it confirmed, carries it out and looks what comes of it. Several nodes are planned
 * and confirmed together and come one after another, those that are MASTER of least first; what does not end as
 * predicted ends it all.
 */
export async function act(actionId: string, hosts: string[], options: DoOptions): Promise<ExitCode> {
  const action = ACTIONS.find((a) => a.id === actionId);
  if (action === undefined) {
    complain(`${actionId} is no action: there are ${ACTIONS.map((a) => a.id).join(', ')}`);
    return EXIT.usage;
  }
  if (hosts.length > 1 && !ROLLING.has(action.id)) {
    complain(`${action.id} is for one node; several nodes can be restarted or reloaded`);
    return EXIT.usage;
  }
  if (options.yes !== true && options.plan !== true && (options.json === true || !process.stdin.isTTY)) {
    complain('nobody can confirm it here: --yes carries it out, --plan shows only what would be done');
    return EXIT.usage;
  }
  const found = clusterWith(hosts, options);
  if (found === null) return EXIT.usage;
  const { config, cluster, names } = found;
  const all: ActNode[] = [];
  return observing(
    toInventory(cluster),
    (sink) => {
      const opened = clusterSources(cluster, sink);
      all.push(...opened.nodes);
      return opened.sources;
    },
    async (watched) => {
      const readOnly = config.readOnly || options.readOnly === true;
      const refusing = all.find((n) => names.includes(n.config.name) && settingsOf(n.config, readOnly).readOnly);
      if (refusing !== undefined) return refuse(refusing.config.name, action.id, null, readOnlyOf(refusing), options);
      if (options.json !== true)
        show([{ text: `looking at the cluster for ${options.wait ?? WAIT_S} s`, tone: 'dim' }]);
      await new Promise((done) => setTimeout(done, (options.wait ?? WAIT_S) * 1000));
      return perform(action, names, all, readOnly, options, watched);
    },
  );
}

const readOnlyOf = ({ config }: ActNode): string => `read-only: no action on ${config.name}`;

/** The cluster of the hosts, with their peers, so that what happens to them can be predicted and seen. */
function clusterWith(
  hosts: string[],
  options: DoOptions,
): { config: Config; cluster: ClusterConfig; names: string[] } | null {
  const all = configuredFleet([], options);
  if (all === null) return null;
  const own = all.clusters.filter((c) => c.nodes.some((n) => hosts.includes(n.name)));
  const [only] = own;
  const found =
    own.length === 1 && only !== undefined
      ? configured([...new Set([...only.nodes.map((n) => n.name), ...hosts, ...options.peer])], {
          ...options,
          cluster: only.name,
        })
      : configured([...new Set([...hosts, ...options.peer])], options);
  if (found === null) return null;
  const { nodes } = found.cluster;
  const names: string[] = [];
  for (const host of hosts) {
    const node = nodes.find((n) => n.name === host) ?? nodes.find((n) => n.name === parseTarget(host)?.host);
    if (node === undefined) {
      complain(`${host} is no node of the cluster ${found.cluster.name}`);
      return null;
    }
    names.push(node.name);
  }
  return { ...found, names };
}

/** Nothing was done, and why: on stderr or as JSON. */
function refuse(node: string, action: ActionId, plan: Plan | null, why: string, options: DoOptions): ExitCode {
  const outcome: Outcome = { result: 'refused', message: `${why}; nothing was done`, runs: [], verification: null };
  if (options.json === true) print(asJson(node, action, plan, outcome));
  else complain(outcome.message);
  return CODES.refused;
}

async function perform(
  action: Action,
  names: readonly string[],
  all: readonly ActNode[],
  readOnly: boolean,
  options: DoOptions,
  watched: Watched,
): Promise<ExitCode> {
  const json = options.json === true;
  const nodes = await gatherAll(all, names, readOnly, CONNECT_MS);
  for (const name of names) {
    const said = nodes.get(name);
    if (typeof said !== 'string') continue;
    const ssh = watched.state().sources.get(`ssh:${name}`);
    const why = ssh === undefined || ssh.status === 'live' ? said : `${name}: ${ssh.reason}`;
    return refuse(name, action.id, null, why, options);
  }
  const state = watched.state();
  const { plans } = foreseeRolling({ plans: [], state, since: state.now, nodes }, action, names);
  if (!json) show(plans.length === 1 ? planRows(plans[0]!) : sequenceRows(plans));
  const refused = plans.find((p) => p.refusal !== null);
  if (options.plan === true) {
    if (json) for (const plan of plans) print(asJson(plan.node, action.id, plan, null));
    return refused === undefined ? EXIT.ok : CODES.refused;
  }
  if (refused !== undefined) return refuse(refused.node, action.id, refused, refused.refusal ?? '', options);
  const opposed = plans.find((p) => p.objections.length > 0);
  if (options.yes === true && opposed !== undefined && options.force !== true) {
    const why = `${opposed.objections.join('; ')}; --force does it all the same`;
    return refuse(opposed.node, action.id, opposed, why, options);
  }
  if (options.yes !== true && !(await confirmed(plans, state.inventory.cluster)))
    return refuse(plans[0]!.node, action.id, plans[0]!, 'not confirmed', options);
  return carriedOut(plans, { nodes: all, readOnly, push: watched.push, state: () => watched.state(), now }, json);
}

/** Ctrl-C: what is being done is seen to its end and nothing after it is begun; the second time nobody waits for that. */
async function carriedOut(
  plans: readonly Plan[],
  deps: Omit<SequenceDeps, 'signal' | 'stopping'>,
  json: boolean,
): Promise<ExitCode> {
  const stopping = new AbortController();
  const leaving = new AbortController();
  const interrupted = (): void => {
    if (plans.length === 1 || stopping.signal.aborted) leaving.abort();
    else complain('stops after the node that is being done; Ctrl-C again does not wait for that');
    stopping.abort();
  };
  process.on('SIGINT', interrupted);
  const out = json ? () => {} : show;
  const signals = { signal: leaving.signal, stopping: stopping.signal };
  const end = await carryOutAll(plans, { ...deps, ...signals }, (progress) => {
    if (progress.kind === 'begun' && plans.length > 1)
      out([{ text: `${progress.plan.action} on ${progress.plan.node}`, tone: 'title' }]);
    else if (progress.kind === 'started') out([{ text: `$ ${progress.line}`, tone: 'key' }]);
    else if (progress.kind === 'ended') out(runRows(progress.run));
    else if (progress.kind === 'over') {
      const { plan, outcome } = progress;
      if (json) print(asJson(plan.node, plan.action, plan, outcome));
      if (outcome.verification !== null) out(resultRows(plan, outcome.verification));
      if (outcome.result === 'as-predicted') out([outcomeRow(outcome)]);
      else if (!json) complain(outcome.message);
    }
  });
  process.off('SIGINT', interrupted);
  const undone = end.left.map((p) => p.node).join(', ');
  if (undone !== '') complain(`ended here: ${end.why}; not done: ${undone}`);
  const last = end.done.at(-1)?.outcome.result ?? 'refused';
  return last === 'as-predicted' && undone !== '' ? CODES.otherwise : CODES[last];
}

/** Dangerous plans need a name: that of the node, or the cluster's for several; harmless ones a yes. */
async function confirmed(plans: readonly Plan[], cluster: string): Promise<boolean> {
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const { action, node } = plans[0]!;
  const wanted = !plans.some((p) => p.needsName) ? 'yes' : plans.length === 1 ? node : cluster;
  const what = plans.length === 1 ? `${action} ${node}` : `${action} all ${plans.length} nodes`;
  const closed = new Promise<string>((resolve) => ask.once('close', () => resolve('')));
  try {
    const typed = await Promise.race([ask.question(`Type ${wanted} to ${what}, anything else leaves: `), closed]);
    return typed.trim() === wanted;
  } finally {
    ask.close();
  }
}

/** One object for each node. */
const print = (result: ReturnType<typeof asJson>): void => {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
};

/** Schema `vrrptop-action/1`. */
function asJson(node: string, action: string, plan: Plan | null, outcome: Outcome | null) {
  const seen = outcome?.verification ?? null;
  return {
    schema: 'vrrptop-action/1' as const,
    at: new Date(now()).toISOString(),
    node,
    action,
    commands: plan?.steps.map((s) => s.line) ?? [],
    objections: plan?.objections ?? [],
    result: outcome?.result ?? 'planned',
    message: outcome?.message ?? plan?.refusal ?? '',
    running: seen?.running ?? null,
    virtualRouters: (plan?.outlook ?? []).map((o) => {
      const r = seen?.routers.find((x) => x.outlook.router === o.router);
      return {
        id: o.router,
        name: o.label,
        vips: o.vips,
        masterBefore: o.master,
        predicted: { masters: o.sequence, perhapsThen: o.maybeThen, gapMs: o.gapMs, text: o.text },
        seen:
          r === undefined ? null : { masters: r.seen, gapMs: r.gapMs, master: r.master, asPredicted: r.asPredicted },
      };
    }),
    runs: outcome?.runs ?? [],
  };
}

function show(rows: Row[]): void {
  for (const { text } of rows) process.stdout.write(`${text}\n`);
}
