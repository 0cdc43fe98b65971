import { SipHash } from '../siphash.js';

/** Length of the authentication data of RFC 2338 5.3.10: keepalived uses no more of a password. */
const AUTH_DATA_LENGTH = 8;

/**
 * What stands for a VRRP v2 password in a recording: 8 hexadecimal digits, equal for passwords that keepalived takes
 * for equal, useless without the key. They are also the first four bytes of what CaptureRedactor, with the same key,
 * puts in the place of that password on the wire.
 *
 * @param key 16 random bytes, drawn for one run and never stored.
 */
export function passwordFingerprint(key: Uint8Array, password: string): string {
  const data = new Uint8Array(AUTH_DATA_LENGTH);
  data.set(utf8(password.slice(0, AUTH_DATA_LENGTH)).slice(0, AUTH_DATA_LENGTH));
  new SipHash(key).hash8(data, 0, data);
  return Array.from(data.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const c of text) {
    const p = c.codePointAt(0)!;
    if (p < 0x80) bytes.push(p);
    else if (p < 0x800) bytes.push(0xc0 | (p >> 6), 0x80 | (p & 63));
    else if (p < 0x10000) bytes.push(0xe0 | (p >> 12), 0x80 | ((p >> 6) & 63), 0x80 | (p & 63));
    else bytes.push(0xf0 | (p >> 18), 0x80 | ((p >> 12) & 63), 0x80 | ((p >> 6) & 63), 0x80 | (p & 63));
  }
  return bytes;
}
