import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressAt, macAt } from '../../../src/protocol/address.js';
import type { Packet } from '../../../src/protocol/packet.js';

/** What tcpdump and the decoders both tell about a record; a field is missing where tcpdump prints none. */
export interface Row {
  at: string;
  srcMac?: string | undefined;
  vlans: number[];
  what: string;
  src?: string;
  dst?: string;
  ttl?: number;
  ipId?: number;
  version?: number;
  vrid?: number;
  priority?: number;
  advertIntervalMs?: number;
  authType?: string;
  vips?: string[];
  ahSequence?: number;
  /** `announced is at MAC` */
  announces?: string;
}

export const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0;
if (!hasTcpdump) console.warn('tcpdump is missing: decoders are compared with its stored tables only');

/** Runs tcpdump on a capture, with the options the stored tables were made with. */
export function runTcpdump(pcap: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'vrrptop-wire-'));
  try {
    const file = join(folder, 'capture');
    writeFileSync(file, pcap);
    const args = ['-nn', '-e', '-v', '-tt', '--time-stamp-precision', 'nano', '-r', file];
    return execFileSync('tcpdump', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** tcpdump's text, a record a row. Records of several lines are one text first. */
export function rowsOf(text: string): Row[] {
  const records: string[] = [];
  for (const line of text.split('\n')) {
    if (/^\d+\.\d+ /.test(line)) records.push(line);
    else if (line !== '') records.push(`${records.pop() ?? ''} ${line.trim()}`);
  }
  return records.map(rowOf);
}

const AUTH: Record<string, string> = { none: 'none', simple: 'pass', ah: 'ah' };

function rowOf(record: string): Row {
  const row: Row = {
    at: record.split(' ', 1)[0]!,
    srcMac: /([0-9a-f]{2}(:[0-9a-f]{2}){5})/.exec(record)?.[1],
    vlans: [...record.matchAll(/vlan (\d+),/g)].map((match) => Number(match[1])),
    what: 'other',
  };
  const arp = /(?:Request who-has (\S+) .*tell|Reply) (\S+?)(?: is-at (\S+))?, length/.exec(record);
  if (arp !== null) {
    return {
      ...row,
      what: arp[1] === arp[2] ? 'gratuitous arp' : 'arp',
      announces: `${arp[2]} is at ${arp[3] ?? row.srcMac}`,
    };
  }
  const na =
    /neighbor advertisement, length \d+, tgt is ([^ ,]+), Flags (\[.*?\]).*link-address option .*: (\S+)$/.exec(record);
  if (na !== null) {
    return {
      ...row,
      what: na[2]!.includes('solicited') ? 'na' : 'gratuitous na',
      announces: `${na[1]} is at ${na[3]}`,
    };
  }
  const vrrp = /VRRPv(\d), Advertisement, (?:\(ttl \d+\), )?vrid (\d+), prio (\d+)/.exec(record);
  if (vrrp === null || record.includes('ICMP')) return row;
  const [, src, dst] = /(\S+) > (\S+): [^>]*VRRPv/.exec(record)!;
  const auth = /authtype (\w+)/.exec(record)?.[1];
  const interval = /intvl (\d+)(c?)s/.exec(record)!;
  const found: Row = {
    ...row,
    what: 'vrrp',
    src: src!,
    dst: dst!,
    ttl: Number(/(?:ttl|hlim) (\d+)/.exec(record)?.[1]),
    version: Number(vrrp[1]),
    vrid: Number(vrrp[2]),
    priority: Number(vrrp[3]),
    advertIntervalMs: Number(interval[1]) * (interval[2] === 'c' ? 10 : 1000),
    authType: AUTH[auth ?? 'none'] ?? 'none',
    vips: /addrs(?:\(\d+\))?: ([^ ]*)/.exec(record)![1]!.split(','),
    ahSequence: Number(/seq=(0x[0-9a-f]+)/.exec(record)?.[1] ?? 0),
  };
  const id = /, id (\d+),/.exec(record);
  if (id !== null) found.ipId = Number(id[1]);
  return found;
}

/** The same row out of a decoded packet. */
export function rowOfPacket(p: Packet): Row {
  const row: Row = {
    at: `${p.seconds}.${String(p.nanoseconds).padStart(9, '0')}`,
    srcMac: macAt(p, p.srcMac) ?? undefined,
    vlans: [p.outerVlan, p.vlan].filter((vlan) => vlan >= 0),
    what: 'other',
  };
  if (p.kind === 'arp' || p.kind === 'na') {
    const announces = `${addressAt(p.bytes, p.src, p.family)} is at ${macAt(p, p.announcedMac)}`;
    return { ...row, what: `${p.gratuitous ? 'gratuitous ' : ''}${p.kind}`, announces };
  }
  if (p.kind !== 'vrrp') return row;
  const size = p.family === 'ipv4' ? 4 : 16;
  const found: Row = {
    ...row,
    what: 'vrrp',
    src: addressAt(p.bytes, p.src, p.family),
    dst: addressAt(p.bytes, p.dst, p.family),
    ttl: p.ttl,
    version: p.version,
    vrid: p.vrid,
    priority: p.priority,
    advertIntervalMs: p.advertIntervalMs,
    authType: p.authType,
    vips: Array.from({ length: p.vipCount }, (_, i) => addressAt(p.bytes, p.vips + i * size, p.family)),
    ahSequence: p.ahSequence,
  };
  if (p.ipId >= 0) found.ipId = p.ipId;
  return found;
}
