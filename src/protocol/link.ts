import { decodeArp } from './arp.js';
import { u16be, u32be } from './byte-order.js';
import { decodeIpv4, decodeIpv6 } from './ip.js';
import { NO_PROBLEMS, type Packet } from './packet.js';
import { markBad } from './problems.js';

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_IPV6 = 0x86dd;
/** Tags seen in the wild are one or two; a frame of nothing but tags is not followed to its end. */
const MAX_TAGS = 4;

/** Decodes the frame that `p.bytes`, `p.frameStart` and `p.frameLength` name; every other field is set anew. */
export function decodeFrame(p: Packet, linkType: number): void {
  reset(p);
  const at = p.frameStart;
  const end = at + p.frameLength;
  switch (linkType) {
    case 1:
      decodeEthernet(p, at, end);
      return;
    case 113:
      decodeSll(p, at, end);
      return;
    case 276:
      decodeSll2(p, at, end);
      return;
    case 0:
      decodeNull(p, at, end);
      return;
    case 108:
      if (end - at >= 4) decodeAddressFamily(p, u32be(p.bytes, at), at + 4, end);
      return;
    // DLT_RAW is 12 or 14 by operating system, LINKTYPE_RAW 101; 228 and 229 are IPv4 and IPv6 alone.
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      decodeIp(p, at, end);
      return;
    default:
      markBad(p, `link type ${linkType} is not one of those decoded`);
  }
}

/** False for link types of which nothing is decoded, not even where the addresses are. */
export const isKnownLinkType = (linkType: number): boolean =>
  [0, 1, 12, 14, 101, 108, 113, 228, 229, 276].includes(linkType);

function reset(p: Packet): void {
  p.kind = 'other';
  p.srcMac = -1;
  p.dstMac = -1;
  p.vlan = -1;
  p.outerVlan = -1;
  p.outgoing = false;
  p.family = 'ipv4';
  p.src = 0;
  p.dst = 0;
  p.ttl = 0;
  p.ipId = -1;
  p.protocol = -1;
  p.fragmentOffset = 0;
  p.ah = false;
  p.ahSequence = 0;
  p.payload = 0;
  p.payloadLength = 0;
  p.payloadWireLength = 0;
  p.version = 0;
  p.type = 0;
  p.vrid = 0;
  p.priority = 0;
  p.vipCount = 0;
  p.vips = 0;
  p.authType = 'none';
  p.authTypeRaw = 0;
  p.authData = -1;
  p.advertIntervalMs = 0;
  p.checksum = 'unverified';
  p.checksumMode = null;
  p.trailerLength = 0;
  p.announcedMac = -1;
  p.gratuitous = false;
  p.problems = NO_PROBLEMS;
}

function decodeEthernet(p: Packet, at: number, end: number): void {
  if (end - at < 14) return;
  p.dstMac = at;
  p.srcMac = at + 6;
  decodeEthertype(p, u16be(p.bytes, at + 12), at + 14, end);
}

/** Linux cooked capture v1: packet type, ARPHRD, address length, 8 address bytes, protocol. */
function decodeSll(p: Packet, at: number, end: number): void {
  const b = p.bytes;
  if (end - at < 16) return;
  p.outgoing = u16be(b, at) === 4;
  if (u16be(b, at + 4) === 6) p.srcMac = at + 6;
  decodeEthertype(p, u16be(b, at + 14), at + 16, end);
}

/** Linux cooked capture v2: protocol, reserved, interface index, ARPHRD, packet type, address length, 8 address bytes. */
function decodeSll2(p: Packet, at: number, end: number): void {
  const b = p.bytes;
  if (end - at < 20) return;
  p.outgoing = b[at + 10] === 4;
  if (b[at + 11] === 6) p.srcMac = at + 12;
  decodeEthertype(p, u16be(b, at), at + 20, end);
}

/** BSD loopback: the address family in the byte order of the capturing host, so one of the two halves is zero. */
function decodeNull(p: Packet, at: number, end: number): void {
  const b = p.bytes;
  if (end - at < 4) return;
  decodeAddressFamily(p, b[at] === 0 && b[at + 1] === 0 ? u32be(b, at) : b[at]! | (b[at + 1]! << 8), at + 4, end);
}

/** AF_INET is 2 everywhere; AF_INET6 is 24 (NetBSD, OpenBSD), 28 (FreeBSD), 30 (macOS), 10 (Linux). */
function decodeAddressFamily(p: Packet, family: number, at: number, end: number): void {
  if (family === 2) decodeIpv4(p, at, end);
  else if (family === 24 || family === 28 || family === 30 || family === 10) decodeIpv6(p, at, end);
}

function decodeIp(p: Packet, at: number, end: number): void {
  if (at >= end) return;
  const version = p.bytes[at]! >> 4;
  if (version === 4) decodeIpv4(p, at, end);
  else if (version === 6) decodeIpv6(p, at, end);
}

/** 802.1Q, 802.1ad and the 0x9100 that came before it, outermost first. */
function decodeEthertype(p: Packet, ethertype: number, at: number, end: number): void {
  const b = p.bytes;
  let type = ethertype;
  let start = at;
  for (let tags = 0; (type === 0x8100 || type === 0x88a8 || type === 0x9100) && tags < MAX_TAGS; tags++) {
    if (end - start < 4) return;
    const vlan = u16be(b, start) & 0x0fff;
    if (tags === 1) p.outerVlan = p.vlan;
    p.vlan = vlan;
    type = u16be(b, start + 2);
    start += 4;
  }
  if (type === ETHERTYPE_IPV4) decodeIpv4(p, start, end);
  else if (type === ETHERTYPE_IPV6) decodeIpv6(p, start, end);
  else if (type === ETHERTYPE_ARP) decodeArp(p, start, end);
}
