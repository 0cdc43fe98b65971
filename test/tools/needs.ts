import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** Where system programs live that an ordinary user's PATH may lack. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/sbin'];

function isThere(program: string): boolean {
  if (program === 'root') return process.getuid?.() === 0;
  return [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What a test against the real thing cannot do without: programs by name; `root` stands for running as uid 0. */
export function needs(...programs: string[]): { ok: boolean; missing: string[] } {
  const missing = programs.filter((p) => !isThere(p));
  return { ok: missing.length === 0, missing };
}

/** A `describe` that is left out, with the reason in its name, where one of the programs is missing. */
export function describeWith(programs: readonly string[], name: string, body: () => void): void {
  const { ok, missing } = needs(...programs);
  if (ok) describe(name, body);
  else describe.skip(`${name} (missing here: ${missing.join(', ')})`, body);
}
