import { addressAt } from '../protocol/address.js';
import type { SourceId } from './input.js';
import type { ClusterState, VirtualRouter } from './state.js';
import { packetAt, packetRange } from './tail.js';
import { routerId } from './wire-router.js';

/** Adverts that are sent to several unicast peers at one moment are one, ms. */
const SAME_MOMENT_MS = 1;
/** From this many intervals on the time between two adverts is a loss or a pause, no jitter. */
const LOSS = 1.5;

/** An advert as one capture heard it; times in ms. */
export interface Beat {
  at: number;
  address: string;
  /** Since the advert before for the same virtual router, and since the sender's own; null: none is kept, or the capture was lost between. */
  gapMs: number | null;
  ownGapMs: number | null;
}

/** The adverts of each virtual router that are still kept, oldest first, by the capture that heard them. */
export type Pulses = ReadonlyMap<string, ReadonlyMap<SourceId, readonly Beat[]>>;

/** The pulses of all virtual routers, out of the packets that are kept: the adverts themselves pay nothing for it. */
export function pulsesOf(state: ClusterState): Pulses {
  const { tail } = state;
  const all = new Map<string, Map<SourceId, Beat[]>>();
  const own = new Map<string, number>();
  const { first, last } = packetRange(tail);
  for (let seq = first; seq <= last; seq++) {
    const record = packetAt(tail, seq);
    if (record === undefined || record.packet.kind !== 'vrrp') continue;
    const { packet, at, source } = record;
    const router = routerId(packet);
    const bySource = all.get(router) ?? new Map<SourceId, Beat[]>();
    const beats = bySource.get(source) ?? [];
    const address = addressAt(packet.bytes, packet.src, packet.family);
    const key = `${router} ${source} ${address}`;
    const ownAt = own.get(key);
    if (ownAt !== undefined && at - ownAt < SAME_MOMENT_MS) continue;
    const liveSince = state.sources.get(source)?.since ?? 0;
    const gap = (before: number | undefined): number | null =>
      before === undefined || (before < liveSince && at >= liveSince) ? null : at - before;
    beats.push({ at, address, gapMs: gap(beats.at(-1)?.at), ownGapMs: gap(ownAt) });
    bySource.set(source, beats);
    all.set(router, bySource);
    // Who sent priority 0 has stopped: when it sends again that is no late advert.
    if (packet.priority === 0) own.delete(key);
    else own.set(key, at);
  }
  return all;
}

/** The adverts of `router` by the capture that is worth most: a live one that heard it, this host's before a node's. */
export function pulseOf(
  state: ClusterState,
  pulses: Pulses,
  router: VirtualRouter,
): { source: SourceId; beats: readonly Beat[] } | null {
  const bySource = pulses.get(router.id);
  if (bySource === undefined) return null;
  const worth = (id: SourceId): number => {
    const source = state.sources.get(id);
    return (source?.status === 'live' ? 2 : 0) + (source?.node === null ? 1 : 0);
  };
  const [best] = [...bySource].sort((a, b) => worth(b[0]) - worth(a[0]));
  return best === undefined ? null : { source: best[0], beats: best[1] };
}

/** One stretch of time in a pulse; null where nothing is known of it. */
export interface PulseBucket {
  /** Adverts in it, one a gap shared out over its length, to those that one master would send: 1 is health, 2 are two masters. */
  rate: number;
  /** The most that the time between two adverts of one sender was off the interval, ms. */
  jitterMs: number;
}

/** Up to when silence is heard: now while its capture is live, else its last advert. */
export const heardUntil = (state: ClusterState, pulse: { source: SourceId; beats: readonly Beat[] }): number =>
  state.sources.get(pulse.source)?.status === 'live' ? state.now : (pulse.beats.at(-1)?.at ?? 0);

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
