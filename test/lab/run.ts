import { execFile } from 'node:child_process';

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and returns what it said; a failure is in `code`, never thrown. At most 30 s. */
export function attempt(file: string, args: readonly string[]): Promise<Output> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: 30_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      const why = error?.signal ? `${stderr}(ended by ${error.signal})` : stderr;
      resolve({ code, stdout, stderr: why === '' && error !== null ? error.message : why });
    });
  });
}

/** Runs a program and returns its standard output; throws with the command and its standard error when it fails. */
export async function run(file: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await attempt(file, args);
  if (code !== 0) throw new Error(`${[file, ...args].join(' ')}: exit ${code}: ${stderr.trim()}`);
  return stdout;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks every `everyMs` until the answer is neither false nor undefined; throws `what` after `timeoutMs`. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  timeoutMs: number,
  everyMs = 20,
): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(everyMs);
  }
}
