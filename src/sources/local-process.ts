import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import type { RemoteProcess } from './remote-process.js';

/**
 * Starts a program here in a process group of its own, so that Ctrl-C at the terminal does not reach it before us.
 * A program that cannot be started exits with code null and says why on its stderr.
 * `stdout` may be a file descriptor; then the returned stdout is an empty stream that ends with the process.
 */
export function spawnLocal(command: string, args: string[], stdout: 'pipe' | number = 'pipe'): RemoteProcess {
  const child = spawn(command, args, { detached: true, stdio: ['pipe', stdout, 'pipe'] });
  const { stdin, stderr } = child;
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
    child.on('error', () => resolve(null));
  });
  if (child.pid === undefined || stdin === null || stderr === null) {
    return {
      stdin: new PassThrough().resume(),
      stdout: Readable.from([]),
      stderr: Readable.from([Buffer.from(`${command}: cannot be started (is it installed?)\n`)]),
      exited,
      destroy: () => {},
    };
  }
  // A write to a program that has gone is no news: its exit is.
  stdin.on('error', () => {});
  return { stdin, stdout: child.stdout ?? Readable.from([]), stderr, exited, destroy: () => endGroup(child) };
}

/** Closing stdin asks the guard to end the command; what is still there after 3 s is killed with its group. */
function endGroup(child: ChildProcess): void {
  child.stdin?.destroy();
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const pid = child.pid;
  const timer = setTimeout(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has gone in between, or belongs to root (sudo).
    }
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.unref();
  }, 3000);
  timer.unref();
  child.once('close', () => clearTimeout(timer));
}

interface LocalResult {
  code: number | null;
  stdout: string;
  stderr: string;
  /** The program is not installed. */
  missing: boolean;
}

/** Runs a short program here (ssh -G, ssh-keygen -F), at most 5 s. Never rejects. */
export function runLocal(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<LocalResult> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { timeout: 5000, env, maxBuffer: 4 << 20 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr, missing: (error?.code as unknown) === 'ENOENT' });
    });
    child.stdin?.end();
  });
}
