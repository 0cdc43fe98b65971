import { type CaptureFormat, CaptureUnit } from './capture-unit.js';
import { describeStart, PcapFormat } from './pcap.js';
import { PcapngFormat } from './pcapng.js';

/** Bytes that tell the formats apart. */
const MAGIC_LENGTH = 4;

/**
 * Cuts a pcap or pcapng stream that comes in any pieces into whole units, and calls back for each with `unit`
 * set. Units inside a piece are read in place; only one that is spread over pieces is put together in a buffer,
 * which never grows beyond the largest unit the format allows.
 */
export class CaptureFraming {
  readonly unit = new CaptureUnit();
  private format: CaptureFormat | null = null;
  private carry = new Uint8Array(4096);
  private carryLength = 0;

  constructor(private readonly onUnit: () => void) {}

  /** Takes the next piece of the stream; after an error it takes nothing more. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (this.carryLength > 0) {
      if (this.unit.error !== null) return;
      const want = this.wanted(this.carry, 0, this.carryLength);
      if (want === 0) return;
      if (want > this.carryLength) {
        const taken = Math.min(want - this.carryLength, chunk.length - at);
        this.keep(chunk, at, at + taken, want);
        at += taken;
        if (this.carryLength < want) return;
      } else {
        this.carryLength = 0;
        this.read(this.carry, 0, want);
      }
    }
    this.pushInPlace(chunk, at);
  }

  /** The bytes of the unit that is not whole yet, or after an error the head of the one that made it. */
  partial(): Uint8Array {
    return this.carry.subarray(0, this.carryLength);
  }

  /** The part of `partial()` that cannot be a part of a frame. */
  get safeHead(): readonly [number, number] {
    return this.format?.safeHead ?? [0, MAGIC_LENGTH];
  }

  private pushInPlace(chunk: Uint8Array, from: number): void {
    let at = from;
    while (at < chunk.length && this.unit.error === null) {
      const available = chunk.length - at;
      const want = this.wanted(chunk, at, available);
      if (want === 0) {
        const head = this.format?.headerLength ?? MAGIC_LENGTH;
        this.keep(chunk, at, at + head, head);
        return;
      }
      if (want > available) {
        this.keep(chunk, at, chunk.length, want);
        return;
      }
      this.read(chunk, at, at + want);
      at += want;
    }
  }

  /** Bytes that the unit at `at` needs, as far as `available` bytes of it tell; 0 when it is none. */
  private wanted(b: Uint8Array, at: number, available: number): number {
    if (this.format === null) {
      if (available < MAGIC_LENGTH) return MAGIC_LENGTH;
      this.format = PcapFormat.detect(b, at) ?? PcapngFormat.detect(b, at);
      if (this.format === null) {
        this.unit.error = `neither pcap nor pcapng: it starts with ${describeStart(b, at)}`;
        return 0;
      }
    }
    const headerLength = this.format.headerLength;
    return available < headerLength ? headerLength : this.format.unitLength(b, at, this.unit);
  }

  private read(b: Uint8Array, at: number, end: number): void {
    const unit = this.unit;
    unit.start = at;
    unit.end = end;
    unit.timed = true;
    unit.problem = null;
    unit.packet.bytes = b;
    unit.isFrame = this.format!.read(b, at, end, unit);
    this.onUnit();
  }

  private keep(b: Uint8Array, from: number, to: number, capacity: number): void {
    if (this.carry.length < capacity) {
      const larger = new Uint8Array(capacity);
      larger.set(this.carry.subarray(0, this.carryLength));
      this.carry = larger;
    }
    this.carry.set(b.subarray(from, to), this.carryLength);
    this.carryLength += to - from;
  }
}
