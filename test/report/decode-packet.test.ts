import { describe, expect, it } from 'vitest';
import { packetToJson, packetToText } from '../../src/report/decode-packet.js';
import { captureBytes, ethernet, framesOf, hex, ipv4, pcapOf, readAll, V2 } from '../protocol/wire/frames.js';

const FIELDS = [
  ...['n', 'at', 'src', 'dst', 'srcMac', 'ttl', 'version', 'family', 'vrid', 'priority', 'advertIntervalMs'],
  ...['authType', 'vips', 'checksum', 'checksumMode', 'problems'],
];
const jsonOf = (capture: Uint8Array): unknown[] =>
  readAll(capture, packetToJson).packets.map((each) => (each === null ? null : JSON.parse(JSON.stringify(each))));
const textOf = (capture: Uint8Array): string[] => readAll(capture, packetToText).packets;

describe('packetToJson', () => {
  it('prints a VRRPv2 advert of keepalived, and nothing for the ARP beside it', () => {
    // Expected by hand from the bytes of v2-pass.pcap, as tcpdump prints them in v2-pass.txt.
    const advert = {
      n: 1,
      at: '2026-11-23T14:49:37.300685Z',
      src: '172.30.23.201',
      dst: '224.0.0.18',
      srcMac: '02:00:00:00:00:0a',
      ttl: 255,
      version: 2,
      family: 'ipv4',
      vrid: 51,
      priority: 100,
      advertIntervalMs: 1000,
      authType: 'pass',
      vips: ['172.30.23.200'],
      checksum: 'ok',
      checksumMode: 'v2',
      problems: [],
    };
    const second = { ...advert, n: 4, at: '2026-11-23T14:49:38.301430Z' };
    const last = { ...advert, n: 5, at: '2026-11-23T14:49:38.869549Z', priority: 0 };
    expect(jsonOf(captureBytes('v2-pass'))).toEqual([advert, null, null, second, last]);
  });

  it('has the fields of the format in their order, and never the password', () => {
    for (const name of ['v2-pass', 'v2-owner', 'v3-ipv6', 'v2-ah']) {
      const { packets } = readAll(captureBytes(name), packetToJson);
      for (const each of packets) if (each !== null) expect(Object.keys(each)).toEqual(FIELDS);
      const text = JSON.stringify(packets) + textOf(captureBytes(name)).join('\n');
      for (const secret of ['s3cr3t', '12345678', '733363723374']) expect(text).not.toContain(secret);
    }
  });

  it('prints IPv6, AH, nanoseconds and captures without addresses of a link layer', () => {
    expect(jsonOf(captureBytes('v3-ipv6'))[0]).toMatchObject({
      src: 'fe80::ff:fe00:a',
      dst: 'ff02::12',
      family: 'ipv6',
      version: 3,
      authType: 'none',
      vips: ['fe80::71', 'fd99::71'],
      checksumMode: 'pseudo-header',
    });
    expect(jsonOf(captureBytes('v2-ah'))[0]).toMatchObject({ authType: 'ah', vrid: 52, checksum: 'ok' });
    expect(jsonOf(captureBytes('v3-ipv4'))[0]).toMatchObject({ at: '2026-11-23T14:50:45.442007991Z' });
    expect(jsonOf(pcapOf([ipv4(V2)], { linkType: 101 }))[0]).toMatchObject({ srcMac: null });
    expect(jsonOf(captureBytes('v2-snap'))[0]).toMatchObject({ checksum: 'unverified', checksumMode: null });
  });

  it('prints bad VRRP with what is known of it', () => {
    const frame = (message: Buffer): Buffer => ethernet('0800', ipv4(message));
    const [short, type, version] = jsonOf(
      pcapOf([
        frame(V2.subarray(0, 5)),
        frame(Buffer.concat([hex('22'), V2.subarray(1)])),
        frame(Buffer.concat([hex('51'), V2.subarray(1)])),
      ]),
    );
    expect(short).toMatchObject({
      src: '172.30.23.201',
      version: 2,
      vrid: null,
      priority: null,
      advertIntervalMs: null,
      vips: [],
    });
    expect(short).toMatchObject({ problems: ['VRRP message of 5 bytes, want at least 8'], checksum: 'unverified' });
    expect(type).toMatchObject({ vrid: 51, priority: 100, advertIntervalMs: 1000, problems: ['type 2, want 1'] });
    expect(version).toMatchObject({
      version: 5,
      vrid: 51,
      advertIntervalMs: null,
      problems: ['version 5, want 2 or 3'],
    });
  });

  it('prints nothing for other bad frames, CARP and other protocols', () => {
    const arp = framesOf(captureBytes('v2-pass'))[1]!.subarray(0, 30);
    const carp = ethernet('0800', ipv4(hex('2133 6407 0001 0000', '00'.repeat(28))));
    expect(jsonOf(pcapOf([arp, carp, ethernet('0800', ipv4(V2, { protocol: 17 }))]))).toEqual([null, null, null]);
  });

  it('writes any time a damaged capture may claim', () => {
    const capture = pcapOf([ethernet('0800', ipv4(V2))]);
    capture.writeUInt32LE(0xffff_ffff, 24);
    expect(jsonOf(capture)[0]).toMatchObject({ at: '2106-02-07T06:28:15.000001Z' });
  });
});

describe('packetToText', () => {
  it('is one line a record', () => {
    expect(textOf(captureBytes('v2-pass')).slice(0, 2)).toEqual([
      '     1 2026-11-23T14:49:37.300685Z 172.30.23.201 > 224.0.0.18 VRRPv2 vrid 51 prio 100 interval 1 s auth pass vips 172.30.23.200 ttl 255 checksum ok (v2)',
      '     2 2026-11-23T14:49:37.301249Z gratuitous ARP: 172.30.23.200 is at 02:00:00:00:00:0a',
    ]);
    expect(textOf(captureBytes('v3-ipv6'))[1]).toContain(
      'gratuitous neighbour advertisement: fe80::71 is at 02:00:00:00:00:0a',
    );
    expect(textOf(captureBytes('v2-unicast'))[3]).toContain('172.30.23.202 > 172.30.23.201 IP protocol 1');
  });

  it('says what is odd', () => {
    expect(textOf(captureBytes('v2-ttl'))[0]).toMatch(/ttl 254 checksum ok \(v2\) {2}! ttl 254, want 255$/);
    expect(textOf(captureBytes('v2-pass'))[4]).toContain('prio 0 (resigns)');
    expect(textOf(pcapOf([ethernet('88a8 0014 8100 001e 0800', ipv4(V2))]))[0]).toMatch(/vlan 20\.30$/);
    expect(textOf(pcapOf([ethernet('88cc', hex('0011'))]))[0]).toMatch(/16 bytes, not IP$/);
  });
});
