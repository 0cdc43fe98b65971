const MASK = (1n << 64n) - 1n;
const rotate = (x: bigint, n: bigint): bigint => ((x << n) | (x >> (64n - n))) & MASK;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash that nobody can compute, or try passwords on, without the key.
 *
 * @param key 16 bytes.
 */
export function sipHash(key: Uint8Array, data: Uint8Array): bigint {
  const word = (bytes: Uint8Array, at: number, length: number): bigint => {
    let w = 0n;
    for (let i = length - 1; i >= 0; i--) w = (w << 8n) | BigInt(bytes[at + i]!);
    return w;
  };
  const k0 = word(key, 0, 8);
  const k1 = word(key, 8, 8);
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const round = (): void => {
    v0 = (v0 + v1) & MASK;
    v1 = rotate(v1, 13n) ^ v0;
    v0 = rotate(v0, 32n);
    v2 = (v2 + v3) & MASK;
    v3 = rotate(v3, 16n) ^ v2;
    v0 = (v0 + v3) & MASK;
    v3 = rotate(v3, 21n) ^ v0;
    v2 = (v2 + v1) & MASK;
    v1 = rotate(v1, 17n) ^ v2;
    v2 = rotate(v2, 32n);
  };
  const take = (m: bigint): void => {
    v3 ^= m;
    round();
    round();
    v0 ^= m;
  };
  const whole = data.length - (data.length % 8);
  for (let at = 0; at < whole; at += 8) take(word(data, at, 8));
  take((BigInt(data.length & 0xff) << 56n) | word(data, whole, data.length - whole));
  v2 ^= 0xffn;
  for (let i = 0; i < 4; i++) round();
  return v0 ^ v1 ^ v2 ^ v3;
}

/**
 * What stands for a VRRP v2 password in a recording: 8 hexadecimal digits, equal for passwords that keepalived takes
 * for equal (the first 8 bytes, filled up with zeros: the authentication data of RFC 2338 on the wire), useless
 * without the key.
 *
 * @param key 16 random bytes, drawn for one run and never stored.
 */
export function passwordFingerprint(key: Uint8Array, password: string): string {
  const data = new Uint8Array(8);
  data.set(utf8(password.slice(0, 8)).subarray(0, 8));
  return (sipHash(key, data) & 0xffffffffn).toString(16).padStart(8, '0');
}

function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const c of text) {
    const p = c.codePointAt(0)!;
    if (p < 0x80) bytes.push(p);
    else if (p < 0x800) bytes.push(0xc0 | (p >> 6), 0x80 | (p & 63));
    else if (p < 0x10000) bytes.push(0xe0 | (p >> 12), 0x80 | ((p >> 6) & 63), 0x80 | (p & 63));
    else bytes.push(0xf0 | (p >> 18), 0x80 | ((p >> 12) & 63), 0x80 | ((p >> 6) & 63), 0x80 | (p & 63));
  }
  return Uint8Array.from(bytes);
}
