import { createInterface } from 'node:readline/promises';
import type { Result } from '../actions/explain.js';
import type { Plan } from '../actions/plan.js';
import type { Forecast } from '../actions/sequence.js';
import { type ActNode, gatherAll, settingsOf } from '../app/act.js';
import { now } from '../app/clock.js';
import { clusterSources } from '../app/cluster-sources.js';
import { toInventory } from '../app/inventory.js';
import { observing } from '../app/observing.js';
import type { SequenceDeps } from '../app/sequence.js';
import { parseTarget } from '../config/target.js';
import type { ClusterConfig, Config } from '../config/types.js';
import { type ConfiguredOptions, configured, configuredFleet } from './configured.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain } from './output.js';

/** What `do` and `drill` can be told. */
export interface ActingOptions extends ConfiguredOptions {
  peer: string[];
  yes?: boolean;
  force?: boolean;
  plan?: boolean;
  json?: boolean;
  readOnly?: boolean;
  wait?: number;
}

/** What a command that acts works with. */
interface Stage {
  /** Names of the nodes to act on. */
  names: readonly string[];
  cluster: ClusterConfig;
  /** What is known before anything is planned. */
  known: Forecast;
  /** For a sequence, but for its signals. */
  deps: Omit<SequenceDeps, 'signal' | 'stopping'>;
}

/** Longer than a Master_Down_Interval at 1 s, so that who is MASTER is known. */
const WAIT_S = 5;
/** More than `wait`, for a login that takes its time. */
const CONNECT_MS = 10_000;

/** 0: as predicted; 1: done, but not as predicted; 2: usage; 3: nothing was done; 4: a command failed; 5: not known. */
export const RESULT_CODES: Readonly<Record<Result, ExitCode>> = {
  'as-predicted': EXIT.ok,
  otherwise: 1,
  refused: 3,
  failed: 4,
  unknown: 5,
};

/**
 * Looks at the cluster of the hosts, asks its nodes, and has `body` act on them. Where that cannot be, `refuse` says why.
 * @param say tells the operator what goes on.
 */
export async function acting(
  hosts: string[],
  options: ActingOptions,
  say: (line: string) => void,
  refuse: (node: string, why: string) => ExitCode,
  body: (stage: Stage) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (options.yes !== true && options.plan !== true && (options.json === true || !process.stdin.isTTY)) {
    complain('nobody can confirm it here: --yes carries it out, --plan shows only what would be done');
    return EXIT.usage;
  }
  const found = clusterWith(hosts, options);
  if (found === null) return EXIT.usage;
  const { config, cluster, names } = found;
  const readOnly = config.readOnly || options.readOnly === true;
  const nodes: ActNode[] = [];
  return observing(
    toInventory(cluster),
    (sink) => {
      const opened = clusterSources(cluster, sink);
      nodes.push(...opened.nodes);
      return opened.sources;
    },
    async (watched) => {
      const careful = nodes.find((n) => names.includes(n.config.name) && settingsOf(n.config, readOnly).readOnly)
        ?.config.name;
      if (careful !== undefined) return refuse(careful, `read-only: no action on ${careful}`);
      const seconds = options.wait ?? WAIT_S;
      say(`looking at the cluster for ${seconds} s`);
      await new Promise((done) => setTimeout(done, seconds * 1000));
      const said = await gatherAll(nodes, names, readOnly, CONNECT_MS);
      for (const name of names) {
        const why = said.get(name);
        if (typeof why !== 'string') continue;
        const ssh = watched.state().sources.get(`ssh:${name}`);
        return refuse(name, ssh === undefined || ssh.status === 'live' ? why : `${name}: ${ssh.reason}`);
      }
      const state = watched.state();
      const known = { plans: [], state, since: state.now, nodes: said };
      const deps = { nodes, readOnly, push: watched.push, state: () => watched.state(), now };
      return body({ names, cluster, known, deps });
    },
  );
}

/** The cluster of the hosts, with their peers, so that what happens to them can be predicted and seen. */
function clusterWith(
  hosts: string[],
  options: ActingOptions,
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

/**
 * Whether the plans may be carried out: with `--yes` when nothing speaks against them or `--force` is given, else when
 * the operator types a name (the node's, or the cluster's where there are several nodes) or, for harmless plans, a yes.
 * @param verb as the question has it. @returns the plan that is refused, and why; null = they may.
 */
export async function refusalOf(
  verb: string,
  plans: readonly Plan[],
  cluster: string,
  options: ActingOptions,
): Promise<{ plan: Plan; why: string } | null> {
  const refused = plans.find((p) => p.refusal !== null);
  if (refused !== undefined) return { plan: refused, why: refused.refusal ?? '' };
  if (options.yes !== true)
    return (await confirmed(verb, plans, cluster)) ? null : { plan: plans[0]!, why: 'not confirmed' };
  const opposed = plans.find((p) => p.objections.length > 0);
  return opposed === undefined || options.force === true
    ? null
    : { plan: opposed, why: `${opposed.objections.join('; ')}; --force does it all the same` };
}

async function confirmed(verb: string, plans: readonly Plan[], cluster: string): Promise<boolean> {
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const [node, ...others] = new Set(plans.map((p) => p.node));
  const several = others.length > 0;
  const wanted = !plans.some((p) => p.needsName) ? 'yes' : several ? cluster : node;
  const whom = several ? `all ${others.length + 1} nodes` : node;
  const closed = new Promise<string>((resolve) => ask.once('close', () => resolve('')));
  try {
    const typed = await Promise.race([
      ask.question(`Type ${wanted} to ${verb} ${whom}, anything else leaves: `),
      closed,
    ]);
    return typed.trim() === wanted;
  } finally {
    ask.close();
  }
}
