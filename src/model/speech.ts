import { addressAt, macAt } from '../protocol/address.js';
import type { Packet } from '../protocol/packet.js';
import type { Speech } from './state.js';
import type { TrackedSpeaker, WireRouter } from './wire-router.js';

/** Stretches remembered for one virtual router. */
const MAX_SPEECHES = 128;
/** Unicast peers remembered for one speaker. */
const MAX_PEERS = 16;
/** Adverts from which a pace is made: so many cannot all have a lost one before them. */
const PACE_ADVERTS = 16;

/** The speaker sends since `at`, or says something else since then: its stretch before ended at `endedAt`, a new one begins. */
export function beginSpeech(router: WireRouter, s: TrackedSpeaker, at: number, endedAt = s.lastAt): void {
  endSpeech(s, endedAt);
  s.speech = {
    address: s.address,
    version: s.version,
    priority: s.priority,
    advertIntervalMs: s.advertIntervalMs,
    vips: s.vips,
    cast: s.cast,
    sentTo: s.sentTo,
    authType: s.authType,
    authClass: s.authClass,
    checksum: s.checksum,
    checksumMode: s.checksumMode,
    trailerLength: s.trailerLength,
    from: at,
    lastAt: Math.max(at, s.lastAt),
    to: null,
    resignedAt: null,
  };
  if (router.speeches.length >= MAX_SPEECHES) router.speeches.shift();
  router.speeches.push(s.speech);
}

/** The speaker sends no more: its stretch ended with its last advert, at the latest at `at`. */
export function endSpeech(s: TrackedSpeaker, at = s.lastAt): void {
  if (s.speech === null) return;
  s.speech.lastAt = Math.max(s.speech.from, Math.min(at, s.lastAt));
  s.speech.to = s.speech.lastAt;
  s.speech = null;
}

/** True while the speaker says, its priority aside, what it said before. */
export function sameSpeech(a: Speech, s: TrackedSpeaker): boolean {
  return (
    a.version === s.version &&
    a.advertIntervalMs === s.advertIntervalMs &&
    a.cast === s.cast &&
    a.authType === s.authType &&
    a.authClass === s.authClass &&
    a.checksum === s.checksum &&
    a.checksumMode === s.checksumMode &&
    a.trailerLength === s.trailerLength &&
    a.vips.length === s.vips.length &&
    a.vips.every((v, i) => v === s.vips[i])
  );
}

export function isMulticast(p: Packet): boolean {
  const first = p.bytes[p.dst]!;
  return p.family === 'ipv6' ? first === 0xff : first >= 224 && first < 240;
}

/** What the message does not hold and may change without it: the destination and the MAC address. Allocates nothing while they stay. */
export function sameWay(s: TrackedSpeaker, p: Packet, multicast: boolean): boolean {
  if (multicast !== (s.cast === 'multicast')) return false;
  if (!multicast) notePeer(s, p);
  const mac = s.macBytes;
  if (p.srcMac < 0) return true;
  for (let i = 0; i < mac.length; i++) if (mac[i] !== p.bytes[p.srcMac + i]) return false;
  return mac.length === 6;
}

export function learnWay(s: TrackedSpeaker, p: Packet, multicast: boolean): void {
  if (multicast || s.cast === 'multicast') {
    s.sentTo = [];
    s.peerBytes = [];
  }
  s.cast = multicast ? 'multicast' : 'unicast';
  if (!multicast) notePeer(s, p);
  if (p.srcMac < 0) return;
  s.macBytes = new Uint8Array(p.bytes.subarray(p.srcMac, p.srcMac + 6));
  s.mac = macAt(p, p.srcMac) ?? '';
}

function notePeer(s: TrackedSpeaker, p: Packet): void {
  const width = p.family === 'ipv4' ? 4 : 16;
  for (const peer of s.peerBytes) {
    let i = 0;
    while (i < width && peer[i] === p.bytes[p.dst + i]) i++;
    if (i === width) return;
  }
  if (s.peerBytes.length >= MAX_PEERS) return;
  s.peerBytes.push(new Uint8Array(p.bytes.subarray(p.dst, p.dst + width)));
  s.sentTo.push(addressAt(p.bytes, p.dst, p.family));
}

/** Counts the time since the advert before, ms; unicast adverts to several peers at one moment are one. */
export function notePace(s: TrackedSpeaker, gapMs: number): void {
  if (gapMs < 1) return;
  if (gapMs < s.paceShortestMs) s.paceShortestMs = gapMs;
  if (gapMs > s.paceLongestMs) s.paceLongestMs = gapMs;
  if (++s.paceCount < PACE_ADVERTS) return;
  s.pace ??= { shortestMs: 0, longestMs: 0 };
  s.pace.shortestMs = s.paceShortestMs;
  s.pace.longestMs = s.paceLongestMs;
  restartPace(s);
}

/** Between the adverts before and those to come lies a pause that says nothing of the pace. */
export function restartPace(s: TrackedSpeaker): void {
  s.paceCount = 0;
  s.paceShortestMs = Number.POSITIVE_INFINITY;
  s.paceLongestMs = 0;
}

/** So many intervals without an advert are no mere loss. */
const UNHEARD_INTERVALS = 4;
const MAX_UNHEARD = 16;

/** Capture `capture` hears it at `at` (ms); where others did for a while and this one did not, that is kept. */
export function noteHeard(s: TrackedSpeaker, capture: number, at: number): void {
  const before = s.heard[capture];
  s.heard[capture] = at;
  const longest = UNHEARD_INTERVALS * s.advertIntervalMs;
  if (before === undefined || at - before <= longest) return;
  // While it did not send there was nothing to hear.
  const from = Math.max(before, s.startedAt);
  if (s.lastAt - from <= longest) return;
  s.unheard.push({ capture, from, to: at });
  if (s.unheard.length > MAX_UNHEARD) s.unheard.shift();
}

/** A multicast advert came without TTL (hop limit) 255. `pauseMs`: after a longer one a new stretch begins. */
export function noteOddTtl(s: TrackedSpeaker, ttl: number, at: number, pauseMs: number): void {
  const odd = s.oddTtl;
  if (odd !== null && odd.ttl === ttl && at - odd.to <= pauseMs) odd.to = at;
  else s.oddTtl = { ttl, from: at, to: at };
}
