/** Builds pcapng files block by block, in either byte order. */
export class Blocks {
  constructor(private readonly bigEndian = false) {}

  u16(value: number): Buffer {
    const b = Buffer.alloc(2);
    if (this.bigEndian) b.writeUInt16BE(value);
    else b.writeUInt16LE(value);
    return b;
  }

  u32(value: number): Buffer {
    const b = Buffer.alloc(4);
    if (this.bigEndian) b.writeUInt32BE(value);
    else b.writeUInt32LE(value);
    return b;
  }

  block(type: number, ...body: Uint8Array[]): Buffer {
    const content = Buffer.concat(body);
    const padded = Buffer.concat([content, Buffer.alloc(-content.length & 3)]);
    const length = this.u32(12 + padded.length);
    return Buffer.concat([this.u32(type), length, padded, length]);
  }

  option(code: number, value: Uint8Array): Buffer {
    return Buffer.concat([this.u16(code), this.u16(value.length), value, Buffer.alloc(-value.length & 3)]);
  }

  section(): Buffer {
    return this.block(0x0a0d0d0a, this.u32(0x1a2b3c4d), this.u16(1), this.u16(0), Buffer.alloc(8, 0xff));
  }

  interface(linkType: number, snapLength = 0, ...options: Buffer[]): Buffer {
    const end = options.length > 0 ? [...options, Buffer.alloc(4)] : [];
    return this.block(1, this.u16(linkType), this.u16(0), this.u32(snapLength), ...end);
  }

  /** if_tsresol: 10^-n, or with the top bit 2^-n. */
  resolution(code: number): Buffer {
    return this.option(9, Buffer.from([code]));
  }

  /** if_tsoffset in seconds. */
  offset(seconds: bigint): Buffer {
    const b = Buffer.alloc(8);
    if (this.bigEndian) b.writeBigInt64BE(seconds);
    else b.writeBigInt64LE(seconds);
    return this.option(14, b);
  }

  private stamp(units: bigint): Buffer {
    return Buffer.concat([this.u32(Number(units >> 32n)), this.u32(Number(units & 0xffff_ffffn))]);
  }

  enhanced(index: number, units: bigint, frame: Uint8Array, wire = frame.length, ...options: Buffer[]): Buffer {
    const data = Buffer.concat([frame, Buffer.alloc(-frame.length & 3)]);
    return this.block(6, this.u32(index), this.stamp(units), this.u32(frame.length), this.u32(wire), data, ...options);
  }

  /** The obsolete packet block. */
  packet(index: number, units: bigint, frame: Uint8Array): Buffer {
    const length = this.u32(frame.length);
    return this.block(2, this.u16(index), this.u16(3), this.stamp(units), length, length, frame);
  }

  simple(frame: Uint8Array, wire = frame.length): Buffer {
    return this.block(3, this.u32(wire), frame);
  }
}
