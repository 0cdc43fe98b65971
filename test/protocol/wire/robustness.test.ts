import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Packet } from '../../../src/protocol/packet.js';
import { packetToJson, packetToText } from '../../../src/report/decode-packet.js';
import { Blocks } from './blocks.js';
import { CAPTURES, captureBytes, ethernet, framesOf, hex, ipv4, pcapOf, readAll, snapshot, V3 } from './frames.js';

/** Looks at a packet the way consumers do: everything an offset points to lies in the frame. */
function check(p: Packet): string {
  const end = p.frameStart + p.frameLength;
  const size = p.family === 'ipv4' ? 4 : 16;
  const inFrame = (offset: number, length: number): void => {
    expect(offset).toBeGreaterThanOrEqual(p.frameStart);
    expect(offset + length).toBeLessThanOrEqual(end);
  };
  expect(end).toBeLessThanOrEqual(p.bytes.length);
  for (const mac of [p.srcMac, p.dstMac, p.announcedMac]) if (mac >= 0) inFrame(mac, 6);
  if (p.kind === 'vrrp' || p.kind === 'arp' || p.kind === 'na')
    for (const address of [p.src, p.dst]) inFrame(address, size);
  if (p.kind === 'vrrp') {
    inFrame(p.payload, p.payloadLength);
    inFrame(p.vips, p.vipCount * size);
    if (p.authData >= 0) inFrame(p.authData, 8);
    if (p.checksum === 'ok') expect(p.payloadLength).toBe(p.payloadWireLength);
  }
  if (p.kind === 'bad') expect(p.problems.length).toBeGreaterThan(0);
  expect(p.checksum === 'ok').toBe(p.checksumMode !== null);
  const text = packetToText(p) + JSON.stringify(packetToJson(p));
  expect(text).not.toMatch(/undefined|NaN|\p{Cc}/u);
  return text;
}

const FRAMES = CAPTURES.filter((name) => !name.startsWith('sll')).flatMap((name) => framesOf(captureBytes(name)));
const anyFrame = fc.constantFrom(...FRAMES);
const LINK_TYPES = [0, 1, 12, 101, 108, 113, 276, 228, 229, 105];
const RUNS = { numRuns: 300 };

describe('hostile bytes', () => {
  it('every prefix of every captured frame is decoded without a throw', () => {
    for (const frame of FRAMES) {
      const prefixes = Array.from({ length: frame.length + 1 }, (_, length) => frame.subarray(0, length));
      expect(readAll(pcapOf(prefixes), check).stats).toMatchObject({ records: frame.length + 1, error: null });
      for (const snap of [10, 33, 40, 47, 60]) readAll(pcapOf([frame], { snap }), check);
    }
  });

  it('frames with some bytes changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(anyFrame, changes, (frame, changed) => {
        const copy = Buffer.from(frame);
        for (const [at, value] of changed) copy[at % copy.length] = value;
        expect(readAll(pcapOf([copy, copy]), check).packets.length).toBe(2);
      }),
      { numRuns: 3000 },
    );
  });

  it('frames of random bytes, under every link type', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LINK_TYPES), fc.uint8Array({ maxLength: 120 }), (linkType, bytes) => {
        expect(readAll(pcapOf([bytes], { linkType }), check).stats.records).toBe(1);
      }),
      { numRuns: 3000 },
    );
  });

  it('captures with some bytes changed, read in any pieces', () => {
    const captures = CAPTURES.map(captureBytes);
    const changes = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom(...captures),
        changes,
        fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 9 }),
        (capture, changed, cut) => {
          const copy = Buffer.from(capture);
          for (const [at, value] of changed) copy[at % copy.length] = value;
          const whole = readAll(copy, check);
          expect(readAll(copy, check, cut)).toEqual(whole);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('streams of random bytes behind a good start', () => {
    const b = new Blocks();
    const starts = [pcapOf([]), Buffer.concat([b.section(), b.interface(1)]), Buffer.alloc(0)];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), (start, rest) => {
        const stream = Buffer.concat([start, rest]);
        expect(readAll(stream, check, [7])).toEqual(readAll(stream, check));
      }),
      RUNS,
    );
  });

  it('random blocks of pcapng', () => {
    const b = new Blocks();
    const block = fc.tuple(fc.constantFrom(1, 2, 3, 6, 0x0a0d0d0a, 99), fc.uint8Array({ maxLength: 60 }));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), (blocks) => {
        const made = blocks.map(([type, body]) => (type === 0x0a0d0d0a ? b.section() : b.block(type, body)));
        const stream = Buffer.concat([b.section(), b.interface(1), ...made]);
        const whole = readAll(stream, check);
        expect(whole.stats.error).toBeNull();
        expect(readAll(stream, check, [5])).toEqual(whole);
      }),
      RUNS,
    );
  });

  it('the longest chains of headers take no time', () => {
    const headers = hex('0000 0000 00000000'.repeat(30_000));
    const frame = ethernet('86dd', hex('6000 0000 0000 00ff', '00'.repeat(32)), headers);
    const started = performance.now();
    expect(readAll(pcapOf(Array.from({ length: 64 }, () => frame)), check).stats.records).toBe(64);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('the one packet', () => {
  it('keeps nothing of the record before', () => {
    const b = new Blocks();
    const sll = [...framesOf(captureBytes('sll')), hex('0004 0001 0006 02000000000a0000 8100 0007 88cc')];
    const trailer = ethernet('0800', ipv4(Buffer.concat([V3, Buffer.alloc(28)])));
    const plain = [...FRAMES, ethernet('88a8 0001 8100 0002 0800'), trailer];
    const records = [
      ...plain.map((frame) => b.enhanced(0, 7n, frame)),
      ...sll.map((frame) => b.enhanced(1, 7n, frame)),
    ];
    const start = Buffer.concat([b.section(), b.interface(1), b.interface(113)]);
    const alone = records.map((record) => ({ ...readAll(Buffer.concat([start, record]), snapshot).packets[0]!, n: 2 }));
    const different = new Map(alone.map((p, i) => [JSON.stringify({ ...p, frame: '' }), i]));
    const chosen = [...different.values()];
    for (const first of chosen) {
      for (const second of chosen) {
        const { packets } = readAll(Buffer.concat([start, records[first]!, records[second]!]), snapshot);
        expect(packets[1]).toEqual(alone[second]);
      }
    }
  });
});

describe('pieces', () => {
  it.each(CAPTURES)('%s cut in two anywhere', (name) => {
    const capture = captureBytes(name);
    const whole = readAll(capture, snapshot);
    for (let at = 1; at < capture.length; at++) expect(readAll(capture, snapshot, [at, capture.length])).toEqual(whole);
  });

  it('does not change what it reads', () => {
    const capture = captureBytes('v2-pass');
    const copy = Buffer.from(capture);
    readAll(capture, snapshot, [13]);
    expect(capture).toEqual(copy);
  });
});
