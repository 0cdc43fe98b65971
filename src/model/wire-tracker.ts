import { addressAt } from '../protocol/address.js';
import type { Packet } from '../protocol/packet.js';
import { Announcements } from './announcements.js';
import type { Emit } from './observation.js';
import {
  beginSpeech,
  endSpeech,
  isMulticast,
  learnWay,
  noteHeard,
  noteOddTtl,
  notePace,
  restartPace,
  sameSpeech,
  sameWay,
} from './speech.js';
import type { Announcement, Cause } from './state.js';
import { masterDownIntervalMs, skewTimeMs } from './timers.js';
import {
  addSpeaker,
  outranks,
  routerId,
  sameMessage,
  sentBy,
  type TrackedSpeaker,
  type WireRouter,
} from './wire-router.js';

/** Virtual routers remembered: all VRIDs of both families on four links. */
const MAX_ROUTERS = 2048;

/**
 * Follows the adverts of all captures and emits an observation where something changed. An advert that changes
 * nothing costs a comparison and two assignments; that is what lets a million of them pass in a fraction of a second.
 */
export class WireTracker {
  readonly routers = new Map<string, WireRouter>();
  readonly #announcements = new Announcements();
  readonly dropped = { speakers: 0, routers: 0 };
  /** Adverts taken in, over all captures, an advert heard by two captures counted once. */
  adverts = 0;
  /** Untagged routers by family and VRID, so that the common case needs no string. */
  readonly #untagged: (WireRouter | undefined)[] = new Array(512);
  readonly #emit: Emit;
  /** When this capture began, as far as its first record tells; ms by index of the capture. */
  readonly #captureStart: number[] = [];

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /**
   * Takes one decoded record.
   * @param at its time by the monitor's clock, ms. @param capture index of the capture that saw it.
   */
  packet(p: Packet, at: number, capture: number): void {
    this.#captureStart[capture] ??= at;
    if (p.kind === 'vrrp') this.#advert(p, at, capture);
    else if ((p.kind === 'arp' || p.kind === 'na') && p.gratuitous) this.#announcements.take(p, at);
  }

  /** The gratuitous ARP and neighbour advertisements heard, by address. */
  get announced(): ReadonlyMap<string, Announcement> {
    return this.#announcements.byAddress;
  }

  /**
   * Time passes: who has been silent for its Master_Down_Interval is marked so.
   * @param hearing by index of the capture: since when it hears (ms), or null while it is deaf; a speaker whose
   * capture is deaf is not silent but unheard.
   */
  silence(now: number, hearing: (capture: number) => number | null): void {
    for (const router of this.routers.values()) {
      for (const s of router.speakers) {
        if (s.status !== 'master') continue;
        const since = hearing(s.capture);
        if (since === null) continue;
        const margin = 50 + s.advertIntervalMs / 4;
        if (now - Math.max(s.lastAt, since) > downInterval(s) + margin) this.#stop(router, s, 'silent', s.lastAt, now);
      }
    }
  }

  /** The node itself said that it left MASTER: it counts as sending again only when it sends again. */
  gaveWay(routerId: string, address: string, at: number): void {
    const speaker = this.routers.get(routerId)?.speakers.find((s) => s.address === address);
    if (speaker === undefined || speaker.lastAt > at) return;
    speaker.contendedAt = null;
    if (speaker.status !== 'master') return;
    speaker.status = 'superseded';
    endSpeech(speaker);
  }

  #advert(p: Packet, at: number, capture: number): void {
    const router = this.#router(p, at);
    if (router === undefined) return;
    const { speakers } = router;
    let speaker: TrackedSpeaker | undefined;
    for (let i = 0; i < speakers.length; i++) {
      if (sentBy(speakers[i]!, p)) {
        speaker = speakers[i];
        break;
      }
    }
    if (speaker === undefined) {
      if (p.priority === 0) return; // resigned before we heard it: it was never master for us
      speaker = newSpeaker(p, at, capture);
      speaker.heard[capture] = at;
      if (!addSpeaker(router, speaker)) {
        this.dropped.speakers++;
        return;
      }
      this.adverts++;
      this.#learn(router, speaker, p);
      this.#start(router, speaker, at, capture, true);
      return;
    }
    noteHeard(speaker, capture, at);
    speaker.ttl = p.ttl;
    if (at - speaker.lastAt < 20 && p.ipId === speaker.ipId && capture !== speaker.capture && sameMessage(speaker, p))
      return; // two captures, one advert
    const previousAt = speaker.lastAt;
    speaker.ipId = p.ipId;
    speaker.capture = capture;
    speaker.adverts++;
    this.adverts++;
    if (at > previousAt) speaker.lastAt = at;
    const multicast = isMulticast(p);
    if (multicast && p.ttl !== 255) noteOddTtl(speaker, p.ttl, at, downInterval(speaker));
    if (speaker.status === 'master') notePace(speaker, at - previousAt);
    else restartPace(speaker);
    if (!sameWay(speaker, p, multicast) || !sameMessage(speaker, p)) {
      const priority = speaker.priority;
      if (p.priority !== 0 && p.priority !== priority && speaker.status === 'master') {
        this.#emit({
          kind: 'advert-priority',
          router: router.id,
          address: speaker.address,
          from: priority,
          to: p.priority,
          at,
          precisionMs: 0.001,
          knownAt: at,
        });
      }
      this.#learn(router, speaker, p);
      if (p.priority !== 0 && speaker.speech !== null) {
        if (sameSpeech(speaker.speech, speaker)) speaker.speech.priority = p.priority;
        else beginSpeech(router, speaker, at, previousAt);
      }
    }
    if (p.priority === 0) {
      if (speaker.status === 'master') this.#stop(router, speaker, 'resigned', at, at);
      const said = router.speeches.findLast((s) => s.address === speaker.address);
      if (said !== undefined) said.resignedAt = at;
      return;
    }
    if (speaker.status === 'master') {
      // A capture without ticks (a file) notices a silence when the same router speaks again.
      const silence = at - previousAt;
      const { advertIntervalMs } = speaker;
      if (silence > 3 * advertIntervalMs && silence > downInterval(speaker) + advertIntervalMs) {
        this.#stop(router, speaker, 'silent', previousAt, previousAt + downInterval(speaker));
        this.#start(router, speaker, at, capture, false);
      } else if (speakers.length > 1) this.#settle(router, speaker, at);
    } else this.#start(router, speaker, at, capture, false, previousAt);
  }

  /**
   * One advert beside a living better router is no claim yet: a router that comes back sends it before it hears the
   * other (WIRE.md 7). The second one is.
   * @returns when the claim began, null while it is none.
   */
  #claimedAt(router: WireRouter, speaker: TrackedSpeaker, at: number, previousAt: number): number | null {
    const contended = speaker.contendedAt;
    speaker.contendedAt = null;
    for (const other of router.speakers) {
      const alive = other.status === 'master' && at - other.lastAt <= 2.5 * other.advertIntervalMs;
      if (other === speaker || !alive || outranks(speaker, other)) continue;
      if (contended !== null && at - contended <= 2.5 * speaker.advertIntervalMs) return contended;
      speaker.contendedAt = at;
      speaker.contendedUnbroken = speaker.status === 'superseded' && at - previousAt <= 1.5 * speaker.advertIntervalMs;
      return null;
    }
    return at;
  }

  /** `speaker` begins: those who were silent or must give way leave first, so that no moment shows a false pair. */
  #start(
    router: WireRouter,
    speaker: TrackedSpeaker,
    at: number,
    capture: number,
    first: boolean,
    previousAt = at,
  ): void {
    const claimedAt = this.#claimedAt(router, speaker, at, previousAt);
    if (claimedAt === null) {
      // No claim, but not a word of a peer either: its one advert may be all that is ever heard of another cluster.
      const alone = router.speakers.every((s) => s === speaker || s.status !== 'master' || !shareVips(s, speaker));
      if (alone && speaker.speech === null) {
        beginSpeech(router, speaker, at);
        endSpeech(speaker, at);
      }
      return;
    }
    const unbroken = claimedAt !== at && speaker.contendedUnbroken;
    let after: Cause = 'unknown';
    let lastLeft = Number.NEGATIVE_INFINITY;
    for (const other of router.speakers) {
      if (other === speaker) continue;
      if (other.status === 'master') {
        const silence = at - other.lastAt;
        if (silence > Math.min(downInterval(other), 2.5 * other.advertIntervalMs)) {
          this.#stop(router, other, 'silent', other.lastAt, Math.min(at, other.lastAt + downInterval(other)));
        } else if (outranks(speaker, other)) {
          this.#stop(router, other, 'superseded', at, at);
        } else {
          after = 'unknown'; // a weaker one beside a living stronger one: it does not hear it
          lastLeft = Number.POSITIVE_INFINITY;
          continue;
        }
      }
      const left = other.lastAt;
      if (left > lastLeft) {
        lastLeft = left;
        if (other.status === 'superseded')
          after = other.lastAt > at - 2.5 * other.advertIntervalMs ? 'preemption' : 'unknown';
        else if (other.status === 'resigned') {
          const wait =
            skewTimeMs(speaker.version, speaker.priority, speaker.advertIntervalMs) + speaker.advertIntervalMs;
          after = at - other.lastAt <= wait ? 'priority 0' : 'timeout';
        } else after = 'timeout';
      }
    }
    if (lastLeft === Number.NEGATIVE_INFINITY) {
      // Nobody else is known. Only who watched a whole Master_Down_Interval before can say that it has just begun.
      const watched = at - (this.#captureStart[capture] ?? at);
      after = first
        ? watched > downInterval(speaker)
          ? 'start'
          : 'unknown'
        : speaker.status === 'silent'
          ? 'unknown'
          : 'start';
    }
    speaker.status = 'master';
    speaker.startedAt = claimedAt;
    beginSpeech(router, speaker, claimedAt);
    this.#emit({
      kind: 'advert-started',
      router: router.id,
      address: speaker.address,
      priority: speaker.priority,
      after,
      unbroken,
      at: claimedAt,
      precisionMs: 0.001,
      knownAt: at,
    });
  }

  /** A weaker one that fell silent beside a stronger one has given way, long before its Master_Down_Interval is over. */
  #settle(router: WireRouter, speaker: TrackedSpeaker, at: number): void {
    for (const other of router.speakers) {
      if (other === speaker || other.status !== 'master') continue;
      const silence = at - other.lastAt;
      if (silence > 1.5 * other.advertIntervalMs && outranks(speaker, other))
        this.#stop(router, other, 'superseded', other.lastAt, at);
      else if (silence > downInterval(other) + other.advertIntervalMs)
        this.#stop(router, other, 'silent', other.lastAt, other.lastAt + downInterval(other));
    }
  }

  #stop(
    router: WireRouter,
    speaker: TrackedSpeaker,
    why: 'superseded' | 'resigned' | 'silent',
    at: number,
    knownAt: number,
  ): void {
    speaker.status = why;
    endSpeech(speaker, at);
    this.#emit({
      kind: 'advert-stopped',
      router: router.id,
      address: speaker.address,
      why,
      at,
      precisionMs: 0.001,
      knownAt,
    });
  }

  #learn(router: WireRouter, speaker: TrackedSpeaker, p: Packet): void {
    speaker.message = copyOf(p.bytes, p.payload, p.payload + p.payloadLength);
    speaker.version = p.version;
    speaker.checksum = p.checksum;
    speaker.checksumMode = p.checksumMode;
    speaker.trailerLength = p.trailerLength;
    speaker.problems = p.problems;
    learnWay(speaker, p, isMulticast(p));
    speaker.authType = p.authType;
    speaker.authClass = authClassOf(router, p);
    if (p.priority === 0) return;
    speaker.priority = p.priority;
    if (speaker.advertIntervalMs !== p.advertIntervalMs) {
      // What it kept before was another interval's pace.
      restartPace(speaker);
      speaker.pace = null;
    }
    speaker.advertIntervalMs = p.advertIntervalMs;
    const width = p.family === 'ipv4' ? 4 : 16;
    speaker.vips = Array.from({ length: p.vipCount }, (_, i) => addressAt(p.bytes, p.vips + i * width, p.family));
    router.version = p.version;
    router.advertIntervalMs = p.advertIntervalMs;
    router.vips = speaker.vips;
  }

  #router(p: Packet, at: number): WireRouter | undefined {
    const slot = (p.family === 'ipv4' ? 0 : 256) + p.vrid;
    const known = p.vlan < 0 ? this.#untagged[slot] : undefined;
    if (known !== undefined) return known;
    const id = routerId(p);
    let router = this.routers.get(id);
    if (router === undefined) {
      if (this.routers.size >= MAX_ROUTERS) {
        this.dropped.routers++;
        return undefined;
      }
      router = {
        id,
        vrid: p.vrid,
        family: p.family,
        version: p.version,
        advertIntervalMs: p.advertIntervalMs,
        vips: [],
        speakers: [],
        auth: [],
        firstAt: at,
        speeches: [],
      };
      this.routers.set(id, router);
    }
    if (p.vlan < 0) this.#untagged[slot] = router;
    return router;
  }
}

function shareVips(a: TrackedSpeaker, b: TrackedSpeaker): boolean {
  return a.vips.some((v) => b.vips.includes(v));
}

/** A speaker's Master_Down_Interval in ms, by its own priority: a backup's differs by its Skew_Time only. */
function downInterval(s: TrackedSpeaker): number {
  return masterDownIntervalMs(s.version, s.priority, s.advertIntervalMs);
}

/** Different authentication data remembered for one virtual router. */
const MAX_AUTH = 16;

/** The number of this advert's authentication data among those seen; the last one stands for all that are too many. */
function authClassOf(router: WireRouter, p: Packet): number {
  const data = p.authData < 0 ? '' : Array.from(p.bytes.subarray(p.authData, p.authData + 8)).join();
  const known = router.auth.indexOf(data);
  if (known >= 0) return known;
  if (router.auth.length < MAX_AUTH) router.auth.push(data);
  return router.auth.length - 1;
}

/** A copy of its own: `slice` would do for a plain array, but a Buffer's shares the memory that is filled again. */
function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}

function newSpeaker(p: Packet, at: number, capture: number): TrackedSpeaker {
  const width = p.family === 'ipv4' ? 4 : 16;
  return {
    address: addressAt(p.bytes, p.src, p.family),
    mac: '',
    version: p.version,
    priority: p.priority,
    advertIntervalMs: p.advertIntervalMs,
    vips: [],
    cast: 'multicast',
    sentTo: [],
    ttl: p.ttl,
    oddTtl: null,
    pace: null,
    authType: 'none',
    authClass: 0,
    checksum: p.checksum,
    checksumMode: p.checksumMode,
    trailerLength: 0,
    problems: p.problems,
    heard: [],
    unheard: [],
    status: 'silent',
    startedAt: at,
    lastAt: at,
    adverts: 1,
    addressBytes: copyOf(p.bytes, p.src, p.src + width),
    message: new Uint8Array(0),
    ipId: p.ipId,
    contendedAt: null,
    contendedUnbroken: false,
    capture,
    speech: null,
    macBytes: new Uint8Array(0),
    peerBytes: [],
    paceCount: 0,
    paceShortestMs: Number.POSITIVE_INFINITY,
    paceLongestMs: 0,
  };
}
