import type { ClusterState } from '../../model/state.js';
import { routerId } from '../../model/wire-router.js';
import { addressAt } from '../../protocol/address.js';
import type { Packet } from '../../protocol/packet.js';

const VRRP = 112;

/** What the cluster knows of the numbers in packets. */
export interface Names {
  /** Node of a primary address, null for an unknown one. */
  node(address: string): string | null;
  /** Node that sends with this MAC; null for an unknown one, and for one that several use (`use_vmac`). */
  nodeOfMac(mac: string): string | null;
  /** Name of a virtual router, null where it has none but its VRID. */
  router(p: Packet): string | null;
  /** Equal for equal names. */
  key: string;
}

export function namesOf(state: ClusterState): Names {
  const nodes = new Map<string, string>();
  for (const { name, addresses } of state.nodes.values()) for (const address of addresses) nodes.set(address, name);
  const macs = new Map<string, string | null>();
  const speakers = state.routers.flatMap((r) => [...r.cells.values()]);
  for (const { node, wire } of speakers) {
    if (wire !== null) macs.set(wire.mac, (macs.get(wire.mac) ?? node) === node ? node : null);
  }
  const routers = new Map<string, string>();
  for (const { id, names } of state.routers) if (names[0] !== undefined) routers.set(id, names[0]);
  return {
    node: (address) => nodes.get(address) ?? null,
    nodeOfMac: (mac) => macs.get(mac) ?? null,
    router: (p) => routers.get(routerId(p)) ?? null,
    key: JSON.stringify([...nodes, ...macs, ...routers]),
  };
}

/** VRRP, also where it could not be decoded. */
export const isVrrp = (p: Packet): boolean => p.kind === 'vrrp' || (p.kind === 'bad' && p.protocol === VRRP);
/** The VRRP header is there. */
export const hasHeader = (p: Packet): boolean => isVrrp(p) && p.payloadLength >= 8;
/** There are addresses to show: IP, or an announcement. */
export const hasAddresses = (p: Packet): boolean => p.protocol >= 0 || p.kind === 'arp' || p.kind === 'na';

export const sourceOf = (p: Packet): string => (hasAddresses(p) ? addressAt(p.bytes, p.src, p.family) : '');
export const targetOf = (p: Packet): string => (hasAddresses(p) ? addressAt(p.bytes, p.dst, p.family) : '');

export function vipsOf(p: Packet): string[] {
  const size = p.family === 'ipv4' ? 4 : 16;
  return Array.from({ length: p.vipCount }, (_, i) => addressAt(p.bytes, p.vips + i * size, p.family));
}

/** How the packet is called: `VRRP`, `ARP`, `NA`. */
export function kindName(p: Packet): string {
  if (isVrrp(p)) return 'VRRP';
  return p.kind === 'arp' ? 'ARP' : p.kind === 'na' ? 'NA' : '';
}
