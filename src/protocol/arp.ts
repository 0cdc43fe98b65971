import { u16be } from './byte-order.js';
import type { Packet } from './packet.js';
import { addProblem, markBad } from './problems.js';

const ARP_LENGTH = 28;
/** Hardware type Ethernet, protocol type IPv4, address lengths 6 and 4: the only ARP that announces an IPv4 address. */
const isEthernetIpv4 = (b: Uint8Array, at: number): boolean =>
  u16be(b, at) === 1 && u16be(b, at + 2) === 0x0800 && b[at + 4] === 6 && b[at + 5] === 4;

/**
 * Decodes ARP at `at`, captured up to `end` (RFC 826). Gratuitous is a request or reply whose sender announces its own
 * address: sender = target (RFC 5227 3); the target MAC does not count, keepalived fills it with ones.
 */
export function decodeArp(p: Packet, at: number, end: number): void {
  const b = p.bytes;
  if (end - at < ARP_LENGTH) {
    markBad(p, `ARP of ${end - at} bytes, want 28`);
    return;
  }
  const operation = u16be(b, at + 6);
  if (!isEthernetIpv4(b, at) || (operation !== 1 && operation !== 2)) return;
  p.kind = 'arp';
  p.family = 'ipv4';
  p.announcedMac = at + 8;
  p.src = at + 14;
  p.dst = at + 24;
  const sender = u16be(b, p.src) * 0x10000 + u16be(b, p.src + 2);
  p.gratuitous = sender !== 0 && sender === u16be(b, p.dst) * 0x10000 + u16be(b, p.dst + 2);
}

const NEIGHBOR_ADVERTISEMENT = 136;
const NA_LENGTH = 24;
const SOLICITED = 0x40;
const TARGET_LINK_LAYER_ADDRESS = 2;

/**
 * Decodes an ICMPv6 neighbour advertisement at `at`, captured up to `end` (RFC 4861 4.4); other ICMPv6 stays `other`.
 * One that a receiver would throw away (hop limit not 255) or that names no MAC tells neighbours nothing: it is shown,
 * but is not gratuitous.
 */
export function decodeIcmp6(p: Packet, at: number, end: number): void {
  const b = p.bytes;
  if (end <= at || b[at] !== NEIGHBOR_ADVERTISEMENT) return;
  if (end - at < NA_LENGTH) {
    markBad(p, `neighbour advertisement of ${end - at} bytes, want at least 24`);
    return;
  }
  p.kind = 'na';
  p.payload = at;
  p.payloadLength = end - at;
  p.src = at + 8;
  p.announcedMac = targetMac(b, at + NA_LENGTH, end);
  if (p.ttl !== 255) addProblem(p, `hop limit ${p.ttl}, want 255`);
  if (p.announcedMac < 0) addProblem(p, 'no target link-layer address');
  p.gratuitous = (b[at + 4]! & SOLICITED) === 0 && p.ttl === 255 && p.announcedMac >= 0;
}

/** Offset of the MAC in the target link-layer address option, -1 when there is none. An option of length 0 ends it. */
function targetMac(b: Uint8Array, from: number, end: number): number {
  for (let at = from; at + 8 <= end; ) {
    const length = b[at + 1]! * 8;
    if (length === 0) return -1;
    if (b[at] === TARGET_LINK_LAYER_ADDRESS && length === 8) return at + 2;
    at += length;
  }
  return -1;
}
