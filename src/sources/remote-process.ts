import type { Readable, Writable } from 'node:stream';
import { within } from './timing.js';

/** A running command, here or on a node. */
export interface RemoteProcess {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** The exit code, null where there is none (killed, connection lost). Never rejects; output is complete before it. */
  exited: Promise<number | null>;
  /** Gives the streams up now; the command is ended by its guard (see shell.ts). */
  destroy(): void;
}

export interface RunResult {
  /** null when the command did not end in time or the connection broke: see `failure`. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** Why there is no exit code; null when there is one. */
  failure: string | null;
}

const OUTPUT_LIMIT = 1 << 20;

/** Collects a stream as text, at most 1 MiB (the rest is thrown away). */
export function collect(stream: Readable): () => string {
  const pieces: Buffer[] = [];
  let size = 0;
  stream.on('data', (piece: Buffer) => {
    if (size < OUTPUT_LIMIT) pieces.push(piece.subarray(0, OUTPUT_LIMIT - size));
    size += piece.length;
  });
  return () => Buffer.concat(pieces).toString('utf8');
}

/** Listens to a stream that may go on for ever: its last 4 KiB as text. */
export function collectTail(stream: Readable): () => string {
  let text = '';
  stream.on('data', (piece: Buffer) => {
    text = (text + piece.toString('latin1')).slice(-4096);
  });
  return () => text;
}

/** Feeds `input` to a process and waits for its end; `onOutput` gets what it writes as it comes. Never rejects. */
export async function runToEnd(
  process: RemoteProcess,
  input: string,
  timeoutMs: number,
  onOutput?: (piece: string) => void,
): Promise<RunResult> {
  if (onOutput !== undefined)
    for (const stream of [process.stdout, process.stderr])
      stream.on('data', (piece: Buffer) => onOutput(piece.toString('utf8')));
  const stdout = collect(process.stdout);
  const stderr = collect(process.stderr);
  process.stdin.end(input);
  const code = await within(timeoutMs, process.exited, 'late' as const);
  if (code === 'late') process.destroy();
  const failure =
    code === 'late' ? `no answer within ${timeoutMs / 1000} s` : code === null ? 'ended without an exit code' : null;
  return { code: code === 'late' ? null : code, stdout: stdout(), stderr: stderr(), failure };
}
