import { CaptureFraming } from '../protocol/capture-framing.js';
import { readFileChunks } from '../sources/index.js';

/** A record of a capture and what its stream needs before it. */
export interface CapturePiece {
  /** Time of the record, never before that of the one before it in the same capture; ms. */
  at: number;
  /** Which of the captures, from 0. */
  capture: number;
  bytes: Uint8Array;
}

/**
 * The records of several captures in the order of their times, each with what its stream needs before it (headers,
 * interface descriptions). All of them are held in memory: several captures of one incident are small.
 */
export function mergeCaptures(paths: readonly string[]): { pieces: CapturePiece[]; problems: string[] } {
  const pieces: CapturePiece[] = [];
  const problems: string[] = [];
  paths.forEach((path, capture) => {
    let heads: Uint8Array[] = [];
    let newest = Number.NEGATIVE_INFINITY;
    const framing = new CaptureFraming(() => {
      const { unit } = framing;
      const bytes = new Uint8Array(unit.packet.bytes.subarray(unit.start, unit.end));
      if (!unit.isFrame) {
        heads.push(bytes);
        return;
      }
      newest = Math.max(newest, unit.packet.seconds * 1000 + unit.packet.nanoseconds / 1e6);
      pieces.push({ at: newest, capture, bytes: heads.length === 0 ? bytes : Buffer.concat([...heads, bytes]) });
      heads = [];
    });
    readFileChunks(path, (chunk) => framing.push(chunk));
    if (framing.unit.error !== null) problems.push(`${path}: ${framing.unit.error}`);
    else if (framing.partial().length > 0) problems.push(`${path}: ends within a record`);
  });
  return { pieces: pieces.sort((a, b) => a.at - b.at), problems };
}
