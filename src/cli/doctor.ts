import type { ActNode } from '../app/act.js';
import { clusterSources } from '../app/cluster-sources.js';
import { type Diagnosis, examine } from '../app/doctor.js';
import { toInventory } from '../app/inventory.js';
import { observing } from '../app/observing.js';
import { sanitize } from '../protocol/sanitize.js';
import { type ConfiguredOptions, configured } from './configured.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain, Output } from './output.js';

interface DoctorOptions extends ConfiguredOptions {
  json?: boolean;
  wait?: number;
}

/** Long enough for a login and the first answers. */
const WAIT_S = 5;

/** What vrrptop needs of each node and of this machine, a line each; exit 1 when something failed. */
export async function doctor(hosts: string[], options: DoctorOptions): Promise<ExitCode> {
  const found = configured(hosts, options);
  if (found === null) return EXIT.usage;
  const { cluster } = found;
  if (cluster.nodes.length === 0) complain('no node is given or configured: this machine alone is looked at');
  const nodes: ActNode[] = [];
  const diagnosis = await observing(
    toInventory(cluster),
    (sink) => {
      const opened = clusterSources(cluster, sink);
      nodes.push(...opened.nodes);
      return opened.sources;
    },
    (watched) => examine(nodes, watched, (options.wait ?? WAIT_S) * 1000),
  );
  const out = new Output();
  out.line(
    options.json === true ? JSON.stringify({ schema: 'vrrptop-doctor/1', ...diagnosis }, null, 2) : asText(diagnosis),
  );
  out.flush();
  return diagnosis.checks.some((c) => c.level === 'failure') ? EXIT.failed : EXIT.ok;
}

function asText({ checks, sudoers }: Diagnosis): string {
  const width = Math.max(...checks.map((c) => (c.node ?? 'here').length));
  const lines = checks.map((c) => {
    const head = `${c.level.padEnd(7)}  ${(c.node ?? 'here').padEnd(width)}  ${c.what.padEnd(13)}`;
    return `${head}  ${c.found}${c.mend === '' ? '' : `; to mend it: ${c.mend}`}`;
  });
  const files = sudoers.flatMap(({ node, text }) => [
    '',
    `# ${node}: /etc/sudoers.d/vrrptop (visudo -f), nothing more is needed`,
    ...text.split('\n'),
  ]);
  return [...lines, ...files].map((line) => sanitize(line, 1000)).join('\n');
}
