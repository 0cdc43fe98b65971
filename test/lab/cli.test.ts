import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeWith } from '../tools/describe-with.js';
import { Lab } from './lab.js';
import { LAB_PROGRAMS } from './needed.js';
import { attempt, type Output, run } from './run.js';
import { shownHolders } from './scenario.js';
import { Terminal } from './terminal.js';

const ID = randomBytes(2).toString('hex');
const CLI = ['--import', 'tsx', join(import.meta.dirname, 'cli.ts')];

/** `npm run lab -- WORDS` without npm, in a lab of its own. */
const lab = (...words: string[]): Promise<Output> =>
  attempt('env', [`VRRPTOP_LAB=${ID}`, process.execPath, ...CLI, ...words]);

async function expectGone(): Promise<void> {
  expect(Lab.open(ID)).toBeUndefined();
  expect(await run('ip', 'netns', 'list')).not.toContain(`vt${ID}-`);
}

describeWith(LAB_PROGRAMS, 'npm run lab', () => {
  afterAll(async () => {
    await lab('down');
  });

  test('up, status, an operator command, down', { timeout: 60_000 }, async () => {
    expect(await lab('up', '--three', '--v3', '--interval', '100')).toMatchObject({ code: 0, stderr: '' });
    expect(await lab('up')).toMatchObject({ code: 2, stderr: 'lab: the lab is up already\n' });
    expect(await lab('soak', '0')).toMatchObject({ code: 2, stderr: 'lab: soak: how many minutes, 1 to 1440?\n' });
    await expect
      .poll(async () => (await lab('status')).stdout, { timeout: 10_000 })
      .toBe(
        'db201  power on\ndb202  power on\ndb203  power on\nvi_w  172.30.23.200  db201\nvi_r  172.30.23.210  db202\n',
      );
    expect(await lab('crash', 'db202')).toMatchObject({ code: 0 });
    await expect
      .poll(async () => (await lab('status')).stdout, { timeout: 10_000 })
      .toBe(
        'db201  power on\ndb202  no power\ndb203  power on\nvi_w  172.30.23.200  db201\nvi_r  172.30.23.210  db201\n',
      );
    expect(await lab('crash', 'db202')).toMatchObject({ code: 2, stderr: 'lab: db202 has no power\n' });
    expect(await lab('down')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    await expectGone();
    expect(await lab('status')).toMatchObject({ code: 2, stderr: 'lab: the lab is not up: npm run lab\n' });
  });

  test('alone: vrrptop in this terminal, commands from another, nothing left after q', {
    timeout: 60_000,
  }, async () => {
    const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', LANG: 'C.UTF-8', VRRPTOP_LAB: ID };
    const terminal = Terminal.open([process.execPath, CLI.with(1, import.meta.resolve('tsx'))], { columns: 140, env });
    const shows = (vip: string, node: string): Promise<void> =>
      terminal.waitFor(`${vip} on ${node}`, (screen) => String(shownHolders(screen, vip)) === node, 15_000);
    await shows('172.30.23.200', 'db201');
    await shows('172.30.23.210', 'db202');
    expect(await lab('stop', 'db202')).toMatchObject({ code: 0, stderr: '' });
    await shows('172.30.23.210', 'db201');
    terminal.press('q');
    expect(await terminal.ended(10_000)).toBe(0);
    await terminal.close();
    await expectGone();
  });
});
