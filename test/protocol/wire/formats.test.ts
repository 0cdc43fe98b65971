import { describe, expect, it } from 'vitest';
import type { Packet } from '../../../src/protocol/packet.js';
import { Blocks } from './blocks.js';
import { captureBytes, ethernet, framesOf, hex, ipv4, pcapOf, readAll, snapshot, V2, V3 } from './frames.js';
import { hasTcpdump, rowOfPacket, rowsOf, runTcpdump } from './oracle.js';

const frame = ethernet('0800', ipv4(V2));
const time = (p: Packet): string => `${p.seconds}.${String(p.nanoseconds).padStart(9, '0')}`;
const errorOf = (capture: Uint8Array): string | null => readAll(capture, snapshot).stats.error;

describe('pcap', () => {
  it.each([
    [false, false, '1700000000.000001000'],
    [false, true, '1700000000.000000002'],
    [true, false, '1700000000.000001000'],
    [true, true, '1700000000.000000002'],
  ])('big endian %s, nanoseconds %s', (bigEndian, nanoseconds, expected) => {
    const capture = pcapOf([frame, frame], { bigEndian, nanoseconds });
    const { packets, stats } = readAll(capture, (p) => [time(p), p.n, p.kind, p.wireLength]);
    expect(packets[0]).toEqual([expected, 1, 'vrrp', frame.length]);
    expect(packets[1]).toEqual([expected.replace('000.', '001.'), 2, 'vrrp', frame.length]);
    expect(stats).toEqual({ records: 2, matched: 2, undecodable: 0, truncatedTail: false, error: null });
  });

  it.runIf(hasTcpdump).each([false, true])('as tcpdump reads it, big endian %s', (bigEndian) => {
    const capture = pcapOf(framesOf(captureBytes('v2-unicast')), { bigEndian, nanoseconds: true });
    expect(readAll(capture, rowOfPacket).packets).toEqual(rowsOf(runTcpdump(capture)));
  });

  it('gives the time in ms, microseconds in the fraction', () => {
    expect(readAll(pcapOf([frame]), (p) => p.at).packets[0]).toBeCloseTo(1_700_000_000_000.001, 3);
  });

  it('carries a damaged fraction of more than a second into the seconds', () => {
    const capture = pcapOf([frame]);
    capture.writeUInt32LE(2_500_000, 28);
    expect(readAll(capture, time).packets).toEqual(['1700000002.500000000']);
  });

  it('keeps the length on the wire of a record that the snap length cut', () => {
    const p = readAll(pcapOf([frame], { snap: 48 }), snapshot).packets[0]!;
    expect(p).toMatchObject({ frameLength: 48, wireLength: 54, payloadLength: 14, payloadWireLength: 20 });
  });

  it('tells a truncated tail, wherever it is', () => {
    const capture = pcapOf([frame, frame]);
    for (let length = 1; length < capture.length; length++) {
      const { packets, stats } = readAll(capture.subarray(0, length), snapshot);
      const whole = length < 24 + 70 ? 0 : 1;
      const boundary = length === 24 || length === 24 + 70;
      expect([packets.length, stats.truncatedTail, stats.error]).toEqual([whole, !boundary, null]);
    }
  });

  it('reads no further behind an absurd length', () => {
    const capture = pcapOf([frame, frame, frame]);
    capture.writeUInt32LE(262_145, 24 + 70 + 8);
    const { packets, stats } = readAll(capture, snapshot);
    expect(packets).toHaveLength(1);
    expect(stats.error).toBe('record 2 claims 262145 bytes, at most 262144 make sense');
    expect(stats.truncatedTail).toBe(false);
  });

  it('takes the largest record that makes sense', () => {
    const large = Buffer.concat([frame, Buffer.alloc(262_144 - frame.length)]);
    expect(readAll(pcapOf([large, frame]), snapshot, [65_536]).stats).toMatchObject({
      records: 2,
      matched: 2,
      error: null,
    });
  });
});

describe('what is neither format', () => {
  it.each([
    ['text', Buffer.from('Nov 23 14:18:39'), 'neither pcap nor pcapng: it starts with 4e 6f 76 20 "Nov "'],
    ['gzip', hex('1f8b0800 00000000'), 'neither pcap nor pcapng: it starts with 1f 8b 08 00 (gzip: unpack it first)'],
    ['escape codes', hex('1b5b324a'), 'neither pcap nor pcapng: it starts with 1b 5b 32 4a'],
    ['nothing', Buffer.alloc(0), 'neither pcap nor pcapng: it is empty'],
  ])('%s', (_, bytes, error) => {
    expect(errorOf(bytes)).toBe(error);
    expect(readAll(bytes, snapshot, [1]).stats).toMatchObject({ error, records: 0, truncatedTail: false });
  });
});

describe('pcapng', () => {
  it.each([false, true])('several sections, interfaces, resolutions and block types, big endian %s', (bigEndian) => {
    const b = new Blocks(bigEndian);
    const other = new Blocks(!bigEndian);
    const capture = Buffer.concat([
      b.section(),
      b.interface(1),
      b.block(5, Buffer.alloc(40)),
      b.interface(101, 0, b.option(2, Buffer.from('tun0')), b.resolution(9)),
      b.enhanced(0, 1_700_000_000_000_001n, frame),
      b.block(0x0bad, Buffer.from('an unknown block')),
      b.enhanced(1, 1_700_000_001_000_000_002n, ipv4(V3), 32, b.option(1, Buffer.from('a comment')), Buffer.alloc(4)),
      b.packet(0, 1_700_000_002_000_003n, frame),
      other.section(),
      other.interface(101, 0, other.resolution(0x80 | 10), other.offset(1_600_000_000n)),
      other.enhanced(0, 100_000_000n * 1024n + 512n, ipv4(V2)),
    ]);
    const take = (p: Packet) => [p.n, time(p), p.kind, p.vrid, p.checksum];
    const whole = readAll(capture, take);
    expect(whole.packets).toEqual([
      [1, '1700000000.000001000', 'vrrp', 51, 'ok'],
      [2, '1700000001.000000002', 'vrrp', 61, 'ok'],
      [3, '1700000002.000003000', 'vrrp', 51, 'ok'],
      [4, '1700000000.500000000', 'vrrp', 51, 'ok'],
    ]);
    expect(whole.stats).toEqual({ records: 4, matched: 4, undecodable: 0, truncatedTail: false, error: null });
    for (let size = 1; size < 40; size++) expect(readAll(capture, take, [size])).toEqual(whole);
  });

  it.each([
    ['seconds', 0, 1_700_000_000n, '1700000000.000000000'],
    ['milliseconds', 3, 1_700_000_000_123n, '1700000000.123000000'],
    ['10 ns', 8, 170_000_000_012_345_678n, '1700000000.123456780'],
    ['nanoseconds', 9, 1_700_000_000_999_999_999n, '1700000000.999999999'],
    ['100 ps', 10, 17_000_000_001_234_567_899n, '1700000000.123456789'],
    ['picoseconds', 12, 1_000_000_000_999n, '1.000000000'],
    ['attoseconds', 18, 17_999_999_999_999_999_999n, '17.999999999'],
    ['2^-1 s', 0x81, 3_400_000_001n, '1700000000.500000000'],
    ['2^-20 s', 0x94, (1_700_000_000n << 20n) + 1n, '1700000000.000000953'],
    ['2^-32 s', 0xa0, (1_700_000_000n << 32n) + 0xffff_ffffn, '1700000000.999999999'],
    ['2^-60 s', 0xbc, (7n << 60n) + (1n << 59n), '7.500000000'],
  ] as const)('resolution: %s', (_, code, units, expected) => {
    const b = new Blocks();
    const capture = Buffer.concat([b.section(), b.interface(1, 0, b.resolution(code)), b.enhanced(0, units, frame)]);
    expect(readAll(capture, time).packets).toEqual([expected]);
  });

  it('an offset may be negative', () => {
    const b = new Blocks(true);
    const capture = Buffer.concat([
      b.section(),
      b.interface(1, 0, b.offset(-3600n)),
      b.enhanced(0, 3_601_000_000n, frame),
    ]);
    expect(readAll(capture, time).packets).toEqual(['1.000000000']);
  });

  it('simple packet blocks have no time and are cut by the snap length of interface 0', () => {
    const b = new Blocks();
    const problems = ['the capture gives no time for this record'];
    const capture = Buffer.concat([
      b.section(),
      b.interface(1, 50),
      b.enhanced(0, 9_000_000n, frame),
      b.simple(frame.subarray(0, 50), 54),
      b.section(),
      b.interface(1),
      b.simple(frame),
    ]);
    const [, cut, whole] = readAll(capture, snapshot).packets;
    expect(cut).toMatchObject({
      kind: 'vrrp',
      problems,
      at: 9000,
      frameLength: 50,
      wireLength: 54,
      checksum: 'unverified',
    });
    expect(whole).toMatchObject({ kind: 'vrrp', problems, frameLength: 54, checksum: 'ok' });
  });

  it.each([
    [
      'a frame of an unknown interface',
      (b: Blocks) => b.enhanced(1, 1n, frame),
      'interface 1 is not described in this section',
    ],
    [
      'a block too short for its header',
      (b: Blocks) => b.block(6, Buffer.alloc(16)),
      'packet block without its header',
    ],
    [
      'an old block too short for its header',
      (b: Blocks) => b.block(2, Buffer.alloc(4)),
      'packet block without its header',
    ],
    ['a frame longer than its block', (b: Blocks) => b.simple(frame, 600), 'captured length 600, block has 56'],
  ])('goes on behind %s', (_, make, problem) => {
    const b = new Blocks();
    const capture = Buffer.concat([b.section(), b.interface(1), make(b), b.enhanced(0, 1n, frame)]);
    const { packets, stats } = readAll(capture, snapshot);
    expect(packets[0]).toMatchObject({ kind: 'bad' });
    expect(packets[0]!.problems).toContain(problem);
    expect(packets[1]).toMatchObject({ kind: 'vrrp', problems: [] });
    expect(stats).toMatchObject({ records: 2, matched: 1, undecodable: 1, error: null });
  });

  it('a simple packet block before any interface', () => {
    const b = new Blocks();
    const { packets } = readAll(Buffer.concat([b.section(), b.simple(frame)]), snapshot);
    expect(packets[0]!.problems).toContain('interface 0 is not described in this section');
  });

  it.each([
    ['length 0', 0],
    ['length below 12', 8],
    ['no multiple of 4', 33],
    ['more than a mebibyte', (1 << 20) + 4],
  ])('reads no further behind a block of %s', (_, length) => {
    const b = new Blocks();
    const broken = b.enhanced(0, 1n, frame);
    broken.writeUInt32LE(length, 4);
    const { packets, stats } = readAll(
      Buffer.concat([b.section(), b.interface(1), b.enhanced(0, 1n, frame), broken]),
      snapshot,
    );
    expect(packets).toHaveLength(1);
    expect(stats.error).toBe(`block 4 claims ${length} bytes, want a multiple of 4 from 12 to 1048576`);
  });

  it('a section header without byte order', () => {
    const section = new Blocks().section();
    section[8] = 0;
    expect(errorOf(section)).toBe('block 1 is a section header without a byte order');
  });

  it.runIf(hasTcpdump).each([false, true])('as tcpdump reads it, big endian %s', (bigEndian) => {
    const b = new Blocks(bigEndian);
    const frames = framesOf(captureBytes('v3-ipv6'));
    const capture = Buffer.concat([
      b.section(),
      b.interface(1, 262_144, b.resolution(9)),
      b.interface(1, 262_144, b.resolution(0x80 | 20), b.offset(1_000_000_000n)),
      b.interface(1, 262_144),
      ...frames.map((each, i) =>
        b.enhanced(i % 3, [1_700_000_000_000_000_005n, 734_003_200_000_000n, 1_700_000_000_123_456n][i % 3]!, each),
      ),
    ]);
    expect(readAll(capture, rowOfPacket).packets).toEqual(rowsOf(runTcpdump(capture)));
  });
});
