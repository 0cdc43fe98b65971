import { u16, u32 } from './byte-order.js';
import type { CaptureFormat, CaptureUnit } from './capture-unit.js';
import { readTimestamp, TimeUnit } from './pcapng-time.js';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Larger blocks of any kind are refused: they would have to be kept until they are whole. */
const MAX_BLOCK = 1 << 20;
const MAX_INTERFACES = 4096;
const OPTION_END = 0;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;

interface Interface {
  linkType: number;
  /** 0 = unlimited. */
  snapLength: number;
  time: TimeUnit;
}

/** The block format (draft-ietf-opsawg-pcapng): sections, each with its own byte order and interfaces. */
export class PcapngFormat implements CaptureFormat {
  /** Type, length, and for a section header the byte order; no block is shorter. */
  readonly headerLength = 12;
  private littleEndian = false;
  private interfaces: Interface[] = [];
  private blocks = 0;

  /** The reader for a stream that starts with the four bytes at `at`, null when they are no section header. */
  static detect(b: Uint8Array, at: number): PcapngFormat | null {
    return u32(b, at, false) === SECTION_HEADER ? new PcapngFormat() : null;
  }

  get safeHead(): readonly [number, number] {
    return this.blocks === 0 ? [0, 12] : [4, 8];
  }

  unitLength(b: Uint8Array, at: number, unit: CaptureUnit): number {
    // The type of a section header reads the same in both orders; what follows it tells the order.
    if (u32(b, at, false) === SECTION_HEADER) {
      this.littleEndian = u32(b, at + 8, true) === BYTE_ORDER_MAGIC;
      if (u32(b, at + 8, this.littleEndian) !== BYTE_ORDER_MAGIC) {
        unit.error = `block ${this.blocks + 1} is a section header without a byte order`;
        return 0;
      }
    }
    const length = u32(b, at + 4, this.littleEndian);
    if (length >= 12 && length <= MAX_BLOCK && length % 4 === 0) return length;
    unit.error = `block ${this.blocks + 1} claims ${length} bytes, want a multiple of 4 from 12 to ${MAX_BLOCK}`;
    return 0;
  }

  read(b: Uint8Array, at: number, end: number, unit: CaptureUnit): boolean {
    this.blocks++;
    const little = this.littleEndian;
    const type = u32(b, at, little);
    const bodyEnd = end - 4;
    if (type === ENHANCED_PACKET) {
      return this.readPacket(b, at, bodyEnd, bodyEnd < at + 28 ? -1 : u32(b, at + 8, little), unit);
    }
    if (type === SIMPLE_PACKET) return this.readSimplePacket(b, at, bodyEnd, unit);
    if (type === PACKET) {
      return this.readPacket(b, at, bodyEnd, bodyEnd < at + 28 ? -1 : u16(b, at + 8, little), unit);
    }
    if (type === SECTION_HEADER) this.interfaces = [];
    else if (type === INTERFACE_DESCRIPTION && bodyEnd >= at + 16 && this.interfaces.length < MAX_INTERFACES) {
      this.interfaces.push(this.readInterface(b, at, bodyEnd));
    }
    return false;
  }

  /** Enhanced packet block, and the packet block that it replaced: they differ in the width of the interface number. */
  private readPacket(b: Uint8Array, at: number, bodyEnd: number, index: number, unit: CaptureUnit): boolean {
    const p = unit.packet;
    const from = this.interfaces[index];
    const captured = index < 0 ? 0 : u32(b, at + 20, this.littleEndian);
    p.frameStart = Math.min(at + 28, bodyEnd);
    p.frameLength = captured;
    p.wireLength = index < 0 ? 0 : u32(b, at + 24, this.littleEndian);
    if (from !== undefined) {
      unit.linkType = from.linkType;
      readTimestamp(p, from.time, u32(b, at + 12, this.littleEndian), u32(b, at + 16, this.littleEndian));
    }
    unit.problem = index < 0 ? 'packet block without its header' : from === undefined ? noInterface(index) : null;
    this.checkLength(bodyEnd, unit);
    return true;
  }

  /** Simple packet block: interface 0, cut by its snap length alone, and no time: the time of the record before stays. */
  private readSimplePacket(b: Uint8Array, at: number, bodyEnd: number, unit: CaptureUnit): boolean {
    const p = unit.packet;
    const from = this.interfaces[0];
    p.frameStart = Math.min(at + 12, bodyEnd);
    p.wireLength = bodyEnd < at + 12 ? 0 : u32(b, at + 8, this.littleEndian);
    const snapLength = from === undefined || from.snapLength === 0 ? p.wireLength : from.snapLength;
    p.frameLength = Math.min(p.wireLength, snapLength);
    unit.problem = from === undefined ? noInterface(0) : null;
    unit.timed = false;
    if (from !== undefined) unit.linkType = from.linkType;
    this.checkLength(bodyEnd, unit);
    return true;
  }

  private checkLength(bodyEnd: number, unit: CaptureUnit): void {
    const p = unit.packet;
    if (p.frameStart + p.frameLength <= bodyEnd) return;
    unit.problem = `captured length ${p.frameLength}, block has ${bodyEnd - p.frameStart}`;
    p.frameLength = bodyEnd - p.frameStart;
  }

  private readInterface(b: Uint8Array, at: number, bodyEnd: number): Interface {
    const little = this.littleEndian;
    let resolution = 6;
    let offsetHigh = 0;
    let offsetLow = 0;
    for (let option = at + 16; option + 4 <= bodyEnd; ) {
      const code = u16(b, option, little);
      const length = u16(b, option + 2, little);
      const value = option + 4;
      if (code === OPTION_END || value + length > bodyEnd) break;
      if (code === OPTION_TSRESOL && length === 1) resolution = b[value]!;
      if (code === OPTION_TSOFFSET && length === 8) {
        offsetLow = u32(b, little ? value : value + 4, little);
        offsetHigh = u32(b, little ? value + 4 : value, little) | 0;
      }
      option = value + ((length + 3) & ~3);
    }
    return {
      linkType: u16(b, at + 8, little),
      snapLength: u32(b, at + 12, little),
      time: new TimeUnit(resolution, offsetHigh * 0x1_0000_0000 + offsetLow),
    };
  }
}

const noInterface = (index: number): string => `interface ${index} is not described in this section`;
