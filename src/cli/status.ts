import { fleetSources } from '../app/cluster-sources.js';
import { toInventory } from '../app/inventory.js';
import { look } from '../app/status.js';
import { STATUS_WORDS, worstWord } from '../diagnose/status-word.js';
import { buildStatus, fleetText } from '../report/status.js';
import { type ConfiguredOptions, configuredFleet } from './configured.js';
import type { ExitCode } from './exit.js';
import { Output } from './output.js';

interface StatusOptions extends ConfiguredOptions {
  json?: boolean;
  wait?: number;
}

/** Longer than a Master_Down_Interval at 1 s, so that silence can be told from not having listened. */
const WAIT_S = 5;

/** One look at the clusters; the exit code says how the worst is, as monitoring plugins do. A wrong configuration is UNKNOWN. */
export async function status(hosts: string[], options: StatusOptions): Promise<ExitCode> {
  const found = configuredFleet(hosts, options);
  if (found === null) return STATUS_WORDS.indexOf('UNKNOWN');
  const { clusters } = found;
  const looks = await look(
    clusters.map(toInventory),
    (sink) => fleetSources(clusters, sink).sources,
    (options.wait ?? WAIT_S) * 1000,
  );
  const data = looks.map(({ state, findings }) => buildStatus(state, findings));
  const out = new Output();
  out.line(options.json === true ? JSON.stringify(data.length === 1 ? data[0] : data, null, 2) : fleetText(looks));
  out.flush();
  return STATUS_WORDS.indexOf(worstWord(data.map((d) => d.status)));
}
