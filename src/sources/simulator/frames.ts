// The bytes that keepalived 2.2.7 sends, as captured from it (reference WIRE.md 1, 2, 3 and 8). This is an encoder of
// its own and shares nothing with src/protocol, so that each can be used to test the other.

/** What a VRRP router says about itself. Addresses are dotted, MACs colon-separated. */
interface Advert {
  srcMac: string;
  src: string;
  version: 2 | 3;
  vrid: number;
  priority: number;
  /** v2: whole seconds are sent; v3: centiseconds. */
  advertIntervalMs: number;
  vips: readonly string[];
  /** v2 only: up to 8 characters; null sends authentication type 0. */
  authPass: string | null;
}

const VRRP_GROUP = '224.0.0.18';
const VRRP_GROUP_MAC = '01:00:5e:00:00:12';
const PROTOCOL_VRRP = 112;
const ETHERNET = 14;
const IPV4 = 20;

const mac = (text: string): number[] => text.split(':').map((part) => Number.parseInt(part, 16));
const ipv4 = (text: string): number[] => text.split('.').map(Number);

/** One's complement sum of `data[from..to)` and `seed`, inverted (RFC 1071). */
function internetChecksum(data: Buffer, from: number, to: number, seed = 0): number {
  let sum = seed;
  for (let i = from; i < to; i += 2) sum += (data[i]! << 8) | (i + 1 < to ? data[i + 1]! : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** An advertisement over IPv4 multicast as an Ethernet frame: RFC 3768 5.3 with version 2, RFC 5798 5.2 with version 3. Its IP identification is 1, see `setIpId`. */
export function advertFrame(advert: Advert): Buffer {
  const isV2 = advert.version === 2;
  const length = 8 + 4 * advert.vips.length + (isV2 ? 8 : 0);
  const frame = Buffer.alloc(ETHERNET + IPV4 + length);
  frame.set([...mac(VRRP_GROUP_MAC), ...mac(advert.srcMac), 0x08, 0x00]);
  frame.set([0x45, 0xc0], ETHERNET);
  frame.writeUInt16BE(IPV4 + length, ETHERNET + 2);
  frame.set([255, PROTOCOL_VRRP], ETHERNET + 8);
  frame.set([...ipv4(advert.src), ...ipv4(VRRP_GROUP)], ETHERNET + 12);
  setIpId(frame, 0, 1);

  const start = ETHERNET + IPV4;
  frame.set([(advert.version << 4) | 1, advert.vrid, advert.priority, advert.vips.length], start);
  if (isV2) frame.set([advert.authPass === null ? 0 : 1, Math.round(advert.advertIntervalMs / 1000)], start + 4);
  else frame.writeUInt16BE(Math.round(advert.advertIntervalMs / 10), start + 4);
  advert.vips.forEach((vip, i) => {
    frame.set(ipv4(vip), start + 8 + 4 * i);
  });
  if (isV2 && advert.authPass !== null) frame.write(advert.authPass.slice(0, 8), frame.length - 8, 'latin1');
  // Version 3: keepalived sums with the pseudo-header (source, destination, protocol, length); version 2 without.
  let seed = 0;
  if (!isV2) {
    for (let i = ETHERNET + 12; i < ETHERNET + IPV4; i += 2) seed += frame.readUInt16BE(i);
    seed += PROTOCOL_VRRP + length;
  }
  frame.writeUInt16BE(internetChecksum(frame, start, frame.length, seed), start + 6);
  return frame;
}

/** Gives an advert's frame, which may start anywhere in `bytes`, another IP identification, and its header the checksum. */
export function setIpId(bytes: Buffer, frameAt: number, ipId: number): void {
  const ip = frameAt + ETHERNET;
  bytes.writeUInt16BE(ipId & 0xffff, ip + 4);
  bytes.writeUInt16BE(0, ip + 10);
  bytes.writeUInt16BE(internetChecksum(bytes, ip, ip + IPV4), ip + 10);
}

/** The gratuitous ARP of a new MASTER: a broadcast request, sender and target both the VIP, target MAC all ones. */
export function gratuitousArpFrame(senderMac: string, vip: string): Buffer {
  const everybody = 'ff:ff:ff:ff:ff:ff';
  return Buffer.from([
    ...mac(everybody),
    ...mac(senderMac),
    ...[0x08, 0x06, 0x00, 0x01, 0x08, 0x00, 6, 4, 0x00, 0x01],
    ...mac(senderMac),
    ...ipv4(vip),
    ...mac(everybody),
    ...ipv4(vip),
  ]);
}

/** The head of a pcap stream of Ethernet frames with microseconds, little-endian. */
export function pcapHeader(): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(262144, 16);
  head.writeUInt32LE(1, 20);
  return head;
}

/** One record of such a stream; `at` in ms since 1970 UTC, of which microseconds are kept. */
export function pcapRecord(at: number, frame: Uint8Array): Buffer {
  const record = Buffer.alloc(16 + frame.length);
  const microseconds = Math.round(at * 1000);
  record.writeUInt32LE(Math.floor(microseconds / 1e6), 0);
  record.writeUInt32LE(microseconds % 1e6, 4);
  record.writeUInt32LE(frame.length, 8);
  record.writeUInt32LE(frame.length, 12);
  record.set(frame, 16);
  return record;
}
