import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../tools/describe-with.js';
import { Lab } from './lab.js';
import { LAB_PROGRAMS } from './needed.js';
import { operate } from './operations.js';
import { attempt, run, sleep, until } from './run.js';
import { Terminal, Tmux } from './terminal.js';
import { Truth } from './truth.js';

const VIP_W = '172.30.23.200';
const VIP_R = '172.30.23.210';

/** Times in ms of the adverts of one virtual router on the wire, as tcpdump on the jump host saw them. */
class Wire {
  readonly adverts: { at: number; from: string; vrid: number; priority: number }[] = [];
  readonly #stop: () => void;

  private constructor([file, args]: [string, string[]]) {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#stop = () => child.kill();
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const m = /^([\d.]+) IP ([\d.]+) > .* vrid (\d+), prio (\d+)/.exec(line);
        if (m) this.adverts.push({ at: Number(m[1]) * 1000, from: m[2]!, vrid: Number(m[3]), priority: Number(m[4]) });
      }
    });
  }

  static async start(lab: Lab): Promise<Wire> {
    return new Wire(
      await lab.jump.inside('tcpdump', '-i', 'eth0', '-tt', '-n', '-l', '--immediate-mode', 'proto', '112'),
    );
  }

  /** Ms between the last advert of the old master (priority 0 counts) and the first of the new one. */
  gap(vrid: number, from: string, to: string): number {
    const first = this.adverts.findLastIndex((a) => a.vrid === vrid && a.from === from);
    const heir = this.adverts.slice(first + 1).find((a) => a.vrid === vrid && a.from === to);
    if (first < 0 || heir === undefined) throw new Error(`no takeover from ${from} to ${to}`);
    return heir.at - this.adverts[first]!.at;
  }

  stop(): void {
    this.#stop();
  }
}

async function namespaces(): Promise<string[]> {
  return (await run('ip', 'netns', 'list')).split('\n').map((line) => line.split(' ')[0]!);
}

async function expectNothingLeft(lab: { namespaces: string[]; folder: string }): Promise<void> {
  const there = await namespaces();
  expect(there.filter((n) => lab.namespaces.includes(n))).toEqual([]);
  expect(existsSync(lab.folder)).toBe(false);
  const processes = (await run('ps', '-eo', 'args')).split('\n').filter((line) => line.includes(lab.folder));
  expect(processes).toEqual([]);
  expect((await run('cat', '/proc/mounts')).includes(lab.folder)).toBe(false);
}

describeWith(LAB_PROGRAMS, 'a lab of real nodes', () => {
  describe('version 2, one second', () => {
    let lab: Lab;
    let truth: Truth;
    let wire: Wire;
    beforeAll(async () => {
      lab = await Lab.up();
      truth = Truth.start(lab);
      wire = await Wire.start(lab);
      await sleep(300);
    });
    afterAll(async () => {
      wire?.stop();
      truth?.stop();
      await lab?.down();
    });
    const holds = (vip: string, ...nodes: string[]) =>
      until(`${vip} on ${nodes.join(' and ')}`, () => truth.holders(vip).join() === nodes.join(), 8000);

    test('a lone node is MASTER of both 3.6 s after its start', async () => {
      const start = Date.now();
      await operate(lab, 'start', 'db201');
      await holds(VIP_W, 'db201');
      const tookMs = truth.changes(VIP_W).at(-1)!.at - start;
      expect(tookMs).toBeGreaterThan(3500);
      expect(tookMs).toBeLessThan(3900);
      await holds(VIP_R, 'db201');
    });

    test('the second node takes what it is meant to have, and its log says so', async () => {
      await operate(lab, 'start', 'db202');
      await holds(VIP_R, 'db202');
      expect(truth.holders(VIP_W)).toEqual(['db201']);
      const log = await lab.node('db202').log();
      expect(log).toMatch(
        /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d db202 Keepalived_vrrp\[\d+\]: \(vi_r\) Entering MASTER STATE$/m,
      );
    });

    test('power loss: 3.65 s after the last advert the other node speaks', async () => {
      await operate(lab, 'crash', 'db202');
      await until('db202 holds nothing', () => truth.holders(VIP_R).length === 0, 1000);
      await holds(VIP_R, 'db201');
      await sleep(100);
      expect(wire.gap(44, '172.30.23.202', '172.30.23.201')).toBeGreaterThan(3600);
      expect(wire.gap(44, '172.30.23.202', '172.30.23.201')).toBeLessThan(3800);
      expect(wire.adverts.filter((a) => a.priority === 0)).toEqual([]);
      await operate(lab, 'power', 'db202');
      await holds(VIP_R, 'db202');
    });

    test('an orderly stop: priority 0, and 0.65 s without a master', async () => {
      await operate(lab, 'stop', 'db201');
      await holds(VIP_W, 'db202');
      await sleep(100);
      const gap = wire.gap(51, '172.30.23.201', '172.30.23.202');
      expect(gap).toBeGreaterThan(600);
      expect(gap).toBeLessThan(800);
      expect(wire.adverts.some((a) => a.vrid === 51 && a.priority === 0 && a.from === '172.30.23.201')).toBe(true);
      const [lost, taken] = truth.changes(VIP_W).slice(-2);
      expect(lost).toMatchObject({ node: 'db201', held: false });
      expect(taken).toMatchObject({ node: 'db202', held: true });
      expect(taken!.at - lost!.at).toBeGreaterThan(500);
      expect(taken!.at - lost!.at).toBeLessThan(900);
      await operate(lab, 'start', 'db201');
      await holds(VIP_W, 'db201');
    });

    test('a firewall in the way, then none', async () => {
      await operate(lab, 'firewall', 'db202');
      await holds(VIP_W, 'db201', 'db202');
      await operate(lab, 'allow', 'db202');
      await holds(VIP_W, 'db201');
    });

    test('a network that drops one way', async () => {
      await operate(lab, 'partition', 'db201');
      await holds(VIP_R, 'db201', 'db202');
      await operate(lab, 'mend', 'db201');
      await holds(VIP_R, 'db202');
    });

    test('a dead daemon leaves its address behind, and a new one clears it', async () => {
      await operate(lab, 'kill9', 'db201');
      await holds(VIP_W, 'db201', 'db202');
      await operate(lab, 'start', 'db201');
      await until('db202 gives way', () => truth.holders(VIP_W).join() === 'db201', 8000);
    });

    test('a daemon that stands still loses its role and comes back', async () => {
      await operate(lab, 'hang', 'db201', '5');
      await holds(VIP_W, 'db201', 'db202');
      await holds(VIP_W, 'db201');
    });

    test('ifdown, ifup', async () => {
      await operate(lab, 'ifdown', 'db201');
      await holds(VIP_W, 'db202');
      await operate(lab, 'ifup', 'db201');
      await holds(VIP_W, 'db201');
    });

    test('ssh from the jump host by name, with a known host key and no question', async () => {
      expect(await lab.jump.exec('ssh -o BatchMode=yes -o StrictHostKeyChecking=yes db202 hostname')).toBe('db202\n');
      expect(await lab.jump.exec('ssh -o BatchMode=yes -o StrictHostKeyChecking=yes db201-v6 hostname')).toBe(
        'db201\n',
      );
    });

    test('an unknown node, an unknown command and a node without power are refused in words', async () => {
      await expect(operate(lab, 'crash', 'db999')).rejects.toThrow('no node db999: there are db201, db202');
      await expect(operate(lab, 'smash', 'db201')).rejects.toThrow('no command smash');
      await expect(operate(lab, 'hang', 'db201', '-1')).rejects.toThrow('seconds: -1');
      await expect(operate(lab, 'power', 'db201')).rejects.toThrow('db201 has power');
    });

    test('a real terminal on the jump host: screen, colours, size and keys', async () => {
      const program = 'printf "\\033[31;1mred\\033[0m "; stty size; read key; echo "got $key"; hostname';
      const terminal = Terminal.open(await lab.jump.inside('/bin/sh', '-c', program), {
        columns: 60,
        rows: 10,
        env: lab.jump.env,
      });
      await terminal.waitFor('the size', (screen) => screen[0] === 'red 10 60', 3000);
      expect(terminal.cell(0, 0)).toEqual({ text: 'r', foreground: 1, background: -1, bold: true, inverse: false });
      terminal.press('x\r');
      await terminal.waitFor('the answer', (screen) => screen[2] === 'got x' && screen[3] === 'jump', 3000);
      expect(await terminal.ended(3000)).toBe(0);
      await terminal.close();
    });

    test('the same in tmux', async () => {
      const tmux = await Tmux.open(lab.folder, await lab.jump.inside('/bin/sh', '-c', 'stty size; read key'), {
        env: lab.jump.env,
      });
      await until('the size', async () => (await tmux.screen())[0] === '24 80', 3000);
      await tmux.press('x', 'Enter');
      await until('its end', async () => !(await tmux.isRunning()), 3000);
      await tmux.close();
    });

    test('the watch looked about twenty times a second', () => {
      const [first, last] = [truth.changes()[0]!.at, truth.changes().at(-1)!.at];
      expect(truth.samples / 2 / ((last - first) / 1000)).toBeGreaterThan(15);
    });

    test('nothing is left after down', async () => {
      expect((await namespaces()).filter((n) => lab.namespaces.includes(n))).toHaveLength(4);
      await lab.down();
      await expectNothingLeft(lab);
    });
  });

  describe('version 3, 100 ms', () => {
    test('power loss costs 0.3 s', async () => {
      const lab = await Lab.up({ cluster: { all: { version: 3, advertIntervalMs: 100 } }, syslog: 'rfc3339' });
      const truth = Truth.start(lab);
      try {
        for (const node of lab.nodes) await node.start();
        await until('a master', () => truth.holders(VIP_W).join() === 'db201', 5000);
        const wire = await Wire.start(lab);
        await sleep(500);
        await operate(lab, 'crash', 'db201');
        await until('the heir', () => truth.holders(VIP_W).join() === 'db202', 5000);
        await sleep(200);
        wire.stop();
        expect(wire.gap(51, '172.30.23.201', '172.30.23.202')).toBeGreaterThan(300);
        expect(wire.gap(51, '172.30.23.201', '172.30.23.202')).toBeLessThan(450);
        expect(await lab.node('db202').log()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d db202 Keepalived/m);
      } finally {
        truth.stop();
        await lab.down();
      }
      await expectNothingLeft(lab);
    });
  });

  describe.concurrent.each([
    ['IPv6', { ipv6: true }, 'fd00:30:23::200'],
    ['unicast', { all: { unicast: true } }, VIP_W],
    ['AH', { all: { auth: 'ah' } }, VIP_W],
    ['a virtual MAC', { all: { vmac: true } }, VIP_W],
    ['a sync group', { syncGroup: true }, VIP_R],
    ['a health check that fails', { scriptWeight: 0 }, VIP_W],
    ['a health check that costs priority', { scriptWeight: -20 }, VIP_W],
  ] as const)('%s', (_name, cluster, vip) => {
    test('keepalived takes the configuration without a complaint; the master goes and comes', async ({ expect }) => {
      const lab = await Lab.up({ cluster });
      const truth = Truth.start(lab);
      const holds = (node: string) => until(`${vip} on ${node}`, () => truth.holders(vip).join() === node, 9000);
      try {
        for (const node of lab.nodes) await node.start();
        await holds('db201');
        const [failing, mending] = 'scriptWeight' in cluster ? ['script-fail', 'script-ok'] : ['crash', 'power'];
        await operate(lab, failing, 'db201');
        await holds('db202');
        await operate(lab, mending, 'db201');
        await holds('db201');
        const complaints = /Unknown keyword|error|cannot|invalid|ignoring|disabl/i;
        expect((await lab.node('db202').log()).split('\n').filter((line) => complaints.test(line))).toEqual([]);
      } finally {
        truth.stop();
        await lab.down();
      }
      await expectNothingLeft(lab);
    });
  });

  test('a run that was killed is swept by the next', async () => {
    const script = `const { Lab } = await import(${JSON.stringify(join(import.meta.dirname, 'lab.ts'))});
      const lab = await Lab.up(); for (const n of lab.nodes) await n.start();
      console.log(lab.id); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let id = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      id += text;
    });
    await until('the lab is up', () => id.endsWith('\n'), 20_000);
    const lab = Lab.open(id.trim())!;
    expect((await namespaces()).filter((n) => lab.namespaces.includes(n))).toHaveLength(4);
    expect(await Lab.sweep()).not.toContain(lab.id);
    child.kill('SIGKILL');
    await until('the maker is gone', async () => (await attempt('kill', ['-0', String(child.pid)])).code !== 0, 3000);
    expect(await Lab.sweep()).toContain(lab.id);
    await expectNothingLeft(lab);
    expect(readdirSync(tmpdir()).filter((e) => e.includes(lab.id))).toEqual([]);
  });
});
