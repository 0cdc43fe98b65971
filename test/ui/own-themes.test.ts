import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ThemeNews, Themes } from '../../src/ui/own-themes.js';
import { THEME_NAMES } from '../../src/ui/themes.js';

let folder: string;
let themes: Themes;
let news: ThemeNews[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vrrptop-themes-'));
  mkdirSync(join(folder, 'themes'));
  themes = new Themes(folder);
  news = [];
});
afterEach(() => {
  themes.stop();
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => join(folder, 'themes', name);
const write = (name: string, theme: unknown): void =>
  writeFileSync(file(name), typeof theme === 'string' ? theme : JSON.stringify(theme));
const watch = (): void => themes.watch((n) => news.push(n));
const faults = (): string[] => news.flatMap((n) => n.faults);
const until = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 5000, interval: 20 });
const green = (fg: number): unknown => ({ extends: 'dark', roles: { ok: { fg } } });

describe('the theme to start with', () => {
  it('is one of ours, one of the operator, or said not to be there', () => {
    write('mine.json', green(2));
    expect(themes.choose('auto')).toBeNull();
    expect(themes.choose('dracula')).toBeNull();
    expect(themes.choose('mine')).toBeNull();
    expect(themes.pick('mine', false).styles.ok.fg).toBe(2);
    expect(themes.choose('minne')).toBe(
      `there is no theme minne; did you mean mine? there are auto, ${THEME_NAMES.join(', ')}, mine; own ones are files in ${folder}/themes`,
    );
    expect(themes.choose('../../etc/passwd')).toContain('there is no theme');
    expect(themes.choose('x\u001b[2J')).not.toMatch(/[\u0000-\u001f]/);
  });

  it('is refused with file, line and reason where its file is broken', () => {
    write('mine.json', '{ "extends": "dark",\n "roles": {\n  "ok": { "fg": "pink\u009b" }\n} }');
    expect(themes.choose('mine')).toBe(
      `${file('mine.json')}:3: roles.ok.fg: a colour is a name of the sixteen, a number from 0 to 255 or "#rrggbb"`,
    );
    write('mine.json', '{\n "roles": {\n  "\u202e\u009b2J": {} } }');
    expect(themes.choose('mine')).toBe(`${file('mine.json')}:3: roles.2J: there is no role 2J`);
  });

  it('may take the place of ours', () => {
    write('dark.json', green(9));
    expect(themes.choose('dark')).toBeNull();
    expect(themes.find('dark')?.styles.ok.fg).toBe(9);
    expect(themes.find('dark')?.styles.master.fg).toBe(77);
    expect(themes.names).toEqual(THEME_NAMES);
  });
});

describe('the operator’s own themes', () => {
  it('are read once the screen is up, and those that are broken are told', async () => {
    write('mine.json', green(2));
    write('schema.json', '{}');
    write('broken.json', '{ "roles": ');
    write('notes.txt', 'nothing');
    watch();
    await until(() => expect(themes.names).toEqual([...THEME_NAMES, 'mine']));
    expect(news).toEqual([{ read: ['mine'], faults: ['broken.json:1: expected a value, got the end'] }]);
  });

  it('are read again when edited, in place or by an editor that renames', async () => {
    write('mine.json', green(2));
    watch();
    await until(() => expect(themes.find('mine')?.styles.ok.fg).toBe(2));
    for (const fg of [3, 4, 5, 6]) {
      write('mine.json', green(fg));
      await new Promise((done) => setTimeout(done, 3));
    }
    await until(() => expect(themes.find('mine')?.styles.ok.fg).toBe(6));
    write('mine.json~', green(7));
    renameSync(file('mine.json~'), file('mine.json'));
    await until(() => expect(themes.find('mine')?.styles.ok.fg).toBe(7));
    expect(faults()).toEqual([]);
  });

  it('stay as they were when they break, until they are mended; one that is gone is gone', async () => {
    write('mine.json', green(2));
    watch();
    await until(() => expect(themes.names).toContain('mine'));
    write('mine.json', '{ "extends": "dark",\n\n "roles": 3 }');
    await until(() => expect(faults()).toEqual(['mine.json:3: roles: roles is an object']));
    expect(themes.find('mine')?.styles.ok.fg).toBe(2);
    write('mine.json', green(3));
    await until(() => expect(themes.find('mine')?.styles.ok.fg).toBe(3));
    rmSync(file('mine.json'));
    await until(() => expect(themes.names).toEqual(THEME_NAMES));
  });

  it('are found in a folder that is made later', async () => {
    rmSync(join(folder, 'themes'), { recursive: true });
    watch();
    await new Promise((done) => setTimeout(done, 100));
    mkdirSync(join(folder, 'themes'));
    write('mine.json', green(2));
    await until(() => expect(themes.names).toContain('mine'));
  });

  it('are nothing but small regular files, and not many', async () => {
    execFileSync('mkfifo', [file('pipe.json')]);
    symlinkSync('/dev/zero', file('zero.json'));
    mkdirSync(file('folder.json'));
    symlinkSync(file('nowhere'), file('dangling.json'));
    write('huge.json', ' '.repeat(16_385));
    write('deep.json', '['.repeat(16_000));
    watch();
    await until(() =>
      expect(faults().sort()).toEqual([
        'deep.json:1: nested too deep',
        'folder.json: no regular file',
        'huge.json: 16385 bytes, at most 16384 are read',
        'pipe.json: no regular file',
        'zero.json: no regular file',
      ]),
    );
    for (let i = 0; i < 100; i++) write(`many${i}.json`, green(i));
    // The first 64 by name, of which four (dangling, deep, folder, huge) are no theme.
    await until(() => expect(themes.names.length).toBe(THEME_NAMES.length + 60));
  });
});
