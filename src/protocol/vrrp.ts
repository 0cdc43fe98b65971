import { u16be } from './byte-order.js';
import { type ChecksumMode, isValidSum, sumWords } from './checksum.js';
import type { Packet } from './packet.js';
import { addProblem, markBad } from './problems.js';

export const VRRP_PROTOCOL = 112;
const HEADER = 8;
const ADVERTISEMENT = 1;
/** Authentication data of v2: always 8 bytes, also for types 0 and 2 (RFC 3768 5.3.10). */
export const AUTH_DATA_LENGTH = 8;

/**
 * Decodes the VRRP message that `p.payload` and `p.payloadLength` name; `complete` says that its captured end is its
 * end on the wire too (no snap length, no fragment). Source: RFC 3768 5, RFC 5798 5, RFC 9568 5.
 *
 * `problems` holds what makes a packet invalid by itself, for any receiver: the rules of section 7.1 of those RFCs
 * that need no configuration, and lengths that do not fit. What depends on the receiver's configuration (unknown VRID,
 * other interval, other addresses, other authentication) is policy: the model compares routers for that. An invalid
 * packet is still given with every field known, because a monitor has to show it; `bad` is only what has no meaning.
 */
export function decodeVrrp(p: Packet, complete: boolean): void {
  const b = p.bytes;
  const start = p.payload;
  const length = p.payloadLength;
  const end = start + length;
  if (length < HEADER) {
    if (length > 0) decodeFirstByte(p, start);
    markBad(p, complete ? `VRRP message of ${length} bytes, want at least 8` : `VRRP header cut after ${length} bytes`);
    return;
  }
  const count = b[start + 3]!;
  const addressLength = p.family === 'ipv4' ? 4 : 16;
  if (complete && isCarp(p, start, length)) {
    p.kind = 'other';
    addProblem(p, 'looks like CARP, not VRRP');
    return;
  }
  decodeFirstByte(p, start);
  p.vrid = b[start + 1]!;
  p.priority = b[start + 2]!;
  p.vips = start + HEADER;
  p.vipCount = Math.min(count, Math.floor((length - HEADER) / addressLength));
  if (p.version === 2 && p.family === 'ipv4') {
    p.authTypeRaw = b[start + 4]!;
    p.advertIntervalMs = b[start + 5]! * 1000;
  } else if (p.version === 3) {
    p.advertIntervalMs = (u16be(b, start + 4) & 0x0fff) * 10;
  } else {
    markBad(p, `version ${p.version}, want ${p.family === 'ipv4' ? '2 or 3' : '3 over IPv6'}`);
    return;
  }
  if (p.type !== ADVERTISEMENT) {
    markBad(p, `type ${p.type}, want 1`);
    return;
  }
  const listEnd = start + HEADER + count * addressLength;
  if (complete && listEnd > end) {
    markBad(p, `${count} addresses need ${listEnd - start} bytes, message has ${length}`);
    return;
  }
  p.kind = 'vrrp';
  const messageEnd = p.version === 2 ? decodeAuthentication(p, listEnd, end, complete) : listEnd;
  if (p.advertIntervalMs === 0) addProblem(p, 'advert interval 0');
  checkTtl(p);
  if (!complete) return;
  p.trailerLength = end - messageEnd;
  verifyChecksum(p, start, messageEnd, end);
}

function decodeFirstByte(p: Packet, start: number): void {
  const first = p.bytes[start]!;
  p.version = first >> 4;
  p.type = first & 15;
}

/**
 * CARP shares protocol number, group and first byte 0x21. Its fourth byte is the length of counter and digest in
 * 32 bit words, always 7, and its header is always 36 bytes; VRRPv2 with 7 addresses has 44.
 */
function isCarp(p: Packet, start: number, length: number): boolean {
  return length === 36 && p.bytes[start] === 0x21 && p.bytes[start + 3] === 7;
}

/** Type and place of the v2 authentication data at `at`; returns where the message ends. */
function decodeAuthentication(p: Packet, at: number, end: number, complete: boolean): number {
  const raw = p.authTypeRaw;
  p.authType = raw === 1 ? 'pass' : raw === 2 ? 'ah' : 'none';
  if (raw > 2) addProblem(p, `authentication type ${raw}, want 0, 1 or 2`);
  else if (raw === 2 && !p.ah) addProblem(p, 'authentication type 2 without an AH header');
  if (at + AUTH_DATA_LENGTH <= end) {
    p.authData = at;
    return at + AUTH_DATA_LENGTH;
  }
  if (complete) addProblem(p, `authentication data of ${end - at} bytes, want 8`);
  return end;
}

/**
 * A multicast advert that was not sent with 255 crossed a router or was forged (RFC 5798 5.1.1.3). keepalived checks
 * unicast adverts only where min_ttl/max_ttl are set, since they may be routed on purpose: there it is policy.
 */
function checkTtl(p: Packet): void {
  if (p.ttl === 255) return;
  const first = p.bytes[p.dst]!;
  const multicast = p.family === 'ipv4' ? first >= 224 && first < 240 : first === 0xff;
  if (multicast) addProblem(p, `${p.family === 'ipv4' ? 'ttl' : 'hop limit'} ${p.ttl}, want 255`);
}

/** Which bytes a trailer's sender summed does not show: the message alone is tried first, then all of the payload. */
function verifyChecksum(p: Packet, start: number, messageEnd: number, end: number): void {
  const mode =
    fittingMode(p, sumWords(p.bytes, start, messageEnd), messageEnd - start) ??
    (end > messageEnd ? fittingMode(p, sumWords(p.bytes, start, end), end - start) : null);
  p.checksum = mode === null ? 'bad' : 'ok';
  p.checksumMode = mode;
  if (mode === null)
    addProblem(
      p,
      `checksum 0x${u16be(p.bytes, start + 6)
        .toString(16)
        .padStart(4, '0')} is wrong`,
    );
}

/** 224.0.0.18 as two words. */
const GROUP_SUM = 0xe000 + 0x0012;

function fittingMode(p: Packet, sum: number, length: number): ChecksumMode | null {
  if (p.version === 2) return isValidSum(sum) ? 'v2' : null;
  const b = p.bytes;
  const addressLength = p.family === 'ipv4' ? 4 : 16;
  const withSource = sum + sumWords(b, p.src, p.src + addressLength) + VRRP_PROTOCOL + length;
  if (isValidSum(withSource + sumWords(b, p.dst, p.dst + addressLength))) return 'pseudo-header';
  if (p.family === 'ipv6') return null;
  if (isValidSum(sum)) return 'no-pseudo-header';
  const unicast = b[p.dst]! < 224;
  return unicast && isValidSum(withSource + GROUP_SUM) ? 'multicast-pseudo-header' : null;
}
