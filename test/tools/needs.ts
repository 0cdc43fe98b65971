import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * What a test against the real thing cannot do without: programs by name, or `root`. Where something is missing use
 * `describe.skipIf(!needs('root', 'tcpdump').ok)`: the run's last lines name what was left out.
 */
export function needs(...programs: string[]): { ok: boolean; missing: string[] } {
  const missing = programs.filter((program) =>
    program === 'root' ? process.getuid?.() !== 0 : !FOLDERS.some((folder) => isExecutable(join(folder, program))),
  );
  return { ok: missing.length === 0, missing };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
