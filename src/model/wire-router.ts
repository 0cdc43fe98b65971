import type { Packet } from '../protocol/packet.js';
import type { Speaker, Speech } from './state.js';

/** Senders remembered for one virtual router; a spoofed flood ends here. */
const MAX_SPEAKERS = 16;

/** A speaker with what is needed to recognise it, and an unchanged advert, without decoding again. */
export interface TrackedSpeaker extends Speaker {
  /** Raw source address and the VRRP message of its last advert, for comparison byte by byte. */
  addressBytes: Uint8Array;
  message: Uint8Array;
  ipId: number;
  /** When it sent one advert beside a living better router (ms), which a router that has just come back does; null else. */
  contendedAt: number | null;
  /** That advert came in the rhythm of those before: it had not stopped at all. */
  contendedUnbroken: boolean;
  /** Index of the capture that heard it last. */
  capture: number;
  /** What it says now; null while it does not send. */
  speech: Speech | null;
  /** Raw MAC address of its last advert, and those it sends to: `mac` and `sentTo` without decoding again. */
  macBytes: Uint8Array;
  peerBytes: Uint8Array[];
  /** The times between adverts that the next `pace` will be made from. */
  paceCount: number;
  paceShortestMs: number;
  paceLongestMs: number;
}

/** One virtual router on the wire: (link, family, VRID), and those who speak for it. */
export interface WireRouter {
  id: string;
  vrid: number;
  family: 'ipv4' | 'ipv6';
  version: number;
  advertIntervalMs: number;
  vips: string[];
  speakers: TrackedSpeaker[];
  /** The different authentication data seen, as text of bytes; their place is a speaker's `authClass`. Bounded. */
  auth: string[];
  /** When the first advert of it was seen, ms. */
  firstAt: number;
  /** In the order in which they began; bounded. */
  speeches: Speech[];
}

/** `ipv4/51`, `vlan7/ipv6/51`: the virtual router that an advert is about. */
export const routerId = (p: Packet): string =>
  `${p.outerVlan < 0 ? '' : `vlan${p.outerVlan}/`}${p.vlan < 0 ? '' : `vlan${p.vlan}/`}${p.family}/${p.vrid}`;

/** True when `p` comes from `speaker`. */
export function sentBy(speaker: TrackedSpeaker, p: Packet): boolean {
  const a = speaker.addressBytes;
  const b = p.bytes;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[p.src + i]) return false;
  return true;
}

/** True when the VRRP message is the same, byte for byte, as the speaker's last one: then nothing has changed. */
export function sameMessage(speaker: TrackedSpeaker, p: Packet): boolean {
  const m = speaker.message;
  if (m.length !== p.payloadLength) return false;
  const b = p.bytes;
  for (let i = 0; i < m.length; i++) if (m[i] !== b[p.payload + i]) return false;
  return true;
}

/** RFC 5798 6.4.3: the higher priority wins, a tie goes to the higher primary address. */
export function outranks(a: TrackedSpeaker, b: TrackedSpeaker): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  for (let i = 0; i < a.addressBytes.length; i++) {
    const difference = a.addressBytes[i]! - (b.addressBytes[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Adds a speaker; where there is no place left the longest silent one goes; false when all of them still send. */
export function addSpeaker(router: WireRouter, speaker: TrackedSpeaker): boolean {
  if (router.speakers.length < MAX_SPEAKERS) {
    router.speakers.push(speaker);
    return true;
  }
  let oldest = -1;
  for (let i = 0; i < router.speakers.length; i++) {
    const s = router.speakers[i]!;
    if (s.status !== 'master' && (oldest < 0 || s.lastAt < router.speakers[oldest]!.lastAt)) oldest = i;
  }
  if (oldest < 0) return false;
  router.speakers[oldest] = speaker;
  return true;
}
