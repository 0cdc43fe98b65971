import type { Observation } from './observation.js';
import type { WireRouter } from './wire-router.js';

/** What keepalived.conf says of one instance on one node. */
export interface InstanceFacts {
  name: string;
  vrid: number;
  family: 'ipv4' | 'ipv6';
  vips: string[];
  priority: number;
  advertIntervalMs: number;
  version: number;
  nopreempt: boolean;
}

/** How much later than the advert the log's line of the same moment may be stamped, ms. */
const STAMP_TOLERANCE_MS = 300;

/** Which node an address belongs to, and which virtual router an instance name on a node means. */
export class Mapping {
  readonly #nodeByAddress = new Map<string, string>();
  readonly #asked = new Set<string>();
  /** What the running keepalived of each node has read, as far as its files tell. */
  readonly #facts = new Map<string, Map<string, InstanceFacts>>();
  /** What they said when they were read here (`at`, ms): keepalived reads that with its next start or reload. */
  readonly #onDisk = new Map<string, { instances: InstanceFacts[]; at: number }>();
  /** When keepalived was last seen to read them, ms. */
  readonly #readAt = new Map<string, number>();
  /** Inferred, `node/instance` → router id; facts from the configuration always win. */
  #inferredRouters = new Map<string, string>();
  #inferredNodes = new Map<string, string>();

  /** @returns true when that was news. */
  setAddress(address: string, node: string): boolean {
    if (this.#nodeByAddress.get(address) === node) return false;
    this.#nodeByAddress.set(address, node);
    return true;
  }

  /** The node told all its addresses: a sender with another one is somebody else, whatever happens together. */
  setAsked(node: string): void {
    this.#asked.add(node);
  }

  /**
   * The node's configuration was read at `at` (ms). What runs by an earlier one goes on with its VRID until keepalived
   * reads the new one, whatever that has become; a file that somebody is writing may hold nothing at all.
   */
  setInstances(node: string, instances: InstanceFacts[], at: number): void {
    const before = this.#onDisk.get(node);
    const readAt = this.#readAt.get(node) ?? Number.NEGATIVE_INFINITY;
    this.#onDisk.set(node, { instances, at });
    // It read them after they were read here the last time: what is new is what it read.
    if (before !== undefined && readAt > before.at && this.hasRead(node, at)) return;
    const facts = new Map(instances.map((i) => [i.name, i]));
    for (const [name, { vrid, family, ...running }] of this.#facts.get(node) ?? [])
      facts.set(name, { ...running, ...facts.get(name), vrid, family });
    this.#facts.set(node, facts);
  }

  /**
   * keepalived on `node` read its configuration, or went away, at `at`, ms.
   * @returns true when that was news.
   */
  hasRead(node: string, at: number): boolean {
    this.#readAt.set(node, Math.max(at, this.#readAt.get(node) ?? at));
    const onDisk = this.#onDisk.get(node);
    if (onDisk === undefined || at < onDisk.at || onDisk.instances.length === 0) return false;
    const facts = new Map(onDisk.instances.map((i) => [i.name, i]));
    const before = this.#facts.get(node)!;
    const same = before.size === facts.size && [...facts].every(([name, f]) => before.get(name)?.vrid === f.vrid);
    this.#facts.set(node, facts);
    return !same;
  }

  nodeOf(address: string): string | null {
    return this.#nodeByAddress.get(address) ?? this.#inferredNodes.get(address) ?? null;
  }

  addressOf(node: string): string | null {
    for (const map of [this.#nodeByAddress, this.#inferredNodes])
      for (const [address, owner] of map) if (owner === node) return address;
    return null;
  }

  facts(node: string, instance: string): InstanceFacts | null {
    return this.#facts.get(node)?.get(instance) ?? null;
  }

  /** Place of a virtual router in the first configuration that has it, for an order that people know; after all others when none has. */
  placeOf(routerId: string): number {
    let place = 0;
    for (const facts of this.#facts.values()) {
      for (const f of facts.values()) {
        if (routerId.endsWith(`${f.family}/${f.vrid}`)) return place;
        place++;
      }
    }
    return Number.MAX_SAFE_INTEGER;
  }

  allFacts(): Iterable<[string, Map<string, InstanceFacts>]> {
    return this.#facts;
  }

  /** Id of the virtual router that `instance` on `node` runs, null when nothing tells. */
  routerOf(node: string, instance: string, routers: ReadonlyMap<string, WireRouter>): string | null {
    const facts = this.facts(node, instance);
    if (facts !== null) {
      const plain = `${facts.family}/${facts.vrid}`;
      if (routers.has(plain)) return plain;
      for (const router of routers.values())
        if (router.vrid === facts.vrid && router.family === facts.family) return router.id;
      return plain;
    }
    return this.#inferredRouters.get(`${node}/${instance}`) ?? null;
  }

  /**
   * Guesses what nothing told, from what happened together: a node's log says MASTER in the moment an address begins to
   * advertise; a log announces an address (GARP) that a virtual router lists. A tie stays unmapped.
   * @returns true when the guess changed.
   */
  infer(observations: readonly Observation[], routers: ReadonlyMap<string, WireRouter>): boolean {
    const nodes = new Votes();
    const instances = new Votes();
    const starts = observations.filter((o) => o.kind === 'advert-started');
    const pairs: { key: string; node: string; address: string; router: string }[] = [];
    let first = 0;
    for (const o of observations) {
      if (o.kind !== 'log' || o.event.instance === null) continue;
      const key = `${o.node}/${o.event.instance}`;
      if (o.event.kind === 'garp' && o.event.values.address !== undefined) {
        for (const r of routers.values()) if (r.vips.includes(o.event.values.address)) instances.add(key, r.id, 4);
        continue;
      }
      if (o.event.kind !== 'state' || o.event.state !== 'MASTER') continue;
      const from = o.at - STAMP_TOLERANCE_MS;
      const to = o.at + o.precisionMs + STAMP_TOLERANCE_MS;
      while (first < starts.length && starts[first]!.knownAt < o.knownAt - 10_000) first++;
      for (let i = first; i < starts.length; i++) {
        const s = starts[i]!;
        if (s.at > o.knownAt + 10_000) break;
        if (s.kind === 'advert-started' && s.at >= from && s.at <= to)
          pairs.push({ key, node: o.node, address: s.address, router: s.router });
      }
    }
    for (const p of pairs) if (!this.#toldAll(p.node, p.address)) nodes.add(p.address, p.node, 1);
    const nodeOf = nodes.decide((address) => !this.#nodeByAddress.has(address));
    for (const p of pairs)
      if ((this.#nodeByAddress.get(p.address) ?? nodeOf.get(p.address)) === p.node) instances.add(p.key, p.router, 1);
    const routerOf = instances.decide(() => true);
    const changed = !sameMap(nodeOf, this.#inferredNodes) || !sameMap(routerOf, this.#inferredRouters);
    this.#inferredNodes = nodeOf;
    this.#inferredRouters = routerOf;
    return changed;
  }

  /** The node was asked, and has an address of the family of `address`: on that link it sends from that one. */
  #toldAll(node: string, address: string): boolean {
    if (!this.#asked.has(node)) return false;
    for (const [known, owner] of this.#nodeByAddress)
      if (owner === node && known.includes(':') === address.includes(':')) return true;
    return false;
  }
}

/** Counts for which value each key stands, and gives each key its clear winner; a value serves one key of a group. */
class Votes {
  readonly #count = new Map<string, Map<string, number>>();

  add(key: string, value: string, weight: number): void {
    const row = this.#count.get(key) ?? new Map<string, number>();
    row.set(value, (row.get(value) ?? 0) + weight);
    this.#count.set(key, row);
  }

  decide(wanted: (key: string) => boolean): Map<string, string> {
    const result = new Map<string, string>();
    const open = new Map([...this.#count].filter(([key]) => wanted(key)).sort(([a], [b]) => (a < b ? -1 : 1)));
    for (;;) {
      let best: { key: string; value: string; lead: number } | null = null;
      for (const [key, row] of open) {
        const taken = new Set([...result].filter(([k]) => group(k) === group(key)).map(([, v]) => v));
        const ranked = [...row].filter(([v]) => !taken.has(v)).sort((a, b) => b[1] - a[1]);
        const lead = (ranked[0]?.[1] ?? 0) - (ranked[1]?.[1] ?? 0);
        if (lead > 0 && (best === null || lead > best.lead)) best = { key, value: ranked[0]![0], lead };
      }
      if (best === null) return result;
      result.set(best.key, best.value);
      open.delete(best.key);
    }
  }
}

/** Instances of one node compete for virtual routers, addresses compete for nodes only among themselves. */
const group = (key: string): string => (key.includes('/') ? key.slice(0, key.indexOf('/')) : '');

function sameMap(a: Map<string, string>, b: Map<string, string>): boolean {
  return a.size === b.size && [...a].every(([k, v]) => b.get(k) === v);
}
