import { PassThrough } from 'node:stream';
import { Terminal } from '@xterm/headless';

/** A terminal without a tty: what is written goes into an emulator and is counted; keys are typed by `type`. */
export class FakeTty {
  readonly input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode(raw: boolean) {
      this.isRaw = raw;
      return this;
    },
  }) as unknown as NodeJS.ReadStream & { isRaw: boolean };
  readonly output: NodeJS.WriteStream;
  readonly emulator: Terminal;
  /** All that was written. */
  written = '';

  constructor(columns: number, rows: number) {
    this.emulator = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
    const output = new PassThrough();
    output.on('data', (chunk: Buffer) => {
      this.written += chunk.toString('utf8');
      this.emulator.write(chunk);
    });
    this.output = Object.assign(output, { isTTY: true, columns, rows }) as unknown as NodeJS.WriteStream;
  }

  type(text: string): void {
    (this.input as unknown as PassThrough).write(text);
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    Object.assign(this.output, { columns, rows });
    this.output.emit('resize');
  }

  /** Bytes written since the last call, once all of them have arrived. */
  async bytes(): Promise<number> {
    await this.settled();
    const n = Buffer.byteLength(this.written);
    this.written = '';
    return n;
  }

  async settled(): Promise<void> {
    await new Promise((done) => setTimeout(done, 5));
    await new Promise<void>((done) => this.emulator.write('', done));
  }

  /** What the terminal shows. */
  async text(): Promise<string[]> {
    await this.settled();
    const { active } = this.emulator.buffer;
    return Array.from(
      { length: this.emulator.rows },
      (_, y) => active.getLine(y)?.translateToString(true).trimEnd() ?? '',
    );
  }
}
