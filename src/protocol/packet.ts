import type { ChecksumMode, ChecksumVerdict } from './checksum.js';

/** What a captured record turned out to be. `other` = not ours; `bad` = ours, but it could not be decoded. */
export type PacketKind = 'vrrp' | 'arp' | 'na' | 'other' | 'bad';

/** RFC 3768 5.3.6 authentication types 0, 1, 2; anything else is kept as its number in `authTypeRaw`. */
export type AuthType = 'none' | 'pass' | 'ah';

/**
 * One captured record, decoded in place: the decoder owns a single instance and overwrites it for every record, and
 * offsets point into `bytes`, which is only valid during the callback. Whoever keeps something copies it (an object
 * per layer and packet costs eight times the time and three times the memory, see bench/).
 */
export class Packet {
  /** Number of the record in its capture, from 1, all records counted. */
  n = 0;
  /** Capture time in ms since 1970 UTC; microseconds survive in the fraction. */
  at = 0;
  /** The same time, exact: whole seconds and nanoseconds. */
  seconds = 0;
  nanoseconds = 0;
  kind: PacketKind = 'other';
  bytes: Uint8Array = new Uint8Array(0);
  /** Offset in `bytes` and captured length of the whole frame. */
  frameStart = 0;
  frameLength = 0;
  /** Length on the wire; larger than `frameLength` when the snap length cut it. */
  wireLength = 0;

  // --- link layer
  /** Offsets of the MAC addresses, -1 where the link type carries none. */
  srcMac = -1;
  dstMac = -1;
  /** 802.1Q VLAN id of the innermost tag and of the outer one; -1 = untagged. */
  vlan = -1;
  outerVlan = -1;
  /** True when the capturing host sent the frame itself (SLL/SLL2 "outgoing"). */
  outgoing = false;

  // --- network layer
  family: 'ipv4' | 'ipv6' = 'ipv4';
  /** Offsets of the addresses, 4 or 16 bytes long by family. For ARP/NA: sender protocol address; target. */
  src = 0;
  dst = 0;
  /** TTL or hop limit, 0 to 255. */
  ttl = 0;
  /** IPv4 identification, -1 for IPv6. keepalived counts it up from 1 after each start or reload. */
  ipId = -1;
  /** IP protocol number of the payload, behind extension headers and AH; -1 where there is no IP payload. */
  protocol = -1;
  /** Offset of this fragment in its datagram, in bytes; only the first one (0) can be decoded. */
  fragmentOffset = 0;
  /** True when the VRRP message was carried inside an IPsec AH header (protocol 51). */
  ah = false;
  ahSequence = 0;

  // --- VRRP (kind 'vrrp')
  /** Offset and length (as captured) of the VRRP message, the authentication data and trailing bytes included. */
  payload = 0;
  payloadLength = 0;
  /** The same length on the wire, as the IP header tells it: larger where the snap length cut the message. */
  payloadWireLength = 0;
  version = 0;
  /** Packet type; 1 = ADVERTISEMENT. */
  type = 0;
  vrid = 0;
  priority = 0;
  /** Addresses that the count field announces and that the message really holds, and the offset of the first. */
  vipCount = 0;
  vips = 0;
  authType: AuthType = 'none';
  authTypeRaw = 0;
  /** Offset of the 8 bytes of v2 authentication data, -1 where there are none. Never show, never store. */
  authData = -1;
  /** Advertised interval in ms: v2 whole seconds, v3 centiseconds. */
  advertIntervalMs = 0;
  checksum: ChecksumVerdict = 'unverified';
  checksumMode: ChecksumMode | null = null;
  /** Bytes behind the message: keepalived >= 2.4 puts a 28 byte HMAC trailer there. */
  trailerLength = 0;

  // --- ARP / NA (kind 'arp' | 'na'): `src` is the announced address, `announcedMac` the MAC it is announced for
  announcedMac = -1;
  /** ARP request/reply with sender = target address, or an unsolicited neighbour advertisement. */
  gratuitous = false;

  /** What is odd or wrong, each with the value: `ttl 254, want 255`. Shared empty array when nothing is. */
  problems: readonly string[] = NO_PROBLEMS;
}

export const NO_PROBLEMS: readonly string[] = Object.freeze([]);

/** Counters of one capture stream. */
export interface CaptureStats {
  /** All records of the capture. */
  records: number;
  /** Records that were VRRP, gratuitous ARP or unsolicited NA and decoded. */
  matched: number;
  /** Records meant for us that could not be decoded (`kind` 'bad'). */
  undecodable: number;
  /** True when the stream ended inside a record. */
  truncatedTail: boolean;
  /** Why the stream cannot be read on (bad magic number, absurd record length), null while it can. */
  error: string | null;
}
