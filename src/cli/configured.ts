import { homedir } from 'node:os';
import type { ThemeCheck } from '../config/file.js';
import { loadConfig } from '../config/load.js';
import type { ClusterConfig, Config } from '../config/types.js';
import { complain } from './output.js';

export interface ConfiguredOptions {
  config?: string;
  interface?: string;
  /** Only this cluster of the configuration. */
  cluster?: string;
}

/**
 * The configuration a command works with: the file, the hosts of the command line and its options together; at least
 * one cluster. Says on stderr what is wrong with it; null then.
 */
export function configuredFleet(
  hosts: string[],
  options: ConfiguredOptions,
  themeFault?: ThemeCheck,
): { config: Config; clusters: ClusterConfig[] } | null {
  const loaded = loadConfig({
    hosts,
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    ...(options.config === undefined ? {} : { explicitPath: options.config }),
    ...(themeFault === undefined ? {} : { themeFault }),
    ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
  });
  if (!loaded.ok) {
    complain(loaded.message);
    return null;
  }
  const { config } = loaded;
  if (options.interface === undefined) return { config, clusters: config.clusters };
  const captures = options.interface === 'none' ? [] : [{ interface: options.interface }];
  return { config, clusters: config.clusters.map((c) => ({ ...c, captures })) };
}

/** The same for a command that works on one cluster: where the hosts and options leave more than one, they must say which. */
export function configured(
  hosts: string[],
  options: ConfiguredOptions,
): { config: Config; cluster: ClusterConfig } | null {
  const found = configuredFleet(hosts, options);
  if (found === null) return null;
  const [cluster, ...others] = found.clusters;
  if (cluster !== undefined && others.length === 0) return { config: found.config, cluster };
  const names = found.clusters.map((c) => c.name).join(', ');
  const shared = hosts.find((h) => found.clusters.every((c) => c.nodes.some((n) => n.name === h)));
  complain(
    shared === undefined
      ? `this is about one cluster, and there are ${names}: say which with --cluster NAME`
      : `a node ${shared} is in each of the clusters ${names}: say which with --cluster NAME`,
  );
  return null;
}
