import { addressAt } from '../protocol/address.js';
import type { SourceId } from './input.js';
import { nextMaster } from './predict.js';
import type { ClusterState, VirtualRouter } from './state.js';
import { type PacketRecord, packetAt, packetRange } from './tail.js';
import { masterDownIntervalMs } from './timers.js';
import { routerId } from './wire-router.js';

/** Adverts that are sent to several unicast peers at one moment are one, ms. */
const SAME_MOMENT_MS = 1;
/** From this many intervals on the time between two adverts is a loss or a pause, no jitter. */
const LOSS = 1.5;

/** An advert as one capture heard it; times in ms. */
export interface Beat {
  seq: number;
  at: number;
  address: string;
  /** Since the advert before for the same virtual router, and since the sender's own; null: none is kept. */
  gapMs: number | null;
  ownGapMs: number | null;
}

/** The adverts for one virtual router that one capture heard and that are still kept, oldest first. */
export interface Pulse {
  source: SourceId;
  beats: readonly Beat[];
}

interface Kept {
  /** Number of the last packet that was looked at. */
  seq: number;
  /** By virtual router, then by capture. */
  beats: Map<string, Map<SourceId, Beat[]>>;
  /** When each sender was heard last. */
  lastAt: Map<string, number>;
}
/** A packet is looked at once, not with each paint: by the ring that holds it. */
const known = new WeakMap<object, Kept>();

/** The beats of all virtual routers, out of the packets that are kept: an advert itself pays nothing for it. */
function keptBeats({ tail }: ClusterState): Kept['beats'] {
  const kept: Kept = known.get(tail.packets) ?? { seq: 0, beats: new Map(), lastAt: new Map() };
  known.set(tail.packets, kept);
  const { first, last } = packetRange(tail);
  for (let seq = Math.max(first, kept.seq + 1); seq <= last; seq++) {
    const record = packetAt(tail, seq);
    if (record?.packet.kind === 'vrrp') addBeat(kept, record);
  }
  if (kept.seq === last) return kept.beats;
  kept.seq = last;
  for (const [router, bySource] of kept.beats) {
    for (const [source, beats] of bySource) {
      const gone = beats.findIndex((b) => b.seq >= first);
      if (gone < 0) bySource.delete(source);
      else beats.splice(0, gone);
    }
    if (bySource.size === 0) kept.beats.delete(router);
  }
  for (const [sender, at] of kept.lastAt) if (at < (packetAt(tail, first)?.at ?? 0)) kept.lastAt.delete(sender);
  return kept.beats;
}

function addBeat(kept: Kept, { packet, seq, at, source }: PacketRecord): void {
  const router = routerId(packet);
  const bySource = kept.beats.get(router) ?? new Map<SourceId, Beat[]>();
  const beats = bySource.get(source) ?? [];
  const address = addressAt(packet.bytes, packet.src, packet.family);
  const sender = `${router} ${source} ${address}`;
  const ownAt = kept.lastAt.get(sender);
  if (ownAt !== undefined && at - ownAt < SAME_MOMENT_MS) return;
  const since = (before: number | undefined): number | null => (before === undefined ? null : at - before);
  beats.push({ seq, at, address, gapMs: since(beats.at(-1)?.at), ownGapMs: since(ownAt) });
  bySource.set(source, beats);
  kept.beats.set(router, bySource);
  // Who sent priority 0 has stopped: when it sends again that is no late advert.
  if (packet.priority === 0) kept.lastAt.delete(sender);
  else kept.lastAt.set(sender, at);
}

/** The pulse of a virtual router by one capture, or by the one that is worth most: a live one, this host's before a node's. */
export function pulseOf(state: ClusterState, router: string, by?: SourceId): Pulse | null {
  const bySource = keptBeats(state).get(router);
  if (bySource === undefined) return null;
  const worth = (id: SourceId): number => {
    const source = state.sources.get(id);
    return (source?.status === 'live' ? 2 : 0) + (source?.node === null ? 1 : 0);
  };
  const source = by ?? [...bySource.keys()].sort((a, b) => worth(b) - worth(a))[0];
  const beats = source === undefined ? undefined : bySource.get(source);
  return source === undefined || beats === undefined ? null : { source, beats: unbroken(state, source, beats) };
}

/** Between two adverts before and after a time in which the capture was lost there may have been others. */
function unbroken(state: ClusterState, source: SourceId, beats: readonly Beat[]): readonly Beat[] {
  const since = state.sources.get(source)?.since ?? 0;
  if ((beats[0]?.at ?? since) >= since || (beats.at(-1)?.at ?? 0) < since) return beats;
  const over = (at: number, gap: number | null): number | null =>
    gap !== null && at >= since && at - gap < since ? null : gap;
  return beats.map((b) => ({ ...b, gapMs: over(b.at, b.gapMs), ownGapMs: over(b.at, b.ownGapMs) }));
}

/** Up to when silence is heard: now while its capture is live, else its last advert. */
export const heardUntil = (state: ClusterState, pulse: Pulse): number =>
  state.sources.get(pulse.source)?.status === 'live' ? state.now : (pulse.beats.at(-1)?.at ?? 0);

/** The gaps of some beats, and as the last one the silence that goes on where it is longer than jitter; ms. @param until as `heardUntil` tells. */
export function gapsUntil(
  beats: readonly { at: number; gapMs: number | null }[],
  until: number,
  intervalMs: number,
): (number | null)[] {
  const gaps = beats.map((beat) => beat.gapMs);
  const quiet = until - (beats.at(-1)?.at ?? until);
  return quiet > LOSS * intervalMs ? [...gaps, quiet] : gaps;
}

/** The Master_Down_Interval of whoever would take over; where nobody is known to, that of a router like the master; ms. */
export function patienceOf(state: ClusterState, router: VirtualRouter, intervalMs: number): number {
  const next = nextMaster(state, router);
  if (next.node !== null) return next.inMs.crash;
  const speaker = [...router.cells.values()].find((c) => c.wire?.status === 'master')?.wire;
  return masterDownIntervalMs(router.version ?? 2, speaker?.priority ?? 100, intervalMs);
}

/** One stretch of time in a pulse; null where nothing is known of it. */
interface PulseBucket {
  /** Adverts in it, one a gap shared out over its length, to those that one master would send: 1 is health, 2 are two masters. */
  rate: number;
  /** The most that the time between two adverts of one sender was off the interval, ms. */
  jitterMs: number;
}

/**
 * The pulse in `count` stretches of `bucketMs`, the last one that is over at the end. Their edges do not move with time.
 * An advert counts from the one before it on, so that the edge between two stretches makes no rhythm of its own.
 * @param until as `heardUntil` tells.
 */
export function pulseBuckets(
  beats: readonly Beat[],
  intervalMs: number,
  now: number,
  until: number,
  bucketMs: number,
  count: number,
): (PulseBucket | null)[] {
  const end = Math.floor(now / bucketMs) * bucketMs;
  const start = end - count * bucketMs;
  const adverts = new Array<number>(count).fill(0);
  const covered = new Array<number>(count).fill(0);
  const jitter = new Array<number>(count).fill(0);
  const share = (from: number, to: number, whole: number): void => {
    for (let i = Math.max(0, Math.floor((from - start) / bucketMs)); i < count; i++) {
      const left = start + i * bucketMs;
      if (left >= to) break;
      const part = Math.min(to, left + bucketMs) - Math.max(from, left);
      if (part <= 0) continue;
      adverts[i] = (adverts[i] ?? 0) + (whole * part) / (to - from);
      covered[i] = (covered[i] ?? 0) + part;
    }
  };
  for (const { at, gapMs, ownGapMs } of beats) {
    if (gapMs !== null && gapMs > 0 && at > start) share(at - gapMs, at, 1);
    const i = Math.floor((at - start) / bucketMs);
    if (ownGapMs === null || ownGapMs > LOSS * intervalMs || i < 0 || i >= count) continue;
    jitter[i] = Math.max(jitter[i] ?? 0, Math.abs(ownGapMs - intervalMs));
  }
  const last = beats.at(-1);
  if (last !== undefined && until - last.at > LOSS * intervalMs) share(last.at, until, 0);
  return adverts.map((n, i) => {
    const length = covered[i] ?? 0;
    // A stretch that is known in part only says nothing.
    return length < bucketMs / 2 ? null : { rate: (n * intervalMs) / length, jitterMs: jitter[i] ?? 0 };
  });
}
