import { describe, expect, it } from 'vitest';
import { addressAt } from '../../../src/protocol/address.js';
import type { Packet } from '../../../src/protocol/packet.js';
import {
  captureBytes,
  ethernet,
  framesOf,
  hex,
  type Ipv4Options,
  ipv4,
  pcapOf,
  pseudo4,
  readAll,
  sealed,
  snapshot,
  V2,
  V3,
} from './frames.js';

const decode = (message: Buffer, options: Ipv4Options = {}, snap?: number) => {
  const capture = pcapOf([ethernet('0800', ipv4(message, options))], snap === undefined ? {} : { snap });
  return readAll(capture, snapshot).packets[0]!;
};
const OK = { kind: 'vrrp', problems: [] as string[] };
const unsealed = (text: string): Buffer => sealed(hex(text));

describe('VRRP fields', () => {
  // Bytes from the reference captures of a keepalived 2.2.7: the checksums are its own.
  const REAL = [
    {
      name: 'v2, PASS',
      message: hex('2133 6401 0101 0cd2 0a630033 3131313100000000'),
      fields: { version: 2, type: 1, vrid: 51, priority: 100, vipCount: 1, authType: 'pass', advertIntervalMs: 1000 },
    },
    {
      name: 'v3, half a second',
      message: hex('3133 6401 0032 7510 0a630033'),
      fields: { version: 3, type: 1, vrid: 51, priority: 100, vipCount: 1, authType: 'none', advertIntervalMs: 500 },
    },
  ];
  it.each(REAL)('$name', ({ message, fields }) => {
    const p = readAll(pcapOf([ethernet('0800', ipv4(message, { src: '10.99.0.1' }))]), snapshot).packets[0]!;
    expect(p).toMatchObject({
      ...OK,
      ...fields,
      ttl: 255,
      ipId: 7,
      family: 'ipv4',
      vlan: -1,
      ah: false,
      trailerLength: 0,
    });
  });

  it('the place of the v2 authentication data', () => {
    expect(decode(V2)).toMatchObject({ ...OK, authData: 14 + 20 + 12, authTypeRaw: 1 });
    expect(decode(V3).authData).toBe(-1);
  });

  it.each([
    ['0', '2133 0001 0001 0000 ac1e17c8 0000000000000000', { priority: 0 }],
    ['255', '21ff ff01 00ff 0000 ac1e17c8 0000000000000000', { priority: 255, vrid: 255, advertIntervalMs: 255_000 }],
  ])('priority %s', (_, text, fields) => {
    expect(decode(unsealed(text))).toMatchObject({ ...OK, ...fields, checksum: 'ok' });
  });

  it('12 bits of interval in v3, the 4 reserved ones ignored (RFC 5798 5.2.6)', () => {
    expect(decode(sealed(hex('313d 6401 ffff 0000 ac1e17c8'), pseudo4(12)))).toMatchObject({
      ...OK,
      advertIntervalMs: 40_950,
    });
  });

  it('no addresses at all, as keepalived sends for no_virtual_ipaddress', () => {
    expect(decode(unsealed('2133 6400 0001 0000 0000000000000000'))).toMatchObject({
      ...OK,
      vipCount: 0,
      authData: 14 + 28,
    });
    expect(decode(sealed(hex('313d 6400 0032 0000'), pseudo4(8)))).toMatchObject({ ...OK, vipCount: 0 });
  });

  it('255 addresses', () => {
    const list = Buffer.from(Array.from({ length: 255 }, (_, i) => [10, 0, 0, i]).flat());
    const message = sealed(Buffer.concat([hex('2133 64ff 0001 0000'), list, Buffer.alloc(8)]));
    const take = (p: Packet) => [p.vipCount, p.checksum, addressAt(p.bytes, p.vips + 254 * 4, 'ipv4')];
    expect(readAll(pcapOf([ethernet('0800', ipv4(message))]), take).packets[0]).toEqual([255, 'ok', '10.0.0.254']);
  });
});

describe('checksums', () => {
  const unicast = { dst: '172.30.23.202' };
  const bare = hex('313d 6401 0032 0000 ac1e17c8');
  it.each([
    ['v2', V2, {}, 'v2'],
    ['v3 with pseudo-header', V3, {}, 'pseudo-header'],
    ['v3 without (RFC 9568, v3_checksum_as_v2)', sealed(bare), {}, 'no-pseudo-header'],
    ['v3 unicast', sealed(bare, pseudo4(12, '172.30.23.201', '172.30.23.202')), unicast, 'pseudo-header'],
    ['v3 unicast without', sealed(bare), unicast, 'no-pseudo-header'],
    ['v3 unicast of keepalived 1.3.6', sealed(bare, pseudo4(12)), unicast, 'multicast-pseudo-header'],
    [
      'v3 to a group of one’s own',
      sealed(bare, pseudo4(12, '172.30.23.201', '239.1.1.1')),
      { dst: '239.1.1.1' },
      'pseudo-header',
    ],
  ] as const)('%s', (_, message, options, mode) => {
    expect(decode(message, options)).toMatchObject({ ...OK, checksum: 'ok', checksumMode: mode });
  });

  it.each([
    ['v2 with a pseudo-header', sealed(V2, pseudo4(20)), {}],
    ['v3 of the default group sent to another', V3, { dst: '239.1.1.1' }],
    ['v3 from another source', V3, { src: '172.30.23.203' }],
    ['a zero checksum', Buffer.concat([V2.subarray(0, 6), hex('0000'), V2.subarray(8)]), {}],
  ] as const)('wrong: %s', (_, message, options) => {
    const p = decode(message, options);
    expect(p).toMatchObject({ kind: 'vrrp', checksum: 'bad', checksumMode: null });
    expect(p.problems).toEqual([`checksum 0x${message.subarray(6, 8).toString('hex')} is wrong`]);
  });

  it('every flipped bit of an IPv6 message and of its addresses is seen', () => {
    const frame = framesOf(captureBytes('v3-ipv6'))[0]!;
    // From the source address on, but for the bytes that decide whether and how the message is read.
    const deciding = new Set([54, 57]);
    for (let bit = 22 * 8; bit < frame.length * 8; bit++) {
      if (deciding.has(bit >> 3)) continue;
      const broken = Buffer.from(frame);
      broken[bit >> 3]! ^= 1 << (bit & 7);
      expect(readAll(pcapOf([broken]), snapshot).packets[0], `bit ${bit}`).toMatchObject({
        kind: 'vrrp',
        checksum: 'bad',
      });
    }
  });

  it('are not judged where the snap length hides a part, whatever the part', () => {
    for (let snap = 14 + 20 + 8; snap < 14 + 20 + 20; snap++) {
      const p = decode(V2, {}, snap);
      expect(p).toMatchObject({ ...OK, checksum: 'unverified', checksumMode: null, authData: -1 });
      expect(p.vipCount).toBe(snap >= 14 + 20 + 12 ? 1 : 0);
    }
  });
});

describe('trailing bytes', () => {
  const trailer = Buffer.concat([hex('0101 0000'), Buffer.alloc(24, 0xa5)]);
  it.each([
    ['summed over the message', Buffer.concat([V3, trailer])],
    ['summed over all', sealed(Buffer.concat([V3, trailer]), pseudo4(12 + 28))],
  ])('of an HMAC are tolerated: %s', (_, message) => {
    expect(decode(message)).toMatchObject({
      ...OK,
      checksum: 'ok',
      checksumMode: 'pseudo-header',
      trailerLength: 28,
      vipCount: 1,
    });
  });

  it('behind the IP packet are padding of the frame and none of its', () => {
    const capture = pcapOf([ethernet('0800', ipv4(V2), Buffer.alloc(6, 0xee))]);
    expect(readAll(capture, snapshot).packets[0]).toMatchObject({ ...OK, checksum: 'ok', trailerLength: 0 });
  });
});

describe('odd packets are shown with what is odd', () => {
  it.each([
    ['ttl 254, want 255', V2, { ttl: 254 }],
    ['ttl 0, want 255', V2, { ttl: 0 }],
    ['ttl 1, want 255', sealed(V3, pseudo4(12, '172.30.23.201', '239.1.1.1')), { ttl: 1, dst: '239.1.1.1' }],
    ['advert interval 0', unsealed('2133 6401 0000 0000 ac1e17c8 0000000000000000'), {}],
    ['authentication type 3, want 0, 1 or 2', unsealed('2133 6401 0301 0000 ac1e17c8 0000000000000000'), {}],
    ['authentication type 2 without an AH header', unsealed('2133 6401 0201 0000 ac1e17c8 0000000000000000'), {}],
    ['authentication data of 0 bytes, want 8', unsealed('2133 6401 0001 0000 ac1e17c8'), {}],
    ['authentication data of 5 bytes, want 8', unsealed('2133 6401 0101 0000 ac1e17c8 3131313131'), {}],
    ['IP packet claims 2 bytes more than the frame holds', V2, { totalLength: 42 }],
  ] as const)('%s', (problem, message, options) => {
    const p = decode(message, options);
    expect(p.kind).toBe('vrrp');
    expect(p.problems).toEqual([problem]);
    expect(p.checksum).toBe(problem.startsWith('IP packet') ? 'unverified' : 'ok');
  });

  it('names each of several', () => {
    const p = decode(Buffer.concat([V2.subarray(0, 5), hex('00'), V2.subarray(6)]), { ttl: 3 });
    expect(p.problems).toHaveLength(3);
  });

  it('a TTL of a unicast advert is the receiver’s policy', () => {
    expect(decode(V2, { ttl: 62, dst: '10.0.0.1' })).toMatchObject({ ...OK, ttl: 62 });
  });

  it('a hop limit', () => {
    const frame = Buffer.from(framesOf(captureBytes('v3-ipv6'))[0]!);
    frame[21] = 64;
    expect(readAll(pcapOf([frame]), snapshot).packets[0]!.problems).toEqual(['hop limit 64, want 255']);
  });
});

describe('what cannot be decoded is bad, with what is known', () => {
  it.each([
    ['type 2, want 1', unsealed('2233 6401 0101 0000 ac1e17c8 3131313100000000'), { vrid: 51, priority: 100 }],
    ['version 4, want 2 or 3', unsealed('4133 6401 0101 0000 ac1e17c8 3131313100000000'), { vrid: 51, version: 4 }],
    ['version 1, want 2 or 3', unsealed('1133 6401 0101 0000 ac1e17c8 3131313100000000'), { vrid: 51, version: 1 }],
    [
      '5 addresses need 28 bytes, message has 20',
      unsealed('2133 6405 0101 0000 ac1e17c8 3131313100000000'),
      { vipCount: 3 },
    ],
    ['2 addresses need 16 bytes, message has 12', unsealed('3133 6402 0032 0000 ac1e17c8'), { vipCount: 1, vrid: 51 }],
    ['VRRP message of 7 bytes, want at least 8', V2.subarray(0, 7), { version: 2, vrid: 0 }],
    ['VRRP message of 0 bytes, want at least 8', V2.subarray(0, 0), { version: 0 }],
  ] as const)('%s', (problem, message, fields) => {
    expect(decode(message)).toMatchObject({ kind: 'bad', problems: [problem], checksum: 'unverified', ...fields });
  });

  it('v2 over IPv6', () => {
    const frame = Buffer.from(framesOf(captureBytes('v3-ipv6'))[0]!);
    frame[54] = 0x21;
    expect(readAll(pcapOf([frame]), snapshot).packets[0]).toMatchObject({
      kind: 'bad',
      problems: ['version 2, want 3 over IPv6'],
    });
  });

  it('a header behind the snap length', () => {
    expect(decode(V2, {}, 14 + 20 + 3)).toMatchObject({
      kind: 'bad',
      problems: ['VRRP header cut after 3 bytes'],
      protocol: 112,
    });
    expect(decode(V2, { options: Buffer.alloc(40) }, 14 + 30)).toMatchObject({
      kind: 'bad',
      problems: ['IP header is cut'],
    });
  });

  it('an IP length that ends inside the IP header', () => {
    expect(decode(V2, { totalLength: 12 })).toMatchObject({
      kind: 'bad',
      problems: ['IP length ends inside the IP header'],
    });
  });
});

describe('CARP', () => {
  // Version 2, vhid 51, advskew 100, authlen 7, demotion 0, advbase 1, then an 8 byte counter and a SHA-1 HMAC.
  const carp = unsealed(`2133 6407 0001 0000 ${'0102030405060708'} ${'ab'.repeat(20)}`);
  it('shares protocol, group and first byte, and is told apart', () => {
    expect(decode(carp)).toMatchObject({ kind: 'other', problems: ['looks like CARP, not VRRP'], vrid: 0 });
  });

  it('is not mistaken for VRRP with five or seven addresses', () => {
    const five = unsealed(`2133 6405 0001 0000 ${'ac1e17c8'.repeat(5)} ${'00'.repeat(8)}`);
    const seven = unsealed(`2133 6407 0001 0000 ${'ac1e17c8'.repeat(7)} ${'00'.repeat(8)}`);
    expect(decode(five)).toMatchObject({ ...OK, vipCount: 5, payloadLength: 36 });
    expect(decode(seven)).toMatchObject({ ...OK, vipCount: 7 });
  });
});

describe('segmentation offload', () => {
  it('leaves an IP length of 0: the frame tells', () => {
    expect(decode(V2, { totalLength: 0 })).toMatchObject({ ...OK, checksum: 'ok' });
  });
});
