import { lookup } from 'node:dns/promises';
import type { ClusterConfig, NodeConfig } from '../config/types.js';
import {
  createLocalCapture,
  createLocalLog,
  createNode,
  type NodeSource,
  readSshConfig,
  type Sink,
  type Source,
} from '../sources/index.js';
import type { ActNode } from './act.js';
import { now } from './clock.js';
import { toInventory } from './inventory.js';
import { PROGRAM } from './version.js';

/** The sources of a cluster: a connection to each node (`nodes`, to act on them too), and the captures of this machine. */
export function clusterSources(cluster: ClusterConfig, sink: Sink): { sources: Source[]; nodes: ActNode[] } {
  const nodes = cluster.nodes.map((config) => ({ config, source: nodeSource(config, sink) }));
  return { sources: [...nodes.map((n) => n.source), new LocalCaptures(cluster, sink)], nodes };
}

const nodeSource = (n: NodeConfig, sink: Sink): NodeSource =>
  createNode(
    {
      ...sshTarget(n),
      name: n.name,
      log: n.log,
      transport: n.transport,
      legacy: n.legacyAlgorithms,
      counters: n.counters,
      ...(n.capture === false ? {} : { capture: n.capture.interface }),
    },
    sink,
    { now },
  );

/** Logs that lie on this machine: of this node itself, or gathered here by syslog. */
export function logSources(logs: readonly { node: string; path: string }[], sink: Sink): Source[] {
  return logs.map((log) => createLocalLog(log, sink));
}

export const sshTarget = (n: NodeConfig) => ({
  host: n.host,
  ...(n.port === undefined ? {} : { port: n.port }),
  ...(n.user === undefined ? {} : { user: n.user }),
  ...(n.identityFile === undefined ? {} : { identityFile: n.identityFile }),
});

/**
 * The captures of this machine. First the nodes' names are resolved: the addresses tell which interface reaches them,
 * and whose adverts are heard even where no SSH works.
 */
class LocalCaptures implements Source {
  readonly #cluster: ClusterConfig;
  readonly #sink: Sink;
  #captures: Source[] = [];
  #stopped = false;

  constructor(cluster: ClusterConfig, sink: Sink) {
    this.#cluster = cluster;
    this.#sink = sink;
  }

  start(): void {
    void this.#start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#captures.map((c) => c.stop()));
  }

  async #start(): Promise<void> {
    const inventory = toInventory(this.#cluster);
    await Promise.all(
      this.#cluster.nodes.map(async (n, i) => {
        const node = inventory.nodes[i]!;
        node.addresses = [...new Set([...node.addresses, ...(await addressesOf(n))])];
      }),
    );
    if (this.#stopped) return;
    this.#sink({ kind: 'start', inventory, program: PROGRAM });
    const near = inventory.nodes.flatMap((n) => n.addresses);
    this.#captures = this.#cluster.captures.map((c) =>
      createLocalCapture({ interface: c.interface, near }, this.#sink),
    );
    for (const capture of this.#captures) capture.start();
  }
}

/** The addresses behind what would be typed after `ssh`; none when nobody knows the name. */
async function addressesOf(node: NodeConfig): Promise<string[]> {
  try {
    const { hostname } = await readSshConfig(sshTarget(node));
    return (await lookup(hostname, { all: true }))
      .map((a) => a.address)
      .filter((a) => !a.startsWith('127.') && a !== '::1');
  } catch {
    return [];
  }
}
