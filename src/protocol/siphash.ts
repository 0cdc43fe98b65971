import { u32 } from './byte-order.js';

/** Two 32 bit halves make one of the four 64 bit words; `Int32Array` keeps them integers. */
type State = Int32Array;

/**
 * SipHash-2-4 (Aumasson, Bernstein 2012) of 8 byte messages: a keyed hash that tells nothing about its message to who
 * does not know the key.
 */
export class SipHash {
  private readonly state: State = new Int32Array(8);
  private readonly key: readonly [number, number, number, number];

  /** `key` has 16 bytes, else a RangeError is thrown: a weaker key would be a leak that nobody sees. */
  constructor(key: Uint8Array) {
    if (key.length !== 16) throw new RangeError(`a SipHash key has 16 bytes, not ${key.length}`);
    this.key = [u32(key, 0, true), u32(key, 4, true), u32(key, 8, true), u32(key, 12, true)];
  }

  /** Writes the 8 byte hash of the 8 bytes at `at` into `out`. */
  hash8(b: Uint8Array, at: number, out: Uint8Array): void {
    const [k0, k1, k2, k3] = this.key;
    const v = this.state;
    v[0] = k0 ^ 0x70736575;
    v[1] = k1 ^ 0x736f6d65;
    v[2] = k2 ^ 0x6e646f6d;
    v[3] = k3 ^ 0x646f7261;
    v[4] = k0 ^ 0x6e657261;
    v[5] = k1 ^ 0x6c796765;
    v[6] = k2 ^ 0x79746573;
    v[7] = k3 ^ 0x74656462;
    compress(v, u32(b, at, true), u32(b, at + 4, true));
    // The last block holds nothing but the length of the message in its top byte.
    compress(v, 0, 8 << 24);
    v[4]! ^= 0xff;
    for (let round = 0; round < 4; round++) sipRound(v);
    const low = v[0]! ^ v[2]! ^ v[4]! ^ v[6]!;
    const high = v[1]! ^ v[3]! ^ v[5]! ^ v[7]!;
    for (let i = 0; i < 4; i++) {
      out[i] = low >>> (8 * i);
      out[i + 4] = high >>> (8 * i);
    }
  }
}

function compress(v: State, low: number, high: number): void {
  v[6]! ^= low;
  v[7]! ^= high;
  sipRound(v);
  sipRound(v);
  v[0]! ^= low;
  v[1]! ^= high;
}

function sipRound(v: State): void {
  add(v, 0, 2);
  rotateXor(v, 2, 13, 0);
  swapHalves(v, 0);
  add(v, 4, 6);
  rotateXor(v, 6, 16, 4);
  add(v, 0, 6);
  rotateXor(v, 6, 21, 0);
  add(v, 4, 2);
  rotateXor(v, 2, 17, 4);
  swapHalves(v, 4);
}

/** v[a] += v[b] */
function add(v: State, a: number, b: number): void {
  const low = (v[a]! >>> 0) + (v[b]! >>> 0);
  v[a] = low;
  v[a + 1] = v[a + 1]! + v[b + 1]! + (low > 0xffff_ffff ? 1 : 0);
}

/** v[a] = rotate left(v[a], bits) ^ v[b], bits below 32 */
function rotateXor(v: State, a: number, bits: number, b: number): void {
  const low = v[a]!;
  const high = v[a + 1]!;
  v[a] = ((low << bits) | (high >>> (32 - bits))) ^ v[b]!;
  v[a + 1] = ((high << bits) | (low >>> (32 - bits))) ^ v[b + 1]!;
}

/** Rotation by 32 bits. */
function swapHalves(v: State, a: number): void {
  const low = v[a]!;
  v[a] = v[a + 1]!;
  v[a + 1] = low;
}
