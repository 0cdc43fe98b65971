import { confOf } from '../model/instance-conf.js';
import type { Cell, ClusterState, NodeState, VirtualRouter } from '../model/state.js';
import type { Basis, Finding, Rule } from './finding.js';
import { nothing } from './nodes.js';

/** After a change of role a node has this long, and one interval more, to set or remove its addresses, ms. */
const SETTLE_MS = 1000;
/** Addresses asked longer ago than this tell nothing of now, ms. */
const STALE_MS = 15_000;

/** True when this node's addresses were asked lately, and long enough after `since`, to tell what it holds since then. */
export function tellsOf(state: ClusterState, node: NodeState, router: VirtualRouter, since: number): boolean {
  if (state.sources.get(`addr:${node.name}`)?.status !== 'live' || node.heldAt === null) return false;
  return state.now - node.heldAt <= STALE_MS && node.heldAt > since + settleMs(router);
}

export function settleMs(router: VirtualRouter): number {
  return SETTLE_MS + (router.advertIntervalMs ?? 1000);
}

/** A rule about what the nodes that take part in a virtual router hold of its addresses. */
export function addressRule(
  id: string,
  rests: Basis,
  look: (state: ClusterState, router: VirtualRouter, cell: Cell, node: NodeState) => Finding[],
): Rule {
  return {
    id,
    rests,
    check(state) {
      const findings = state.routers.flatMap((router) =>
        [...router.cells.values()].flatMap((cell) => {
          const node = state.nodes.get(cell.node);
          return node === undefined ? [] : look(state, router, cell, node);
        }),
      );
      if (findings.length > 0) return { verdict: 'findings', findings };
      const asked = [...state.nodes.values()].some((n) => state.sources.get(`addr:${n.name}`)?.status === 'live');
      return nothing(asked, 'the addresses of a node (SSH)');
    },
  };
}

/** Where `address` sits, in the words of `ip addr`: `172.30.23.200/24`, `eth0`. null = on no interface known. */
export function placeOf(node: NodeState, address: string): { prefixed: string; dev: string } | null {
  for (const i of node.interfaces) {
    const found = i.addresses.find((a) => a.address === address);
    if (found !== undefined) return { prefixed: `${address}/${found.prefixLength}`, dev: i.name };
  }
  return null;
}

/** The node owns the address by itself: an address owner of RFC 5798, or its primary address. */
export function ownsAddress(state: ClusterState, router: VirtualRouter, cell: Cell, address: string): boolean {
  const node = state.nodes.get(cell.node);
  const priority = confOf(state, router, cell.node)?.priority ?? cell.configuredPriority ?? cell.priority;
  return priority === 255 || node?.addresses.includes(address) === true;
}

/** How the neighbours are told, on the node that should have the address. */
export function announce(address: string, dev: string): string {
  return address.includes(':') ? `ndsend ${address} ${dev}` : `arping -c 3 -U -I ${dev} ${address}`;
}
