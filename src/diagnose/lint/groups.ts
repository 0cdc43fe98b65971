import { parseAddress } from '../../protocol/address.js';
import type { ConfPosition, VrrpInstanceConf } from '../../protocol/conf/types.js';
import type { LintFile } from './types.js';

/** An instance with the node that runs it. */
export interface Member {
  file: LintFile;
  node: string;
  instance: VrrpInstanceConf;
}

/** The instances of several nodes that are one virtual router, as far as the files tell. */
export type Group = Member[];

/** Position of a keyword of the instance, else of the instance itself. */
export function placeOf(m: Member, keyword: string): ConfPosition {
  return m.instance.at[keyword] ?? m.instance;
}

/**
 * Instances matched by family, VRID and link: those of one family and VRID that share a virtual IP, lie in one subnet,
 * or have one name. The same VRID on different segments is legal and stays apart.
 */
export function groupsOf(files: readonly LintFile[]): Group[] {
  const buckets = new Map<string, Group>();
  for (const file of files) {
    for (const instance of file.conf.instances) {
      if (instance.vrid === null) continue;
      const key = `${instance.family ?? 'ipv4'}/${instance.vrid}`;
      const bucket = buckets.get(key) ?? [];
      bucket.push({ file, node: file.node, instance });
      buckets.set(key, bucket);
    }
  }
  return [...buckets.values()].flatMap(split);
}

function split(bucket: Group): Group[] {
  const groups: Group[] = [];
  for (const member of bucket) {
    const open = groups.filter((g) => g.every((m) => m.node !== member.node));
    const home =
      open.find((g) => g.some((m) => shareVip(m.instance, member.instance))) ??
      open.find((g) => g.some((m) => m.instance.name === member.instance.name)) ??
      open.find((g) => g.some((m) => sameLink(m.instance, member.instance)));
    if (home === undefined) groups.push([member]);
    else home.push(member);
  }
  return groups;
}

export function addressesOf(i: VrrpInstanceConf): string[] {
  return [...new Set(i.vips.map((v) => v.address))].sort();
}

export function shareVip(a: VrrpInstanceConf, b: VrrpInstanceConf): boolean {
  const held = new Set(addressesOf(a));
  return addressesOf(b).some((v) => held.has(v));
}

/** Some virtual IP of one lies in the subnet that a virtual IP of the other names. */
function sameLink(a: VrrpInstanceConf, b: VrrpInstanceConf): boolean {
  return a.vips.some((x) =>
    b.vips.some(
      (y) => inSubnet(x.address, x.prefixLength, y.address) || inSubnet(y.address, y.prefixLength, x.address),
    ),
  );
}

/** Whether `address` lies in the subnet of `network`; a single address, or nearly all, is none. */
export function inSubnet(network: string, length: number, address: string): boolean {
  const a = parseAddress(network);
  const b = parseAddress(address);
  if (a === null || b === null || a.length !== b.length || length < 8 || length >= a.length * 8) return false;
  for (let bit = 0; bit < length; bit++) {
    const mask = 0x80 >> (bit & 7);
    if ((a[bit >> 3]! & mask) !== (b[bit >> 3]! & mask)) return false;
  }
  return true;
}

/** Groups in which different nodes may be compared: at least two, and not two services that only share a VRID. */
export function pairsOf(files: readonly LintFile[]): Group[] {
  return groupsOf(files).filter((g) => g.length > 1 && !isForeign(g));
}

/** No two members share a virtual IP: two services on one link use one VRID. */
export function isForeign(group: Group): boolean {
  return (
    group.length > 1 &&
    group.every((m) => m.instance.vips.length > 0) &&
    group.every((m) => group.every((n) => n === m || !shareVip(m.instance, n.instance)))
  );
}

/** An include was not found or conditions could not be decided: what is missing here may be there. */
export function isIncomplete(file: LintFile): boolean {
  return file.conf.problems.some((p) => /not seen|config-id is not known/.test(p.message));
}
