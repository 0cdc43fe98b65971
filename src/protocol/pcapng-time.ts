import type { Packet } from './packet.js';

const NANOSECONDS = 1_000_000_000;

/** Resolution and offset of the time stamps of one pcapng interface (if_tsresol, if_tsoffset). */
export class TimeUnit {
  /** Units in a second. */
  readonly perSecond: number;
  /** `perSecond` exactly, where doubles would lose digits; null for the resolutions that are in use. */
  readonly big: bigint | null;

  /** `resolution` as in the file: 10^-n, with the top bit set 2^-n. `offsetSeconds` is added to each time. */
  constructor(
    resolution: number,
    readonly offsetSeconds: number,
  ) {
    const base = resolution & 0x80 ? 2 : 10;
    const exponent = resolution & 0x7f;
    this.perSecond = base ** exponent;
    this.big = this.perSecond > 2 ** 36 || (base === 10 && exponent > 9) ? BigInt(base) ** BigInt(exponent) : null;
  }
}

/** Sets seconds and nanoseconds of `p` from the two halves of a 64 bit time stamp; finer digits are cut off. */
export function readTimestamp(p: Packet, unit: TimeUnit, high: number, low: number): void {
  if (unit.big !== null) {
    const total = (BigInt(high) << 32n) | BigInt(low);
    p.seconds = Number(total / unit.big) + unit.offsetSeconds;
    p.nanoseconds = Number(((total % unit.big) * 1_000_000_000n) / unit.big);
    return;
  }
  // Long division in 16 bit digits: no digit with its remainder exceeds 2^52, so each step is exact.
  const per = unit.perSecond;
  let seconds = 0;
  let rest = 0;
  for (let digit = 0; digit < 4; digit++) {
    const value = rest * 0x10000 + (((digit < 2 ? high : low) >>> (digit & 1 ? 0 : 16)) & 0xffff);
    const quotient = Math.floor(value / per);
    seconds = seconds * 0x10000 + quotient;
    rest = value - quotient * per;
  }
  p.seconds = seconds + unit.offsetSeconds;
  p.nanoseconds = NANOSECONDS % per === 0 ? rest * (NANOSECONDS / per) : Math.floor((rest / per) * NANOSECONDS);
}
