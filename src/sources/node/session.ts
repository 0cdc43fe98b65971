import { collectTail, type RemoteProcess, type RunResult, runToEnd } from '../remote-process.js';
import { oneShot } from '../shell.js';
import { cleanText, lastLine, messageOf } from '../source.js';
import type { Transport } from '../ssh/transport.js';
import { within } from '../timing.js';

const SHELL_TIMEOUT_MS = 10_000;

/** One connection while it stands: what the parts of a node (log, probes, capture) work with. */
export interface Session {
  /** Starts a script (see shell.ts) in a channel of its own; the reason when none could be opened. */
  start(script: string): Promise<RemoteProcess | string>;
  /** Runs a script to its end. Never rejects. */
  run(script: string, timeoutMs: number, onOutput?: (piece: string) => void): Promise<RunResult>;
  /** Aborted when the connection has ended. */
  signal: AbortSignal;
}

export function makeSession(transport: Transport, signal: AbortSignal): Session {
  return {
    signal,
    async start(script) {
      const process = await openShell(transport);
      if (typeof process !== 'string') process.stdin.write(script);
      return process;
    },
    async run(script, timeoutMs, onOutput) {
      const process = await openShell(transport);
      if (typeof process === 'string') return { code: null, stdout: '', stderr: '', failure: process };
      return runToEnd(process, oneShot(script), timeoutMs, onOutput);
    },
  };
}

/** A `sh` that is ready: what the account's own start-up files print before it (a greeting) is thrown away. */
async function openShell(transport: Transport): Promise<RemoteProcess | string> {
  let process: RemoteProcess;
  try {
    process = await transport.exec('sh');
  } catch (error) {
    return `no channel: ${cleanText(messageOf(error))} (MaxSessions of sshd?)`;
  }
  const mark = Buffer.from(`vrrptop-${Math.random().toString(36).slice(2)}\n`);
  const complaint = collectTail(process.stderr);
  const ready = skipPast(process, mark);
  process.stdin.write(`echo ${mark}`);
  const found = await within(SHELL_TIMEOUT_MS, Promise.race([ready, process.exited.then(() => false)]), false);
  if (found) return process;
  process.destroy();
  return `no shell: ${cleanText(lastLine(complaint())) || 'sh did not answer'}`;
}

function skipPast(process: RemoteProcess, mark: Buffer): Promise<true> {
  const { stdout } = process;
  return new Promise((resolve) => {
    let seen: Buffer = Buffer.alloc(0);
    const read = () => {
      for (let piece = stdout.read(); piece !== null; piece = stdout.read()) {
        seen = Buffer.concat([seen.subarray(-65_536), piece as Buffer]);
        const at = seen.indexOf(mark);
        if (at < 0) continue;
        stdout.off('readable', read);
        const rest = seen.subarray(at + mark.length);
        if (rest.length > 0) stdout.unshift(rest);
        resolve(true);
        return;
      }
    };
    stdout.on('readable', read);
  });
}
