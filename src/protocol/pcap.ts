import { u32, u32be } from './byte-order.js';
import type { CaptureFormat, CaptureUnit } from './capture-unit.js';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** tcpdump's own largest snap length; a record that claims more is not one. */
const MAX_FRAME = 262_144;

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;

/** The classic format: a file header, then records (draft-ietf-opsawg-pcap). */
export class PcapFormat implements CaptureFormat {
  headerLength = FILE_HEADER;
  private inHeader = true;
  private linkType = 0;
  private records = 0;

  private constructor(
    private readonly littleEndian: boolean,
    private readonly nanosecondsPerUnit: number,
  ) {}

  /** The reader for a stream that starts with the four bytes at `at`, null when they are no pcap magic number. */
  static detect(b: Uint8Array, at: number): PcapFormat | null {
    for (const littleEndian of [false, true]) {
      const magic = u32(b, at, littleEndian);
      if (magic === MICROSECONDS) return new PcapFormat(littleEndian, 1000);
      if (magic === NANOSECONDS) return new PcapFormat(littleEndian, 1);
    }
    return null;
  }

  get safeHead(): readonly [number, number] {
    return this.inHeader ? [0, FILE_HEADER] : [8, 12];
  }

  unitLength(b: Uint8Array, at: number, unit: CaptureUnit): number {
    if (this.inHeader) return FILE_HEADER;
    const captured = u32(b, at + 8, this.littleEndian);
    if (captured <= MAX_FRAME) return RECORD_HEADER + captured;
    unit.error = `record ${this.records + 1} claims ${captured} bytes, at most ${MAX_FRAME} make sense`;
    return 0;
  }

  read(b: Uint8Array, at: number, end: number, unit: CaptureUnit): boolean {
    if (this.inHeader) {
      this.inHeader = false;
      this.headerLength = RECORD_HEADER;
      // The upper half holds the length of the frame check sequence.
      this.linkType = u32(b, at + 20, this.littleEndian) & 0xffff;
      return false;
    }
    const p = unit.packet;
    this.records++;
    unit.linkType = this.linkType;
    p.seconds = u32(b, at, this.littleEndian);
    p.nanoseconds = u32(b, at + 4, this.littleEndian) * this.nanosecondsPerUnit;
    // Only a damaged file has a fraction of a second or more.
    if (p.nanoseconds >= 1e9) {
      p.seconds += Math.floor(p.nanoseconds / 1e9);
      p.nanoseconds %= 1e9;
    }
    p.frameStart = at + RECORD_HEADER;
    p.frameLength = end - p.frameStart;
    p.wireLength = u32(b, at + 12, this.littleEndian);
    return true;
  }
}

/** What a stream that is neither format starts with, as hexadecimal bytes and as text where they are printable. */
export function describeStart(b: Uint8Array, at: number): string {
  const bytes = Array.from(b.subarray(at, at + 4));
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? ` "${String.fromCharCode(...bytes)}"` : '';
  const packed = u32be(b, at) >>> 16 === 0x1f8b ? ' (gzip: unpack it first)' : '';
  return `${hex}${text}${packed}`;
}
