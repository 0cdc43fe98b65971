import { homedir } from 'node:os';
import type { ThemeCheck } from '../config/file.js';
import { loadConfig } from '../config/load.js';
import type { ClusterConfig, Config } from '../config/types.js';
import { complain } from './output.js';

export interface ConfiguredOptions {
  config?: string;
  interface?: string;
}

/**
 * The configuration a command works with: the file, the hosts of the command line and its options together.
 * Says on stderr what is wrong with it; null then.
 */
export function configured(
  hosts: string[],
  options: ConfiguredOptions,
  themeFault?: ThemeCheck,
): { config: Config; cluster: ClusterConfig } | null {
  const loaded = loadConfig({
    hosts,
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    ...(options.config === undefined ? {} : { explicitPath: options.config }),
    ...(themeFault === undefined ? {} : { themeFault }),
  });
  if (!loaded.ok) {
    complain(loaded.message);
    return null;
  }
  const { config } = loaded;
  const cluster = config.clusters[0];
  if (cluster === undefined) {
    complain('the configuration names no cluster');
    return null;
  }
  if (config.clusters.length > 1)
    complain(`watching the cluster ${cluster.name}; the other ${config.clusters.length - 1} are not shown yet`);
  if (options.interface === undefined) return { config, cluster };
  const captures = options.interface === 'none' ? [] : [{ interface: options.interface }];
  return { config, cluster: { ...cluster, captures } };
}
