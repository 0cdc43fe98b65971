import { toInventory } from '../app/inventory.js';
import { watch } from '../app/watch.js';
import type { ClusterConfig } from '../config/types.js';
import { type ConfiguredOptions, configuredFleet } from './configured.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain, hasScreen } from './output.js';
import { isThere, ownThemes } from './themes.js';

interface LiveOptions extends ConfiguredOptions {
  theme?: string;
  ascii?: boolean;
  record?: string | true;
  readOnly?: boolean;
  log: string[];
}

/** Watches nodes and the LAN until the operator quits. */
export async function live(hosts: string[], options: LiveOptions): Promise<ExitCode> {
  if (!hasScreen('for scripts there are: vrrptop status --json, vrrptop watch')) return EXIT.usage;
  const themes = ownThemes();
  if (!isThere(themes, options.theme)) return EXIT.usage;
  const found = configuredFleet(hosts, options, (name) => themes.choose(name));
  if (found === null) return EXIT.usage;
  const { config, clusters } = found;
  const logs = localLogs(options.log, clusters);
  if ('message' in logs) {
    complain(logs.message);
    return EXIT.usage;
  }
  return watch({
    mode: 'live',
    inventories: clusters.map(toInventory),
    theme: options.theme ?? config.theme,
    themes,
    ascii: options.ascii ?? config.ascii ?? null,
    record: options.record ?? null,
    alarm: config.alarm,
    readOnly: config.readOnly || options.readOnly === true,
    open: async (sink) => {
      const { fleetSources, logSources } = await import('../app/cluster-sources.js');
      const { sources, nodes } = fleetSources(clusters, sink);
      return { sources: [...sources, ...logSources(logs.logs, sink)], nodes };
    },
  });
}

interface LocalLog {
  cluster: string;
  node: string;
  path: string;
}

/** The logs of `--log NODE=FILE`, each with the cluster that has the node. */
function localLogs(
  options: readonly string[],
  clusters: readonly ClusterConfig[],
): { logs: LocalLog[] } | { message: string } {
  const logs: LocalLog[] = [];
  for (const text of options) {
    const cut = text.indexOf('=');
    const [node, path] = [text.slice(0, Math.max(cut, 0)), text.slice(cut + 1)];
    if (node === '' || path === '') return { message: `--log ${text}: expected NODE=FILE` };
    const having = clusters.filter((c) => c.nodes.some((n) => n.name === node));
    const [cluster] = clusters.length === 1 ? clusters : having;
    if (cluster === undefined) return { message: `--log ${text}: no cluster has a node ${node}` };
    if (having.length > 1)
      return { message: `--log ${text}: ${having.map((c) => c.name).join(', ')} have a node ${node}: --cluster NAME` };
    logs.push({ cluster: cluster.name, node, path });
  }
  return { logs };
}
