import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { captureReason, droppedPackets, filterFor } from '../../src/sources/capture/tcpdump.js';
import { createLocalCapture } from '../../src/sources/index.js';
import { needs } from '../tools/needs.js';
import { Collector } from './rig/collector.js';
import { until } from './rig/sshd.js';

const CAN = needs('root', 'tcpdump', 'ip', 'python3').ok;
const CHILD = new URL('rig/capture-child.ts', import.meta.url).pathname;
const FRAMES = new URL('rig/frames.py', import.meta.url).pathname;
const SPACE = `vts-${process.pid}`;
const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();

describe.skipIf(!CAN)('capture here (root, tcpdump, namespaces)', () => {
  let folder = '';
  let child: ChildProcess | null = null;
  let said: { at: number; health?: string; bytes?: number; source?: string }[] = [];

  beforeAll(() => {
    ip('netns', 'add', SPACE);
    ip('-n', SPACE, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth1');
    ip('-n', SPACE, 'addr', 'add', '10.9.0.10/24', 'dev', 'eth0');
    ip('-n', SPACE, 'link', 'set', 'lo', 'up');
    ip('-n', SPACE, 'link', 'set', 'eth0', 'up');
    ip('-n', SPACE, 'link', 'set', 'eth1', 'up');
  });
  afterAll(() => {
    ip('netns', 'del', SPACE);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vts-'));
    said = [];
  });
  afterEach(async () => {
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      child.stdin?.end();
      await once(child, 'exit');
    }
    await until('no tcpdump is left', () => tcpdumps().length === 0, 5000);
    rmSync(folder, { recursive: true, force: true });
  });

  const file = () => join(folder, 'pcap');
  const health = () => said.flatMap((s) => (s.health === undefined ? [] : [s.health]));
  const tcpdumps = () =>
    ip('netns', 'pids', SPACE)
      .split('\n')
      .filter((pid) => pid !== '' && comm(pid) === 'tcpdump');
  /** tcpdump's own reading of what was captured, one line a packet. */
  const packets = (path = file()) =>
    spawnSync('tcpdump', ['-r', path, '-n', '-e', '-t'], { maxBuffer: 1 << 28 })
      .stdout.toString()
      .split('\n')
      .filter((line) => line !== '');

  async function capture(iface: string, wrapper: string[] = []): Promise<void> {
    const command = [process.execPath, '--import', 'tsx', CHILD, iface, file()];
    child = spawn('ip', ['netns', 'exec', SPACE, ...wrapper, ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
    let rest = '';
    child.stdout?.on('data', (piece: Buffer) => {
      const lines = (rest + piece.toString()).split('\n');
      rest = lines.pop() ?? '';
      said.push(...lines.map((line) => JSON.parse(line) as (typeof said)[number]));
    });
    await until('the header', () => said.some((s) => s.bytes !== undefined), 20_000);
  }
  const send = (name: string, count = 1) =>
    execFileSync('ip', ['netns', 'exec', SPACE, 'python3', FRAMES, 'eth1', name, String(count)]);

  it('sees VRRP, AH, announcements, in VLANs too, and nothing else', async () => {
    await capture('eth0');
    const wanted = ['vrrp4', 'vrrp6', 'ah', 'garp', 'na', 'vlan', 'vlan-garp', 'qinq', 'qinq6'];
    for (const name of ['arp', 'udp', 'icmp6', ...wanted]) send(name);
    await until('all frames', () => packets().length >= wanted.length);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const mine = packets().filter((line) => line.startsWith('02:00:00:00:00:01'));
    const kinds = mine.map(
      (line) => `${(line.match(/vlan/g) ?? []).length} ${/AH\(|VRRP|who-has|advertisement/.exec(line)?.[0]}`,
    );
    expect(kinds).toEqual([
      '0 VRRP',
      '0 VRRP',
      '0 AH(',
      '0 who-has',
      '0 advertisement',
      '1 VRRP',
      '1 who-has',
      '2 VRRP',
      '2 VRRP',
    ]);
    expect(ip('-n', SPACE, 'maddr', 'show', 'dev', 'eth0')).toContain('224.0.0.18');
    expect(ip('-n', SPACE, 'maddr', 'show', 'dev', 'eth0')).toContain('ff02::12');
  });

  it.skipIf(!needs('sudo', 'setpriv').ok)('captures by sudo for who may not, and ends (sudo, setpriv)', async () => {
    chmodSync(folder, 0o777);
    for (const [name, line] of [
      ['passwd', 'vtsuser:x:47110:47110::/tmp:/bin/sh'],
      ['shadow', 'vtsuser:*:19000:0:99999:7:::'],
    ] as const) {
      writeFileSync(join(folder, name), `${readFileSync(`/etc/${name}`, 'utf8')}${line}\n`);
    }
    mkdirSync(join(folder, 'sudoers.d'));
    writeFileSync(join(folder, 'sudoers.d/vts'), 'vtsuser ALL=(root) NOPASSWD: /usr/bin/tcpdump\n', { mode: 0o440 });
    const user = 'setpriv --reuid=47110 --regid=47110 --clear-groups';
    const mounts = ['passwd', 'shadow', 'sudoers.d'].map((name) => `mount --bind ${folder}/${name} /etc/${name}`);
    await capture('eth0', ['unshare', '--mount', 'sh', '-c', `${mounts.join(' && ')} && exec ${user} "$@"`, 'sh']);
    send('vrrp4');
    await until('the frame', () => packets().length === 1);
    const began = Date.now();
    child?.stdin?.end();
    await until('the end', () => child !== null && child.exitCode !== null, 6000);
    expect(Date.now() - began).toBeLessThan(5500);
    send('vrrp4');
    await until('tcpdump noticed', () => tcpdumps().length === 0, 5000);
  });

  it('works on any', async () => {
    await capture('any');
    send('vrrp4');
    // Once as it leaves eth1, once as it reaches eth0.
    await until('two views of the frame', () => packets().filter((line) => line.includes('VRRP')).length === 2);
  });

  it('tells a frame within 50 ms', async () => {
    await capture('eth0');
    const seen = said.length;
    const sender = spawn('ip', ['netns', 'exec', SPACE, 'python3', FRAMES, 'eth1', 'vrrp4']);
    await once(sender, 'exit');
    await until('the frame', () => said.length > seen);
    const pcap = readFileSync(file());
    const stamp = pcap.readUInt32LE(24) * 1000 + pcap.readUInt32LE(28) / 1000;
    expect((said.at(-1)?.at ?? 0) - stamp).toBeLessThan(50);
  });

  it('loses nothing of a burst, and wakes up much less often than once a packet', async () => {
    await capture('eth0');
    const count = 30_000;
    send('vrrp4', count);
    await until('all', () => said.reduce((n, s) => n + (s.bytes ?? 0), 0) >= 24 + count * (16 + 54), 15_000);
    expect(packets().length).toBe(count);
    expect(said.length).toBeLessThan(count / 20);
  });

  it('says when the link goes down, and begins a new stream when it is back', async () => {
    await capture('eth0');
    send('vrrp4');
    await until('the first frame', () => packets().length === 1);
    const began = Date.now();
    ip('-n', SPACE, 'link', 'set', 'eth1', 'down');
    await until('lost', () => health().at(-1) === 'lost link down on eth0', 5000);
    expect(Date.now() - began).toBeLessThan(2500);
    ip('-n', SPACE, 'link', 'set', 'eth1', 'up');
    await until('live again', () => health().at(-1) === 'live tcpdump on eth0', 5000);
    send('vrrp6');
    await until('the second stream', () => packets(`${file()}.2`).length === 1);
  });

  it('starts again after its tcpdump died', async () => {
    await capture('eth0');
    for (const pid of tcpdumps()) process.kill(Number(pid), 'SIGKILL');
    await until('a new one', () => health().filter((h) => h.startsWith('live')).length === 2, 5000);
    expect(health().some((h) => h.startsWith('lost'))).toBe(true);
  });

  it('waits for an interface that is not there', async () => {
    const collector = new Collector();
    const source = createLocalCapture({ interface: 'vts-nowhere' }, collector.sink);
    source.start();
    await collector.untilHealth('wire:vts-nowhere', 'lost', /no interface vts-nowhere/);
    await source.stop();
  });

  it('does not leave tcpdump behind when this program is killed', async () => {
    await capture('eth0');
    expect(tcpdumps().length).toBe(1);
    const pids = ip('netns', 'pids', SPACE)
      .split('\n')
      .filter((pid) => pid !== '' && runsNode(pid));
    expect(pids).not.toEqual([]);
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
    // No packet is sent meanwhile: nothing but its guard can tell tcpdump.
    await until('tcpdump has gone', () => tcpdumps().length === 0, 4000);
  });
});

describe('what tcpdump says', () => {
  it.each([
    ['tcpdump: eth9: No such device exists\n(No such device exists)\n', /No such device/],
    [
      "tcpdump: eth0: You don't have permission to capture on that device\n(socket: Operation not permitted)\n",
      /no permission to capture: run as root, or `setcap/,
    ],
    ['sudo: a password is required\n', /no permission to capture/],
    ['tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 256 bytes\n', /tcpdump ended/],
    ['sh: 3: tcpdump is not installed\n', /not installed/],
  ])('%j', (complaint, reason) => {
    expect(captureReason(complaint, '')).toMatch(reason);
  });

  it('reads the counts it prints on SIGUSR1', () => {
    const counts = 'tcpdump: 2 packets captured, 2 packets received by filter, 0 packets dropped by kernel\n';
    expect(droppedPackets('')).toBe(null);
    expect(droppedPackets(counts)).toBe(0);
    expect(
      droppedPackets(
        `${counts}tcpdump: 9 packets captured, 20 packets received by filter, 11 packets dropped by kernel\n`,
      ),
    ).toBe(11);
  });

  it('knows that cooked captures have no VLANs', () => {
    expect(filterFor('any')).not.toContain('vlan');
    expect(filterFor('eth0')).toContain('vlan');
  });
});

/** By its program: from Node 24 on the name of the process is that of its main thread. */
function runsNode(pid: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === realpathSync(process.execPath);
  } catch {
    return false;
  }
}

function comm(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
