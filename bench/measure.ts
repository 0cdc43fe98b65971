import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA, PROJECT } from './data.js';

export interface Measured {
  /** From the start of the process to its end. */
  ms: number;
  /** High-water mark of its resident memory, sampled each 10 ms. */
  peakMebibytes: number;
}

export type Program = readonly [file: string, ...args: string[]];

export const VRRPTOP: Program = [process.execPath, join(PROJECT, 'dist', 'main.js')];

/** Where a program's output goes: into a real file, because grep stops early when it writes to /dev/null. */
export const outputOf = (name: string): string => join(DATA, `out-${name}`);

/** Runs a program to its end with its output in a file. Rejects when it fails. */
export async function run(program: Program, output: string): Promise<Measured> {
  const fd = openSync(output, 'w');
  const began = performance.now();
  const child = spawn(program[0], program.slice(1), { stdio: ['ignore', fd, 'pipe'] });
  let peakMebibytes = 0;
  const sampler = setInterval(() => {
    peakMebibytes = Math.max(peakMebibytes, highWaterMark(child.pid));
  }, 10);
  let complaint = '';
  child.stderr?.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-500);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`${program.join(' ')} ended with ${code ?? signal}: ${complaint.trim()}`));
      });
    });
    return { ms: performance.now() - began, peakMebibytes };
  } finally {
    clearInterval(sampler);
    closeSync(fd);
  }
}

function highWaterMark(pid: number | undefined): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return Number(kibibytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/**
 * Ours and the peer's by turns, after one run of each that does not count (it warms the page cache): what disturbs
 * the machine disturbs both.
 */
export async function byTurns<T>(
  rounds: number,
  ours: () => Promise<T>,
  peers: () => Promise<T>,
): Promise<{ ours: T[]; peers: T[] }> {
  await ours();
  await peers();
  const result: { ours: T[]; peers: T[] } = { ours: [], peers: [] };
  for (let round = 0; round < rounds; round++) {
    result.ours.push(await ours());
    result.peers.push(await peers());
  }
  return result;
}

/** The value below which that part (0 to 1) of the values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
