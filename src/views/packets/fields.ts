import type { PacketRecord } from '../../model/tail.js';
import { addressAt, macAt } from '../../protocol/address.js';
import type { Packet } from '../../protocol/packet.js';
import { dateTime } from '../format.js';
import type { Role } from '../text.js';
import { hasAddresses, hasHeader, isVrrp, type Names, sourceOf, targetOf } from './names.js';

/** One field of a packet, with the place of its bytes; `to` excluded, equal to `from` where it has none. */
export interface Field {
  name: string;
  value: string;
  role: Role;
  from: number;
  to: number;
}

const hex = (n: number, digits: number): string => `0x${n.toString(16).padStart(digits, '0')}`;
const field = (name: string, value: string, from = 0, length = 0, role: Role = 'text'): Field => ({
  name,
  value,
  role,
  from,
  to: from + length,
});

/** Every field of a packet, in the order of its bytes; what is odd about it comes last. `hidden` stands for secrets. */
export function fieldsOf(record: PacketRecord, names: Names, hidden: string): Field[] {
  const { packet: p } = record;
  return [
    field('time', `${dateTime(record.at)} UTC`),
    field('heard by', record.source),
    ...linkFields(p),
    ...(p.kind === 'arp' ? arpFields(p) : ipFields(p, names)),
    ...(hasHeader(p) ? vrrpFields(record, names, hidden) : []),
    ...(p.kind === 'na' ? naFields(p) : []),
    ...p.problems.map((problem) => field('problem', problem, 0, 0, p.kind === 'bad' ? 'critical' : 'warning')),
  ].map((f) => ({ ...f, from: Math.min(f.from, p.frameLength), to: Math.min(f.to, p.frameLength) }));
}

function linkFields(p: Packet): Field[] {
  const cutOff = p.wireLength > p.frameLength ? `, ${p.frameLength} of them kept` : '';
  const fields = [field('frame', `${p.wireLength} bytes${cutOff}`, 0, p.frameLength)];
  if (p.dstMac >= 0) fields.push(field('MAC to', macAt(p, p.dstMac) ?? '', p.dstMac, 6));
  if (p.srcMac >= 0) fields.push(field('MAC from', macAt(p, p.srcMac) ?? '', p.srcMac, 6));
  if (p.vlan >= 0) fields.push(field('VLAN', p.outerVlan < 0 ? `${p.vlan}` : `${p.outerVlan}, inside it ${p.vlan}`));
  if (p.outgoing) fields.push(field('direction', 'sent by the host that captured it'));
  return fields;
}

function ipFields(p: Packet, names: Names): Field[] {
  if (!hasAddresses(p)) return [];
  const is4 = p.family === 'ipv4';
  const size = is4 ? 4 : 16;
  // IPv4: the addresses are at 12 and 16 of the header, the TTL at 8 (RFC 791); IPv6: at 8 and 24, at 7 (RFC 8200).
  const header = p.kind === 'na' ? -1 : p.src - (is4 ? 12 : 8);
  const source = sourceOf(p);
  const node = names.node(source);
  const fields: Field[] = [];
  if (header >= 0) {
    if (p.ipId >= 0) fields.push(field('IP id', String(p.ipId), header + 4, 2));
    fields.push(
      field(is4 ? 'TTL' : 'hop limit', String(p.ttl), header + (is4 ? 8 : 7), 1, p.ttl === 255 ? 'text' : 'warning'),
    );
    fields.push(
      field('protocol', p.ah ? `${p.protocol} inside AH (51)` : String(p.protocol), header + (is4 ? 9 : 6), 1),
    );
  }
  if (p.kind !== 'na') {
    fields.push(field('source', node === null ? source : `${source} ${node}`, p.src, size));
    fields.push(field('destination', targetOf(p), p.dst, size));
  }
  if (p.ah) fields.push(field('AH sequence', String(p.ahSequence)));
  return fields;
}

function vrrpFields(record: PacketRecord, names: Names, hidden: string): Field[] {
  const { packet: p, hiddenFrom, hiddenTo } = record;
  const at = p.payload;
  const b = p.bytes;
  const size = p.family === 'ipv4' ? 4 : 16;
  const name = names.router(p);
  const announced = b[at + 3] ?? 0;
  const sum = ((b[at + 6] ?? 0) << 8) | (b[at + 7] ?? 0);
  const verdict = p.checksum === 'ok' ? `ok (${p.checksumMode})` : p.checksum;
  const fields = [
    field('version', String(p.version), at, 1),
    field('type', p.type === 1 ? '1 advertisement' : String(p.type), at, 1),
    field('VRID', name === null ? String(p.vrid) : `${p.vrid} ${name}`, at + 1, 1),
    field('priority', priorityText(p.priority), at + 2, 1, p.priority === 0 ? 'warning' : 'text'),
    field('addresses', `${announced}${announced > p.vipCount ? `, ${p.vipCount} of them here` : ''}`, at + 3, 1),
  ];
  if (p.version === 2) {
    fields.push(field('auth type', `${p.authTypeRaw}${p.authTypeRaw > 2 ? '' : ` ${p.authType}`}`, at + 4, 1));
    fields.push(field('interval', `${p.advertIntervalMs / 1000} s`, at + 5, 1));
  } else fields.push(field('interval', `${p.advertIntervalMs / 1000} s`, at + 4, 2));
  fields.push(field('checksum', `${hex(sum, 4)} ${verdict}`, at + 6, 2, p.checksum === 'ok' ? 'ok' : 'warning'));
  for (let i = 0; i < p.vipCount; i++) {
    fields.push(field(`address ${i + 1}`, addressAt(b, p.vips + i * size, p.family), p.vips + i * size, size));
  }
  if (hiddenTo > hiddenFrom) {
    const what = p.kind !== 'vrrp' ? 'rest' : p.version === 2 ? 'auth data' : 'trailer';
    fields.push(field(what, `${hidden} not shown`, hiddenFrom, hiddenTo - hiddenFrom, 'dim'));
  }
  return fields;
}

function priorityText(priority: number): string {
  if (priority === 0) return '0 gives up mastership';
  return priority === 255 ? '255 owns the addresses' : String(priority);
}

function arpFields(p: Packet): Field[] {
  // RFC 826: operation at 6, sender MAC at 8, sender address at 14, target address at 24.
  const at = p.announcedMac - 8;
  const operation = p.bytes[at + 7] ?? 0;
  return [
    field('ARP', `${operation === 1 ? 'request' : 'reply'}${p.gratuitous ? ', gratuitous' : ''}`, at + 6, 2),
    field('announces', sourceOf(p), p.src, 4),
    field('is at', macAt(p, p.announcedMac) ?? '', p.announcedMac, 6),
    field('target', targetOf(p), p.dst, 4),
  ];
}

function naFields(p: Packet): Field[] {
  return [
    field('ICMPv6', 'neighbour advertisement', p.payload, 1),
    field('announces', sourceOf(p), p.src, 16),
    field('is at', macAt(p, p.announcedMac) ?? 'not told', Math.max(0, p.announcedMac), p.announcedMac < 0 ? 0 : 6),
  ];
}

/** The name of what a packet is, for the title of its details. */
export const packetTitle = (p: Packet): string =>
  isVrrp(p)
    ? 'VRRP advertisement'
    : p.kind === 'arp'
      ? 'Gratuitous ARP'
      : p.kind === 'na'
        ? 'Neighbour advertisement'
        : 'Record';
