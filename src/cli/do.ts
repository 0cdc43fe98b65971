import { createInterface } from 'node:readline/promises';
import type { Outcome, Result } from '../actions/explain.js';
import type { NodeFacts } from '../actions/facts.js';
import { ACTIONS, type Action, type Plan } from '../actions/plan.js';
import { outcomeRow, planRows, type Row, resultRows, runRows } from '../actions/rows.js';
import { type ActNode, carryOut, gatherFacts, settingsOf } from '../app/act.js';
import { now } from '../app/clock.js';
import { clusterSources } from '../app/cluster-sources.js';
import { toInventory } from '../app/inventory.js';
import { observing, type Watched } from '../app/observing.js';
import { parseTarget } from '../config/target.js';
import type { ClusterConfig, Config } from '../config/types.js';
import { type ConfiguredOptions, configured } from './configured.js';
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
 * Shows the plan of an action, has it confirmed, carries it out and looks what comes of it. Several nodes come one
 * after another, those that are MASTER of least first; what does not end as predicted ends it all.
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
      const left = all.filter((n) => names.includes(n.config.name));
      const refusing = left.every((n) => settingsOf(n.config, config.readOnly || options.readOnly === true).readOnly);
      if (!refusing) {
        if (options.json !== true)
          show([{ text: `looking at the cluster for ${options.wait ?? WAIT_S} s`, tone: 'dim' }]);
        await new Promise((done) => setTimeout(done, (options.wait ?? WAIT_S) * 1000));
      }
      while (left.length > 0) {
        left.sort((a, b) => mastershipsOf(watched, a) - mastershipsOf(watched, b));
        const code = await perform(action, left.shift()!, config, options, watched);
        if (code === EXIT.ok) continue;
        if (left.length > 0) complain(`ended here; not done: ${left.map((n) => n.config.name).join(', ')}`);
        return code;
      }
      return EXIT.ok;
    },
  );
}

const mastershipsOf = (watched: Watched, { config }: ActNode): number =>
  watched.state().routers.filter((r) => r.cells.get(config.name)?.state === 'MASTER').length;

/** The cluster of the hosts, with their peers, so that what happens to them can be predicted and seen. */
function clusterWith(
  hosts: string[],
  options: DoOptions,
): { config: Config; cluster: ClusterConfig; names: string[] } | null {
  const configuredAll = configured([], options);
  if (configuredAll === null) return null;
  const own = configuredAll.config.clusters.find((c) => c.nodes.some((n) => hosts.includes(n.name)));
  const watchedHosts = [...new Set([...(own?.nodes.map((n) => n.name) ?? []), ...hosts, ...options.peer])];
  const found = configured(watchedHosts, options);
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

async function perform(
  action: Action,
  node: ActNode,
  config: Config,
  options: DoOptions,
  watched: Watched,
): Promise<ExitCode> {
  const { name } = node.config;
  const settings = settingsOf(node.config, config.readOnly || options.readOnly === true);
  const out = options.json === true ? () => {} : show;
  const finish = (plan: Plan | null, outcome: Outcome): ExitCode => {
    if (options.json === true) print(asJson(name, action.id, plan, outcome));
    else if (outcome.result === 'as-predicted') show([outcomeRow(outcome)]);
    else complain(outcome.message);
    return CODES[outcome.result];
  };
  const gathered = settings.readOnly
    ? { ok: false as const, why: `read-only: no action on ${name}` }
    : await gatherFacts(node, settings, CONNECT_MS);
  if (!gathered.ok) {
    const ssh = watched.state().sources.get(`ssh:${name}`);
    const why =
      ssh === undefined || ssh.status === 'live' || settings.readOnly ? gathered.why : `${name}: ${ssh.reason}`;
    return finish(null, { result: 'refused', message: `${why}; nothing was done`, runs: [], verification: null });
  }
  const { facts } = gathered;
  const plan = action.plan(watched.state(), name, facts, settings);
  out(planRows(plan, facts));
  const refused = (message: string): ExitCode =>
    finish(plan, { result: 'refused', message: `${message}; nothing was done`, runs: [], verification: null });
  if (options.plan === true) {
    if (options.json === true) print(asJson(name, action.id, plan, null));
    return plan.refusal === null ? EXIT.ok : CODES.refused;
  }
  if (plan.refusal !== null) return refused(plan.refusal);
  if (options.yes === true) {
    if (plan.objections.length > 0 && options.force !== true)
      return refused(`${plan.objections.join('; ')}; --force does it all the same`);
  } else if (!(await confirmed(plan))) return refused('not confirmed');
  return finish(plan, await carriedOut(plan, facts, node, watched, out));
}

async function carriedOut(
  plan: Plan,
  facts: NodeFacts,
  node: ActNode,
  watched: Watched,
  out: (rows: Row[]) => void,
): Promise<Outcome> {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  process.once('SIGINT', leave);
  const deps = { push: watched.push, state: () => watched.state(), now, signal: leaving.signal };
  const outcome = await carryOut(plan, facts, node, deps, (progress) => {
    if (progress.kind === 'started') out([{ text: `$ ${progress.line}`, tone: 'key' }]);
    else if (progress.kind === 'ended') out(runRows(progress.run));
  });
  process.off('SIGINT', leave);
  if (outcome.verification !== null) out(resultRows(plan, outcome.verification));
  return outcome;
}

/** A dangerous plan needs the name of the node, a harmless one a yes. */
async function confirmed(plan: Plan): Promise<boolean> {
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const wanted = plan.needsName ? plan.node : 'yes';
  const closed = new Promise<string>((resolve) => ask.once('close', () => resolve('')));
  try {
    const typed = await Promise.race([
      ask.question(`Type ${wanted} to ${plan.action} ${plan.node}, anything else leaves: `),
      closed,
    ]);
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
