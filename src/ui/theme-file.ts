import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cut } from '../views/cells.js';
import { readJson } from './read-json.js';
import { parseTheme, type Theme } from './theme.js';
import { builtIn } from './themes.js';

/** Ten times the largest of ours. */
const MAX_BYTES = 16_384;
const MAX_FILES = 64;
const MAX_FAULT = 160;
const FILE = /^([\w-][\w.-]{0,39})\.json$/;
/** The schema may lie beside the themes. */
const NO_THEME = 'schema';

/** The theme in a file, or one line: file, line, reason. `stamp` changes when the file does. */
export type ThemeFile = { stamp: string } & ({ theme: Theme } | { fault: string });

/** The names that a folder has files for, at most `MAX_FILES`. */
function namesIn(files: readonly string[]): string[] {
  const names = files.flatMap((file) => FILE.exec(file)?.[1] ?? []);
  return names
    .filter((name) => name !== NO_THEME)
    .sort()
    .slice(0, MAX_FILES);
}

const fileOf = (name: string): string => `${name}.json`;
const stampOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;

/** Why a file is not even opened: a pipe would never end, and a huge file is no theme. */
function unfit(stats: Stats): string | null {
  if (!stats.isFile()) return 'no regular file';
  return stats.size > MAX_BYTES ? `${stats.size} bytes, at most ${MAX_BYTES} are read` : null;
}

/** Judges the text of a theme file. */
function parseThemeText(name: string, text: string): { theme: Theme } | { fault: string } {
  const read = readJson(text.replace(/^\ufeff/, ''));
  if ('error' in read) return faulty(name, read.error, read.line);
  const parsed = parseTheme(name, read.value, builtIn);
  if ('theme' in parsed) return parsed;
  const place = parsed.path.length === 0 ? '' : `${parsed.path.join('.')}: `;
  return faulty(name, `${place}${parsed.error}`, read.lineOf(parsed.path, parsed.atKey));
}

/** Reads the file of that name at once, for the first frame; null where there is none. */
export function readThemeNow(folder: string, name: string): ThemeFile | null {
  const path = join(folder, fileOf(name));
  const stats = FILE.test(fileOf(name)) ? statSync(path, { throwIfNoEntry: false }) : undefined;
  if (stats === undefined) return null;
  const why = unfit(stats);
  const stamp = stampOf(stats);
  return { stamp, ...(why === null ? parseThemeText(name, readFileSync(path, 'utf8')) : faulty(name, why)) };
}

/** Names of the themes in a folder, whether they can be read or not. */
export function themeNamesNow(folder: string): string[] {
  try {
    return namesIn(readdirSync(folder));
  } catch {
    return [];
  }
}

/** Reads what changed since `before`, which is by name; files that are gone are left out. An unreadable folder is an empty one. */
export async function readThemes(
  folder: string,
  before: ReadonlyMap<string, ThemeFile>,
): Promise<Map<string, ThemeFile>> {
  const read = new Map<string, ThemeFile>();
  for (const name of namesIn(await readdir(folder).catch(() => []))) {
    try {
      const path = join(folder, fileOf(name));
      const stats = await stat(path);
      const [why, stamp, old] = [unfit(stats), stampOf(stats), before.get(name)];
      if (old?.stamp === stamp) read.set(name, old);
      else
        read.set(name, {
          stamp,
          ...(why === null ? parseThemeText(name, await readFile(path, 'utf8')) : faulty(name, why)),
        });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Gone between two looks: that is for the next look.
      if (code !== 'ENOENT') read.set(name, { stamp: '', ...faulty(name, `cannot be read (${code ?? error})`) });
    }
  }
  return read;
}

/** What is wrong may quote the file: no control of it reaches the terminal, nor more than a line of it. */
function faulty(name: string, why: string, line?: number): { fault: string } {
  return { fault: `${fileOf(name)}:${line === undefined ? '' : `${line}:`} ${cut(why, MAX_FAULT, '…')}` };
}
