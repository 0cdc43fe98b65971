import { describe, expect, it } from 'vitest';
import { captureBytes, ethernet, framesOf, hex, ipv4, pcapOf, readAll, snapshot, V2, V3 } from './frames.js';
import { hasTcpdump, type Row, rowOfPacket, rowsOf, runTcpdump } from './oracle.js';

const NA = framesOf(captureBytes('v3-ipv6'))[1]!.subarray(14);
const V6 = framesOf(captureBytes('v3-ipv6'))[0]!.subarray(14);
const AH4 = framesOf(captureBytes('v2-ah'))[0]!.subarray(14);
const ARP = framesOf(captureBytes('v2-pass'))[1]!.subarray(14);
const V4 = ipv4(V2);

const VRRP4 = { what: 'vrrp', src: '172.30.23.201', vrid: 51, vips: ['172.30.23.200'] };
const VRRP6 = { what: 'vrrp', src: 'fe80::ff:fe00:a', vrid: 71, vips: ['fe80::71', 'fd99::71'] };
const OTHER = { what: 'other' };

/** The IPv6 packet with extension headers in front of its payload, the last pointing at the payload's protocol. */
function extended(packet: Buffer, first: number, ...headers: Buffer[]): Buffer {
  const all = Buffer.concat([packet.subarray(0, 40), ...headers, packet.subarray(40)]);
  all[6] = first;
  all.writeUInt16BE(all.length - 40, 4);
  return all;
}
const HOP_BY_HOP_TO_VRRP = hex('7000 0502 0000 0100');
const ROUTING_TO_VRRP = hex('7002 0000 00000000 fd990000000000000000000000000001');
const DESTINATION_TO_VRRP = hex('7000 0104 00000000');
const AH_TO_VRRP = hex('7004 0000 ac1e17c9 00000005 000000000000000000000000');

interface Case {
  name: string;
  linkType: number;
  frame: Buffer;
  expected: Partial<Row>;
  /** tcpdump of this version does not take the link type, or does not say the same: then why. */
  notTcpdump?: string;
}

const CASES: Case[] = [
  { name: 'plain Ethernet', linkType: 1, frame: ethernet('0800', V4), expected: { ...VRRP4, vlans: [] } },
  { name: 'padded to 60 bytes', linkType: 1, frame: ethernet('0800', V4, Buffer.alloc(6)), expected: VRRP4 },
  { name: '802.1Q', linkType: 1, frame: ethernet('8100 000a 0800', V4), expected: { ...VRRP4, vlans: [10] } },
  {
    name: '802.1Q with priority',
    linkType: 1,
    frame: ethernet('8100 efff 86dd', V6),
    expected: { ...VRRP6, vlans: [4095] },
  },
  {
    name: '802.1ad',
    linkType: 1,
    frame: ethernet('88a8 0014 8100 001e 0800', V4),
    expected: { ...VRRP4, vlans: [20, 30] },
  },
  {
    name: '0x9100',
    linkType: 1,
    frame: ethernet('9100 0015 8100 001f 0800', V4),
    expected: { ...VRRP4, vlans: [21, 31] },
  },
  {
    name: 'ARP in a VLAN',
    linkType: 1,
    frame: ethernet('8100 000b 0806', ARP),
    expected: { what: 'gratuitous arp', vlans: [11] },
  },
  {
    name: 'three tags: the outermost and the innermost count',
    linkType: 1,
    frame: ethernet('88a8 0001 8100 0002 8100 0003 0800', V4),
    expected: { ...VRRP4, vlans: [1, 3] },
    notTcpdump: 'it prints all three',
  },
  {
    name: 'nothing but tags',
    linkType: 1,
    frame: ethernet('8100 0001'.repeat(20)),
    expected: OTHER,
    notTcpdump: 'it prints all',
  },
  { name: 'other ethertype', linkType: 1, frame: ethernet('88cc', V4), expected: OTHER },
  {
    name: 'SLL',
    linkType: 113,
    frame: Buffer.concat([hex('0001 0001 0006 02000000000a0000 0800'), V4]),
    expected: VRRP4,
  },
  {
    name: 'SLL in a VLAN',
    linkType: 113,
    frame: Buffer.concat([hex('0004 0001 0006 02000000000a0000 8100 0007 0800'), V4]),
    expected: { ...VRRP4, vlans: [7], srcMac: '02:00:00:00:00:0a' },
  },
  {
    name: 'SLL without address',
    linkType: 113,
    frame: Buffer.concat([hex('0000 0304 0000 0000000000000000 86dd'), V6]),
    expected: { ...VRRP6, srcMac: undefined },
  },
  {
    name: 'SLL2',
    linkType: 276,
    frame: Buffer.concat([hex('86dd 0000 00000002 0001 04 06 02000000000a0000'), V6]),
    expected: VRRP6,
  },
  {
    name: 'SLL2 with ARP',
    linkType: 276,
    frame: Buffer.concat([hex('0806 0000 00000002 0001 01 06 02000000000a0000'), ARP]),
    expected: { what: 'gratuitous arp' },
  },
  { name: 'RAW with IPv4', linkType: 101, frame: V4, expected: { ...VRRP4, srcMac: undefined } },
  { name: 'RAW with IPv6', linkType: 101, frame: V6, expected: VRRP6 },
  { name: 'DLT_RAW', linkType: 12, frame: V4, expected: VRRP4 },
  { name: 'DLT_RAW of OpenBSD', linkType: 14, frame: V6, expected: VRRP6 },
  { name: 'IPV4', linkType: 228, frame: V4, expected: VRRP4 },
  { name: 'IPV6', linkType: 229, frame: V6, expected: VRRP6 },
  { name: 'NULL, little endian', linkType: 0, frame: Buffer.concat([hex('02000000'), V4]), expected: VRRP4 },
  { name: 'NULL, big endian', linkType: 0, frame: Buffer.concat([hex('00000002'), V4]), expected: VRRP4 },
  { name: 'NULL, NetBSD IPv6', linkType: 0, frame: Buffer.concat([hex('18000000'), V6]), expected: VRRP6 },
  { name: 'NULL, FreeBSD IPv6', linkType: 0, frame: Buffer.concat([hex('1c000000'), V6]), expected: VRRP6 },
  { name: 'NULL, macOS IPv6', linkType: 0, frame: Buffer.concat([hex('1e000000'), V6]), expected: VRRP6 },
  { name: 'NULL, other family', linkType: 0, frame: Buffer.concat([hex('07000000'), V4]), expected: OTHER },
  { name: 'LOOP', linkType: 108, frame: Buffer.concat([hex('00000002'), V4]), expected: VRRP4 },
  { name: 'LOOP with IPv6', linkType: 108, frame: Buffer.concat([hex('00000018'), V6]), expected: VRRP6 },
  {
    name: 'router alert',
    linkType: 1,
    frame: ethernet('0800', ipv4(V2, { options: hex('94040000') })),
    expected: VRRP4,
  },
  {
    name: '40 bytes of options',
    linkType: 1,
    frame: ethernet('0800', ipv4(V3, { options: Buffer.alloc(40, 1) })),
    expected: { what: 'vrrp', vrid: 61, advertIntervalMs: 500 },
  },
  {
    name: 'AH',
    linkType: 1,
    frame: ethernet('0800', AH4),
    expected: { what: 'vrrp', vrid: 52, authType: 'ah', ahSequence: 1 },
  },
  {
    name: 'AH with a longer integrity check value',
    linkType: 1,
    frame: ethernet(
      '0800',
      ipv4(Buffer.concat([hex('7005 0000 ac1e17c9 00000007', '00'.repeat(16)), V2]), { protocol: 51 }),
    ),
    expected: { ...VRRP4, ahSequence: 7 },
  },
  {
    name: 'AH around another protocol',
    linkType: 1,
    frame: ethernet('0800', ipv4(Buffer.concat([hex('11'), AH_TO_VRRP.subarray(1), V2]), { protocol: 51 })),
    expected: OTHER,
  },
  {
    name: 'hop-by-hop options',
    linkType: 1,
    frame: ethernet('86dd', extended(V6, 0, HOP_BY_HOP_TO_VRRP)),
    expected: VRRP6,
  },
  {
    name: 'destination options',
    linkType: 1,
    frame: ethernet('86dd', extended(V6, 60, DESTINATION_TO_VRRP)),
    expected: VRRP6,
  },
  { name: 'routing header', linkType: 1, frame: ethernet('86dd', extended(V6, 43, ROUTING_TO_VRRP)), expected: VRRP6 },
  {
    name: 'three extension headers',
    linkType: 1,
    frame: ethernet(
      '86dd',
      extended(V6, 0, hex('3c', '00 0502 0000 0100'), hex('2b', '00 0104 00000000'), ROUTING_TO_VRRP),
    ),
    expected: VRRP6,
  },
  {
    name: 'atomic fragment',
    linkType: 1,
    frame: ethernet('86dd', extended(V6, 44, hex('7000 0000 00000001'))),
    expected: VRRP6,
  },
  {
    name: 'AH over IPv6',
    linkType: 1,
    frame: ethernet('86dd', extended(V6, 51, AH_TO_VRRP)),
    expected: { ...VRRP6, ahSequence: 5 },
  },
  {
    name: 'neighbour advertisement behind options',
    linkType: 1,
    frame: ethernet('86dd', extended(NA, 60, hex('3a00 0104 00000000'))),
    expected: { what: 'gratuitous na', announces: 'fe80::71 is at 02:00:00:00:00:0a' },
  },
];

describe('link layers and IP headers', () => {
  it.each(CASES)('$name', ({ linkType, frame, expected }) => {
    const { packets, stats } = readAll(pcapOf([frame], { linkType }), (p) => ({
      row: rowOfPacket(p),
      copy: snapshot(p),
    }));
    expect(packets[0]!.row).toMatchObject(expected);
    expect(packets[0]!.copy.problems).toEqual([]);
    if (packets[0]!.copy.kind === 'vrrp') expect(packets[0]!.copy.checksum).toBe('ok');
    expect(stats.undecodable).toBe(0);
  });

  const linkTypes = [...new Set(CASES.map((c) => c.linkType))].filter((linkType) => linkType !== 12 && linkType !== 14);
  it.runIf(hasTcpdump).each(linkTypes)('link type %i as tcpdump reads it', (linkType) => {
    const frames = CASES.filter((c) => c.linkType === linkType && c.notTcpdump === undefined).map((c) => c.frame);
    const capture = pcapOf(frames, { linkType });
    expect(readAll(capture, rowOfPacket).packets).toEqual(rowsOf(runTcpdump(capture)));
  });

  it('tells frames that the capturing host sent itself', () => {
    const sll = (type: string) => Buffer.concat([hex(type, '0001 0006 02000000000a0000 0800'), V4]);
    const sll2 = (type: string) => Buffer.concat([hex('0800 0000 00000002 0001', type, '06 02000000000a0000'), V4]);
    const outgoing = (frames: Buffer[], linkType: number) =>
      readAll(pcapOf(frames, { linkType }), (p) => p.outgoing).packets;
    expect(outgoing([sll('0000'), sll('0001'), sll('0004')], 113)).toEqual([false, false, true]);
    expect(outgoing([sll2('00'), sll2('02'), sll2('04')], 276)).toEqual([false, false, true]);
  });

  it('counts frames of a link type it does not know as undecodable, and says which', () => {
    const { packets, stats } = readAll(pcapOf([V4], { linkType: 105 }), snapshot);
    expect(packets[0]).toMatchObject({ kind: 'bad', problems: ['link type 105 is not one of those decoded'] });
    expect(stats).toMatchObject({ records: 1, matched: 0, undecodable: 1 });
  });

  it('ignores the frame check sequence flags in the link type of the file', () => {
    const capture = pcapOf([ethernet('0800', V4)]);
    capture.writeUInt32LE(0x44000001, 20);
    expect(readAll(capture, snapshot).packets[0]!.kind).toBe('vrrp');
  });
});

describe('fragments', () => {
  const first4 = ethernet('0800', ipv4(V2.subarray(0, 16), { fragment: 0x2000 }));
  const later4 = ethernet('0800', ipv4(V2.subarray(16), { fragment: 2 }));
  const first6 = ethernet('86dd', extended(V6, 44, hex('7000 0001 00000001')));
  const later6 = ethernet('86dd', extended(V6, 44, hex('7000 0008 00000001')));

  it('decodes a first one as far as it goes, and says so', () => {
    for (const frame of [first4, first6]) {
      const p = readAll(pcapOf([frame]), snapshot).packets[0]!;
      expect(p).toMatchObject({ kind: 'vrrp', checksum: 'unverified', checksumMode: null, authData: -1 });
      expect(p.problems).toEqual(['first fragment of a larger packet']);
    }
  });

  it('leaves later ones alone', () => {
    const { packets } = readAll(pcapOf([later4, later6]), snapshot);
    expect(packets.map((p) => [p.kind, p.fragmentOffset])).toEqual([
      ['other', 16],
      ['other', 8],
    ]);
  });
});
