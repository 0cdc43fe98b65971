import type { ClusterState, Severity, Speech, VirtualRouter } from '../model/state.js';
import { nodeOf } from './wire.js';

/** Free VRIDs named in an advice. */
const SHOWN = 3;

/** True when `address` belongs to a node of the inventory, as far as addresses were told. */
export function isOurs(state: ClusterState, router: VirtualRouter, address: string): boolean {
  const owner = state.nodes.get(nodeOf(state, router, address));
  return owner?.inInventory === true || [...state.nodes.values()].some((n) => n.inInventory && n.held.has(address));
}

/** True when a node of the inventory takes part in it, or the configuration names it. */
export function isOurRouter(state: ClusterState, router: VirtualRouter): boolean {
  const configured = state.inventory.routers.some(
    (r) => r.vrid === router.vrid && (r.family ?? router.family) === router.family,
  );
  return configured || [...router.cells.keys()].some((n) => state.nodes.get(n)?.inInventory === true);
}

/** How bad it is for us: what happens to virtual routers of others, where we know which are ours, is their affair. */
export function weigh(state: ClusterState, router: VirtualRouter, severity: Severity): Severity {
  return state.inventory.nodes.length === 0 || isOurRouter(state, router) ? severity : 'info';
}

/**
 * Nodes of the inventory that may own any address: they were never asked which they have, and none is known that
 * sends for `router`. While there are such, a sender that nobody knows may be one of them.
 */
export function unaccounted(state: ClusterState, router: VirtualRouter): string[] {
  return [...state.nodes.values()]
    .filter((n) => n.inInventory && n.heldAt === null && (router.cells.get(n.name)?.wire ?? null) === null)
    .map((n) => n.name);
}

export function sameVips(a: Speech, b: Speech): boolean {
  return a.vips.every((v) => b.vips.includes(v)) && b.vips.every((v) => a.vips.includes(v));
}

/** Both list addresses, and not one in common. */
export function disjointVips(a: Speech, b: Speech): boolean {
  return a.vips.length > 0 && b.vips.length > 0 && !a.vips.some((v) => b.vips.includes(v));
}

/** Two clusters that happen to use one VRID: nothing in common, and at most one of them is ours. */
export function isForeignPair(state: ClusterState, router: VirtualRouter, a: Speech, b: Speech): boolean {
  return disjointVips(a, b) && !(isOurs(state, router, a.address) && isOurs(state, router, b.address));
}

/** Some VRIDs that nobody uses on the router's link, the next higher ones first. */
export function freeVrids(state: ClusterState, router: VirtualRouter): number[] {
  const link = router.id.replace(/\d+$/, '');
  const used = new Set(state.routers.filter((r) => r.id.startsWith(link)).map((r) => r.vrid));
  for (const id of state.taken) if (id.startsWith(link)) used.add(Number(id.slice(link.length)));
  for (const n of state.nodes.values()) for (const i of n.conf?.instances ?? []) used.add(i.vrid);
  const free: number[] = [];
  for (let i = 1; i < 255 && free.length < SHOWN; i++) {
    const vrid = (((router.vrid ?? 0) + i - 1) % 255) + 1;
    if (!used.has(vrid)) free.push(vrid);
  }
  return free;
}

/** `a, b and 3 more` */
export function listed(values: readonly string[], most = 4): string {
  if (values.length === 0) return 'none';
  const more = values.length - most;
  return more > 0 ? `${values.slice(0, most).join(', ')} and ${more} more` : values.join(', ');
}
