import { type PacketRecord, packetAt, type Tail } from '../../model/tail.js';
import { macAt } from '../../protocol/address.js';
import type { Packet } from '../../protocol/packet.js';
import { cut, cutMiddle } from '../cells.js';
import { age, stamp } from '../format.js';
import type { Glyphs } from '../glyphs.js';
import { text } from '../panel.js';
import { type Column, type Forms, forms } from '../table.js';
import type { Line, Role } from '../text.js';
import { hasHeader, isVrrp, kindName, type Names, sourceOf, targetOf, vipsOf } from './names.js';

/** Time, delta, source, destination, router, version, priority, interval, VIPs, checks: who gives way first. */
export const PACKET_COLUMNS: Column[] = [[4, 8], [9], [4, 7], [1, 3], [5], [6], [2], [5], [0], []];

const head = (...all: string[]): Forms => forms(...all.map((word) => text(word, 'dim')));
export const PACKET_HEAD: Forms[] = [
  head('time', 'time'),
  head('delta', ''),
  head('source', 'source', 'source'),
  head('destination', 'to', ''),
  head('router', 'router'),
  head('v', ''),
  head('prio', 'prio'),
  head('each', ''),
  head('addresses', 'VIPs'),
  head('checks'),
];

/**
 * Time since the packet before from the same sender for the same virtual router, heard by the same capture, ms; null
 * when none is kept. Announcements are told apart by the address that they announce.
 */
export function deltaOf(tail: Tail, record: PacketRecord): number | null {
  for (let seq = record.seq - 1; ; seq--) {
    const before = packetAt(tail, seq);
    if (before === undefined) return null;
    if (before.source === record.source && isSameSender(before.packet, record.packet)) return record.at - before.at;
  }
}

function isSameSender(a: Packet, b: Packet): boolean {
  if (a.kind !== b.kind || a.vrid !== b.vrid || a.family !== b.family || a.vlan !== b.vlan) return false;
  const size = a.family === 'ipv4' ? 4 : 16;
  for (let i = 0; i < size; i++) if (a.bytes[a.src + i] !== b.bytes[b.src + i]) return false;
  return true;
}

/** A row of the table. */
export function packetRow(record: PacketRecord, delta: number | null, names: Names, now: number, g: Glyphs): Forms[] {
  const { packet: p } = record;
  const when = stamp(record.at, now);
  const { node, address } = senderOf(p, names);
  const short = isVrrp(p) ? cutMiddle(address, 15, g.more) : g.more + address.slice(-8);
  const known = hasHeader(p);
  const checks = checksOf(p);
  return [
    forms(text(when, 'dim'), text(when.slice(-11), 'dim'), text(when.slice(-11, -3), 'dim')),
    forms(text(delta === null ? '' : deltaText(delta), 'dim'), []),
    forms(
      text(node === null ? address : `${node} ${address}`),
      text(node ?? address),
      text(cut(node ?? short, 15, g.more)),
    ),
    forms(...destination(p, g)),
    forms(routerForm(p, names, true, g), routerForm(p, names, false, g)),
    forms(text(known ? String(p.version) : ''), []),
    forms(...priorityForms(p)),
    forms(text(known && p.kind === 'vrrp' ? `${p.advertIntervalMs / 1000} s` : ''), []),
    { forms: [text(addresses(p)), text(cutMiddle(addresses(p).split(' ')[0] ?? '', 15, g.more))], flex: 31 },
    { forms: [text(checks.text, checks.role)], flex: 10 },
  ];
}

/** To the millisecond, for the jitter of adverts. */
const deltaText = (ms: number): string =>
  Math.abs(ms) < 100_000 ? `${ms < 0 ? '' : '+'}${(ms / 1000).toFixed(3)}` : `+${age(ms)}`;

/** What a filter looks at: the row as it is in its longest form. */
export function packetText({ packet: p }: PacketRecord, names: Names): string {
  const { node, address } = senderOf(p, names);
  const known = hasHeader(p);
  return [
    node ?? '',
    address,
    targetOf(p),
    kindName(p),
    known ? `${p.vrid} ${names.router(p) ?? ''} v${p.version} prio ${p.priority}` : '',
    addresses(p),
    checksOf(p).text,
  ].join(' ');
}

function destination(p: Packet, g: Glyphs): Line[] {
  if (!isVrrp(p)) return [text(p.kind === 'bad' ? '' : 'all', 'dim'), text('', 'dim'), []];
  const target = targetOf(p);
  const isGroup = target === '224.0.0.18' || target === 'ff02::12';
  return [text(target, isGroup ? 'dim' : 'text'), text(isGroup ? 'group' : cutMiddle(target, 15, g.more), 'dim'), []];
}

function routerForm(p: Packet, names: Names, isLong: boolean, g: Glyphs): Line {
  if (!hasHeader(p)) return text(kindName(p), 'strong');
  const name = names.router(p);
  if (name === null) return text(isLong ? `VRID ${p.vrid}` : String(p.vrid), 'strong');
  return text(isLong ? `${p.vrid} ${cut(name, 24, g.more)}` : cut(name, 12, g.more), 'strong');
}

function priorityForms(p: Packet): Line[] {
  if (!hasHeader(p)) return [[]];
  return p.priority === 0 ? [text('0 resigns', 'warning'), text('0', 'warning')] : [text(String(p.priority))];
}

/** Who sent it: of VRRP the address, of an announcement, whose sender address is the announced one, the MAC. */
function senderOf(p: Packet, names: Names): { node: string | null; address: string } {
  if (p.kind !== 'arp' && p.kind !== 'na') return { node: names.node(sourceOf(p)), address: sourceOf(p) };
  const mac = macAt(p, p.srcMac) ?? macAt(p, p.announcedMac) ?? '';
  return { node: names.nodeOfMac(mac), address: mac };
}

function addresses(p: Packet): string {
  if (isVrrp(p)) return vipsOf(p).join(' ');
  if (p.kind !== 'arp' && p.kind !== 'na') return '';
  return `${sourceOf(p)} is at ${macAt(p, p.announcedMac) ?? 'no MAC'}`;
}

/** What is wrong with the packet, else how sure it is that nothing is. */
function checksOf(p: Packet): { text: string; role: Role } {
  if (p.problems.length > 0) {
    return { text: p.problems.join('; '), role: p.kind === 'bad' || p.checksum === 'bad' ? 'critical' : 'warning' };
  }
  if (!isVrrp(p)) return { text: 'ok', role: 'ok' };
  return p.checksum === 'ok' ? { text: 'ok', role: 'ok' } : { text: `checksum ${p.checksum}`, role: 'warning' };
}
