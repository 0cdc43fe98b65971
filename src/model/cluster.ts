import type { Packet } from '../protocol/packet.js';
import { eventsOf } from './events.js';
import { Fold, type FoldLimits } from './fold.js';
import { failoversOf, tenuresOf } from './history.js';
import type { Inventory } from './input.js';
import { locate } from './locate.js';
import { healedGaps } from './log-gaps.js';
import { type InstanceFacts, Mapping } from './mapping.js';
import type { Neighbours } from './neighbours.js';
import { newNode } from './new-node.js';
import type { Observation } from './observation.js';
import { addVip } from './router.js';
import { Runs } from './runs.js';
import type { Cell, ClusterState, NodeState, VirtualRouter } from './state.js';
import { emptyTail, type TailLimits } from './tail.js';
import { routerId } from './wire-router.js';
import type { WireTracker } from './wire-tracker.js';

/** A watching screen keeps this much; a report keeps more, but no packets and lines to look at. */
export const LIVE_LIMITS: ClusterLimits = {
  observations: 20_000,
  transitions: 500,
  events: 500,
  tail: { lines: 5000, packets: 5000 },
};
/** Clusters that may each keep as much as one. */
const FULL_CLUSTERS = 4;
/** What each keeps of lines and packets at least. */
const LEAST_TAIL = 500;

/** What each of so many clusters keeps on a watching screen: together not much more than a few. */
export function liveLimits(clusters: number): ClusterLimits {
  const share = Math.min(1, FULL_CLUSTERS / Math.max(1, clusters));
  const part = (all: number): number => Math.max(LEAST_TAIL, Math.round(all * share));
  const { tail, observations } = LIVE_LIMITS;
  return {
    ...LIVE_LIMITS,
    observations: part(observations),
    tail: { lines: part(tail.lines), packets: part(tail.packets) },
  };
}
export const REPORT_LIMITS: ClusterLimits = {
  observations: 2_000_000,
  transitions: 100_000,
  events: 10_000,
  tail: { lines: 0, packets: 0 },
};

export interface ClusterLimits extends FoldLimits {
  observations: number;
  tail: TailLimits;
}

/** An observation older than the newest one by more than this came late: the history is made anew in its true order. */
const LATE_MS = 2000;
/** How many nodes that nobody configured are remembered. */
const MAX_STRANGERS = 256;
/** How many virtual routers of other clusters are remembered: all VRIDs of both families on four links. */
const MAX_TAKEN = 2048;

/** The cluster as observed: takes observations and facts, keeps `state` for views, rules and reports. */
export class Cluster {
  readonly state: ClusterState;
  readonly #mapping = new Mapping();
  readonly #wire: WireTracker;
  readonly #limits: ClusterLimits;
  readonly #neighbours: Neighbours | null;
  #observations: Observation[] = [];
  readonly #runs = new Runs();
  #fold: Fold;
  #newest = Number.NEGATIVE_INFINITY;
  /** The history must be made anew: something came late, or a mapping changed. */
  #stale = true;
  /** Something happened that the guesses of the mapping may learn from. */
  #unmapped = false;
  #changed = true;
  #observationsDropped = 0;

  /** @param neighbours the other clusters that are watched; null: there is none. */
  constructor(wire: WireTracker, limits: ClusterLimits, neighbours: Neighbours | null) {
    this.#wire = wire;
    this.#limits = limits;
    this.#neighbours = neighbours;
    this.state = {
      now: 0,
      startedAt: 0,
      inventory: { cluster: '', nodes: [], routers: [] },
      sources: new Map(),
      captures: [],
      nodes: new Map(),
      routers: [],
      taken: new Set(),
      neighbours: new Map(),
      events: [],
      dropped: { events: 0, speakers: 0, routers: 0 },
      advertsPerSecond: 0,
      tail: emptyTail(limits.tail),
    };
    this.#fold = new Fold(this.#mapping, wire.routers, limits);
  }

  /** What the operator said there is; a recording begins with it. */
  setInventory(inventory: Inventory): void {
    this.state.inventory = inventory;
    for (const n of inventory.nodes) {
      this.node(n.name).inInventory = true;
      for (const address of n.addresses) this.setNodeAddress(n.name, address);
    }
    this.#stale = true;
  }

  node(name: string): NodeState {
    let node = this.state.nodes.get(name);
    if (node === undefined) {
      node = newNode(name);
      if (this.state.nodes.size < MAX_STRANGERS) this.state.nodes.set(name, node);
    }
    return node;
  }

  /** The node owns this primary address. */
  setNodeAddress(name: string, address: string): void {
    const node = this.node(name);
    if (!node.addresses.includes(address)) node.addresses.push(address);
    if (this.#mapping.setAddress(address, name)) this.#stale = true;
  }

  /** A node of another cluster has this address; it is shown by that name, where it is shown at all. */
  setNeighbour(address: string, name: string): void {
    this.state.neighbours.set(address, name);
    if (this.#mapping.setAddress(address, name)) this.#stale = true;
  }

  /**
   * Whether this cluster has the virtual router of an advert: by the operator's word, by a keepalived.conf, or by what a
   * node of it sent. One that it has not, and another cluster sends, is noted as taken.
   */
  uses(p: Packet): boolean {
    const { state } = this;
    const isSame = (r: { vrid?: number; family?: string }): boolean =>
      r.vrid === p.vrid && (r.family ?? p.family) === p.family;
    const id = routerId(p);
    const isOurs = (address: string): boolean =>
      state.inventory.nodes.some((n) => state.nodes.get(n.name)?.addresses.includes(address));
    const uses =
      state.inventory.routers.some(isSame) ||
      [...this.#mapping.allFacts()].some(([, facts]) => [...facts.values()].some(isSame)) ||
      (this.#wire.routers.get(id)?.speakers.some((s) => isOurs(s.address)) ?? false);
    if (uses) state.taken.delete(id);
    else if (state.taken.size < MAX_TAKEN) state.taken.add(id);
    return uses;
  }

  /** The node told all its addresses. */
  setAsked(name: string): void {
    this.#mapping.setAsked(name);
  }

  /** keepalived.conf of the node, read at `at`, ms. */
  setInstances(name: string, instances: InstanceFacts[], at: number): void {
    this.#mapping.setInstances(name, instances, at);
    // Who does not run reads it when it starts; of a reload only the log would tell.
    const watched = this.state.sources.get(`log:${name}`)?.status === 'live';
    if (this.node(name).running === false || !watched) this.#mapping.hasRead(name, at);
    this.#stale = true;
  }

  /** @returns whether `address` is a virtual IP of any virtual router known so far. */
  isVirtual(address: string): boolean {
    for (const r of this.#wire.routers.values()) if (r.vips.includes(address)) return true;
    for (const [, facts] of this.#mapping.allFacts())
      for (const f of facts.values()) if (f.vips.includes(address)) return true;
    return this.state.inventory.routers.some((r) => r.vips.includes(address));
  }

  observe(o: Observation): void {
    if (this.#readsConf(o) && this.#mapping.hasRead(o.node, o.at)) this.#stale = true;
    if (!this.#runs.absorbs(o)) this.#observations.push(o);
    if (this.#observations.length > this.#limits.observations) {
      const excess = this.#observations.length >> 2;
      this.#observations.splice(0, excess);
      this.#observationsDropped += excess;
    }
    this.#changed = true;
    if (o.kind === 'advert-started' || (o.kind === 'log' && o.event.instance !== null)) this.#unmapped = true;
    if (o.knownAt < this.#newest - LATE_MS) this.#stale = true;
    this.#newest = Math.max(this.#newest, o.knownAt);
    if (!this.#stale) this.#fold.apply(o);
    if (
      !this.#stale &&
      o.kind === 'log' &&
      o.event.kind === 'state' &&
      o.event.state !== 'MASTER' &&
      o.event.instance !== null
    )
      this.#leftMaster(o.node, o.event.instance, o.at);
  }

  /** keepalived reads its configuration: it starts, or reloads; one that ended will. */
  #readsConf(o: Observation): o is Observation & { node: string } {
    if (o.kind === 'process') return !o.running;
    if (o.kind !== 'log') return false;
    // Only later ones say when a reload succeeded.
    const old = /^(1|2\.[01])\./.test(this.node(o.node).version ?? '');
    return o.event.kind === 'child-start' || o.event.kind === 'reload-complete' || (old && o.event.kind === 'reload');
  }

  /** Brings everything that is derived up to `now` (ms): history if it must be made anew, virtual IPs, events. */
  refresh(now: number): ClusterState {
    const { state } = this;
    state.now = now;
    if (this.#stale) this.#observations.sort((a, b) => a.knownAt - b.knownAt);
    if (this.#unmapped && this.#hasGuesses()) {
      if (this.#mapping.infer(this.#observations, this.#wire.routers)) this.#stale = true;
    }
    this.#unmapped = false;
    if (this.#stale) this.#remake();
    if (this.#changed) this.#derive();
    for (const router of state.routers) this.#present(router);
    for (const router of state.routers) locate(state, router, this.#wire.announced);
    state.dropped.speakers = this.#wire.dropped.speakers;
    state.dropped.routers = this.#wire.dropped.routers + this.#fold.dropped.routers;
    state.dropped.events = this.#observationsDropped + this.#fold.dropped.events;
    return state;
  }

  /** A guess is needed where an instance or a sender is known by name only. */
  #hasGuesses(): boolean {
    if (this.#wire.routers.size === 0) return false;
    for (const r of this.#fold.routers.values()) {
      if (r.vrid === null) return true;
      for (const cell of r.cells.values()) if (!this.node(cell.node).inInventory) return true;
    }
    return this.#stale;
  }

  #remake(): void {
    this.#stale = false;
    this.#changed = true;
    this.#fold = new Fold(this.#mapping, this.#wire.routers, this.#limits);
    const healed = healedGaps(this.#observations);
    for (const o of this.#observations) if (!healed.has(o)) this.#fold.apply(o);
  }

  #leftMaster(node: string, instance: string, at: number): void {
    const id = this.#mapping.routerOf(node, instance, this.#wire.routers);
    if (id === null) return;
    for (const address of this.node(node).addresses) this.#wire.gaveWay(id, address, at);
  }

  /** Lists, tenures, failovers and events anew from the fold. */
  #derive(): void {
    this.#changed = false;
    const { state } = this;
    const order = new Map(state.inventory.nodes.map((n, i) => [n.name, i]));
    const seen = new Set(order.keys());
    const rank = (name: string) => order.get(name) ?? Number.MAX_SAFE_INTEGER;
    state.routers = [...this.#fold.routers.values()]
      .filter((r) => !this.#isTheirs(r))
      .sort(
        (a, b) =>
          this.#rankOf(a) - this.#rankOf(b) ||
          this.#mapping.placeOf(a.id) - this.#mapping.placeOf(b.id) ||
          (a.vrid ?? 256) - (b.vrid ?? 256) ||
          (a.id < b.id ? -1 : 1),
      );
    for (const router of state.routers) {
      for (const name of router.cells.keys()) {
        this.node(name);
        seen.add(name);
      }
      router.cells = new Map([...router.cells].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)));
      this.#nameRouter(router);
      router.tenures = tenuresOf(
        router,
        (node) => this.addressOf(node),
        (cell) => this.#vipsOf(router, cell),
      );
      router.failovers = failoversOf(router, router.tenures);
    }
    for (const [name, lines] of this.#fold.nodeLines) this.node(name).lines = lines;
    for (const [name, { troubles, down, startedAt }] of this.#fold.lives)
      Object.assign(this.node(name), { troubles, down, startedAt });
    // An address that turned out to be a node's own is no node.
    for (const [name, node] of state.nodes)
      if (!seen.has(name) && (this.#mapping.nodeOf(name) !== null || this.#isNeighbour(name)) && !node.inInventory)
        state.nodes.delete(name);
    state.events = eventsOf(state.routers, this.#fold.events).slice(-this.#limits.events);
  }

  #isNeighbour(node: string): boolean {
    return (this.#neighbours?.ownerOf(node) ?? null) !== null;
  }

  /** It was heard before it was known that other clusters have all its senders. */
  #isTheirs(router: VirtualRouter): boolean {
    if (this.#neighbours?.any !== true || router.cells.size === 0) return false;
    return (
      this.#rankOf(router) === Number.MAX_SAFE_INTEGER && [...router.cells.keys()].every((n) => this.#isNeighbour(n))
    );
  }

  addressOf(node: string): string | null {
    const known = this.state.nodes.get(node);
    if (known !== undefined && known.addresses.length > 0) return known.addresses[0]!;
    return this.#mapping.addressOf(node) ?? (/^[0-9a-f.:]+$/.test(node) && /[.:]/.test(node) ? node : null);
  }

  #rankOf(router: VirtualRouter): number {
    const i = this.state.inventory.routers.findIndex((r) => matches(r, router));
    return i < 0 ? Number.MAX_SAFE_INTEGER : i;
  }

  #nameRouter(router: VirtualRouter): void {
    const configured = this.state.inventory.routers.find((r) => matches(r, router));
    if (configured === undefined) return;
    router.role = configured.role ?? null;
    if (!router.names.includes(configured.name)) router.names.unshift(configured.name);
    router.label = configured.name;
    for (const address of configured.vips) addVip(router, address);
  }

  #vipsOf(router: VirtualRouter, cell: Cell): string[] {
    const speaker = this.#speaker(router, cell);
    return speaker !== null && speaker.vips.length > 0 ? [...speaker.vips] : router.vips.map((v) => v.address);
  }

  #speaker(router: VirtualRouter, cell: Cell) {
    const wire = this.#wire.routers.get(router.id);
    return wire?.speakers.find((s) => (this.#mapping.nodeOf(s.address) ?? s.address) === cell.node) ?? null;
  }

  /** What the wire knows at this very moment, beside the history. */
  #present(router: VirtualRouter): void {
    const wire = this.#wire.routers.get(router.id);
    if (wire === undefined) return;
    router.version = wire.version;
    router.advertIntervalMs = wire.advertIntervalMs;
    router.speeches = wire.speeches;
    for (const s of wire.speakers) if (s.speech !== null) s.speech.lastAt = s.lastAt;
    for (const address of wire.vips) addVip(router, address);
    for (const cell of router.cells.values()) {
      const speaker = this.#speaker(router, cell);
      cell.wire = speaker;
      if (speaker !== null && speaker.status === 'master') cell.priority = speaker.priority;
    }
  }
}

function matches(configured: Inventory['routers'][number], router: VirtualRouter): boolean {
  if (configured.vrid !== undefined && router.vrid !== null)
    return configured.vrid === router.vrid && (configured.family === undefined || configured.family === router.family);
  return router.names.includes(configured.name) || router.vips.some((v) => configured.vips.includes(v.address));
}
