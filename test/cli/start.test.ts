// The built program in a real terminal, with whatever version of Node runs the tests.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shownHolders } from '../lab/scenario.js';
import { Terminal } from '../lab/terminal.js';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/main.js');

test('tells its version', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(execFileSync(process.execPath, [MAIN, '--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
});

test('the demo shows both virtual IPs served, and leaves the terminal as it was', async () => {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', LANG: 'C.UTF-8' };
  const terminal = Terminal.open([process.execPath, [MAIN, 'demo']], { columns: 120, rows: 40, env });
  const served = (screen: string[]): boolean =>
    ['172.30.23.200', '172.30.23.210'].every((vip) => shownHolders(screen, vip)?.length === 1);
  await terminal.waitFor('both served', served, 20_000);
  expect(terminal.buffer).toBe('alternate');
  terminal.press('q');
  expect(await terminal.ended(5000)).toBe(0);
  expect(terminal.buffer).toBe('normal');
  await terminal.close();
});
