import type { KeepalivedConf } from './conf/types.js';
import { sanitize } from './sanitize.js';

/** A file that keepalived is to run, as `stat -L` tells it on the node. */
export type ScriptFile =
  | { there: true; executable: boolean; owner: string; othersMayWrite: boolean }
  | { there: false };

/** What a node told of the files that its configuration names. */
export interface ScriptFiles {
  /** By path; one that could not be looked at is not in it. */
  files: ReadonlyMap<string, ScriptFile>;
  /** Whether there is a user keepalived_script, under whom scripts run where no script_user is named; null = not told. */
  hasScriptUser: boolean | null;
}

const MAX_FILES = 100;
/** No blanks, quotes or control characters: what is looked for is the first word of a command. */
const PATH = /^\/[^\s"'\p{C}]{1,1000}$/u;

/** The program of a command of keepalived.conf; null where it is no full path. `<` in front is for a file with arguments. */
export function programOf(command: string): string | null {
  const word = command
    .trim()
    .replace(/^<?["']?/, '')
    .split(/[\s"']/)[0]!;
  return PATH.test(word) ? word : null;
}

/** The files that keepalived would run, each once; bounded. */
export function scriptPaths(conf: KeepalivedConf): string[] {
  const commands = [
    ...conf.scripts.map((s) => s.script),
    ...[...conf.instances, ...conf.syncGroups].flatMap((i) => i.notifies.map((n) => n.script)),
  ];
  return [...new Set(commands.flatMap((c) => programOf(c) ?? []))].slice(0, MAX_FILES);
}

/**
 * Reads the answer of the probe `files`: lines `MODE OWNER PATH` (mode in hexadecimal, as `stat -c %f`), `- PATH` for
 * what is not there, `user yes` or `user no`. Other lines mean nothing. Never throws.
 */
export function parseScriptFiles(text: string): ScriptFiles {
  const files = new Map<string, ScriptFile>();
  let hasScriptUser: boolean | null = null;
  for (const line of text.slice(0, 200_000).split('\n', MAX_FILES * 2)) {
    if (line === 'user yes' || line === 'user no') hasScriptUser = line === 'user yes';
    const [, mode, owner, path] = /^([0-9a-f]{4,8}) (\S{1,64}) (\/.*)$/.exec(line) ?? [];
    const missing = /^- (\/.*)$/.exec(line)?.[1];
    if (missing !== undefined && PATH.test(missing)) files.set(missing, { there: false });
    if (mode === undefined || owner === undefined || path === undefined || !PATH.test(path)) continue;
    const bits = Number.parseInt(mode, 16);
    files.set(path, {
      there: true,
      executable: (bits & 0o111) !== 0,
      owner: sanitize(owner, 64),
      othersMayWrite: (bits & 0o022) !== 0 || owner !== 'root',
    });
  }
  return { files, hasScriptUser };
}
