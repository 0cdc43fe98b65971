import { u16be } from './byte-order.js';
import type { Packet } from './packet.js';

const hex2 = (byte: number): string => (byte < 16 ? '0' : '') + byte.toString(16);

/** The MAC at `offset` in the packet's bytes as `00:00:5e:00:01:33`; null for -1, where the link type carries none. */
export function macAt(p: Packet, offset: number): string | null {
  if (offset < 0) return null;
  const b = p.bytes;
  let text = hex2(b[offset]!);
  for (let i = offset + 1; i < offset + 6; i++) text += `:${hex2(b[i]!)}`;
  return text;
}

/** The 4 or 16 bytes of an address as text; IPv6 in the form of RFC 5952 (shortest, lower case). */
export function addressAt(bytes: Uint8Array, offset: number, family: 'ipv4' | 'ipv6'): string {
  if (family === 'ipv4') return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
  return ipv6At(bytes, offset);
}

function ipv6At(b: Uint8Array, offset: number): string {
  // The longest run of zero groups, the first of equals, at least two groups (RFC 5952 4.2).
  let runStart = -1;
  let runLength = 1;
  for (let group = 0; group < 8; ) {
    let next = group;
    while (next < 8 && u16be(b, offset + next * 2) === 0) next++;
    if (next - group > runLength) {
      runStart = group;
      runLength = next - group;
    }
    group = next + 1;
  }
  if (isMapped(b, offset)) return `::ffff:${addressAt(b, offset + 12, 'ipv4')}`;
  if (runStart < 0) return groups(b, offset, 0, 8);
  return `${groups(b, offset, 0, runStart)}::${groups(b, offset, runStart + runLength, 8)}`;
}

function groups(b: Uint8Array, offset: number, from: number, to: number): string {
  let text = '';
  for (let group = from; group < to; group++) {
    text += (group > from ? ':' : '') + u16be(b, offset + group * 2).toString(16);
  }
  return text;
}

/** ::ffff:a.b.c.d is written with a dotted tail (RFC 5952 5). */
function isMapped(b: Uint8Array, offset: number): boolean {
  for (let i = 0; i < 10; i++) if (b[offset + i] !== 0) return false;
  return u16be(b, offset + 10) === 0xffff;
}

/** The 4 or 16 bytes of an address in text (RFC 4291 2.2, no zone, no prefix length); null when it is none. */
export function parseAddress(text: string): Uint8Array | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null;
  return Uint8Array.from(parts, Number);
}

function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
  if (head === null || tail === null) return null;
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 1 ? zeros !== 0 : zeros < 1) return null;
  const all = [...head, ...new Array<number>(zeros).fill(0), ...tail];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** Groups between colons; the last may be an IPv4 address where `dotted` allows it. */
function parseGroups(text: string, dotted: boolean): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const last = dotted && index === parts.length - 1 ? parseIpv4(part) : null;
      if (last === null) return null;
      groups.push(u16be(last, 0), u16be(last, 2));
    }
  }
  return groups;
}
