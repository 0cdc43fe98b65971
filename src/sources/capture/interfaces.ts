import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * The interface on which to listen when nobody named one: that which shares a subnet with a node, else that of the
 * default route, else `any`.
 * @param near addresses of the nodes; names among them are passed over.
 */
export function chooseInterface(near: readonly string[]): string {
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const own of addresses ?? []) {
      if (own.internal || own.cidr === null) continue;
      const family = own.family === 'IPv4' ? 'ipv4' : 'ipv6';
      const subnet = new BlockList();
      subnet.addSubnet(own.address, Number(own.cidr.split('/')[1]), family);
      if (near.some((a) => isIP(a) === (family === 'ipv4' ? 4 : 6) && subnet.check(a, family))) return name;
    }
  }
  return defaultRouteInterface() ?? 'any';
}

function defaultRouteInterface(): string | null {
  for (const line of readText('/proc/net/route').split('\n').slice(1)) {
    const [name, destination, , , , , , mask] = line.split('\t');
    if (name !== undefined && destination === '00000000' && mask === '00000000') return name;
  }
  return null;
}

/** Whether an interface can carry packets; null where that cannot be told (`any`, not Linux). */
export function linkState(iface: string): 'up' | 'down' | 'gone' | null {
  if (iface === 'any' || readText('/proc/net/dev') === '') return null;
  const state = readText(`/sys/class/net/${iface}/operstate`).trim();
  if (state !== '') return state === 'up' || state === 'unknown' ? 'up' : 'down';
  // A namespace entered without its own /sys shows other interfaces there: /proc/net/dev is always right.
  return readText('/proc/net/dev').includes(`${iface}:`) ? null : 'gone';
}

/** Addresses by which a multicast group is joined on an interface (all but the loopback for `any`). */
export function joinAddresses(iface: string): { family: 4 | 6; address: string }[] {
  const joins: { family: 4 | 6; address: string }[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    if (iface === 'any' ? addresses?.every((a) => a.internal) : name !== iface) continue;
    const ipv4 = addresses?.find((a) => a.family === 'IPv4');
    if (ipv4 !== undefined) joins.push({ family: 4, address: ipv4.address });
    if (addresses?.some((a) => a.family === 'IPv6')) joins.push({ family: 6, address: `::%${name}` });
  }
  return joins;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
