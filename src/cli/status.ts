import { clusterSources } from '../app/cluster-sources.js';
import { toInventory } from '../app/inventory.js';
import { look } from '../app/status.js';
import { buildStatus, STATUS_WORDS, statusText, statusWord } from '../report/status.js';
import { type ConfiguredOptions, configured } from './configured.js';
import type { ExitCode } from './exit.js';
import { Output } from './output.js';

interface StatusOptions extends ConfiguredOptions {
  json?: boolean;
  wait?: number;
}

/** Longer than a Master_Down_Interval at 1 s, so that silence can be told from not having listened. */
const WAIT_S = 5;

/** One look at the cluster; the exit code says how it is, as monitoring plugins do. A wrong configuration is UNKNOWN. */
export async function status(hosts: string[], options: StatusOptions): Promise<ExitCode> {
  const found = configured(hosts, options);
  if (found === null) return STATUS_WORDS.indexOf('UNKNOWN');
  const { cluster } = found;
  const { state, findings } = await look(
    toInventory(cluster),
    (sink) => clusterSources(cluster, sink).sources,
    (options.wait ?? WAIT_S) * 1000,
  );
  const out = new Output();
  out.line(options.json === true ? JSON.stringify(buildStatus(state, findings), null, 2) : statusText(state, findings));
  out.flush();
  return STATUS_WORDS.indexOf(statusWord(state, findings));
}
