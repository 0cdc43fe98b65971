/**
 * Integers out of bytes by plain indexing: three times as fast here as DataView or Buffer.readUInt16BE. None of these
 * checks bounds: behind the end they give 0, so callers compare lengths first.
 */
export function u16be(b: Uint8Array, i: number): number {
  return (b[i]! << 8) | b[i + 1]!;
}

export function u32be(b: Uint8Array, i: number): number {
  return ((b[i]! << 24) | (b[i + 1]! << 16) | (b[i + 2]! << 8) | b[i + 3]!) >>> 0;
}

export function u16(b: Uint8Array, i: number, littleEndian: boolean): number {
  return littleEndian ? b[i]! | (b[i + 1]! << 8) : u16be(b, i);
}

export function u32(b: Uint8Array, i: number, littleEndian: boolean): number {
  return littleEndian ? (b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24)) >>> 0 : u32be(b, i);
}
