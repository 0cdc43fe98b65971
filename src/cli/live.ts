import { toInventory } from '../app/inventory.js';
import { watch } from '../app/watch.js';
import { type ConfiguredOptions, configured } from './configured.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain } from './output.js';

interface LiveOptions extends ConfiguredOptions {
  theme?: string;
  ascii?: boolean;
  record?: string | true;
}

/** Watches nodes and the LAN until the operator quits. */
export async function live(hosts: string[], options: LiveOptions): Promise<ExitCode> {
  if (!process.stdout.isTTY) {
    complain('stdout is no terminal; for scripts there is: vrrptop status --json');
    return EXIT.usage;
  }
  const found = configured(hosts, options);
  if (found === null) return EXIT.usage;
  const { config, cluster } = found;
  return watch({
    mode: 'live',
    inventory: toInventory(cluster),
    theme: options.theme ?? config.theme,
    ascii: options.ascii ?? config.ascii ?? null,
    record: options.record ?? null,
    open: async (sink) => ({ sources: (await import('../app/cluster-sources.js')).clusterSources(cluster, sink) }),
  });
}
