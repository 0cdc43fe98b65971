import { addressAt } from '../protocol/address.js';
import { CaptureReader } from '../protocol/capture-reader.js';
import { LogReader, type OtherLine } from '../protocol/log/log-reader.js';
import type { LogEvent } from '../protocol/log-event.js';
import type { Packet } from '../protocol/packet.js';
import { Cluster, type ClusterLimits } from './cluster.js';
import type { Input, SourceId } from './input.js';
import { type Timing, timeOf } from './log-times.js';
import type { Neighbours } from './neighbours.js';
import type { Observation } from './observation.js';
import { takeProbe } from './probes.js';
import type { ClusterState, SourceState } from './state.js';
import { StreamClock } from './stream-clock.js';
import { keepLine, keepPacket } from './tail.js';
import { WireTracker } from './wire-tracker.js';

export interface MonitorOptions {
  limits: ClusterLimits;
  /** False for files read after the fact: their stamps are all there is to go by. */
  live: boolean;
  /** For log stamps without a year or a zone, where the node itself does not tell; see LogReader. */
  year?: number;
  zone?: string;
  /** The other clusters that are watched; left out: there is none. */
  neighbours?: Neighbours;
}

/** A log that is live again first catches up: for this long its old word counts for nothing, ms. */
const CATCH_UP_MS = 1500;
const OUR_OWN = /^Printing VRRP (as json|stats) for process/;
/** A log waits this long for its node's clock and zone before it is read without them, ms. */
const ZONE_PATIENCE_MS = 4000;
const MAX_WAITING_CHUNKS = 512;

interface CaptureSource {
  reader: CaptureReader;
  clock: StreamClock;
  index: number;
  /** Since when it hears, ms; null while it is deaf. */
  hearingSince: number | null;
  lastStamp: number;
}

interface LogSource {
  reader: LogReader;
  node: string;
  arrivedAt: number;
  previousAt: number | null;
  /** Input held back until the node's zone is known; null once it is read as it comes. */
  waiting: (Input & { kind: 'log' })[] | null;
  waitingSince: number;
}

/**
 * The one door for everything that was observed: takes inputs in order, decodes them, and keeps the state. Live,
 * replay and report all use it; given the same inputs it always arrives at the same state.
 */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #keepsLines: boolean;
  readonly #keepsPackets: boolean;
  readonly #wire: WireTracker;
  readonly #cluster: Cluster;
  readonly #captures = new Map<SourceId, CaptureSource>();
  readonly #capturesByIndex: CaptureSource[] = [];
  readonly #logs = new Map<SourceId, LogSource>();
  /** Logs that have just come to life, with what will be said of them when they have caught up. */
  readonly #catchingUp = new Map<SourceId, Observation>();
  readonly #zones = new Map<string, string>();
  #newestAt = Number.NEGATIVE_INFINITY;
  #oldestAt = Number.POSITIVE_INFINITY;
  #revision = 0;
  /** When the input that is being read arrived. */
  #arrivedAt = 0;
  #rateAt = 0;
  #rateAdverts = 0;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#keepsLines = options.limits.tail.lines > 0;
    this.#keepsPackets = options.limits.tail.packets > 0;
    this.#wire = new WireTracker((o) => this.#observe(o));
    this.#cluster = new Cluster(this.#wire, options.limits, options.neighbours ?? null);
  }

  accept(input: Input): void {
    const { state } = this.#cluster;
    if (state.startedAt === 0) state.startedAt = input.at;
    this.#arrivedAt = input.at;
    switch (input.kind) {
      case 'start':
        this.#revision++;
        this.#cluster.setInventory(input.inventory);
        return;
      case 'capture': {
        const source = this.#source(input.source, 'wire', input.node, input.at);
        const capture = this.#capture(input.source, input.at);
        capture.reader.push(input.bytes);
        if (this.#options.live) {
          if (capture.lastStamp > 0) capture.clock.arrived(capture.lastStamp, input.at);
          source.lastAt = input.at;
        } else if (capture.lastStamp > 0) source.lastAt = capture.lastStamp;
        const { stats } = capture.reader;
        source.records = stats.records;
        source.matched = stats.matched;
        source.undecodable = stats.undecodable;
        if (stats.error !== null && source.reason !== stats.error) source.reason = stats.error;
        return;
      }
      case 'log':
        this.#log(input);
        return;
      case 'probe': {
        if (input.probe !== 'addr' && input.probe !== 'process') this.#revision++; // those tell of a change by an observation
        const kind = input.source.startsWith('ssh:') ? 'ssh' : 'addr';
        this.#source(input.source, kind, input.node, input.at).lastAt = input.at;
        const zone = takeProbe(this.#cluster, input, (o) => this.#observe(o));
        if (zone !== null) this.#zoneKnown(input.node, zone);
        return;
      }
      case 'health':
        this.#health(input);
        return;
      case 'tick':
        this.#tick(input.at);
        return;
      case 'action':
      case 'key':
        return;
    }
  }

  /** Says that no stream will bring more: what they hold back is read. */
  end(): void {
    for (const [id, c] of this.#captures) {
      c.reader.end();
      if (c.reader.stats.truncatedTail) this.#source(id, 'wire', null, this.#arrivedAt).reason = 'ends within a record';
    }
    for (const [id, log] of this.#logs) {
      this.#release(id, log);
      log.reader.end();
      this.#countLines(id, log);
    }
    if (Number.isFinite(this.#newestAt)) this.#wire.silence(this.#newestAt, () => Number.NEGATIVE_INFINITY);
  }

  /** The state as of `now` (ms), by default the newest thing observed. */
  refresh(now = this.#newestAt): ClusterState {
    return this.#cluster.refresh(now);
  }

  get state(): ClusterState {
    return this.#cluster.state;
  }

  /** Time of the newest thing observed, ms; -Infinity before the first. */
  get newestAt(): number {
    return this.#newestAt;
  }

  /** Counts what was observed: while it stands still only ages and countdowns change. */
  get revision(): number {
    return this.#revision;
  }

  /** Time of the oldest thing observed, ms; Infinity before the first. */
  get oldestAt(): number {
    return this.#oldestAt;
  }

  addressOf(node: string): string | null {
    return this.#cluster.addressOf(node);
  }

  #saw(at: number): void {
    if (at > this.#newestAt) this.#newestAt = at;
    if (at < this.#oldestAt) this.#oldestAt = at;
  }

  #observe(o: Observation): void {
    this.#revision++;
    this.#saw(o.at);
    this.#cluster.observe(o);
  }

  #source(id: SourceId, kind: SourceState['kind'], node: string | null, at: number): SourceState {
    const { sources } = this.#cluster.state;
    let source = sources.get(id);
    if (source === undefined) {
      source = {
        id,
        kind,
        node,
        status: this.#options.live ? 'connecting' : 'live',
        reason: '',
        since: at,
        liveSince: this.#options.live ? null : at,
        lastAt: null,
        records: 0,
        matched: 0,
        undecodable: 0,
      };
      sources.set(id, source);
    }
    return source;
  }

  #capture(id: SourceId, at: number): CaptureSource {
    const known = this.#captures.get(id);
    if (known !== undefined) return known;
    const capture: CaptureSource = {
      reader: new CaptureReader((p) => this.#packet(capture, p, id)),
      clock: new StreamClock(),
      index: this.#capturesByIndex.length,
      hearingSince: at,
      lastStamp: 0,
    };
    this.#captures.set(id, capture);
    this.#capturesByIndex.push(capture);
    this.#cluster.state.captures.push(id);
    return capture;
  }

  #packet(capture: CaptureSource, p: Packet, id: SourceId): void {
    let at = p.at;
    if (this.#options.live) {
      if (!capture.clock.known) capture.clock.arrived(p.at, this.#arrivedAt);
      at += capture.clock.offsetMs;
    }
    capture.lastStamp = p.at;
    this.#saw(at);
    const { neighbours } = this.#options;
    if (neighbours?.any === true && p.kind === 'vrrp' && this.#isTheirs(p, neighbours)) return;
    this.#wire.packet(p, at, capture.index);
    if (this.#keepsPackets) keepPacket(this.#cluster.state.tail, p, at, id);
  }

  /** An advert of a neighbour is no business of this cluster, unless it uses a VRID of this cluster. */
  #isTheirs(p: Packet, neighbours: Neighbours): boolean {
    const address = addressAt(p.bytes, p.src, p.family);
    const owner = neighbours.ownerOf(address);
    if (owner === null) return false;
    if (!this.#cluster.uses(p)) return true;
    this.#cluster.setNeighbour(address, owner);
    return false;
  }

  #log(input: Input & { kind: 'log' }): void {
    const source = this.#source(input.source, 'log', input.node, input.at);
    source.lastAt = input.at;
    let log = this.#logs.get(input.source);
    if (log === undefined) {
      log = this.#openLog(input.node, input.at);
      this.#logs.set(input.source, log);
    }
    if (log.waiting === null) {
      log.arrivedAt = input.at;
      log.reader.setReference(input.at);
      log.reader.push(input.bytes);
      this.#countLines(input.source, log);
      return;
    }
    log.waiting.push(input);
    if (log.waiting.length > MAX_WAITING_CHUNKS) this.#release(input.source, log);
  }

  #openLog(node: string, at: number): LogSource {
    const zone = this.#zones.get(node) ?? this.#options.zone;
    const options = {
      reference: at,
      ...(this.#options.year === undefined ? {} : { year: this.#options.year }),
      ...(zone === undefined ? {} : { zone }),
    };
    const wait = this.#options.live && zone === undefined;
    const log: LogSource = {
      reader: new LogReader(
        options,
        (e) => this.#line(log, e),
        this.#keepsLines ? (line) => this.#otherLine(log, line) : null,
      ),
      node,
      arrivedAt: at,
      previousAt: null,
      waiting: wait ? [] : null,
      waitingSince: at,
    };
    return log;
  }

  #release(id: SourceId, log: LogSource): void {
    const { waiting } = log;
    log.waiting = null;
    for (const input of waiting ?? []) {
      log.arrivedAt = input.at;
      log.reader.push(input.bytes);
    }
    this.#countLines(id, log);
  }

  #countLines(id: SourceId, log: LogSource): void {
    const source = this.#source(id, 'log', log.node, log.arrivedAt);
    source.records = log.reader.stats.records;
    source.matched = log.reader.stats.matched;
    source.undecodable = log.reader.stats.undecodable;
  }

  #zoneKnown(node: string, zone: string): void {
    this.#zones.set(node, zone);
    for (const [id, log] of this.#logs) {
      if (log.node !== node) continue;
      log.reader.setZone(zone);
      this.#release(id, log);
    }
  }

  #line(log: LogSource, event: LogEvent): void {
    const offset = this.#cluster.node(log.node).clockOffsetMs ?? 0;
    const timing = timeOf(event, offset, this.#followedAt(log), log.previousAt);
    if (timing === null) return;
    log.previousAt = timing.at;
    this.#observe({ kind: 'log', node: log.node, event, ...timing });
    if (this.#keepsLines)
      this.#keep(log, timing, event.repeat > 1 ? `${event.detail} (${event.repeat} times)` : event.detail, event);
  }

  /** A line that tells the model nothing: kept to be read, with the time that an event would have. */
  #otherLine(log: LogSource, line: OtherLine): void {
    const offset = this.#cluster.node(log.node).clockOffsetMs ?? 0;
    const timing = timeOf(line, offset, this.#followedAt(log), log.previousAt);
    if (timing === null) return;
    // What we made keepalived write, each time that it was asked for its counters.
    if (OUR_OWN.test(line.text) && this.#cluster.node(log.node).counters !== null) return;
    this.#keep(log, timing, line.text, null);
  }

  /** When the line that is read arrived; null where that says nothing of when it was written. */
  #followedAt(log: LogSource): number | null {
    return this.#options.live && !this.#catchingUp.has(`log:${log.node}`) ? log.arrivedAt : null;
  }

  #keep(log: LogSource, { at, precisionMs }: Timing, text: string, event: LogEvent | null): void {
    keepLine(this.#cluster.state.tail, { at, precisionMs, node: log.node, text, event });
  }

  #health(input: Input & { kind: 'health' }): void {
    const kind = input.source.slice(0, input.source.indexOf(':')) as SourceState['kind'];
    const source = this.#source(input.source, kind, input.node, input.at);
    const begun = input.status === 'live' && source.status !== 'live';
    const changed = source.status !== input.status || source.reason !== input.reason;
    if (source.status !== input.status) source.since = input.at;
    if (begun) source.liveSince = input.at;
    source.status = input.status;
    source.reason = input.reason;
    if (begun) {
      // A stream that is live again starts anew: with a pcap header, at the begin of a line.
      const capture = this.#captures.get(input.source);
      if (capture !== undefined) {
        capture.reader = new CaptureReader((p) => this.#packet(capture, p, input.source));
        capture.hearingSince = input.at;
      }
      if (kind === 'log') {
        const log = this.#logs.get(input.source);
        if (log !== undefined) {
          const reopened = this.#openLog(log.node, input.at);
          reopened.previousAt = log.previousAt;
          this.#logs.set(input.source, reopened);
        }
      }
    } else if (input.status !== 'live') {
      const capture = this.#captures.get(input.source);
      if (capture !== undefined) capture.hearingSince = null;
    }
    if (!changed) return;
    const told: Observation = {
      kind: 'source',
      source: input.source,
      node: input.node,
      status: input.status,
      reason: input.reason,
      at: input.at,
      precisionMs: 1,
      knownAt: input.at,
    };
    if (kind === 'log') this.#catchingUp.delete(input.source);
    if (kind === 'log' && begun) this.#catchingUp.set(input.source, { ...told, knownAt: input.at + CATCH_UP_MS });
    else this.#observe(told);
  }

  #tick(now: number): void {
    const { state } = this.#cluster;
    this.#newestAt = Math.max(this.#newestAt, now);
    this.#wire.silence(now, (capture) => this.#capturesByIndex[capture]?.hearingSince ?? null);
    for (const [id, told] of this.#catchingUp) {
      if (told.knownAt > now) continue;
      this.#catchingUp.delete(id);
      this.#observe(told);
    }
    for (const [id, log] of this.#logs)
      if (log.waiting !== null && now - log.waitingSince > ZONE_PATIENCE_MS) this.#release(id, log);
    if (now - this.#rateAt >= 2000) {
      state.advertsPerSecond = ((this.#wire.adverts - this.#rateAdverts) * 1000) / (now - this.#rateAt);
      this.#rateAt = now;
      this.#rateAdverts = this.#wire.adverts;
    }
  }
}
