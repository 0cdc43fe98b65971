import { decodeIcmp6 } from './arp.js';
import { u16be, u32be } from './byte-order.js';
import type { Packet } from './packet.js';
import { addProblem, markBad } from './problems.js';
import { decodeVrrp, VRRP_PROTOCOL } from './vrrp.js';

export const AH_PROTOCOL = 51;
const ICMP6 = 58;
/** IPv6 extension headers that give their length in units of 8 bytes (RFC 8200 4): hop-by-hop, routing, destination. */
const isExtension = (next: number): boolean => next === 0 || next === 43 || next === 60;
const FRAGMENT = 44;

/**
 * Decodes the IPv4 packet at `at`, captured up to `end` (RFC 791). Options are skipped; a first fragment is decoded as
 * far as it goes and flagged, later ones stay `other`. What is no VRRP stays `other`, whatever is wrong with it.
 */
export function decodeIpv4(p: Packet, at: number, end: number): void {
  const b = p.bytes;
  if (end - at < 20 || b[at]! >> 4 !== 4) return;
  const headerLength = (b[at]! & 15) * 4;
  if (headerLength < 20) return;
  p.family = 'ipv4';
  p.src = at + 12;
  p.dst = at + 16;
  p.ttl = b[at + 8]!;
  p.ipId = u16be(b, at + 4);
  p.protocol = b[at + 9]!;
  const fragment = u16be(b, at + 6);
  p.fragmentOffset = (fragment & 0x1fff) * 8;
  const payload = at + headerLength;
  p.payload = Math.min(payload, end);
  // Length 0 is what a capture before segmentation offload shows: then the frame tells.
  const total = u16be(b, at + 2);
  const wireEnd = total === 0 ? end : at + total;
  decodePayload(p, payload, wireEnd, end, (fragment & 0x2000) !== 0);
}

/** Decodes the IPv6 packet at `at`, captured up to `end`, through its extension headers (RFC 8200 4, AH RFC 4302). */
export function decodeIpv6(p: Packet, at: number, end: number): void {
  const b = p.bytes;
  if (end - at < 40 || b[at]! >> 4 !== 6) return;
  p.family = 'ipv6';
  p.src = at + 8;
  p.dst = at + 24;
  p.ttl = b[at + 7]!;
  const length = u16be(b, at + 4);
  const wireEnd = length === 0 ? end : at + 40 + length;
  let next = b[at + 6]!;
  let payload = at + 40;
  let more = false;
  while (isExtension(next) || next === FRAGMENT) {
    if (payload + 8 > Math.min(end, wireEnd)) return;
    if (next === FRAGMENT) {
      const fragment = u16be(b, payload + 2);
      p.fragmentOffset = fragment & 0xfff8;
      more = (fragment & 1) !== 0;
    }
    const size = next === FRAGMENT ? 8 : (b[payload + 1]! + 1) * 8;
    next = b[payload]!;
    payload += size;
    if (p.fragmentOffset > 0) break;
  }
  p.protocol = next;
  p.payload = Math.min(payload, end);
  decodePayload(p, payload, wireEnd, end, more);
}

/** `wireEnd` is where the IP header says that the packet ends, `end` where the captured frame does. */
function decodePayload(p: Packet, at: number, wireEnd: number, end: number, moreFragments: boolean): void {
  const captured = Math.min(wireEnd, end);
  p.payloadLength = Math.max(0, captured - p.payload);
  p.payloadWireLength = Math.max(0, wireEnd - at);
  if (p.fragmentOffset > 0) return;
  let start = at;
  if (p.protocol === AH_PROTOCOL) {
    start = decodeAh(p, at, captured);
    if (start < 0) return;
  }
  if (p.protocol === ICMP6 && p.family === 'ipv6') {
    decodeIcmp6(p, start, captured);
    return;
  }
  if (p.protocol !== VRRP_PROTOCOL) return;
  if (start > captured) {
    markBad(p, start > wireEnd ? 'IP length ends inside the IP header' : 'IP header is cut');
    return;
  }
  if (wireEnd > p.frameStart + p.wireLength) {
    addProblem(p, `IP packet claims ${wireEnd - p.frameStart - p.wireLength} bytes more than the frame holds`);
  }
  if (moreFragments) addProblem(p, 'first fragment of a larger packet');
  p.payload = start;
  p.payloadLength = captured - start;
  p.payloadWireLength = wireEnd - start;
  decodeVrrp(p, wireEnd <= end && !moreFragments);
}

/** Reads the AH header (RFC 4302 2) at `at`; returns where its payload starts, -1 when it is cut or impossible. */
function decodeAh(p: Packet, at: number, end: number): number {
  const b = p.bytes;
  const length = (b[at + 1]! + 2) * 4;
  if (end - at < 12 || length < 12 || at + length > end) return -1;
  p.ah = true;
  p.ahSequence = u32be(b, at + 8);
  p.protocol = b[at]!;
  return at + length;
}
