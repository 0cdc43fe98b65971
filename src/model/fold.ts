import type { LogEvent, LogKind } from '../protocol/log-event.js';
import { addHint, type CellEvidence, hint, judge, newCell, newEvidence } from './cell.js';
import { record } from './history.js';
import type { SourceId, SourceStatus } from './input.js';
import { lifeOf, PROVES_MASTER, REFUSALS, remember } from './lines.js';
import type { Mapping } from './mapping.js';
import { NodeLife } from './node-life.js';
import type { Observation } from './observation.js';
import { addVip, newRouter } from './router.js';
import type { Cell, ClusterEvent, LinesSeen, VirtualRouter } from './state.js';
import { masterDownIntervalMs } from './timers.js';
import type { WireRouter } from './wire-router.js';

/** How many cells one virtual router may have; more senders than that are noise. */
const MAX_CELLS = 24;
/** Routers that only log lines name; a log full of invented names ends here. */
const MAX_ROUTERS = 2048;

export interface FoldLimits {
  /** Transitions remembered for each cell. */
  transitions: number;
  /** Other events (sources, priorities) remembered. */
  events: number;
}

interface Entry {
  cell: Cell;
  evidence: CellEvidence;
  router: VirtualRouter;
}

/**
 * The history as a fold: observations in, virtual routers with judged cells out. It keeps no clock and asks nobody, so
 * that the same observations in the same order always give the same history, and it can be made anew at any time.
 */
export class Fold {
  readonly routers = new Map<string, VirtualRouter>();
  /** Events that are no transitions: sources that came and went, priorities that changed. */
  readonly events: ClusterEvent[] = [];
  /** By node: lines of its log that name no instance. */
  readonly nodeLines = new Map<string, Map<LogKind, LinesSeen>>();
  /** By node: its troubles, and whether keepalived runs there. */
  readonly lives = new Map<string, NodeLife>();
  readonly dropped = { events: 0, routers: 0 };
  readonly #entries = new Map<Cell, Entry>();
  readonly #byNode = new Map<string, Entry[]>();
  readonly #sourceStatus = new Map<SourceId, SourceStatus>();
  /** Nodes whose log told that keepalived has just started: a new instance there comes from INIT. */
  readonly #justStarted = new Set<string>();
  readonly #mapping: Mapping;
  readonly #wire: ReadonlyMap<string, WireRouter>;
  readonly #limits: FoldLimits;

  constructor(mapping: Mapping, wire: ReadonlyMap<string, WireRouter>, limits: FoldLimits) {
    this.#mapping = mapping;
    this.#wire = wire;
    this.#limits = limits;
    for (const [node, facts] of mapping.allFacts()) {
      for (const f of facts.values()) this.#instance(node, f.name);
    }
  }

  apply(o: Observation): void {
    switch (o.kind) {
      case 'advert-started': {
        const entry = this.#speaker(o.router, o.address);
        if (entry === null) return;
        entry.evidence.wire = { status: 'master', at: o.at };
        const last = entry.cell.transitions.at(-1);
        if (o.unbroken && last?.from === 'MASTER' && last.evidence.join() === 'wire') takeBack(entry.cell);
        entry.evidence.presumedLeft = false;
        entry.cell.priority = o.priority;
        this.#judge(entry, o);
        return;
      }
      case 'advert-stopped': {
        const entry = this.#speaker(o.router, o.address);
        if (entry === null) return;
        entry.evidence.wire = { status: o.why, at: o.at };
        this.#judge(entry, o);
        return;
      }
      case 'advert-priority': {
        const entry = this.#speaker(o.router, o.address);
        if (entry === null) return;
        entry.cell.priority = o.to;
        this.#event(o, 'priority', entry.router.id, entry.cell.node, `priority ${o.from} → ${o.to}`);
        return;
      }
      case 'log':
        this.#log(o.node, o.event, o);
        return;
      case 'vip-held':
      case 'vip-released':
        for (const entry of this.#byNode.get(o.node) ?? [])
          if (entry.router.vips.some((v) => v.address === o.address)) this.#judge(entry, o);
        return;
      case 'process':
        this.#life(o.node).process(o.running, o.at);
        for (const entry of this.#byNode.get(o.node) ?? []) {
          entry.evidence.process = { running: o.running, at: o.at };
          this.#judge(entry, o);
        }
        return;
      case 'source':
        this.#source(o);
        return;
      case 'presumed':
        return;
    }
  }

  #judge(entry: Entry, o: Observation): void {
    record(entry.router, entry.cell, entry.evidence, judge(entry.evidence), o, this.#limits.transitions);
  }

  #log(node: string, event: LogEvent, o: Observation & { kind: 'log' }): void {
    if (event.instance === null) remember(this.#linesOf(node), event, o.at, masterDownIntervalMs(2, 1, 1000));
    this.#life(node).line(event, o.at);
    const life = lifeOf(event);
    if (life !== null) {
      if (life === 'INIT') this.#justStarted.add(node);
      for (const entry of this.#byNode.get(node) ?? []) {
        const { evidence } = entry;
        if (evidence.log === null || (evidence.identSuffix !== null && evidence.identSuffix !== event.identSuffix))
          continue;
        addHint(evidence, o.at, event);
        if (life === 'STOPPED' && evidence.log.state === 'STOPPED') continue;
        evidence.log = { state: life, at: o.earliestAt };
        entry.cell.log = evidence.log;
        evidence.logFresh = true;
        this.#judge(entry, o);
      }
      return;
    }
    if (event.instance === null) {
      for (const entry of this.#byNode.get(node) ?? []) addHint(entry.evidence, o.at, event);
      return;
    }
    const entry = this.#instance(node, event.instance);
    if (entry === null) return;
    const { evidence, cell } = entry;
    remember(
      cell.lines,
      event,
      o.at,
      masterDownIntervalMs(entry.router.version ?? 2, 1, entry.router.advertIntervalMs ?? 1000),
    );
    evidence.identSuffix ??= event.identSuffix;
    addHint(evidence, o.at, event);
    evidence.logFresh = true;
    if (event.kind === 'priority-change') {
      const { ours, theirs } = event.values;
      cell.priority = theirs ?? ours ?? cell.priority;
      this.#event(o, 'priority', entry.router.id, node, `priority ${ours ?? '?'} → ${theirs ?? '?'}`);
    }
    if (PROVES_MASTER.has(event.kind)) this.#refute(entry);
    if (REFUSALS.has(event.kind) && evidence.log?.state === 'MASTER') this.#refused(entry, o);
    if (event.kind !== 'state' || event.state === null) {
      if (event.kind === 'prio0-sent') this.#judge(entry, o);
      return;
    }
    if (evidence.presumedLeft && evidence.log?.state === 'MASTER' && event.state === 'BACKUP') this.#refute(entry);
    if (evidence.log === null && cell.state === 'UNKNOWN' && this.#justStarted.has(node)) cell.state = 'INIT';
    evidence.presumedLeft = false;
    evidence.log = { state: event.state, at: o.earliestAt };
    cell.log = evidence.log;
    this.#judge(entry, o);
    if (event.state === 'MASTER') this.#presume(entry, o);
    if (event.state === 'BACKUP' && hint(evidence, o.at, 2000, 'higher-prio-advert', 'equal-prio-higher-ip') !== null)
      this.#heardAnother(entry);
  }

  /** Without a wire, a MASTER beside whom another one took over is presumed gone: nobody heard it die. */
  #presume(winner: Entry, o: Observation): void {
    for (const other of winner.router.cells.values()) {
      const entry = this.#entries.get(other)!;
      if (other === winner.cell || other.state !== 'MASTER') continue;
      const { wire, wireFresh } = entry.evidence;
      if (wire !== null && wireFresh) continue;
      entry.evidence.presumedLeft = true;
      this.#judge(entry, {
        kind: 'presumed',
        node: other.node,
        at: o.at,
        precisionMs: o.precisionMs,
        knownAt: o.knownAt,
      });
    }
  }

  /** It gave way to somebody's adverts: whoever was presumed gone, and is the only one, was there all along. */
  #heardAnother(entry: Entry): void {
    const presumed = [...entry.router.cells.values()]
      .map((c) => this.#entries.get(c)!)
      .filter((e) => e !== entry && e.evidence.presumedLeft);
    if (presumed.length === 1) this.#refute(presumed[0]!);
  }

  /** Its own later line shows that it had been MASTER all along: the presumed end is taken back. */
  #refute(entry: Entry): void {
    const { cell, evidence } = entry;
    if (!evidence.presumedLeft) return;
    evidence.presumedLeft = false;
    const last = cell.transitions.at(-1);
    if (last !== undefined && last.to === 'UNKNOWN' && last.evidence.length === 0) takeBack(cell);
  }

  /** It refuses adverts, so it did not give way to them: what only the wire seemed to tell is taken back. */
  #refused(entry: Entry, o: Observation & { kind: 'log' }): void {
    const { cell, evidence, router } = entry;
    evidence.refusedAt = Math.max(evidence.refusedAt ?? 0, o.until ?? o.earliestAt);
    evidence.intervalMs = router.advertIntervalMs ?? this.#wire.get(router.id)?.advertIntervalMs ?? 1000;
    const last = cell.transitions.at(-1);
    if (cell.state === 'MASTER' || judge(evidence).state !== 'MASTER') return;
    if (last?.from === 'MASTER' && last.evidence.join() === 'wire') takeBack(cell);
    this.#judge(entry, o);
  }

  #linesOf(node: string): Map<LogKind, LinesSeen> {
    let lines = this.nodeLines.get(node);
    if (lines === undefined) {
      lines = new Map();
      this.nodeLines.set(node, lines);
    }
    return lines;
  }

  #life(node: string): NodeLife {
    let life = this.lives.get(node);
    if (life === undefined) {
      life = new NodeLife();
      this.lives.set(node, life);
    }
    return life;
  }

  #source(o: Observation & { kind: 'source' }): void {
    if (o.status === 'off') return; // we stopped looking: that changes nothing that was seen
    const kind = o.source.slice(0, o.source.indexOf(':'));
    if (this.#sourceStatus.get(o.source) !== o.status && o.status !== 'connecting') {
      const text = `${o.source} ${o.status}${o.reason === '' ? '' : `: ${o.reason}`}`;
      this.#event(o, 'source', null, o.node, text, o.status === 'lost' ? 'warning' : 'info');
    }
    this.#sourceStatus.set(o.source, o.status);
    if (kind === 'log' && o.node !== null) {
      for (const entry of this.#byNode.get(o.node) ?? []) {
        entry.evidence.logFresh = o.status !== 'lost';
        this.#judge(entry, o);
      }
    }
    if (kind === 'ssh' && o.node !== null && o.status === 'lost') {
      for (const entry of this.#byNode.get(o.node) ?? []) {
        entry.evidence.process = null;
        this.#judge(entry, o);
      }
    }
    if (kind === 'wire') {
      const fresh = [...this.#sourceStatus].some(([id, status]) => id.startsWith('wire:') && status !== 'lost');
      for (const entry of this.#entries.values()) {
        if (entry.evidence.wireFresh === fresh) continue;
        entry.evidence.wireFresh = fresh;
        this.#judge(entry, o);
      }
    }
  }

  #speaker(routerId: string, address: string): Entry | null {
    const router = this.#router(routerId);
    if (router === null) return null;
    return this.#entry(router, this.#mapping.nodeOf(address) ?? address, null);
  }

  #instance(node: string, instance: string): Entry | null {
    const router = this.#router(this.#mapping.routerOf(node, instance, this.#wire) ?? `name/${instance}`);
    if (router === null) return null;
    if (!router.names.includes(instance)) {
      router.names.push(instance);
      router.label = router.names[0]!;
    }
    const facts = this.#mapping.facts(node, instance);
    if (facts !== null) {
      for (const address of facts.vips) addVip(router, address);
      router.version ??= facts.version;
      router.advertIntervalMs ??= facts.advertIntervalMs;
      router.vrid ??= facts.vrid;
      router.family ??= facts.family;
    }
    const entry = this.#entry(router, node, instance);
    if (entry !== null && facts !== null) {
      entry.cell.configuredPriority = facts.priority;
      entry.cell.priority ??= facts.priority;
      entry.cell.nopreempt = facts.nopreempt;
    }
    return entry;
  }

  #router(id: string): VirtualRouter | null {
    const known = this.routers.get(id);
    if (known !== undefined) return known;
    if (this.routers.size >= MAX_ROUTERS) {
      this.dropped.routers++;
      return null;
    }
    const router = newRouter(id, this.#wire.get(id));
    this.routers.set(id, router);
    return router;
  }

  #entry(router: VirtualRouter, node: string, instance: string | null): Entry | null {
    let cell = router.cells.get(node);
    if (cell === undefined) {
      if (router.cells.size >= MAX_CELLS) return null;
      cell = newCell(node, instance);
      router.cells.set(node, cell);
      const entry = { cell, evidence: newEvidence(), router };
      entry.evidence.logFresh = this.#sourceStatus.get(`log:${node}`) !== 'lost';
      this.#entries.set(cell, entry);
      const list = this.#byNode.get(node) ?? [];
      list.push(entry);
      this.#byNode.set(node, list);
    }
    cell.instance ??= instance;
    return this.#entries.get(cell)!;
  }

  #event(
    o: Observation,
    kind: ClusterEvent['kind'],
    router: string | null,
    node: string | null,
    text: string,
    severity: ClusterEvent['severity'] = 'info',
  ): void {
    const evidence: ClusterEvent['evidence'] =
      o.kind === 'log' ? ['log'] : o.kind === 'advert-priority' ? ['wire'] : [];
    this.events.push({ at: o.at, kind, severity, router, node, text, evidence });
    if (this.events.length > this.#limits.events) {
      this.events.shift();
      this.dropped.events++;
    }
  }
}

/** The last transition turned out to be none. */
function takeBack(cell: Cell): void {
  const last = cell.transitions.pop();
  if (last === undefined) return;
  cell.state = last.from;
  cell.since = cell.transitions.at(-1)?.at ?? cell.since;
}
