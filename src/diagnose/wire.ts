import type { ClusterState, Speech, VirtualRouter } from '../model/state.js';
import { masterDownIntervalMs } from '../model/timers.js';

/** A stretch of time with its end; null while it lasts. */
export interface Span {
  from: number;
  to: number | null;
}

/** Two routers that sent at the same time, each hearing the other as far as the addressing goes, and did not agree. */
export interface Clash extends Span {
  a: Speech;
  b: Speech;
}

/** True when a capture is live or brought something. */
export function wireRead(state: ClusterState): boolean {
  return [...state.sources.values()].some((s) => s.kind === 'wire' && (s.status === 'live' || s.records > 0));
}

/** The node that owns `address`, of another cluster as `proxies/lb1`; else the address. */
export function nodeOf(state: ClusterState, router: VirtualRouter, address: string): string {
  for (const cell of router.cells.values()) if (cell.wire?.address === address) return cell.node;
  for (const node of state.nodes.values()) if (node.addresses.includes(address)) return node.name;
  return state.neighbours.get(address) ?? address;
}

/** When `speech` ended; null while it goes on. What no capture hears any more has ended as far as anybody knows. */
export function endOf(speech: Speech, now: number): number | null {
  if (speech.to !== null) return speech.to;
  const patience = masterDownIntervalMs(speech.version, 1, speech.advertIntervalMs) + speech.advertIntervalMs;
  return now - speech.lastAt > patience ? speech.lastAt : null;
}

/** Adverts of one can reach the other: both use the group, or one sends to the other's address. */
export function inContact(a: Speech, b: Speech): boolean {
  if (a.cast === 'multicast' && b.cast === 'multicast') return true;
  return a.sentTo.includes(b.address) || b.sentTo.includes(a.address);
}

/** What both spans have in common; null when nothing. */
export function overlap(a: Span, b: Span): Span | null {
  const from = Math.max(a.from, b.from);
  const to = a.to === null ? b.to : b.to === null ? a.to : Math.min(a.to, b.to);
  return to !== null && to < from ? null : { from, to };
}

/**
 * The times in which two routers sent for `router` and differed by `differ`: longer than an interval, so that each of
 * them sent more than the one advert with which an old MASTER may answer the new one. Oldest first.
 */
export function clashes(
  state: ClusterState,
  router: VirtualRouter,
  differ: (a: Speech, b: Speech) => boolean,
  contact: (a: Speech, b: Speech) => boolean = inContact,
): Clash[] {
  const found: Clash[] = [];
  const { speeches } = router;
  for (let i = 0; i < speeches.length; i++) {
    const a = speeches[i]!;
    const endA = endOf(a, state.now);
    for (let j = i + 1; j < speeches.length; j++) {
      const b = speeches[j]!;
      // In the order in which they began: all that follow begin after its end.
      if (endA !== null && b.from > endA) break;
      if (a.address === b.address || !differ(a, b) || !contact(a, b)) continue;
      const span = overlap({ from: a.from, to: endA }, { from: b.from, to: endOf(b, state.now) });
      if (span === null || (span.to ?? state.now) - span.from <= Math.max(a.advertIntervalMs, b.advertIntervalMs))
        continue;
      found.push(a.address < b.address ? { a, b, ...span } : { a: b, b: a, ...span });
    }
  }
  return found.sort((x, y) => x.from - y.from);
}

/** Whether `version` (`2.3.3`) is at least `wanted`; null when it is not known. */
export function isAtLeast(version: string | null, wanted: readonly number[]): boolean | null {
  if (version === null) return null;
  const parts = version.split('.').map(Number);
  for (let i = 0; i < wanted.length; i++) {
    const difference = (parts[i] ?? 0) - wanted[i]!;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** What the keepalived of these nodes does, by their oldest known version; `mid` (2.0 to 2.3.2) where none is known. */
export function byVersion<T>(state: ClusterState, nodes: readonly string[], does: { v1: T; mid: T; v233: T }): T {
  const versions = nodes.map((n) => state.nodes.get(n)?.version ?? null);
  if (versions.some((v) => isAtLeast(v, [2]) === false)) return does.v1;
  return versions.length > 0 && versions.every((v) => isAtLeast(v, [2, 3, 3]) === true) ? does.v233 : does.mid;
}
