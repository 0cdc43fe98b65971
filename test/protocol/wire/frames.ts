import { readdirSync, readFileSync } from 'node:fs';
import { CaptureReader } from '../../../src/protocol/capture-reader.js';
import type { CaptureStats, Packet } from '../../../src/protocol/packet.js';

const FOLDER = new URL('./captures/', import.meta.url);
export const CAPTURES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.pcap'))
  .map((name) => name.slice(0, -'.pcap'.length))
  .sort();
const capturePath = (name: string): URL => new URL(`${name}.pcap`, FOLDER);
export const captureBytes = (name: string): Buffer => readFileSync(capturePath(name));
/** What tcpdump printed about the capture when it was made. */
export const storedTable = (name: string): string => readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8');

export const hex = (...parts: string[]): Buffer => Buffer.from(parts.join('').replace(/[\s|]/g, ''), 'hex');

/** Frames of a capture as tcpdump on this machine writes it (little endian), read without the code under test. */
export function framesOf(pcap: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 24; at < pcap.length; ) {
    const length = pcap.readUInt32LE(at + 8);
    frames.push(pcap.subarray(at + 16, at + 16 + length));
    at += 16 + length;
  }
  return frames;
}

interface PcapOptions {
  linkType?: number;
  bigEndian?: boolean;
  nanoseconds?: boolean;
  /** Cuts each frame, as the snap length does. */
  snap?: number;
}

/** A pcap file of these frames, the first at 1700000000.000001 (or 2 ns) and one second apart. */
export function pcapOf(frames: Uint8Array[], options: PcapOptions = {}): Buffer {
  const u32 = (value: number): Buffer => {
    const b = Buffer.alloc(4);
    if (options.bigEndian) b.writeUInt32BE(value);
    else b.writeUInt32LE(value);
    return b;
  };
  const versions = options.bigEndian ? hex('0002 0004') : hex('0200 0400');
  const magic = u32(options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
  const out: Uint8Array[] = [magic, versions, u32(0), u32(0), u32(262144), u32(options.linkType ?? 1)];
  frames.forEach((frame, i) => {
    const captured = frame.subarray(0, options.snap ?? frame.length);
    out.push(
      u32(1_700_000_000 + i),
      u32(options.nanoseconds ? 2 : 1),
      u32(captured.length),
      u32(frame.length),
      captured,
    );
  });
  return Buffer.concat(out);
}

/** What a packet says, copied out while it is valid. */
type Snapshot = Omit<Packet, 'bytes'> & { frame: string };

export function snapshot(p: Packet): Snapshot {
  const { bytes, frameStart, ...rest } = p;
  const relative = (offset: number): number => (offset > 0 ? offset - frameStart : offset);
  return {
    ...rest,
    frameStart: 0,
    frame: Buffer.from(bytes.subarray(frameStart, frameStart + p.frameLength)).toString('hex'),
    srcMac: p.srcMac < 0 ? -1 : p.srcMac - frameStart,
    dstMac: p.dstMac < 0 ? -1 : p.dstMac - frameStart,
    src: relative(p.src),
    dst: relative(p.dst),
    payload: relative(p.payload),
    vips: relative(p.vips),
    authData: relative(p.authData),
    announcedMac: relative(p.announcedMac),
  };
}

/** Reads a capture, `cut` naming the sizes of the pieces it comes in (the last one repeats). */
export function readAll<T>(
  capture: Uint8Array,
  take: (p: Packet) => T,
  cut: readonly number[] = [capture.length || 1],
): { packets: T[]; stats: CaptureStats } {
  const packets: T[] = [];
  const reader = new CaptureReader((p) => packets.push(take(p)));
  let piece = 0;
  for (let at = 0; at < capture.length; piece++) {
    const size = cut[Math.min(piece, cut.length - 1)]!;
    reader.push(capture.subarray(at, at + size));
    at += size;
  }
  reader.end();
  return { packets, stats: reader.stats };
}

/** The ones' complement sum of RFC 1071 in its plainest form: what the checksums of built packets are made with. */
export function rfc1071(...parts: Uint8Array[]): number {
  const all = Buffer.concat(parts.map((part) => (part.length % 2 ? Buffer.concat([part, Buffer.alloc(1)]) : part)));
  let sum = 0;
  for (let i = 0; i < all.length; i += 2) {
    sum += all.readUInt16BE(i);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return ~sum & 0xffff;
}

/** `message` with the checksum at offset 6 over it and whatever goes before it. */
export function sealed(message: Buffer, ...before: Uint8Array[]): Buffer {
  const copy = Buffer.from(message);
  copy.writeUInt16BE(0, 6);
  copy.writeUInt16BE(rfc1071(...before, copy), 6);
  return copy;
}

export interface Ipv4Options {
  src?: string;
  dst?: string;
  ttl?: number;
  protocol?: number;
  /** Multiple of 4 bytes. */
  options?: Buffer;
  /** The 16 bits of flags and fragment offset. */
  fragment?: number;
  totalLength?: number;
}

const dotted = (text: string): Buffer => Buffer.from(text.split('.').map(Number));

export function ipv4(payload: Uint8Array, o: Ipv4Options = {}): Buffer {
  const options = o.options ?? Buffer.alloc(0);
  const header = Buffer.concat([hex('45c0 0000 0007 0000 ff70 0000 00000000 00000000'), options]);
  header[0] = 0x40 | (header.length / 4);
  header.writeUInt16BE(o.totalLength ?? header.length + payload.length, 2);
  header.writeUInt16BE(o.fragment ?? 0, 6);
  header[8] = o.ttl ?? 255;
  header[9] = o.protocol ?? 112;
  header.set(dotted(o.src ?? '172.30.23.201'), 12);
  header.set(dotted(o.dst ?? '224.0.0.18'), 16);
  header.writeUInt16BE(rfc1071(header), 10);
  return Buffer.concat([header, payload]);
}

/** IPv4 pseudo-header of a VRRP message of that length. */
export const pseudo4 = (length: number, src = '172.30.23.201', dst = '224.0.0.18'): Buffer =>
  Buffer.concat([dotted(src), dotted(dst), hex('0070'), Buffer.from([length >> 8, length & 0xff])]);

export const ethernet = (ethertype: string, ...payload: Uint8Array[]): Buffer =>
  Buffer.concat([hex('01005e000012 02000000000a', ethertype), ...payload]);

/** VRRPv2, VRID 51, priority 100, PASS `1111`, 172.30.23.200, with its checksum. */
export const V2 = sealed(hex('2133 6401 0101 0000 ac1e17c8 3131313100000000'));
/** VRRPv3, VRID 61, priority 100, 0.5 s, 172.30.23.200, with the checksum keepalived makes. */
export const V3 = sealed(hex('313d 6401 0032 0000 ac1e17c8'), pseudo4(12));
