import type { LogEvent } from '../protocol/log-event.js';
import { Packet } from '../protocol/packet.js';
import type { SourceId } from './input.js';

/** How much of what passed a watching screen keeps; 0 keeps nothing. */
export interface TailLimits {
  lines: number;
  packets: number;
}

/** A line of keepalived's in a log, understood or not. */
export interface LogLine {
  /** Counts from 1 in the order of arrival: the line's name for as long as it is kept. */
  seq: number;
  /** By the monitor's clock, ms; `precisionMs` is how sure that is. */
  at: number;
  precisionMs: number;
  node: string;
  /** The message, cleaned and bounded. */
  text: string;
  /** How often it was written in one go, all told at the time of the first. */
  times: number;
  /** What it means; null for a line that the catalogue does not know or that tells nothing about states. */
  event: LogEvent | null;
}

/** A record of a capture: VRRP, an announcement of an address, or one that should have been and could not be decoded. */
export interface PacketRecord {
  seq: number;
  /** By the monitor's clock, ms. */
  at: number;
  source: SourceId;
  /** Decoded; its bytes are a copy, at most `PACKET_BYTES` of them from offset 0 on. */
  packet: Packet;
  /** From and to, in the bytes, of what is or may be authentication data and was blanked; equal where there is none. */
  hiddenFrom: number;
  hiddenTo: number;
}

/** The last lines and packets, as data: a frozen screen copies them with the rest of the state. */
export interface Tail {
  limits: TailLimits;
  /** Sorted by time, oldest first. */
  lines: LogLine[];
  linesDropped: number;
  /** How many lines and packets there ever were. */
  lineCount: number;
  packetCount: number;
  /** A ring: find a record by `packetAt`. */
  packets: PacketRecord[];
}

/** More of a frame is not kept: an advert with 20 IPv4 addresses or 11 of IPv6 fits in. */
export const PACKET_BYTES = 256;
/** The VRRP header, in front of the addresses. */
const VRRP_HEADER = 8;
const AUTH_DATA = 8;
const VRRP = 112;
/** Fields of `Packet` that are offsets into its bytes. */
const OFFSETS = ['srcMac', 'dstMac', 'src', 'dst', 'payload', 'vips', 'authData', 'announcedMac'] as const;

export const emptyTail = (limits: TailLimits): Tail => ({
  limits,
  lines: [],
  linesDropped: 0,
  lineCount: 0,
  packetCount: 0,
  packets: [],
});

/** keepalived says some things five times over (gratuitous ARP): lines like the one before, this soon after it, are counted; ms. */
const AGAIN_MS = 1000;

/** Sorts a line in; one older than all that are kept, when there is no room, is not kept. */
export function keepLine(tail: Tail, line: Omit<LogLine, 'seq' | 'times'>): void {
  const { lines, limits } = tail;
  if (limits.lines === 0) return;
  let at = lines.length;
  while (at > 0 && lines[at - 1]!.at > line.at) at--;
  const seq = ++tail.lineCount;
  const before = lines[at - 1];
  if (before?.node === line.node && before.text === line.text && line.at - before.at < AGAIN_MS) {
    before.times++;
    return;
  }
  const kept = { seq, times: 1, ...line };
  if (at === lines.length) lines.push(kept);
  else lines.splice(at, 0, kept);
  if (lines.length > limits.lines) {
    lines.shift();
    tail.linesDropped++;
  }
}

/** Copies a record, in place of the oldest one when the ring is full. Authentication data is not copied. */
export function keepPacket(tail: Tail, p: Packet, at: number, source: SourceId): void {
  if (tail.limits.packets === 0 || !(p.kind === 'vrrp' || p.kind === 'bad' || p.gratuitous)) return;
  const seq = ++tail.packetCount;
  const slot = slotOf(tail, seq);
  const record = tail.packets[slot] ?? emptyRecord();
  tail.packets[slot] = record;
  const { packet } = record;
  const room = packet.bytes;
  Object.assign(packet, p);
  packet.bytes = room;
  packet.frameStart = 0;
  packet.frameLength = Math.min(p.frameLength, PACKET_BYTES);
  room.set(p.bytes.subarray(p.frameStart, p.frameStart + packet.frameLength));
  const size = p.family === 'ipv4' ? 4 : 16;
  for (const field of OFFSETS) if (packet[field] >= 0) packet[field] = Math.max(0, packet[field] - p.frameStart);
  packet.vipCount = Math.max(0, Math.min(p.vipCount, Math.floor((packet.frameLength - packet.vips) / size)));
  record.seq = seq;
  record.at = at;
  record.source = source;
  hide(record);
}

const slotOf = (tail: Tail, seq: number): number => (seq - 1) % tail.limits.packets;

const emptyRecord = (): PacketRecord => {
  const packet = new Packet();
  packet.bytes = new Uint8Array(PACKET_BYTES);
  return { seq: 0, at: 0, source: '', packet, hiddenFrom: 0, hiddenTo: 0 };
};

/**
 * Blanks what is or may be authentication data: of v2 all behind the addresses, of v3 what stands behind its end, and all
 * behind the header where the lengths do not fit. Recordings are redacted at the door, captures given to a replay are not.
 */
function hide(record: PacketRecord): void {
  const { packet } = record;
  record.hiddenFrom = 0;
  record.hiddenTo = 0;
  if (packet.protocol !== VRRP) return;
  const body = packet.payload + VRRP_HEADER;
  const listEnd = body + (packet.bytes[packet.payload + 3] ?? 0) * (packet.family === 'ipv4' ? 4 : 16);
  const end = packet.payload + packet.payloadLength;
  const { frameLength } = packet;
  const isWhole = packet.kind === 'vrrp' && listEnd + (packet.version === 2 ? AUTH_DATA : 0) <= end;
  record.hiddenFrom = Math.min(packet.kind === 'vrrp' ? listEnd : body, frameLength);
  record.hiddenTo = Math.max(record.hiddenFrom, Math.min(isWhole ? end : frameLength, frameLength));
  // Padding is zero: anything else behind the end may be what a wrong length cut off.
  if (packet.bytes.subarray(record.hiddenTo, frameLength).some((byte) => byte !== 0)) record.hiddenTo = frameLength;
  packet.bytes.fill(0, record.hiddenFrom, record.hiddenTo);
}

/** The kept packets' numbers, oldest and newest; `first > last` when there are none. */
export const packetRange = (tail: Tail): { first: number; last: number } => ({
  first: Math.max(1, tail.packetCount - tail.limits.packets + 1),
  last: tail.packetCount,
});

/** The record with this number; undefined when it is not kept. */
export function packetAt(tail: Tail, seq: number): PacketRecord | undefined {
  const record = tail.packets[slotOf(tail, seq)];
  return record?.seq === seq ? record : undefined;
}
