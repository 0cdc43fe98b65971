import { lookup } from 'node:dns/promises';
import type { ClusterConfig, NodeConfig } from '../config/types.js';
import type { Inventory } from '../model/input.js';
import {
  chooseInterface,
  createLocalCapture,
  createLocalLog,
  createNode,
  type NodeSource,
  readSshConfig,
  type Sink,
  type Source,
  scoped,
  Turnstile,
  within,
} from '../sources/index.js';
import type { ActNode } from './act.js';
import { now } from './clock.js';
import { toInventory } from './inventory.js';
import { PROGRAM } from './version.js';

/** So many connections are opened at once, and after that one each so many ms: a login costs the event loop some 10 ms. */
const CONNECTIONS = { burst: 8, everyMs: 40 } as const;
/** The same for looking up names, which starts `ssh -G`. */
const LOOKUPS = { burst: 8, everyMs: 10 } as const;
/** Names that nobody has answered for by then hold up no capture, ms. */
const LOOKUP_MS = 5000;

/** The sources of clusters: a connection to each node (`nodes`, to act on them too), and the captures of this machine. */
export function fleetSources(clusters: readonly ClusterConfig[], sink: Sink): { sources: Source[]; nodes: ActNode[] } {
  const turnstile = new Turnstile(CONNECTIONS.burst, CONNECTIONS.everyMs);
  const nodes = clusters.flatMap((cluster) =>
    cluster.nodes.map((config) => ({
      cluster: cluster.name,
      config,
      source: nodeSource(config, scoped(sink, cluster.name), turnstile),
    })),
  );
  return { sources: [...nodes.map((n) => n.source), new LocalCaptures(clusters, sink)], nodes };
}

/** The same of one cluster. */
export const clusterSources = (cluster: ClusterConfig, sink: Sink): { sources: Source[]; nodes: ActNode[] } =>
  fleetSources([cluster], sink);

const nodeSource = (n: NodeConfig, sink: Sink, turnstile: Turnstile): NodeSource =>
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
    { now, turnstile },
  );

/** Logs that lie on this machine: of this node itself, or gathered here by syslog. */
export function logSources(logs: readonly { cluster: string; node: string; path: string }[], sink: Sink): Source[] {
  return logs.map(({ cluster, node, path }) => createLocalLog({ node, path }, scoped(sink, cluster)));
}

export const sshTarget = (n: NodeConfig) => ({
  host: n.host,
  ...(n.port === undefined ? {} : { port: n.port }),
  ...(n.user === undefined ? {} : { user: n.user }),
  ...(n.identityFile === undefined ? {} : { identityFile: n.identityFile }),
});

/**
 * The captures of this machine, each started once for all clusters that want it. First the nodes' names are resolved:
 * the addresses tell which interface reaches them, and whose adverts are heard even where no SSH works.
 */
class LocalCaptures implements Source {
  readonly #clusters: readonly { config: ClusterConfig; inventory: Inventory }[];
  readonly #sink: Sink;
  #captures: Source[] = [];
  #isListening = false;
  readonly #stopping = new AbortController();

  constructor(clusters: readonly ClusterConfig[], sink: Sink) {
    this.#clusters = clusters.map((config) => ({ config, inventory: toInventory(config) }));
    this.#sink = sink;
  }

  start(): void {
    const turnstile = new Turnstile(LOOKUPS.burst, LOOKUPS.everyMs);
    const all = this.#clusters.map(({ config, inventory }) => this.#resolve(config, inventory, turnstile));
    void within(LOOKUP_MS, Promise.all(all), undefined).then(() => this.#listen());
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#captures.map((c) => c.stop()));
  }

  async #resolve({ nodes }: ClusterConfig, inventory: Inventory, turnstile: Turnstile): Promise<void> {
    await Promise.all(
      nodes.map(async (n, i) => {
        await turnstile.pass(this.#stopping.signal);
        if (this.#stopping.signal.aborted) return;
        const node = inventory.nodes[i]!;
        node.addresses = [...new Set([...node.addresses, ...(await addressesOf(n))])];
      }),
    );
    if (this.#isListening) this.#declare(inventory);
  }

  #declare(inventory: Inventory): void {
    if (!this.#stopping.signal.aborted)
      this.#sink({ kind: 'start', inventory: structuredClone(inventory), program: PROGRAM });
  }

  #listen(): void {
    if (this.#stopping.signal.aborted) return;
    const interfaces = new Set<string>();
    for (const { config, inventory } of this.#clusters) {
      const near = inventory.nodes.flatMap((n) => n.addresses);
      const own = config.captures.map((c) => (c.interface === 'auto' ? chooseInterface(near) : c.interface));
      inventory.captures = own.map((name) => `wire:${name}`);
      for (const name of own) interfaces.add(name);
      this.#declare(inventory);
    }
    this.#isListening = true;
    this.#captures = [...interfaces].map((name) => createLocalCapture({ interface: name }, this.#sink));
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
