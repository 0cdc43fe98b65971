import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNode, type NodeOptions, type NodeSource } from '../../src/sources/index.js';
import { configStampScript, PROCESS } from '../../src/sources/node/probe-commands.js';
import { oneShot } from '../../src/sources/shell.js';
import { needs } from '../tools/needs.js';
import { Collector } from './rig/collector.js';
import { Machine } from './rig/machine.js';
import { Operator, readProc, signal, until } from './rig/sshd.js';

const CAN = needs('root', 'sshd', 'ssh', 'ssh-keygen', 'unshare', 'ip', 'keepalived', 'tcpdump', 'python3').ok;
const FRAMES = new URL('rig/frames.py', import.meta.url).pathname;
const CONF = `vrrp_instance vi_w {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority 100
  authentication {
    auth_type PASS
    auth_pass geheim42
  }
  virtual_ipaddress {
    172.30.23.200
  }
}
`;

describe.skipIf(!CAN)('probes of a node (root, sshd, keepalived)', () => {
  let operator: Operator;
  let machine: Machine;
  let collector: Collector;
  let node: NodeSource | null = null;

  beforeAll(async () => {
    operator = new Operator();
    machine = await Machine.start(operator, 'machine', { sudoers: 'vtsuser ALL=(root) NOPASSWD: ALL\n' });
  });
  afterAll(async () => {
    await machine.sshd.remove();
    operator.remove();
  });
  beforeEach(() => {
    collector = new Collector();
    writeFileSync(join(machine.conf, 'keepalived.conf'), CONF, { mode: 0o600 });
  });
  afterEach(async () => {
    await node?.stop();
    node = null;
  });

  function start(options: Partial<NodeOptions> = {}): NodeSource {
    const target = { name: 'db201', host: '127.0.0.1', port: machine.sshd.port, log: 'none', ...options };
    node = createNode(target, collector.sink, {
      now: () => performance.timeOrigin + performance.now(),
      sshConfigFile: operator.configFile,
      backoff: { firstMs: 100, lastMs: 200 },
    });
    node.start();
    return node;
  }

  it('brings the addresses, and a change of them at once', async () => {
    const address = `127.${(process.pid >> 8) % 200}.${process.pid % 250}.77`;
    start();
    await collector.untilHealth('addr:db201', 'live', /streamed/);
    const known = JSON.parse(collector.probes('addr')[0] ?? '') as { ifname: string }[];
    expect(known.some((link) => link.ifname === 'lo')).toBe(true);
    const before = performance.now();
    execFileSync('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo']);
    try {
      await until('the new address', () => collector.probes('addr').at(-1)?.includes(`"${address}"`) ?? false);
      expect(performance.now() - before).toBeLessThan(700);
    } finally {
      execFileSync('ip', ['addr', 'del', `${address}/32`, 'dev', 'lo']);
    }
    await until('its end', () => !collector.probes('addr').at(-1)?.includes(`"${address}"`));
  });

  it('says again and again that nothing has changed', async () => {
    start();
    await collector.untilHealth('addr:db201', 'live', /streamed/);
    const count = collector.probes('addr').length;
    await until('another poll', () => collector.probes('addr').length > count, 7000);
    expect(collector.probes('process').length).toBeGreaterThan(3);
  });

  it('compares the clocks', async () => {
    start();
    await until('the clock', () => collector.probes('clock').length > 0);
    const clock = collector.inputs.find((i) => i.body.kind === 'probe' && i.body.probe === 'clock');
    const [seconds, zone] = (clock?.body.kind === 'probe' ? clock.body.text : '').split(' ');
    // The same clock on both ends: what differs is the error of the method.
    expect(Math.abs(Number(seconds) * 1000 - (clock?.at ?? 0))).toBeLessThan(25);
    expect(zone).toBe(execFileSync('date', ['+%z']).toString().trim());
  });

  it('brings the version as keepalived tells it', async () => {
    start();
    await until('the version', () => collector.probes('version').length > 0);
    const own = spawnSync('keepalived', ['-v']).stderr.toString();
    expect(collector.probes('version')[0]?.split('\n')[0]).toBe(own.split('\n')[0]);
  });

  it('brings the configuration without its password, and again when it changes', { timeout: 40_000 }, async () => {
    start();
    await until('the configuration', () => collector.probes('config').length > 0);
    const text = collector.probes('config')[0] ?? '';
    expect(text).toContain('### FILE /etc/keepalived/keepalived.conf\n');
    expect(text).toContain('virtual_router_id 51');
    // As it stands in the file: secrets are taken out at the door (test/journal), for all sources alike.
    expect(text).toContain('auth_pass geheim42');
    writeFileSync(join(machine.conf, 'keepalived.conf'), CONF.replace('priority 100', 'priority 101'));
    await until('the change', () => collector.probes('config').at(-1)?.includes('priority 101') ?? false, 15_000);
    expect(collector.probes('config').length).toBe(2);
  });

  it('reads by sudo a configuration that only root may read', async () => {
    start({ user: 'vtsuser' });
    await until('the configuration', () => collector.probes('config').length > 0);
    expect(collector.probes('config')[0]).toContain('virtual_router_id 51');
  });

  it('says why it has no configuration, and stays connected', async () => {
    rmSync(join(machine.conf, 'keepalived.conf'));
    start();
    await collector.untilHealth('ssh:db201', 'live', /configuration cannot be read.*No such file/);
    await until('addresses all the same', () => collector.probes('addr').length > 0);
  });

  it.each(['root', 'vtsuser'])('captures on the node as %s', async (user) => {
    start({ capture: 'lo', user });
    await collector.untilHealth('wire:db201', 'live', /tcpdump on lo/);
    execFileSync('python3', [FRAMES, 'lo', 'vrrp4', '3']);
    const file = join(operator.folder, `pcap-${user}`);
    // As `tcpdump -r` reads it; the loopback shows each frame as it leaves and as it arrives.
    await until('the frames', () => {
      writeFileSync(file, collector.capture());
      return (
        (
          spawnSync('tcpdump', ['-r', file, '-n'])
            .stdout.toString()
            .match(/VRRPv2, Advertisement, vrid 51/g) ?? []
        ).length >= 3
      );
    });
  });

  it('opens another shell when the one for probes has died', async () => {
    start();
    await until('the first round', () => collector.probes('process').length > 0);
    const shells = machine.sshd.descendants().filter((pid) => readProc(`${pid}/comm`) === 'sh');
    expect(shells.length).toBeGreaterThan(0);
    for (const pid of shells) signal(pid, 'SIGKILL');
    await collector.untilHealth('addr:db201', 'lost', /./);
    const count = collector.probes('process').length;
    await until('more answers', () => collector.probes('process').length > count);
    expect(collector.health('ssh:db201').filter((h) => h.startsWith('lost'))).toEqual([]);
  });

  it('runs a command for an action, and says when it cannot', async () => {
    const running = start();
    await collector.untilHealth('ssh:db201', 'live', /./);
    expect(await running.run('echo done; exit 4', 5000)).toEqual({
      code: 4,
      stdout: 'done\n',
      stderr: '',
      failure: null,
    });
    expect(await running.run('sleep 5', 200)).toMatchObject({ code: null, failure: 'no answer within 0.2 s' });
    await running.stop();
    expect(await running.run('echo late', 1000)).toMatchObject({ code: null, failure: 'no connection to db201' });
  });
});

describe.skipIf(!CAN)('the scripts of the probes (root, keepalived)', () => {
  /** In process, mount and network namespaces of its own: what runs elsewhere on the machine is not seen. */
  function alone(script: string): string[] {
    const inside = `mount -t tmpfs tmpfs /run
ask() { sh <<'END'
${oneShot(PROCESS)}END
}
${script}`;
    const args = [
      '--mount',
      '--propagation',
      'private',
      '--net',
      '--pid',
      '--fork',
      '--mount-proc',
      'sh',
      '-c',
      inside,
    ];
    const { stdout, stderr } = spawnSync('unshare', args, { timeout: 20_000 });
    return (stdout.toString() + stderr.toString()).trim().split('\n');
  }
  const START = `printf 'global_defs {\\n}\\nvrrp_instance a {\\ninterface eth0\\nvirtual_router_id 1\\n}\\n' > /run/conf
ip link add eth0 type veth peer name eth1 && ip addr add 10.9.1.1/24 dev eth0 && ip link set eth0 up && ip link set eth1 up
keepalived -n -f /run/conf -p /run/p.pid -r /run/v.pid >/dev/null 2>&1 &
k=$!; for i in 1 2 3 4 5 6 7 8 9; do [ -e /run/p.pid ] || sleep 0.2; done; sleep 0.5`;

  it('finds a daemon by its pid file, and says when it has stopped', () => {
    const said = alone(
      `ask; ${START}; mv /run/p.pid /run/keepalived.pid; echo $k; ask; kill $k; wait $k; ask; echo 1 > /run/keepalived.pid; ask`,
    );
    expect(said[0]).toBe('stopped');
    expect(said[2]).toBe(`running ${said[1]}`);
    expect(said.slice(3)).toEqual(['stopped', 'stopped']);
  });

  it('finds a daemon without a known pid file: the parent, not its child', () => {
    const said = alone(`${START}; echo $k; ask; kill -9 $k`);
    expect(said[1]).toBe(`running ${said[0]}`);
  });

  it('notices a change of a configuration file, and of the folder it is in', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vts-'));
    try {
      const file = join(folder, "odd' name.conf");
      writeFileSync(file, 'a');
      const script = oneShot(configStampScript(`### ID x\n### FILE ${file}\na\n`));
      const stamp = () => spawnSync('sh', { input: script }).stdout.toString();
      const first = stamp();
      expect(first).toContain(file);
      expect(stamp()).toBe(first);
      writeFileSync(file, 'b');
      const second = stamp();
      expect(second).not.toBe(first);
      writeFileSync(join(folder, 'more.conf'), '');
      expect(stamp()).not.toBe(second);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
