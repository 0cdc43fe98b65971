// The built program in a real terminal: what is written is what changed.
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { sleep, until } from '../lab/run.js';
import { Terminal } from '../lab/terminal.js';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const env = { PATH: process.env.PATH ?? '', HOME: '/nowhere', LANG: 'C.UTF-8', TERM: 'xterm-256color' };
let terminal: Terminal;
afterEach(() => terminal.close());

const isUp = (screen: string[]): boolean => screen.some((row) => row.includes('■ MASTER'));
async function demo(columns: number, rows: number): Promise<void> {
  terminal = Terminal.open([process.execPath, [MAIN, 'demo']], { columns, rows, env });
  await terminal.waitFor('the screen', isUp, 20_000);
}

it('redraws once after twenty resizes within 100 ms', async () => {
  await demo(100, 30);
  terminal.press('p');
  await terminal.waitFor('a screen that stands still', (screen) => screen[0]?.includes('FROZEN') ?? false, 5000);
  await sleep(200);
  const before = terminal.raw.length;
  for (let i = 1; i <= 20; i++) {
    terminal.resize(100 + i, 30 + (i % 5));
    await sleep(4);
  }
  await until('drawn', () => terminal.raw.slice(before).includes('\u001b[2J') && isUp(terminal.screen()), 5000);
  await sleep(300);
  const written = terminal.raw.slice(before);
  // What clears the screen comes before a redraw; each row is placed once by it.
  expect(written.split('\u001b[2J').length - 1).toBe(1);
  expect(written.split('Virtual IPs').length - 1).toBe(1);
  expect(terminal.screen()[0]?.length).toBeGreaterThan(110);
});

it('writes a few hundred bytes a second at 200x60 while two instances are idle', async () => {
  await demo(200, 60);
  await sleep(2000);
  const before = terminal.bytes;
  await sleep(4000);
  // Ages and countdowns only; a redraw would be 10,000.
  expect((terminal.bytes - before) / 4).toBeLessThan(1000);
});
