import { describe, expect, it } from 'vitest';
import { addressAt, macAt } from '../../../src/protocol/address.js';
import type { Packet } from '../../../src/protocol/packet.js';
import { captureBytes, ethernet, framesOf, hex, pcapOf, readAll } from './frames.js';

const arp = (operation: string, sender: string, senderIp: string, target: string, targetIp: string): Buffer =>
  ethernet('0806', hex('0001 0800 06 04', operation, sender, senderIp, target, targetIp));
const MAC = '02000000000a';
const take = (p: Packet) => ({
  kind: p.kind,
  gratuitous: p.gratuitous,
  announced:
    p.kind === 'arp' || p.kind === 'na' ? `${addressAt(p.bytes, p.src, p.family)} ${macAt(p, p.announcedMac)}` : '',
  problems: p.problems,
});
const read = (frame: Buffer) => readAll(pcapOf([frame]), take);

describe('ARP', () => {
  it.each([
    ['a gratuitous request', '0001', 'ac1e17c8', 'ac1e17c8', true],
    ['a gratuitous reply', '0002', 'ac1e17c8', 'ac1e17c8', true],
    ['a question', '0001', 'ac1e17c9', 'ac1e17c8', false],
    ['an answer', '0002', 'ac1e17c8', 'ac1e17c9', false],
    ['a probe (RFC 5227)', '0001', '00000000', 'ac1e17c8', false],
    ['a probe for nothing', '0001', '00000000', '00000000', false],
  ])('%s', (_, operation, sender, target, gratuitous) => {
    const { packets, stats } = read(arp(operation, MAC, sender, 'ffffffffffff', target));
    const address = [...hex(sender)].join('.');
    expect(packets[0]).toEqual({ kind: 'arp', gratuitous, announced: `${address} 02:00:00:00:00:0a`, problems: [] });
    expect(stats.matched).toBe(gratuitous ? 1 : 0);
  });

  it('of other networks or operations is not ours', () => {
    const good = arp('0001', MAC, 'ac1e17c8', MAC, 'ac1e17c8');
    // Hardware type, protocol type, address lengths, operation.
    for (const at of [15, 17, 18, 19, 21]) {
      const other = Buffer.from(good);
      other[at] = 9;
      expect(read(other).packets[0]).toMatchObject({ kind: 'other', gratuitous: false });
    }
  });

  it('too short', () => {
    const { packets, stats } = read(arp('0001', MAC, 'ac1e17c8', MAC, 'ac1e17c8').subarray(0, 14 + 27));
    expect(packets[0]).toMatchObject({ kind: 'bad', problems: ['ARP of 27 bytes, want 28'] });
    expect(stats.undecodable).toBe(1);
  });
});

describe('neighbour advertisements', () => {
  const good = framesOf(captureBytes('v3-ipv6'))[1]!;
  const announced = 'fe80::71 02:00:00:00:00:0a';
  const changed = (...changes: [number, number][]): Buffer => {
    const copy = Buffer.from(good);
    for (const [at, value] of changes) copy[at] = value;
    return copy;
  };
  const cut = (length: number): Buffer => {
    const copy = Buffer.from(good.subarray(0, 54 + length));
    copy.writeUInt16BE(length, 18);
    return copy;
  };

  it.each([
    ['unsolicited', good, { kind: 'na', gratuitous: true, announced, problems: [] }],
    ['solicited', changed([58, 0x60]), { kind: 'na', gratuitous: false, announced, problems: [] }],
    [
      'through a router',
      changed([21, 64]),
      { kind: 'na', gratuitous: false, announced, problems: ['hop limit 64, want 255'] },
    ],
    [
      'without a MAC',
      cut(24),
      { kind: 'na', gratuitous: false, announced: 'fe80::71 null', problems: ['no target link-layer address'] },
    ],
    [
      'with another option',
      changed([78, 14]),
      { kind: 'na', gratuitous: false, announced: 'fe80::71 null', problems: ['no target link-layer address'] },
    ],
    [
      'with an option of length 0',
      changed([79, 0]),
      { kind: 'na', gratuitous: false, announced: 'fe80::71 null', problems: ['no target link-layer address'] },
    ],
    ['another ICMPv6', changed([54, 135]), { kind: 'other', gratuitous: false, announced: '', problems: [] }],
    [
      'cut',
      cut(23),
      {
        kind: 'bad',
        gratuitous: false,
        announced: '',
        problems: ['neighbour advertisement of 23 bytes, want at least 24'],
      },
    ],
  ] as const)('%s', (_, frame, expected) => {
    expect(read(frame).packets[0]).toEqual(expected);
  });

  it('finds the MAC behind another option', () => {
    const frame = Buffer.concat([good.subarray(0, 78), hex('0e01 000000000000'), good.subarray(78)]);
    frame.writeUInt16BE(40, 18);
    expect(read(frame).packets[0]).toMatchObject({ gratuitous: true, announced });
  });
});
