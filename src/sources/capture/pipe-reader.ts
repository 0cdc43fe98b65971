import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BUFFER_BYTES = 65_536;
/** Reads that follow each other within this are many: what costs is a wake-up a packet. */
const BUSY_MS = 5;
const REST_MS = 10;

/**
 * A pipe that is read economically: at once while packets are few, every 10 ms while they are many. The bytes wait in
 * the pipe and in tcpdump's buffer meanwhile; nothing is lost. (A stream's pause() goes on reading and buffering.)
 */
export class RestingPipe {
  /** For the writer: pass it as a child's stdout, then call `started`. */
  readonly writeFd: number;
  readonly #readFd: number;
  #socket: Socket | null = null;

  /** Throws when no pipe can be made (no room in the temporary folder, no `mkfifo`). */
  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'vrrptop-'));
    try {
      const path = join(folder, 'pipe');
      execFileSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' });
      this.#readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      this.writeFd = openSync(path, constants.O_WRONLY);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Call once the writer has its copy: without closing ours the end of the output would never be seen. */
  started(): void {
    closeSync(this.writeFd);
  }

  /** Reads no more: the writer is told at its next write. */
  close(): void {
    this.#socket?.destroy();
  }

  /** Hands out pieces (each a buffer of its own) until the writer has gone. */
  read(onBytes: (bytes: Buffer) => void): Promise<void> {
    let lastAt = 0;
    let timer: NodeJS.Timeout | undefined;
    return new Promise((resolve) => {
      const options: SocketConstructorOpts & { onread: OnReadOpts } = {
        fd: this.#readFd,
        readable: true,
        writable: false,
        onread: {
          buffer: Buffer.allocUnsafe(BUFFER_BYTES),
          callback: (count, buffer) => {
            const now = performance.now();
            const busy = now - lastAt < BUSY_MS;
            lastAt = now;
            onBytes(Buffer.from(buffer.subarray(0, count)));
            if (!busy || count > BUFFER_BYTES / 2) return true;
            timer = setTimeout(() => {
              lastAt = performance.now();
              socket.resume();
            }, REST_MS);
            return false;
          },
        },
      };
      const socket = new Socket(options);
      this.#socket = socket;
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.resume();
    });
  }
}
