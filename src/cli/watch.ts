import { fleetSources } from '../app/cluster-sources.js';
import { toInventory } from '../app/inventory.js';
import { observingAll } from '../app/observing.js';
import { Stream } from '../report/stream.js';
import { type ConfiguredOptions, configuredFleet } from './configured.js';
import { EXIT, type ExitCode } from './exit.js';
import { Output } from './output.js';

interface WatchOptions extends ConfiguredOptions {
  /** Seconds; without it until a signal ends it. */
  for?: number;
  wait?: number;
}

/** Longer than a Master_Down_Interval at 1 s, so that the first line knows who is MASTER. */
const WAIT_S = 5;
const LOOK_MS = 250;

/** What happens in the clusters, a JSON object a line, until it is ended: for scripts, log shippers and `jq`. */
export async function watchLines(hosts: string[], options: WatchOptions): Promise<ExitCode> {
  const found = configuredFleet(hosts, options);
  if (found === null) return EXIT.usage;
  const { clusters } = found;
  const inventories = clusters.map(toInventory);
  const streams = clusters.map(() => new Stream());
  const out = new Output();
  return observingAll(
    inventories,
    (sink) => fleetSources(clusters, sink).sources,
    (watched) =>
      new Promise<ExitCode>((leave) => {
        const look = (): void => {
          for (const [i, { state, findings }] of watched.looks().entries())
            for (const line of streams[i]!.next(state, findings)) out.line(JSON.stringify(line));
          out.flush();
        };
        let looking: NodeJS.Timeout | null = null;
        const begin = setTimeout(
          () => {
            look();
            looking = setInterval(look, LOOK_MS);
          },
          (options.wait ?? WAIT_S) * 1000,
        );
        const end = (): void => {
          clearTimeout(begin);
          if (looking !== null) clearInterval(looking);
          for (const signal of SIGNALS) process.off(signal, end);
          leave(EXIT.ok);
        };
        for (const signal of SIGNALS) process.on(signal, end);
        if (options.for !== undefined) setTimeout(end, options.for * 1000);
      }),
  );
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
