import { Packet } from './packet.js';

/** One unit of a capture file (file header, record, block), overwritten for each. */
export class CaptureUnit {
  /** Time, place and lengths of the frame; `bytes` is the buffer that holds the unit. */
  readonly packet = new Packet();
  start = 0;
  end = 0;
  /** False for units that hold no frame (file header, interface description, unknown blocks). */
  isFrame = false;
  linkType = 0;
  /** False where the format gives no time for this frame. */
  timed = true;
  /** Why the frame cannot be trusted although the stream can be read on. */
  problem: string | null = null;
  /** Why the stream cannot be read on. */
  error: string | null = null;
}

/** One of the two file formats: cuts the stream into units and reads their heads. */
export interface CaptureFormat {
  /** Bytes of a unit that must be there before its length is known. */
  readonly headerLength: number;
  /** From and to, in a unit that is not whole or makes no sense, of the bytes that cannot be a part of a frame. */
  readonly safeHead: readonly [number, number];
  /** Length of the unit at `at`; 0 after having set `unit.error`. */
  unitLength(b: Uint8Array, at: number, unit: CaptureUnit): number;
  /** Reads the whole unit from `at` to `end`; true when it holds a frame, with time and lengths now in the packet. */
  read(b: Uint8Array, at: number, end: number, unit: CaptureUnit): boolean;
}
