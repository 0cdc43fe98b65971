import { REFUSAL_KINDS } from '../model/cell.js';
import { type CounterRun, REFUSED_BY, refusals } from '../model/counters.js';
import type { Cell, ClusterState, SourceState, VirtualRouter } from '../model/state.js';
import { type Complaint, complaints } from './complaints.js';
import { patienceMs } from './mastership.js';
import { endOf, overlap, type Span } from './wire.js';

/** The way of one router's adverts to another, hop by hop; null = nothing tells. */
export interface Path {
  sender: string;
  receiver: string;
  /** They leave the sender's host: its own capture, or any other, has them. */
  leaves: boolean | null;
  /** They are on the receiver's network card. */
  arrives: boolean | null;
  /** keepalived there takes them. `refused`: it has them, and throws them away. */
  taken: 'yes' | 'no' | 'refused' | null;
  /** What tells so: `+10 in 10 s`, the refusal in words. */
  how: string;
  by: 'counters' | 'log' | 'state' | null;
}

/** The last reading tells of now for so long, ms. */
const FRESH_MS = 25_000;

/**
 * Where the adverts of `sender` for `router` get to on their way to `receiver`.
 * @param span the time that is asked about, null: now, whenever it began. What ended is told by counters and logs alone.
 */
export function pathOf(
  state: ClusterState,
  router: VirtualRouter,
  sender: string,
  receiver: string,
  span: Span | null = null,
): Path {
  const taken = takenBy(state, router, sender, receiver, span);
  const got = taken.taken === 'yes' || taken.taken === 'refused';
  const past = span === null || span.to === null ? null : { from: span.from, to: span.to };
  const heard = (node: string): boolean | null =>
    past === null ? heardOn(state, router, sender, node) : heardOnThen(state, router, sender, node, past);
  const arrives = heard(receiver) ?? (got || null);
  const anywhere = past === null && state.captures.some((_, i) => hears(state, router, sender, i) === true);
  const leaves = anywhere || arrives === true ? true : heard(sender);
  return { sender, receiver, leaves, arrives, ...taken };
}

/** Whether capture `i` hears `sender` now; null when it is not live, or not for long enough to tell. */
function hears(state: ClusterState, router: VirtualRouter, sender: string, i: number): boolean | null {
  const source = state.sources.get(state.captures[i]!);
  const at = router.cells.get(sender)?.wire?.heard[i];
  const patience = patienceMs(router);
  if (source?.status !== 'live' || state.now - source.since <= patience) return null;
  return at !== undefined && state.now - at <= patience;
}

/** Whether a capture on `node` hears `sender` now; null when none there could tell. */
function heardOn(state: ClusterState, router: VirtualRouter, sender: string, node: string): boolean | null {
  let known: boolean | null = null;
  state.captures.forEach((id, i) => {
    if (state.sources.get(id)?.node !== node) return;
    const heard = hears(state, router, sender, i);
    if (heard !== null) known = known === true || heard;
  });
  return known;
}

/** The same of a time that is over: whether a capture on `node` that was live through it heard `sender`; null = none tells. */
function heardOnThen(
  state: ClusterState,
  router: VirtualRouter,
  sender: string,
  node: string,
  span: { from: number; to: number },
): boolean | null {
  const wire = router.cells.get(sender)?.wire;
  const spoke = router.speeches.some((s) => {
    const both = isOf(state, router, sender, s.address)
      ? overlap({ from: s.from, to: endOf(s, state.now) }, span)
      : null;
    return both?.to != null && both.to - both.from > patienceMs(router);
  });
  let known: boolean | null = null;
  state.captures.forEach((id, i) => {
    const source = state.sources.get(id);
    const at = wire?.heard[i];
    if (source?.node !== node || !wasLive(source, span)) return;
    // What it sends is on its own card; what nobody hears, nobody else can miss.
    if (!spoke && node === sender) known = false;
    if (!spoke || wire == null || at === undefined) return;
    // What it has not heard since then, while others have, is no closed stretch yet.
    const unheard = [...wire.unheard.filter((u) => u.capture === i), { from: at, to: wire.lastAt }];
    const silent = unheard.some((u) => Math.min(u.to, span.to) - Math.max(u.from, span.from) > patienceMs(router) / 2);
    known = known === true || !silent;
  });
  return known;
}

/** It was live through all of `span`. */
const wasLive = (s: SourceState, span: { from: number; to: number }): boolean =>
  s.liveSince !== null && s.liveSince <= span.from && (s.status === 'live' || s.since >= span.to);

type Taken = Pick<Path, 'taken' | 'how' | 'by'>;

function takenBy(
  state: ClusterState,
  router: VirtualRouter,
  sender: string,
  receiver: string,
  span: Span | null,
): Taken {
  const counted = byCounters(state, router, sender, receiver, span);
  const line = refusalOf(state, router, sender, receiver, span ?? { from: state.now - FRESH_MS, to: null });
  if (line !== null && counted?.taken !== 'refused' && counted?.taken !== 'yes')
    return { taken: 'refused', how: line.last.detail, by: 'log' };
  if (counted !== null) return counted;
  if (answers(state, router, sender, receiver, span)) return { taken: 'yes', how: 'its log answers it', by: 'log' };
  const [from, to] = [router.cells.get(sender), router.cells.get(receiver)];
  // A backup that heard nobody would not be one for longer than its Master_Down_Interval.
  const others = [...router.cells.values()].filter((c) => c.node !== receiver && c.state === 'MASTER');
  const settled = to !== undefined && state.now - to.since > patienceMs(router);
  if (
    (span === null || span.to === null) &&
    to?.state === 'BACKUP' &&
    settled &&
    from?.state === 'MASTER' &&
    others.length === 1
  )
    return { taken: 'yes', how: 'stays BACKUP', by: 'state' };
  return { taken: null, how: '', by: null };
}

/** `receiver` writes that it hears a weaker MASTER, as it does at each advert of it. */
function answers(
  state: ClusterState,
  router: VirtualRouter,
  sender: string,
  receiver: string,
  span: Span | null,
): boolean {
  return complaints(state, router, ['lower-prio-advert']).some(
    (c) => c.node === receiver && c.peer === sender && (span === null ? c.to === null : overlap(c, span) !== null),
  );
}

/**
 * The cell says that it is MASTER: by what it sends, or, where nobody hears it, by what it lately wrote in its log of
 * others' adverts, or counted in that state.
 */
export function claimsMaster(state: ClusterState, router: VirtualRouter, cell: Cell): boolean {
  if (cell.state === 'MASTER' || cell.wire?.status === 'master') return true;
  if (complaints(state, router, ['lower-prio-advert']).some((c) => c.node === cell.node && c.to === null)) return true;
  const counters = state.nodes.get(cell.node)?.counters;
  const since = Math.max(state.now - FRESH_MS, (cell.wire?.lastAt ?? 0) + patienceMs(router));
  if (counters?.at == null || counters.at < since) return false;
  return counters.instances.some((i) => i.name === cell.instance && i.state === 'MASTER');
}

/** A line with which `receiver` refuses `sender` within `span`; null when there is none. */
export function refusalOf(
  state: ClusterState,
  router: VirtualRouter,
  sender: string | null,
  receiver: string,
  span: Span,
): Complaint | null {
  const all = complaints(state, router, REFUSAL_KINDS);
  const mine = all.filter(
    (c) =>
      c.node === receiver &&
      (sender === null || c.peer === null || c.peer === sender) &&
      overlap(c, span) !== null &&
      (span.to !== null || c.to === null),
  );
  return mine.at(-1) ?? null;
}

/** What the counters of `receiver` tell, where only `sender` can be meant: others that send are counted alike. */
function byCounters(
  state: ClusterState,
  router: VirtualRouter,
  sender: string,
  receiver: string,
  span: Span | null,
): Taken | null {
  const runs = runsIn(state, router, receiver, span);
  const nothing = runs.find((r) => r.what === 'nothing');
  if (nothing !== undefined && runs.length === 1) {
    const cell = router.cells.get(sender);
    const silentFor =
      nothing.to - Math.max(nothing.from, cell?.wire?.startedAt ?? cell?.since ?? state.now, span?.from ?? 0);
    if (silentFor <= patienceMs(router)) return null;
    return { taken: 'no', how: `counted none in ${Math.floor(silentFor / 1000)} s`, by: 'counters' };
  }
  const last = Math.max(...runs.map((r) => r.to));
  const others = router.speeches.filter(
    (s) =>
      !isOf(state, router, sender, s.address) &&
      !isOf(state, router, receiver, s.address) &&
      overlap({ from: s.from, to: endOf(s, state.now) }, { from: last - FRESH_MS, to: last }) !== null,
  );
  if (others.length > 0) return null;
  const grew = (r: CounterRun) => `+${r.count} in ${Math.round((r.to - r.from) / 1000)} s`;
  const [worst] = refusals(runs);
  if (worst !== undefined)
    return { taken: 'refused', how: `${worst.what} ${grew(worst)}, ${refusedBy(worst)}`, by: 'counters' };
  const received = runs.find((r) => r.what === 'advert_rcvd');
  if (received === undefined) return null;
  // Far fewer than were sent meanwhile: it stopped, or began, between two readings, and the next will tell.
  const wire = router.cells.get(sender)?.wire;
  const sent = wire == null ? 0 : (received.to - Math.max(received.from, wire.startedAt)) / wire.advertIntervalMs;
  return received.count < sent / 2 ? null : { taken: 'yes', how: grew(received), by: 'counters' };
}

const refusedBy = (r: CounterRun): string | undefined => (r.what === 'nothing' ? undefined : REFUSED_BY[r.what]);

/** What `receiver` counted of received adverts: of now what its last reading tells, of a time what began in it. */
function runsIn(state: ClusterState, router: VirtualRouter, receiver: string, span: Span | null): CounterRun[] {
  const counters = state.nodes.get(receiver)?.counters;
  const instance = router.cells.get(receiver)?.instance;
  if (counters?.at == null || instance == null) return [];
  const { at } = counters;
  const isNow = span === null || span.to === null;
  if (isNow && state.now - at > FRESH_MS) return [];
  return (counters.runs.get(instance) ?? []).filter((r) => {
    if (r.what !== 'nothing' && r.what !== 'advert_rcvd' && refusedBy(r) === undefined) return false;
    if (span !== null && r.what !== 'nothing' && r.from < span.from) return false;
    return isNow ? r.to === at : r.to > span.from && r.from < span.to!;
  });
}

function isOf(state: ClusterState, router: VirtualRouter, node: string, address: string): boolean {
  return (
    node === address ||
    router.cells.get(node)?.wire?.address === address ||
    (state.nodes.get(node)?.addresses.includes(address) ?? false)
  );
}

/** Nodes that take part in a virtual router of which two or more are MASTER: what each of them hears is the question. */
export function disputing(state: ClusterState): Set<string> {
  const nodes = new Set<string>();
  for (const { cells } of state.routers) {
    const all = [...cells.values()];
    if (all.filter((c) => c.state === 'MASTER').length > 1) for (const c of all) nodes.add(c.node);
  }
  return nodes;
}
