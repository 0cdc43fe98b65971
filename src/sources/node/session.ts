import { type RemoteProcess, type RunResult, runToEnd } from '../remote-process.js';
import { oneShot } from '../shell.js';
import { messageOf } from '../source.js';
import type { Transport } from '../ssh/transport.js';

/** One connection while it stands: what the parts of a node (log, probes, capture) work with. */
export interface Session {
  /** Starts a script (see shell.ts) in a channel of its own; null when none could be opened. */
  start(script: string): Promise<RemoteProcess | null>;
  /** Runs a script to its end. Never rejects. */
  run(script: string, timeoutMs: number): Promise<RunResult>;
  /** Aborted when the connection has ended. */
  signal: AbortSignal;
}

export function makeSession(transport: Transport, signal: AbortSignal): Session {
  const open = async (): Promise<RemoteProcess | string> => {
    try {
      return await transport.exec('sh');
    } catch (error) {
      return messageOf(error);
    }
  };
  return {
    signal,
    async start(script) {
      const process = await open();
      if (typeof process === 'string') return null;
      process.stdin.write(script);
      return process;
    },
    async run(script, timeoutMs) {
      const process = await open();
      if (typeof process === 'string') return { code: null, stdout: '', stderr: '', failure: process };
      return runToEnd(process, oneShot(script), timeoutMs);
    },
  };
}
