import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { ClusterConfig } from '../config/types.js';
import type { Inventory } from '../model/input.js';
import { createLocalCapture, createNode, type Sink, type Source } from '../sources/index.js';
import { passwordFingerprint } from '../protocol/conf/fingerprint.js';
import { now } from './clock.js';

const KEY = randomBytes(16);

/** What the configuration says there is, in the model's words. A host that is an address is the node's own. */
export function toInventory(cluster: ClusterConfig): Inventory {
  return {
    cluster: cluster.name,
    nodes: cluster.nodes.map((n) => ({ name: n.name, addresses: [...n.addresses, ...(isIP(n.host) > 0 && !n.addresses.includes(n.host) ? [n.host] : [])] })),
    routers: cluster.virtualRouters,
  };
}

/** The sources of a cluster: the captures of this machine, and a connection to each node. */
export function clusterSources(cluster: ClusterConfig, sink: Sink): Source[] {
  const near = toInventory(cluster).nodes.flatMap((n) => n.addresses);
  return [
    ...cluster.captures.map((c) => createLocalCapture({ interface: c.interface, near }, sink)),
    ...cluster.nodes.map((n) =>
      createNode(
        {
          name: n.name,
          host: n.host,
          log: n.log,
          transport: n.transport,
          legacy: n.legacyAlgorithms,
          ...(n.port === undefined ? {} : { port: n.port }),
          ...(n.user === undefined ? {} : { user: n.user }),
          ...(n.identityFile === undefined ? {} : { identityFile: n.identityFile }),
          ...(n.capture === false ? {} : { capture: n.capture.interface }),
        },
        sink,
        { now, fingerprint: (secret) => passwordFingerprint(KEY, secret) },
      ),
    ),
  ];
}
