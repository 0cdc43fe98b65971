import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptureRedactor } from '../../../src/protocol/redact-capture.js';
import { SipHash } from '../../../src/protocol/siphash.js';
import { Blocks } from './blocks.js';
import {
  CAPTURES,
  captureBytes,
  ethernet,
  framesOf,
  hex,
  ipv4,
  pcapOf,
  readAll,
  rfc1071,
  sealed,
  snapshot,
} from './frames.js';

const KEY = hex('000102030405060708090a0b0c0d0e0f');

function redact(capture: Uint8Array, cut: readonly number[] = [capture.length || 1], key: Uint8Array = KEY): Buffer {
  const redactor = new CaptureRedactor(key);
  const out: Uint8Array[] = [];
  let piece = 0;
  for (let at = 0; at < capture.length; piece++) {
    const size = cut[Math.min(piece, cut.length - 1)]!;
    out.push(redactor.push(capture.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat([...out, redactor.end()]);
}

const passwordBytes = (password: string): Buffer =>
  Buffer.concat([Buffer.from(password), Buffer.alloc(8)]).subarray(0, 8);
const advert = (password: string, vips = ['ac1e17c8']): Buffer =>
  sealed(
    Buffer.concat([
      hex('2133 64', vips.length.toString(16).padStart(2, '0'), '0101 0000', ...vips),
      passwordBytes(password),
    ]),
  );
const authOf = (capture: Uint8Array): string[] =>
  readAll(capture, (p) =>
    p.authData < 0 ? '' : Buffer.from(p.bytes.subarray(p.authData, p.authData + 8)).toString('hex'),
  ).packets;

/** Three bytes of the password in a row, anywhere: shorter pieces may be there by chance. */
function leaks(output: Buffer, password: string): string[] {
  const pieces = Array.from({ length: password.length - 2 }, (_, i) => password.slice(i, i + 3));
  return pieces.filter((piece) => output.includes(Buffer.from(piece)));
}

describe('SipHash-2-4', () => {
  // The first is in the reference implementation's vectors; all are what `openssl mac -macopt size:8 SIPHASH` prints.
  it.each([
    ['000102030405060708090a0b0c0d0e0f', '0001020304050607', '6224939a79f5f593'],
    ['ffeeddccbbaa99887766554433221100', '7333637233740000', '1e004e1c22845c25'],
    ['ffffffffffffffffffffffffffffffff', 'ffffffffffffffff', 'd0f9771749773ef1'],
  ])('key %s, message %s', (key, message, expected) => {
    const out = new Uint8Array(8);
    new SipHash(hex(key)).hash8(hex('00', message), 1, out);
    expect(Buffer.from(out).toString('hex')).toBe(expected);
  });

  it('wants a key of 16 bytes', () => {
    expect(() => new CaptureRedactor(new Uint8Array(15))).toThrow('a SipHash key has 16 bytes, not 15');
  });
});

const SECRETS: Record<string, string> = {
  'v2-pass': 's3cr3t',
  'v2-unicast': 's3cr3t',
  'v2-snap': 's3c',
  'v2-owner': '12345678',
};

describe('captures of a real keepalived', () => {
  it.each(CAPTURES.filter((name) => !(name in SECRETS)))('%s has no password and stays as it is', (name) => {
    expect(redact(captureBytes(name))).toEqual(captureBytes(name));
  });

  it.each(Object.entries(SECRETS))('%s loses its password and nothing else', (name, password) => {
    const capture = captureBytes(name);
    expect(leaks(capture, password)).not.toEqual([]);
    const output = redact(capture);
    expect(leaks(output, password)).toEqual([]);
    const before = readAll(capture, snapshot);
    const after = readAll(output, snapshot);
    expect(after.packets.map(({ frame, ...p }) => p)).toEqual(before.packets.map(({ frame, ...p }) => p));
    expect(after.stats).toEqual(before.stats);
    // The bytes that differ lie where the password lay.
    const hidden = Buffer.from(capture);
    const secret = name === 'v2-snap' ? Buffer.from(password) : passwordBytes(password);
    for (let at = hidden.indexOf(secret); at >= 0; at = hidden.indexOf(secret, at)) {
      output.copy(hidden, at, at, at + secret.length);
    }
    expect(hidden).toEqual(output);
  });

  it('a quoted advert keeps the checksum of the ICMP message that quotes it', () => {
    const quotes = framesOf(redact(captureBytes('v2-unicast'))).filter(
      (frame) => frame[12] === 8 && frame[13] === 0 && frame[23] === 1,
    );
    expect(quotes).toHaveLength(3);
    for (const frame of quotes) expect(rfc1071(frame.subarray(34))).toBe(0);
  });

  it.each(CAPTURES)('%s comes out the same from any pieces, whole records each', (name) => {
    const capture = captureBytes(name);
    const whole = redact(capture);
    for (let size = 1; size < 90; size++) expect(redact(capture, [size])).toEqual(whole);
    const redactor = new CaptureRedactor(KEY);
    let output = Buffer.alloc(0);
    for (const byte of capture) {
      output = Buffer.concat([output, redactor.push(Uint8Array.of(byte))]);
      if (output.length > 0)
        expect(readAll(output, snapshot).stats).toMatchObject({ truncatedTail: false, error: null });
    }
  });

  it('does not change the bytes it is given', () => {
    const capture = captureBytes('v2-pass');
    const copy = Buffer.from(capture);
    redact(capture, [100]);
    expect(capture).toEqual(copy);
  });
});

describe('what has no password', () => {
  const carp = hex('2133 6407 0001 0000 0102030405060708', 'ab'.repeat(20));
  it.each([
    ['CARP', carp],
    ['VRRPv2 without authentication data', hex('2133 6402 0001 0000 ac1e17c8 ac1e17d2')],
    ['VRRPv3 with a trailer', hex('3133 6401 0032 0000 ac1e17c8', '01010000', 'cd'.repeat(24))],
    ['another protocol', Buffer.from('datagram')],
  ])('%s stays as it is', (name, message) => {
    const capture = pcapOf([ethernet('0800', ipv4(message, { protocol: name === 'another protocol' ? 17 : 112 }))]);
    expect(redact(capture)).toEqual(capture);
  });
});

describe('what stands for a password', () => {
  const file = (...messages: Buffer[]): Buffer => pcapOf(messages.map((message) => ethernet('0800', ipv4(message))));
  const password = fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 8,
  });

  it('is equal for equal ones, whatever else the packet says, and different for different ones', () => {
    const twoVips = advert('hunter2', ['ac1e17c8', 'ac1e17d2']);
    const [a, b, c, d] = authOf(redact(file(advert('hunter2'), twoVips, advert('hunter3'), advert('2retnuh'))));
    expect(a).toBe(b);
    expect(new Set([a, c, d]).size).toBe(3);
  });

  it('changes with the key', () => {
    const input = file(advert('hunter2'));
    expect(authOf(redact(input, [50], KEY))).not.toEqual(authOf(redact(input, [50], Buffer.alloc(16, 1))));
  });

  it('is nothing for nothing', () => {
    expect(authOf(redact(file(advert(''))))).toEqual(['0000000000000000']);
  });

  it('is never nothing for something, and keeps the checksum right', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        const message = sealed(Buffer.concat([hex('2133 6401 0101 0000 ac1e17c8'), bytes]));
        const output = redact(file(message));
        expect(readAll(output, (p) => p.checksum).packets).toEqual(['ok']);
        expect(authOf(output)[0] === '0000000000000000').toBe(bytes.every((byte) => byte === 0));
      }),
    );
  });

  it('keeps a wrong checksum wrong', () => {
    fc.assert(
      fc.property(password, fc.integer({ min: 1, max: 0xfffe }), (text, off) => {
        const message = advert(text);
        message.writeUInt16BE((message.readUInt16BE(6) + off) % 0xffff, 6);
        expect(readAll(redact(file(message)), (p) => p.checksum).packets).toEqual(['bad']);
      }),
    );
  });
});

const PASSWORD = 'Tr0ub4d&';

describe('no password gets through', () => {
  const AH = hex('7004 0000 ac1e17c9 00000005 000000000000000000000000');
  const WRAPPED: [string, number, (message: Buffer) => Buffer][] = [
    ['Ethernet', 1, (m) => ethernet('0800', ipv4(m))],
    ['padded', 1, (m) => ethernet('0800', ipv4(m), Buffer.alloc(6))],
    ['VLAN', 1, (m) => ethernet('8100 0001 0800', ipv4(m))],
    ['QinQ', 1, (m) => ethernet('88a8 0001 8100 0002 0800', ipv4(m))],
    ['SLL', 113, (m) => Buffer.concat([hex('0001 0001 0006 02000000000a0000 0800'), ipv4(m)])],
    ['SLL2', 276, (m) => Buffer.concat([hex('0800 0000 00000002 0001 04 06 02000000000a0000'), ipv4(m)])],
    ['RAW', 101, (m) => ipv4(m)],
    ['NULL', 0, (m) => Buffer.concat([hex('02000000'), ipv4(m)])],
    ['IPv4 options', 1, (m) => ethernet('0800', ipv4(m, { options: Buffer.alloc(8, 1) }))],
    ['inside AH', 1, (m) => ethernet('0800', ipv4(Buffer.concat([AH, m]), { protocol: 51 }))],
    [
      'behind an AH header that is too long',
      1,
      (m) => ethernet('0800', ipv4(Buffer.concat([hex('70ff'), AH.subarray(2), m]), { protocol: 51 })),
    ],
    ['a first fragment', 1, (m) => ethernet('0800', ipv4(m, { fragment: 0x2000 }))],
    ['a later fragment', 1, (m) => ethernet('0800', ipv4(m.subarray(8), { fragment: 1 }))],
    ['an unknown link type', 105, (m) => ipv4(m)],
    [
      'quoted by ICMP',
      1,
      (m) => ethernet('0800', ipv4(Buffer.concat([hex('0302 0000 00000000'), ipv4(m)]), { protocol: 1 })),
    ],
    [
      'quoted and cut by ICMP',
      1,
      (m) =>
        ethernet('0800', ipv4(Buffer.concat([hex('0b00 0000 00000000'), ipv4(m).subarray(0, -2)]), { protocol: 1 })),
    ],
    [
      'version 2 over IPv6',
      1,
      (m) => ethernet('86dd', hex('6c00 0000 0014 70ff', 'fe80', '00'.repeat(14), 'ff02', '00'.repeat(14)), m),
    ],
    ['an IP length too small', 1, (m) => ethernet('0800', ipv4(m, { totalLength: 30 }))],
    ['an IP length too large', 1, (m) => ethernet('0800', ipv4(m, { totalLength: 90 }))],
    ['an IP length of 0', 1, (m) => ethernet('0800', ipv4(m, { totalLength: 0 }))],
    ['bytes behind it', 1, (m) => ethernet('0800', ipv4(Buffer.concat([m, Buffer.from(PASSWORD)])))],
    ['the wrong version', 1, (m) => ethernet('0800', ipv4(Buffer.concat([hex('41'), m.subarray(1)])))],
    [
      'version 3 with authentication data all the same',
      1,
      (m) => ethernet('0800', ipv4(Buffer.concat([hex('31'), m.subarray(1)]))),
    ],
    ['the wrong type', 1, (m) => ethernet('0800', ipv4(Buffer.concat([hex('3f'), m.subarray(1)])))],
  ];

  it.each(WRAPPED)('%s, whatever the snap length, the format and the pieces', (_, linkType, wrap) => {
    const b = new Blocks();
    const frame = wrap(advert(PASSWORD));
    for (let snap = 0; snap <= frame.length; snap++) {
      const cut = frame.subarray(0, snap);
      const ng = [
        b.section(),
        b.interface(linkType, snap),
        b.enhanced(0, 1n, cut, frame.length),
        b.packet(0, 1n, cut),
        b.simple(cut, frame.length),
        b.enhanced(7, 1n, cut),
      ];
      for (const capture of [pcapOf([frame, frame], { linkType, snap }), Buffer.concat(ng)]) {
        const output = redact(capture);
        expect(output.length).toBe(capture.length);
        expect(leaks(output, PASSWORD), `snap length ${snap}`).toEqual([]);
        expect(redact(capture, [1 + (snap % 30)])).toEqual(output);
        expect(readAll(output, snapshot).stats).toEqual(readAll(capture, snapshot).stats);
      }
    }
  });

  // One wrong length at a time: where count and IP length lie alike, the message fits, and its data is an address.
  it.each(['count', 'IP length'])('any %s, with any authentication type', (wrong) => {
    const [byte, length, some] = [fc.nat(255), fc.integer({ min: 20, max: 60 }), fc.nat(20)];
    fc.assert(
      fc.property(fc.nat(9), byte, byte, length, some, (vips, count, type, totalLength, padding) => {
        const addresses = Array.from({ length: vips }, () => 'ac1e17c8');
        const message = advert(PASSWORD, addresses);
        if (wrong === 'count') message[3] = count;
        message[4] = type;
        // Type 0 with a length that leaves no room for data is how VRRP without any looks.
        fc.pre(type !== 0);
        const packet = ipv4(message, wrong === 'count' ? {} : { totalLength });
        expect(leaks(redact(pcapOf([ethernet('0800', packet, Buffer.alloc(padding))])), PASSWORD)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('a stream that ends anywhere: its tail stands for what it was, without content', () => {
    const b = new Blocks();
    const frame = ethernet('0800', ipv4(advert(PASSWORD)));
    for (const capture of [
      pcapOf([frame, frame]),
      Buffer.concat([b.section(), b.interface(1), b.enhanced(0, 1n, frame), b.simple(frame)]),
    ]) {
      for (let length = 0; length <= capture.length; length++) {
        const input = capture.subarray(0, length);
        const output = redact(input);
        expect(output.length).toBe(length);
        expect(leaks(output, PASSWORD)).toEqual([]);
        expect(redact(input, [17])).toEqual(output);
        expect(readAll(output, snapshot).stats).toEqual(readAll(input, snapshot).stats);
      }
    }
  });

  it('a stream that breaks: a reader of the result meets the same error, and nothing comes after it', () => {
    const b = new Blocks();
    const frame = ethernet('0800', ipv4(advert(PASSWORD)));
    const absurd = pcapOf([frame, frame, frame]);
    absurd.writeUInt32LE(0x7fff_ffff, 24 + 70 + 8);
    const absurdBlock = Buffer.concat([
      b.section(),
      b.interface(1),
      b.enhanced(0, 1n, frame),
      hex('06000000 03000000'),
      frame,
    ]);
    for (const capture of [absurd, absurdBlock, Buffer.from(`text ${PASSWORD}`), Buffer.from(PASSWORD)]) {
      for (const cut of [[capture.length], [1], [33]]) {
        const output = redact(capture, cut);
        expect(leaks(output.subarray(4), PASSWORD)).toEqual([]);
        const { stats } = readAll(output, snapshot);
        expect(stats.error).not.toBeNull();
        expect(stats).toEqual(readAll(capture, snapshot).stats);
      }
    }
  });
});
