import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalLog, type Source } from '../../src/sources/index.js';
import { Collector } from './rig/collector.js';
import { signal, until } from './rig/sshd.js';

const WRITER = new URL('rig/writer.mjs', import.meta.url).pathname;
const SOURCE = 'log:db201';
let folder = '';
let file = '';
let collector = new Collector();
let source: Source | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vts-'));
  file = join(folder, 'messages');
  collector = new Collector();
});
afterEach(async () => {
  await source?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function follow(): void {
  source = createLocalLog({ path: file, node: 'db201' }, collector.sink);
  source.start();
}
const text = () => collector.log(SOURCE);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** What logrotate does with `create`, and with a daemon that is told some time later. */
async function rotateByRename(daemon: number, afterMs: number): Promise<void> {
  for (let i = 8; i >= 1; i--) {
    try {
      renameSync(`${file}.${i}`, `${file}.${i + 1}`);
    } catch {
      // Not there yet.
    }
  }
  renameSync(file, `${file}.1`);
  writeFileSync(file, '');
  await sleep(afterMs);
  signal(daemon, 'SIGHUP');
}

describe('following a log file here', () => {
  it('starts with the last 64 KiB at a line start, and goes on', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `line ${i} ${'y'.repeat(50)}`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    follow();
    await until('the history', () => text().endsWith(`${lines[2999]}\n`));
    const got = text().split('\n').slice(0, -1);
    expect(lines.slice(-got.length)).toEqual(got);
    expect(text().length).toBeGreaterThan(65_536 - 70);
    expect(text().length).toBeLessThanOrEqual(65_536);
    const before = performance.now();
    appendFileSync(file, 'one more\n');
    await until('the new line', () => text().endsWith('one more\n'));
    expect(performance.now() - before).toBeLessThan(900);
    expect(collector.health(SOURCE)).toEqual([`live ${file}`]);
  });

  it('waits for a file that is not there yet, and reads it from its start', async () => {
    follow();
    await collector.untilHealth(SOURCE, 'lost', /not there/);
    writeFileSync(file, 'first\nsecond\n');
    await until('both lines', () => text() === 'first\nsecond\n');
    expect(collector.health(SOURCE).at(-1)).toBe(`live ${file}`);
  });

  it('passes on whole lines only', async () => {
    writeFileSync(file, '');
    follow();
    appendFileSync(file, 'half a');
    await sleep(300);
    expect(text()).toBe('');
    appendFileSync(file, ' line\nand');
    await until('the line', () => text() === 'half a line\n');
  });

  it('says why it cannot read', async () => {
    mkdirSync(file);
    follow();
    await collector.untilHealth(SOURCE, 'lost', /is a directory|EISDIR/i);
  });

  it('does not take a rotation for a loss', async () => {
    writeFileSync(file, 'old\n');
    follow();
    await until('old', () => text() === 'old\n');
    renameSync(file, `${file}.1`);
    await sleep(50);
    writeFileSync(file, 'new\n');
    await until('new', () => text() === 'old\nnew\n');
    expect(collector.health(SOURCE)).toEqual([`live ${file}`]);
  });

  it('notices a file that was truncated and is already longer than before', async () => {
    writeFileSync(file, 'a line of the old content\n');
    follow();
    await until('old', () => text() !== '');
    const rewritten = Array.from({ length: 9 }, (_, i) => `line ${i} of the new content\n`).join('');
    writeFileSync(file, rewritten);
    await until('new', () => text() === `a line of the old content\n${rewritten}`);
  });

  it.each([
    ['rename, daemon told at once', (daemon: number) => rotateByRename(daemon, 0)],
    ['rename, daemon told later', (daemon: number) => rotateByRename(daemon, 150)],
  ])('loses and doubles nothing over %s', async (_name, rotate) => {
    const count = 8000;
    follow();
    const writer = spawn(process.execPath, [WRITER, file, String(count), '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(writer, 'exit');
    await until('the first lines', () => text() !== '');
    for (let i = 0; i < 5; i++) {
      await sleep(120);
      if (writer.exitCode === null) await rotate(writer.pid as number);
    }
    await ended;
    await until('the end', () => text().endsWith('the end\n'));
    // A line of the old file may be read after one of the new: a daemon writes to both around the rotation.
    const numbers = [...text().matchAll(/^Nov 22 13:21:42 db201 Keepalived_vrrp\[77\]: line (\d+) x*$/gm)].map((m) =>
      Number(m[1]),
    );
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    for (const piece of collector.logPieces(SOURCE)) expect(piece.endsWith('\n')).toBe(true);
  });

  it('goes on after copytruncate', async () => {
    writeFileSync(file, 'x'.repeat(1000).concat('\n'));
    follow();
    await until('old', () => text().length === 1001);
    for (let i = 0; i < 20; i++) {
      copyFileSync(file, `${file}.1`);
      truncateSync(file);
      for (let j = 0; j < 10; j++) appendFileSync(file, `round ${i} line ${j}\n`);
      await until(`round ${i}`, () => text().endsWith(`round ${i} line 9\n`));
    }
    const rounds = Array.from({ length: 200 }, (_, n) => `round ${Math.floor(n / 10)} line ${n % 10}\n`).join('');
    expect(text()).toBe(`${'x'.repeat(1000)}\n${rounds}`);
  });

  it('hands out a line without end in pieces', async () => {
    const long = `${'z'.repeat(300_000)}\nshort\n`;
    writeFileSync(file, '');
    follow();
    appendFileSync(file, long);
    await until('all', () => text().length === long.length);
    expect(text()).toBe(long);
  });

  it('leaves no file open after stop', async () => {
    writeFileSync(file, 'a\n');
    follow();
    await until('a', () => text() === 'a\n');
    await source?.stop();
    expect(collector.health(SOURCE).at(-1)).toBe('off stopped');
    const open = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });
    expect(open.filter((path) => path.startsWith(folder))).toEqual([]);
  });
});
