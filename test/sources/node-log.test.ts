import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNode, type NodeOptions, type NodeSource } from '../../src/sources/index.js';
import { needs } from '../tools/needs.js';
import { Collector } from './rig/collector.js';
import { Machine, type MachineOptions } from './rig/machine.js';
import { Operator, readProc, signal, until } from './rig/sshd.js';

const CAN = needs('root', 'sshd', 'ssh', 'ssh-keygen', 'unshare', 'sudo', 'python3').ok;
const WRITER = new URL('rig/writer.mjs', import.meta.url).pathname;
const SOURCE = 'log:db201';
const HEAD = 'Nov 22 13:21:42 db201 Keepalived_vrrp[77]:';
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!CAN)("a node's log over SSH (root, sshd, sudo)", () => {
  let operator: Operator;
  let machine: Machine;
  let collector: Collector;
  let node: NodeSource | null = null;
  let count = 0;
  let machines: Machine[] = [];

  beforeAll(() => {
    operator = new Operator();
  });
  afterAll(() => {
    operator.remove();
  });
  beforeEach(() => {
    collector = new Collector();
    machines = [];
  });
  afterEach(async () => {
    await node?.stop();
    node = null;
    for (const m of machines) await m.sshd.remove();
  });

  async function boot(options: MachineOptions = {}): Promise<string> {
    machine = await Machine.start(operator, `machine${++count}`, options);
    machines.push(machine);
    return join(machine.log, 'messages');
  }
  function follow(options: Partial<NodeOptions> = {}): void {
    node = createNode({ name: 'db201', host: '127.0.0.1', port: machine.sshd.port, ...options }, collector.sink, {
      now: Date.now,
      sshConfigFile: operator.configFile,
      backoff: { firstMs: 100, lastMs: 200 },
    });
    node.start();
  }
  const text = () => collector.log(SOURCE);
  const live = (name: RegExp) => collector.untilHealth(SOURCE, 'live', name);
  const numbers = () => [...text().matchAll(/: line (\d+)\b/g)].map((m) => Number(m[1]));
  const range = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

  it('finds the file with keepalived lines, and follows it', async () => {
    const file = await boot();
    writeFileSync(join(machine.log, 'messages'), 'Nov 22 13:00:00 db201 cron[1]: nothing of ours\n');
    writeFileSync(join(machine.log, 'syslog'), `${HEAD} line 1\n`);
    follow();
    await live(/\/var\/log\/syslog/);
    await until('the first line', () => text() === `${HEAD} line 1\n`);
    const before = performance.now();
    appendFileSync(join(machine.log, 'syslog'), `${HEAD} line 2\n`);
    await until('the second', () => numbers().length === 2);
    expect(performance.now() - before).toBeLessThan(200);
    expect(file).not.toBe('');
  });

  it('prefers the journal to a file that nobody writes to any more', async () => {
    await boot({ journalctl: journal() });
    writeFileSync(join(operator.folder, 'journal'), 'one\n');
    const old = join(machine.log, 'syslog');
    writeFileSync(old, `${HEAD} line 1\n`);
    execFileSync('touch', ['-d', '10 days ago', old]);
    follow();
    await live(/journal/);
  });

  it.each(['ssh2', 'system'] as const)(
    'loses and doubles no line while the server dies again and again (%s)',
    async (transport) => {
      const file = await boot();
      writeFileSync(file, '');
      const total = 3000;
      follow({ log: '/var/log/messages', transport });
      await live(/messages/);
      const writer = spawn(process.execPath, [WRITER, file, String(total), '5'], { stdio: 'ignore' });
      const ended = once(writer, 'exit');
      for (let i = 0; i < 3; i++) {
        await sleep(400);
        await machine.sshd.crash();
        await sleep(150);
        await machine.sshd.up();
        await until(
          'connected again',
          () => collector.health('ssh:db201').filter((h) => /^live connected/.test(h)).length === i + 2,
        );
      }
      await ended;
      await until('the end', () => text().endsWith('the end\n'));
      expect(numbers()).toEqual(range(total));
      expect(collector.health(SOURCE).filter((h) => /missing/.test(h))).toEqual([]);
      for (const piece of collector.logPieces(SOURCE)) expect(piece.endsWith('\n')).toBe(true);
    },
  );

  it.each([
    ['renamed', (file: string) => renameSync(file, `${file}.1`)],
    ['renamed with the date', (file: string) => renameSync(file, `${file}-20261122`)],
    [
      'copied and truncated',
      (file: string) => {
        copyFileSync(file, `${file}.1`);
        truncateSync(file);
      },
    ],
  ])('goes on where it was when the file was %s meanwhile', async (_how, rotate) => {
    const file = await boot();
    writeFileSync(
      file,
      range(50)
        .map((i) => `${HEAD} line ${i}\n`)
        .join(''),
    );
    follow();
    await until('the history', () => numbers().length === 50);
    await machine.sshd.crash();
    appendFileSync(file, `${HEAD} line 51\n`);
    rotate(file);
    appendFileSync(file, `${HEAD} line 52\n`);
    await machine.sshd.up();
    await until('both', () => numbers().length >= 52);
    appendFileSync(file, `${HEAD} line 53\n`);
    await until('the next', () => numbers().includes(53));
    expect(numbers()).toEqual(range(53));
    expect(collector.health(SOURCE).filter((h) => /missing/.test(h))).toEqual([]);
  });

  it('tells equal lines apart by what stood before them', async () => {
    const file = await boot();
    const same = `${HEAD} Sending gratuitous ARP on eth0 for 172.30.23.200\n`;
    writeFileSync(file, `${HEAD} line 1\n${same.repeat(5)}`);
    follow();
    await until('the history', () => text().split(same).length === 6);
    await machine.sshd.crash();
    appendFileSync(file, `${same.repeat(3)}${HEAD} line 2\n`);
    await machine.sshd.up();
    await until('the rest', () => numbers().length === 2);
    expect(text()).toBe(`${HEAD} line 1\n${same.repeat(8)}${HEAD} line 2\n`);
  });

  it('says so when lines may be missing', async () => {
    const file = await boot();
    writeFileSync(file, `${HEAD} line 1\n`);
    follow();
    await until('the first', () => numbers().length === 1);
    await machine.sshd.crash();
    appendFileSync(
      file,
      range(7000)
        .map((i) => `${HEAD} line ${i + 1}\n`)
        .join(''),
    );
    await machine.sshd.up();
    await live(/may be missing/);
    await until('the last 5000', () => numbers().length === 5001);
    expect(numbers().slice(1)).toEqual(range(5000).map((i) => i + 2001));
  });

  it('follows the journal over a lost connection', async () => {
    await boot({ journalctl: journal() });
    const file = join(operator.folder, 'journal');
    writeFileSync(
      file,
      range(20)
        .map((i) => `: line ${i}\n`)
        .join(''),
    );
    follow();
    await until('the history', () => numbers().length === 20);
    await machine.sshd.crash();
    appendFileSync(file, ': line 21\n: line 22\n');
    await machine.sshd.up();
    await until('the rest', () => numbers().length >= 22);
    appendFileSync(file, ': line 23\n');
    await until('the next', () => numbers().includes(23));
    expect(numbers()).toEqual(range(23));
  });

  it('says who may not read what, and what to do', async () => {
    const file = await boot();
    writeFileSync(file, `${HEAD} line 1\n`);
    chmodSync(file, 0o600);
    follow({ user: 'vtsuser' });
    const reason = await collector.untilHealth(SOURCE, 'lost', /permission/);
    expect(reason).toBe(
      'lost no permission to read /var/log/messages: add vtsuser to group adm or allow sudo -n tail -n 1000 -F /var/log/messages',
    );
    await collector.untilHealth('ssh:db201', 'live', /./);
  });

  it('reads by sudo what only root may read, with the one command that sudoers allows', async () => {
    const file = await boot({
      sudoers: 'vtsuser ALL=(root) NOPASSWD: /usr/bin/tail -n 1000 -F /var/log/messages\n',
    });
    writeFileSync(file, `${HEAD} line 1\n`);
    chmodSync(file, 0o600);
    follow({ user: 'vtsuser' });
    await live(/messages \(sudo\)/);
    await until('the line', () => numbers().length === 1);
    await machine.sshd.crash();
    appendFileSync(file, `${HEAD} line 2\n`);
    await machine.sshd.up();
    await until('the next', () => numbers().length >= 2);
    expect(numbers()).toEqual([1, 2]);
  });

  it('names a file with odd characters safely', async () => {
    await boot();
    writeFileSync(join(machine.log, "it's; touch x $(id)"), `${HEAD} line 1\n`);
    follow({ log: "/var/log/it's; touch x $(id)" });
    await until('the line', () => numbers().length === 1);
  });

  it('says when sshd allows too few sessions', async () => {
    const file = await boot({ sshd: ['MaxSessions 1'] });
    writeFileSync(file, `${HEAD} line 1\n`);
    follow();
    await until('a part without a channel', () =>
      [...collector.health(SOURCE), ...collector.health('addr:db201')].some((h) => /MaxSessions|open/.test(h)),
    );
  });

  it('leaves no process on the node and no connection', async () => {
    const file = await boot();
    writeFileSync(file, `${HEAD} line 1\n`);
    follow({ capture: 'lo' });
    await until('the line', () => numbers().length === 1);
    await collector.untilHealth('wire:db201', 'live', /tcpdump/);
    const commands = () => machine.sshd.descendants().map((pid) => readProc(`${pid}/comm`));
    await until('all parts', () => ['tail', 'tcpdump', 'ip', 'sh'].every((c) => commands().includes(c)));
    const pids = machine.sshd.descendants();
    const began = performance.now();
    await node?.stop();
    expect(performance.now() - began).toBeLessThan(3000);
    await until('all gone', () => pids.every((pid) => readProc(`${pid}/comm`) === ''), 4000);
    for (const source of ['ssh:db201', SOURCE, 'addr:db201', 'wire:db201']) {
      expect(collector.health(source).at(-1)).toBe('off stopped');
    }
  });

  it('leaves no process on the node when this side dies without a word', async () => {
    const file = await boot();
    writeFileSync(file, `${HEAD} line 1\n`);
    follow({ capture: 'lo' });
    await until('the line', () => numbers().length === 1);
    await collector.untilHealth('wire:db201', 'live', /tcpdump/);
    const left = machine.sshd.descendants().filter((pid) => !readProc(`${pid}/comm`).startsWith('sshd'));
    expect(left.map((pid) => readProc(`${pid}/comm`))).toContain('tail');
    for (const pid of machine.sshd.sessions()) signal(pid, 'SIGKILL');
    await until('all gone', () => left.every((pid) => readProc(`${pid}/comm`) === ''), 4000);
  });

  function journal(): string {
    const program = readFileSync(new URL('rig/journalctl.py', import.meta.url), 'utf8');
    return program.replace('@JOURNAL@', join(operator.folder, 'journal'));
  }
});
