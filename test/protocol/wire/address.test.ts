import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressAt, macAt, parseAddress } from '../../../src/protocol/address.js';
import { captureBytes, hex, readAll } from './frames.js';

describe('addresses', () => {
  // The examples of RFC 5952, sections 4 and 5, and the addresses of this protocol.
  it.each([
    ['20010db8000000000000000000020001', '2001:db8::2:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['20010db800000000000000000000aaaa', '2001:db8::aaaa'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['00010000000000000000000000000000', '1::'],
    ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
    ['ff020000000000000000000000000012', 'ff02::12'],
    ['fe8000000000000000005efffe00010a', 'fe80::5eff:fe00:10a'],
    ['00010002000300040005000600070008', '1:2:3:4:5:6:7:8'],
    ['00010002000300040005000600070000', '1:2:3:4:5:6:7:0'],
  ])('%s is %s, and back', (bytes, text) => {
    expect(addressAt(hex('ff', bytes), 1, 'ipv6')).toBe(text);
    expect(Buffer.from(parseAddress(text)!)).toEqual(hex(bytes));
  });

  it('IPv4', () => {
    expect(addressAt(hex('00 e0000012'), 1, 'ipv4')).toBe('224.0.0.18');
    expect(parseAddress('255.0.10.18')).toEqual(Uint8Array.of(255, 0, 10, 18));
  });

  it('any bytes survive the way through text, in the shortest form the platform writes too', () => {
    const bytes = fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, (values) => {
        const address = Uint8Array.from(values);
        const text = addressAt(address, 0, 'ipv6');
        expect(isIP(text)).toBe(6);
        expect(parseAddress(text)).toEqual(address);
        // WHATWG URL writes RFC 5952, but for the dotted form.
        if (!text.includes('.')) expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`);
      }),
    );
  });

  it('takes the long forms of RFC 4291', () => {
    expect(parseAddress('FF02:0:0:0:0:0:0:0012')).toEqual(parseAddress('ff02::12'));
    expect(parseAddress('64:ff9b::192.0.2.33')).toEqual(parseAddress('64:ff9b::c000:221'));
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4/24',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '::1::',
    'fe80::1%eth0',
    '12345::',
    '1.2.3.4::',
    'db201',
  ])('%j is no address, as the platform says too', (text) => {
    expect(parseAddress(text)).toBeNull();
    if (!text.includes('%')) expect(isIP(text)).toBe(0);
  });
});

describe('macAt', () => {
  it('gives the MAC, and null where there is none', () => {
    const { packets } = readAll(captureBytes('v2-vmac'), (p) => [macAt(p, p.srcMac), macAt(p, p.announcedMac)]);
    expect(packets[0]).toEqual(['00:00:5e:00:01:36', null]);
    expect(packets[1]).toEqual(['00:00:5e:00:01:36', '00:00:5e:00:01:36']);
  });
});
