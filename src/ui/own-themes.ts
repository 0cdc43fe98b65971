import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { nearest } from '../config/nearest.js';
import { cut } from '../views/cells.js';
import type { Theme } from './theme.js';
import { readThemeNow, readThemes, type ThemeFile, themeNamesNow } from './theme-file.js';
import { builtIn, THEME_NAMES, THEMES } from './themes.js';

/** The folder is looked at this often, in case that no watch is to be had, or there is no folder yet. */
const LOOK_MS = 2000;
/** What an editor does to save a file takes so long. */
const REST_MS = 60;

/** What became of the files: names that were read anew, and what is wrong with others; a fault is told once. */
export interface ThemeNews {
  read: readonly string[];
  faults: readonly string[];
}

/**
 * All themes to choose from: those that come with the program, and the operator's own, one JSON file each in a folder.
 * A file of the same name takes the place of ours. A file that broke leaves the theme as it was before.
 */
export class Themes {
  readonly #folder: string | null;
  #files = new Map<string, ThemeFile>();
  /** The last good version of each file. */
  readonly #own = new Map<string, Theme>();
  #isLooking = false;
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param folder of the operator's own themes; null: none are looked for. Nothing is read yet. */
  constructor(folder: string | null) {
    this.#folder = folder === null ? null : join(folder, 'themes');
  }

  get names(): string[] {
    return [...THEME_NAMES, ...[...this.#own.keys()].filter((name) => builtIn(name) === undefined)];
  }

  find(name: string): Theme | undefined {
    return this.#own.get(name) ?? builtIn(name);
  }

  /** The theme of that name; else the one to start with, on a terminal with or without colours. */
  pick(name: string, isMono: boolean): Theme {
    return this.find(name) ?? (isMono ? this.find('mono') : this.find(THEMES[0]!.name)) ?? THEMES[0]!;
  }

  /**
   * Reads the theme to start with, and no other.
   * @param name `auto` leaves it to the terminal.
   * @returns what is wrong with that name or its file; null: nothing.
   */
  choose(name: string): string | null {
    if (name === 'auto') return null;
    const file = this.#folder === null ? null : readThemeNow(this.#folder, name);
    if (file !== null && 'fault' in file) return join(this.#folder ?? '', file.fault);
    if (file !== null) {
      this.#own.set(name, file.theme);
      this.#files.set(name, file);
    }
    if (this.find(name) !== undefined) return null;
    const known = new Set(['auto', ...THEME_NAMES, ...(this.#folder === null ? [] : themeNamesNow(this.#folder))]);
    const meant = nearest(name, [...known]);
    const help = meant === null ? '' : `did you mean ${meant}? `;
    const own = this.#folder === null ? '' : `; own ones are files in ${this.#folder}`;
    return `there is no theme ${cut(name, 40, '…')}; ${help}there are ${[...known].join(', ')}${own}`;
  }

  /** Reads all of the operator's own now, and what changes from now on; `told` is called when there is news. */
  watch(told: (news: ThemeNews) => void): void {
    const folder = this.#folder;
    if (folder === null) return;
    let rest: NodeJS.Timeout | undefined;
    const look = (): void => void this.#look(folder, told);
    const wake = (): void => {
      clearTimeout(rest);
      rest = setTimeout(look, REST_MS);
    };
    const check = (): void => {
      look();
      if (this.#watcher === null && existsSync(folder)) void this.#wakeBy(folder, wake);
    };
    check();
    this.#timer = setInterval(check, LOOK_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    void this.#watcher?.close();
  }

  async #wakeBy(folder: string, wake: () => void): Promise<void> {
    try {
      const { watch } = await import('chokidar');
      if (this.#stopped || this.#watcher !== null) return;
      this.#watcher = watch(folder, { depth: 0, ignoreInitial: true });
      // Its own throttle swallows the last change of a burst; the raw event does not. No watch to be had: the look goes on.
      this.#watcher
        .on('all', wake)
        .on('raw', wake)
        .on('error', () => {});
    } catch {
      // As above.
    }
  }

  async #look(folder: string, told: (news: ThemeNews) => void): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const before = this.#files;
    const files = await readThemes(folder, before);
    this.#isLooking = false;
    if (this.#stopped) return;
    this.#files = files;
    const news = [...files].filter(([name, file]) => file.stamp !== before.get(name)?.stamp);
    for (const [name, file] of news) if ('theme' in file) this.#own.set(name, file.theme);
    const gone = [...this.#own.keys()].filter((name) => !files.has(name));
    for (const name of gone) this.#own.delete(name);
    if (news.length + gone.length === 0) return;
    told({
      read: news.flatMap(([name, file]) => ('theme' in file ? name : [])),
      faults: news.flatMap(([, file]) => ('fault' in file ? file.fault : [])),
    });
  }
}
