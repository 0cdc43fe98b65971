import { toInventory } from '../app/inventory.js';
import { watch } from '../app/watch.js';
import { type ConfiguredOptions, configured } from './configured.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain } from './output.js';

interface LiveOptions extends ConfiguredOptions {
  theme?: string;
  ascii?: boolean;
  record?: string | true;
  readOnly?: boolean;
  log: string[];
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
  const logs = localLogs(options.log);
  if ('message' in logs) {
    complain(logs.message);
    return EXIT.usage;
  }
  return watch({
    mode: 'live',
    inventory: toInventory(cluster),
    theme: options.theme ?? config.theme,
    ascii: options.ascii ?? config.ascii ?? null,
    record: options.record ?? null,
    alarm: config.alarm,
    readOnly: config.readOnly || options.readOnly === true,
    open: async (sink) => {
      const { clusterSources, logSources } = await import('../app/cluster-sources.js');
      const { sources, nodes } = clusterSources(cluster, sink);
      return { sources: [...sources, ...logSources(logs.logs, sink)], nodes };
    },
  });
}

/** The logs of `--log NODE=FILE`. */
function localLogs(options: string[]): { logs: { node: string; path: string }[] } | { message: string } {
  const logs = options.map((text) => {
    const cut = text.indexOf('=');
    return { node: text.slice(0, Math.max(cut, 0)), path: text.slice(cut + 1) };
  });
  const wrong = logs.findIndex((l) => l.node === '' || l.path === '');
  return wrong < 0 ? { logs } : { message: `--log ${options[wrong]}: expected NODE=FILE` };
}
