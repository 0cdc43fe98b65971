import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Reads a file from start to end, synchronously, in pieces that are valid only during the call: the same buffer is
 * filled again. Throws what `fs.openSync`/`readSync` throw (ENOENT, EACCES, EISDIR).
 * @param onChunk gets each piece.
 * @param sizeBytes of the buffer.
 */
export function readFileChunks(path: string, onChunk: (bytes: Buffer) => void, sizeBytes = 262_144): void {
  const buffer = Buffer.allocUnsafe(sizeBytes);
  const fd = openSync(path, 'r');
  try {
    for (;;) {
      const count = readSync(fd, buffer, 0, sizeBytes, null);
      if (count === 0) return;
      onChunk(buffer.subarray(0, count));
    }
  } finally {
    closeSync(fd);
  }
}
