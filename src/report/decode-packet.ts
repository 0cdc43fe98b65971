import { addressAt, macAt } from '../protocol/address.js';
import type { Packet } from '../protocol/packet.js';

/** Protocol number of VRRP: what tells a VRRP packet that could not be decoded from other bad ones. */
const VRRP = 112;
/** Years that ISO 8601 writes with four digits; a damaged capture may claim any time. */
const MAX_SECONDS = 253_402_300_799;

/** Time of capture in ISO 8601 UTC, in microseconds, or nanoseconds where there are any. */
function timeText(p: Packet): string {
  const seconds = Math.min(Math.max(p.seconds, 0), MAX_SECONDS);
  const digits = p.nanoseconds % 1000 === 0 ? 6 : 9;
  const fraction = String(p.nanoseconds).padStart(9, '0').slice(0, digits);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}

function vipsOf(p: Packet): string[] {
  const size = p.family === 'ipv4' ? 4 : 16;
  return Array.from({ length: p.vipCount }, (_, i) => addressAt(p.bytes, p.vips + i * size, p.family));
}

const isVrrp = (p: Packet): boolean => p.kind === 'vrrp' || (p.kind === 'bad' && p.protocol === VRRP);

/**
 * The record of `decode --format json` for a VRRP packet, bad ones included with what is known of them (null for what
 * is not); null for everything else. Authentication data is never part of it.
 */
export function packetToJson(p: Packet): object | null {
  if (!isVrrp(p)) return null;
  const known = p.payloadLength >= 8;
  const knownVersion = known && (p.version === 2 || p.version === 3);
  return {
    n: p.n,
    at: timeText(p),
    src: addressAt(p.bytes, p.src, p.family),
    dst: addressAt(p.bytes, p.dst, p.family),
    srcMac: macAt(p, p.srcMac),
    ttl: p.ttl,
    version: p.payloadLength > 0 ? p.version : null,
    family: p.family,
    vrid: known ? p.vrid : null,
    priority: known ? p.priority : null,
    advertIntervalMs: knownVersion ? p.advertIntervalMs : null,
    authType: p.authType,
    vips: vipsOf(p),
    checksum: p.checksum,
    checksumMode: p.checksumMode,
    problems: p.problems,
  };
}

/** One line for people about any record; authentication data is never part of it. */
export function packetToText(p: Packet): string {
  const head = `${String(p.n).padStart(6)} ${timeText(p)}`;
  const problems = p.problems.length > 0 ? `  ! ${p.problems.join('; ')}` : '';
  return `${head} ${describe(p)}${problems}`;
}

function describe(p: Packet): string {
  if (isVrrp(p)) return `${route(p)} ${vrrpText(p)}`;
  if (p.kind === 'arp' || p.kind === 'na') {
    const what = p.kind === 'arp' ? 'ARP' : 'neighbour advertisement';
    const mac = macAt(p, p.announcedMac) ?? 'no MAC';
    return `${p.gratuitous ? 'gratuitous ' : ''}${what}: ${addressAt(p.bytes, p.src, p.family)} is at ${mac}`;
  }
  return p.protocol >= 0 ? `${route(p)} IP protocol ${p.protocol}` : `${p.frameLength} bytes, not IP`;
}

const route = (p: Packet): string => `${addressAt(p.bytes, p.src, p.family)} > ${addressAt(p.bytes, p.dst, p.family)}`;

function vrrpText(p: Packet): string {
  if (p.payloadLength < 8) return 'VRRP';
  const auth = p.version === 2 ? ` auth ${p.authTypeRaw > 2 ? p.authTypeRaw : p.authType}` : '';
  const sum = p.checksum === 'ok' ? `ok (${p.checksumMode})` : p.checksum;
  const resigns = p.priority === 0 ? ' (resigns)' : '';
  const parts = [
    `VRRPv${p.version} vrid ${p.vrid} prio ${p.priority}${resigns}`,
    `interval ${p.advertIntervalMs / 1000} s${auth}`,
    `vips ${vipsOf(p).join(',') || 'none'}`,
    `ttl ${p.ttl} checksum ${sum}`,
  ];
  if (p.vlan >= 0) parts.push(`vlan ${p.outerVlan >= 0 ? `${p.outerVlan}.` : ''}${p.vlan}`);
  if (p.trailerLength > 0) parts.push(`${p.trailerLength} bytes behind the message`);
  return parts.join(' ');
}
