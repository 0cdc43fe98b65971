import { createWriteStream, type WriteStream } from 'node:fs';
import { encodeHeader, encodeInput } from '../journal/encode.js';
import type { Input } from '../model/input.js';
import type { Door } from './door.js';
import { PROGRAM } from './version.js';

/** Writes what passes the door into a file, readable by its owner only; several recordings one after another. */
export class Recorder {
  readonly #door: Door;
  readonly #tell: (change: { recording: string | null; notice?: string }) => void;
  readonly #done: { path: string; inputs: number }[] = [];
  readonly #closing: Promise<void>[] = [];
  #stream: WriteStream | null = null;

  /** @param tell changes the screen. */
  constructor(door: Door, tell: (change: { recording: string | null; notice?: string }) => void) {
    this.#door = door;
    this.#tell = tell;
  }

  /** The file being written, null while none is. */
  get path(): string | null {
    return this.#stream === null ? null : String(this.#stream.path);
  }

  start(path: string, at: number): void {
    const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    const count = { path, inputs: 0 };
    const write = (input: Input): void => {
      count.inputs++;
      stream.write(`${encodeInput(input)}\n`);
    };
    stream.once('open', () => this.#done.push(count));
    stream.once('error', (error) => {
      this.#detach();
      this.#tell({ recording: null, notice: `cannot record: ${error.message}` });
    });
    stream.write(`${encodeHeader(PROGRAM, at)}\n`);
    this.#stream = stream;
    this.#door.recordTo(write);
    this.#tell({ recording: path });
  }

  stop(): void {
    const stream = this.#stream;
    this.#detach();
    if (stream !== null) this.#closing.push(new Promise((closed) => stream.end(() => closed())));
    this.#tell({ recording: null });
  }

  /** Ends what is being written; resolves, when all is on disk, to a line about each recording. */
  async end(): Promise<string[]> {
    if (this.#stream !== null) this.stop();
    await Promise.all(this.#closing);
    return this.#done.map((r) => `recording: ${r.path} (${r.inputs} inputs); to look at it: vrrptop replay ${r.path}`);
  }

  #detach(): void {
    this.#door.recordTo(null);
    this.#stream = null;
  }
}

/** `vrrptop-20261122T211839Z.vrrptop`, in the folder the program was started in. */
export function recordingName(at: number): string {
  return `vrrptop-${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z.vrrptop`;
}
