import { isIP } from 'node:net';
import type { ClusterConfig } from '../config/types.js';
import type { Inventory } from '../model/input.js';

/** What the configuration says there is, in the model's words. A host that is an address is the node's own. */
export function toInventory(cluster: ClusterConfig): Inventory {
  return {
    cluster: cluster.name,
    nodes: cluster.nodes.map((n) => ({
      name: n.name,
      addresses: [...new Set([...n.addresses, ...(isIP(n.host) > 0 ? [n.host] : [])])],
    })),
    routers: cluster.virtualRouters,
  };
}
