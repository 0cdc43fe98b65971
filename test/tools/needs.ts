import { spawnSync } from 'node:child_process';
import process from 'node:process';

/**
 * What a test against the real thing cannot do without: programs by name, or `root`.
 * `describe.runIf(needs('root', 'tcpdump').ok)` leaves it out elsewhere, and says so on stderr with what is missing.
 */
export function needs(...programs: string[]): { ok: boolean; missing: string[] } {
  const missing = programs.filter((program) =>
    program === 'root' ? process.getuid?.() !== 0 : spawnSync('which', [program]).status !== 0,
  );
  if (missing.length > 0) process.stderr.write(`LEFT OUT, because there is no ${missing.join(', ')}:\n`);
  return { ok: missing.length === 0, missing };
}
