// The built program in a real terminal: whatever ends it, the terminal is as it was before.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../lab/run.js';
import { Terminal } from '../lab/terminal.js';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const ENV = { PATH: process.env.PATH ?? '', HOME: '/nowhere', LANG: 'C.UTF-8', TERM: 'xterm-256color' };
/** Faults that the program does not have: a signal sets them free while the screen is up. */
const FAULTS = `data:text/javascript,${encodeURIComponent(
  'process.on("SIGUSR2",()=>{throw new Error("planted")});' +
    'process.on("SIGWINCH",()=>process.env.REJECT&&Promise.reject(new Error("planted")));',
)}`;
const DEMO = `${process.execPath} --import '${FAULTS}' ${MAIN} demo`;

let terminal: Terminal;
afterEach(() => terminal.close());

const isUp = (screen: string[]): boolean => screen.some((row) => row.includes('MASTER'));
/** The screen is up in a shell that tells the terminal's settings before and after, and the exit code. */
async function demoInShell(env: Record<string, string> = {}): Promise<number> {
  const script = `stty -g; ${DEMO}; echo "code $?"; stty -g; exec sleep 20`;
  terminal = Terminal.open(['sh', ['-c', script]], { columns: 100, rows: 30, env: { ...ENV, ...env } });
  await terminal.waitFor('the screen', isUp, 20_000);
  return Number(readFileSync(`/proc/${terminal.pid}/task/${terminal.pid}/children`, 'utf8').trim());
}

/** On and off of each mode of a terminal that a program may change (xterm's ctlseqs): the last word has to be this one. */
const MODES: [name: string, pattern: RegExp, atRest: string | null][] = [
  ['alternate screen', /\u001b\[\?(?:1049|1047|47)([hl])/g, 'l'],
  ['cursor', /\u001b\[\?25([hl])/g, 'h'],
  ['cursor keys', /\u001b\[\?1([hl])/g, 'l'],
  ['keypad', /\u001b([=>])/g, '>'],
  ['mouse', /\u001b\[\?(?:9|100[0-6]|1015)([hl])/g, null],
  ['bracketed paste', /\u001b\[\?2004([hl])/g, null],
  ['focus', /\u001b\[\?1004([hl])/g, null],
];

/** Waits for the shell's last words and looks at what was left behind. */
async function expectRestored(code: number): Promise<string[]> {
  await terminal.waitFor(
    'the end',
    (screen) => screen.filter((row) => /^[\da-f]+(:[\da-f]+)+$/.test(row)).length > 1,
    8000,
  );
  expect(terminal.buffer).toBe('normal');
  const screen = terminal.screen();
  const [before, after] = screen.filter((row) => /^[\da-f]+(:[\da-f]+)+$/.test(row));
  expect(after).toBe(before);
  expect(screen).toContain(`code ${code}`);
  for (const [name, pattern, atRest] of MODES) {
    const last = [...terminal.raw.matchAll(pattern)].at(-1)?.[1] ?? null;
    // A mode that was never switched on need not be switched off; those of the screen always are.
    expect(last === 'l' && atRest === null ? null : last, name).toBe(atRest);
  }
  const row = screen.indexOf(`code ${code}`);
  expect(terminal.cell(row, 0)).toEqual({ text: 'c', foreground: -1, background: -1, bold: false, inverse: false });
  // No scroll region is left, or the shell would scroll within it.
  const region = [...terminal.raw.matchAll(/\u001b\[(\d*)(?:;(\d+))?r/g)].at(-1);
  expect(region === undefined || region[2] === undefined || region[2] === '30').toBe(true);
  return screen;
}

describe('the terminal is as it was', () => {
  it.each([
    ['q', 'q', 0],
    ['Ctrl-C', '\u0003', 0],
    ['q with the mouse on', 'mq', 0],
  ])('after %s', async (_, key, code) => {
    await demoInShell();
    terminal.press(key);
    await expectRestored(code);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('after %s', async (signal, code) => {
    process.kill(await demoInShell(), signal);
    await expectRestored(code);
  });

  it('after a fault, which is told then', async () => {
    process.kill(await demoInShell(), 'SIGUSR2');
    const screen = await expectRestored(70);
    expect(screen.join('\n')).toMatch(/vrrptop failed: Error: planted\n +at /);
    expect(terminal.raw.indexOf('planted')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?1049l'));
  });

  it('after a promise that nobody waited for failed', async () => {
    process.kill(await demoInShell({ REJECT: '1' }), 'SIGWINCH');
    expect((await expectRestored(70)).join('\n')).toContain('vrrptop failed: Error: planted');
  });
});

it('ends when its terminal is gone', async () => {
  const pid = await demoInShell();
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  terminal.lose();
  await until('the program has ended', () => !existsSync(`/proc/${pid}`), 5000);
});

describe('job control', () => {
  it('Ctrl-Z gives the terminal to the shell, fg comes back', async () => {
    // A shell without line editing: the terminal's settings are those that we left.
    terminal = Terminal.open(['sh', ['-i']], { columns: 100, rows: 30, env: { ...ENV, PS1: '$ ' } });
    terminal.press(`stty -g; ${DEMO}\r`);
    await terminal.waitFor('the screen', isUp, 20_000);
    for (let round = 1; round <= 2; round++) {
      terminal.press('\u001a');
      await terminal.waitFor('the shell', () => terminal.buffer === 'normal', 5000);
      expect(terminal.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?25l'));
      terminal.press('stty -g\r');
      const settings = await until(
        'settings',
        () => {
          const told = [...terminal.raw.matchAll(/[\da-f]+(?::[\da-f]+){20,}(?=\r)/g)].map(([text]) => text);
          return told.length === round + 1 && told;
        },
        5000,
      );
      expect(new Set(settings).size).toBe(1);
      const before = terminal.bytes;
      terminal.press('fg\r');
      await terminal.waitFor('the screen again', (screen) => terminal.buffer === 'alternate' && isUp(screen), 5000);
      expect(terminal.bytes - before).toBeGreaterThan(1000);
    }
    terminal.press('?');
    await terminal.waitFor('keys work', (screen) => screen.some((row) => row.includes('this page')), 5000);
    terminal.press('q');
    await terminal.waitFor('the shell', () => terminal.buffer === 'normal', 5000);
    terminal.press('echo code $?\r');
    await terminal.waitFor('the end', (screen) => screen.includes('code 0'), 5000);
  });

  it('without a shell that could continue it, Ctrl-Z stops nothing', async () => {
    terminal = Terminal.open(['sh', ['-c', `exec ${DEMO}`]], { columns: 100, rows: 30, env: ENV });
    await terminal.waitFor('the screen', isUp, 20_000);
    terminal.press('\u001a');
    await until('left', () => terminal.raw.includes('\u001b[?1049l'), 5000);
    await terminal.waitFor('the screen again', (screen) => terminal.buffer === 'alternate' && isUp(screen), 5000);
    terminal.press('q');
    expect(await terminal.ended(5000)).toBe(0);
  });
});
