import { advertFrame, pcapHeader, setIpId } from '../src/sources/simulator/frames.js';
import { cached } from './data.js';
import { Writer } from './writer.js';

/** A takeover that the generated capture holds, in the order in which the new master speaks. */
export interface Takeover {
  vrid: number;
  from: string;
  to: string;
}

export interface WireTruth {
  adverts: number;
  virtualRouters: number;
  takeovers: Takeover[];
}

const VIRTUAL_ROUTERS = 255;
const INTERVAL_MS = 1000;
const START = Date.UTC(2026, 0, 5);
const RECORD_HEAD = 16;
/** Each 100 s one MASTER goes, by turns without and with a word; 30 s after its heir began it preempts. */
const EVENT_EVERY_MS = 100_000;
const FIRST_EVENT_MS = 50_000;
const AWAY_MS = 30_000;
/** Master_Down_Interval and Skew_Time of the heir, priority 90 (RFC 3768 6.1). */
const MASTER_DOWN_MS = 3648;
const SKEW_MS = 648;
const ADDRESSES = ['10.9.0.1', '10.9.0.2'];

/** One of the two routers of a virtual router: its frame, ready but for the IP identification. */
interface Speaker {
  record: Buffer;
  resignation: Buffer;
  ipId: number;
}

interface VirtualRouter {
  vrid: number;
  speakers: [Speaker, Speaker];
  /** Which of them is MASTER, and when it speaks next. */
  master: 0 | 1;
  nextAt: number;
  /** When the better one comes back; infinite while it is there. */
  backAt: number;
  resigns: boolean;
}

/**
 * A pcap of `adverts` VRRPv2 advertisements of 255 virtual routers, one a second each, evenly interleaved, with right
 * checksums, IP identifications that count, and a crash or a stop and a preemption every 100 s. Always the same bytes.
 */
export function wireCapture(adverts: number): { file: string; truth: WireTruth } {
  return cached(`wire-${adverts}.pcap`, (file) => write(file, adverts));
}

function write(file: string, adverts: number): WireTruth {
  const out = new Writer(file);
  out.add(pcapHeader());
  const routers = Array.from({ length: VIRTUAL_ROUTERS }, (_, i) => makeRouter(i + 1));
  const truth: WireTruth = { adverts, virtualRouters: VIRTUAL_ROUTERS, takeovers: [] };
  let written = 0;
  let eventAt = FIRST_EVENT_MS;
  let events = 0;
  for (let second = 0; written < adverts; second += INTERVAL_MS) {
    if (second === eventAt) {
      const router = routers[(events * 37) % VIRTUAL_ROUTERS]!;
      router.resigns = events % 2 === 1;
      // A crash shows as silence: what is due next is what the heir says.
      if (!router.resigns) succeed(router, router.nextAt - INTERVAL_MS + MASTER_DOWN_MS, truth);
      events++;
      eventAt += EVENT_EVERY_MS;
    }
    const due = routers.filter((r) => Math.min(r.nextAt, r.backAt) < second + INTERVAL_MS);
    due.sort((a, b) => Math.min(a.nextAt, a.backAt) - Math.min(b.nextAt, b.backAt));
    for (const router of due) {
      if (written === adverts) break;
      written++;
      speak(router, out, truth);
    }
  }
  out.close();
  // What was decided but not written before the end is no takeover of this file.
  truth.takeovers = truth.takeovers.slice(
    0,
    truth.takeovers.length - routers.filter((r) => r.speakers[r.master].ipId === 0).length,
  );
  return truth;
}

function speak(router: VirtualRouter, out: Writer, truth: WireTruth): void {
  if (router.backAt <= router.nextAt) {
    truth.takeovers.push({ vrid: router.vrid, from: ADDRESSES[1]!, to: ADDRESSES[0]! });
    router.master = 0;
    router.speakers[0].ipId = 0;
    router.nextAt = router.backAt;
    router.backAt = Number.POSITIVE_INFINITY;
  }
  const speaker = router.speakers[router.master];
  const at = router.nextAt;
  speaker.ipId = (speaker.ipId + 1) & 0xffff;
  out.add(stamped(router.resigns ? speaker.resignation : speaker.record, at, speaker.ipId));
  router.nextAt = at + INTERVAL_MS;
  if (router.resigns) {
    router.resigns = false;
    succeed(router, at + SKEW_MS, truth);
  }
}

/** The heir will speak at `at`, and give way later. */
function succeed(router: VirtualRouter, at: number, truth: WireTruth): void {
  truth.takeovers.push({ vrid: router.vrid, from: ADDRESSES[0]!, to: ADDRESSES[1]! });
  router.master = 1;
  router.speakers[1].ipId = 0;
  router.nextAt = at;
  router.backAt = at + AWAY_MS + 500;
}

function makeRouter(vrid: number): VirtualRouter {
  const speaker = (i: 0 | 1): Speaker => {
    const advert = {
      srcMac: `52:54:00:09:00:0${i + 1}`,
      src: ADDRESSES[i]!,
      version: 2 as const,
      vrid,
      advertIntervalMs: INTERVAL_MS,
      vips: [`10.9.1.${vrid}`],
      authPass: 'bench',
    };
    const record = (priority: number): Buffer => {
      const frame = advertFrame({ ...advert, priority });
      const whole = Buffer.alloc(RECORD_HEAD + frame.length);
      whole.writeUInt32LE(frame.length, 8);
      whole.writeUInt32LE(frame.length, 12);
      whole.set(frame, RECORD_HEAD);
      return whole;
    };
    return { record: record(i === 0 ? 100 : 90), resignation: record(0), ipId: 0 };
  };
  return {
    vrid,
    speakers: [speaker(0), speaker(1)],
    master: 0,
    nextAt: ((vrid - 1) * INTERVAL_MS) / VIRTUAL_ROUTERS,
    backAt: Number.POSITIVE_INFINITY,
    resigns: false,
  };
}

/** The record with its time and IP identification. */
function stamped(record: Buffer, at: number, ipId: number): Buffer {
  const microseconds = Math.round((START + at) * 1000);
  record.writeUInt32LE(Math.floor(microseconds / 1e6), 0);
  record.writeUInt32LE(microseconds % 1e6, 4);
  setIpId(record, RECORD_HEAD, ipId);
  return record;
}
