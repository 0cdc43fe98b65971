import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes many small pieces to a file, a mebibyte at a time. */
export class Writer {
  private readonly fd: number;
  private readonly buffer = Buffer.alloc(1 << 20);
  private used = 0;

  constructor(file: string) {
    this.fd = openSync(file, 'w');
  }

  /** No piece is larger than a mebibyte. */
  add(piece: Buffer | string): void {
    const length = typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
    if (this.used + length > this.buffer.length) this.flush();
    if (typeof piece === 'string') this.buffer.write(piece, this.used);
    else this.buffer.set(piece, this.used);
    this.used += length;
  }

  close(): void {
    this.flush();
    closeSync(this.fd);
  }

  private flush(): void {
    writeSync(this.fd, this.buffer, 0, this.used);
    this.used = 0;
  }
}
