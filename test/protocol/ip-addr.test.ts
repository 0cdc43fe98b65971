import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AddressChange,
  type InterfaceAddress,
  parseIpAddr,
  parseIpMonitorLine,
} from '../../src/protocol/ip-addr.js';

const v4 = (address: string, prefixLength: number, more: Partial<InterfaceAddress> = {}): InterfaceAddress => ({
  address,
  prefixLength,
  family: 'ipv4',
  secondary: false,
  tentative: false,
  dadFailed: false,
  scope: 'global',
  label: 'eth0',
  ...more,
});
const v6 = (address: string, prefixLength: number, more: Partial<InterfaceAddress> = {}): InterfaceAddress =>
  v4(address, prefixLength, { family: 'ipv6', label: null, ...more });

// iproute2 6.1.0 on Debian 12: a veth with a labelled, a peer and a secondary address, and a keepalived VMAC.
const DEBIAN_12 = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
3: eth0@eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
    link/ether a2:a6:10:df:bc:cc brd ff:ff:ff:ff:ff:ff
    inet 172.30.23.201/24 brd 172.30.23.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet 172.30.23.210/32 scope global eth0:1
       valid_lft forever preferred_lft forever
    inet 10.9.0.1 peer 10.9.0.2/32 scope global eth0
       valid_lft forever preferred_lft forever
    inet 172.30.23.200/24 scope global secondary eth0
       valid_lft forever preferred_lft forever
    inet 1.2.3.4/24 metric 7 scope global dynamic noprefixroute eth0
       valid_lft 300sec preferred_lft 100sec
    inet6 fd00::52/64 scope global dadfailed tentative 
       valid_lft forever preferred_lft forever
    inet6 fd00::51/128 scope global deprecated tentative 
       valid_lft forever preferred_lft 0sec
4: vrrp.51@eth0: <BROADCAST,MULTICAST> mtu 1500 qdisc noqueue state DOWN group default qlen 1000
    link/ether 00:00:5e:00:01:33 brd ff:ff:ff:ff:ff:ff
`;

describe('parseIpAddr on stored output', () => {
  it('reads the text form', () => {
    expect(parseIpAddr(DEBIAN_12)).toEqual({
      ok: true,
      interfaces: [
        {
          name: 'lo',
          up: true,
          mac: '00:00:00:00:00:00',
          addresses: [v4('127.0.0.1', 8, { scope: 'host', label: 'lo' })],
        },
        {
          name: 'eth0',
          up: true,
          mac: 'a2:a6:10:df:bc:cc',
          addresses: [
            v4('172.30.23.201', 24),
            v4('172.30.23.210', 32, { label: 'eth0:1' }),
            v4('10.9.0.1', 32),
            v4('172.30.23.200', 24, { secondary: true }),
            v4('1.2.3.4', 24),
            v6('fd00::52', 64, { tentative: true, dadFailed: true }),
            v6('fd00::51', 128, { tentative: true }),
          ],
        },
        { name: 'vrrp.51', up: false, mac: '00:00:5e:00:01:33', addresses: [] },
      ],
    });
  });

  it('reads the one-line form of iproute2 2.6.32 (CentOS 6), which shows links too', () => {
    const text = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 16436 qdisc noqueue state UNKNOWN \\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
1: lo    inet 127.0.0.1/8 scope host lo
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP qlen 1000\\    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff
2: eth0    inet 172.30.23.201/24 brd 172.30.23.255 scope global eth0
2: eth0    inet 172.30.23.200/32 scope global eth0
2: eth0    inet6 fe80::5054:ff:fe12:3456/64 scope link \\       valid_lft forever preferred_lft forever
`;
    expect(parseIpAddr(text)).toEqual({
      ok: true,
      interfaces: [
        {
          name: 'lo',
          up: true,
          mac: '00:00:00:00:00:00',
          addresses: [v4('127.0.0.1', 8, { scope: 'host', label: 'lo' })],
        },
        {
          name: 'eth0',
          up: true,
          mac: '52:54:00:12:34:56',
          addresses: [
            v4('172.30.23.201', 24),
            v4('172.30.23.200', 32),
            v6('fe80::5054:ff:fe12:3456', 64, { scope: 'link' }),
          ],
        },
      ],
    });
  });

  it('knows the protocol of an address (iproute2 from 5.18 on) from its label', () => {
    const result = parseIpAddr('2: eth0    inet 172.30.23.200/32 scope global proto keepalived eth0:w\n');
    expect(result).toEqual({
      ok: true,
      interfaces: [{ name: 'eth0', up: null, mac: null, addresses: [v4('172.30.23.200', 32, { label: 'eth0:w' })] }],
    });
  });

  it('skips the empty objects of older JSON output', () => {
    expect(parseIpAddr('[{},{"ifname":"eth0","flags":["UP"],"addr_info":[]}]')).toEqual({
      ok: true,
      interfaces: [{ name: 'eth0', up: true, mac: null, addresses: [] }],
    });
  });

  it.each([
    ['', 'no output'],
    ['bash: ip: command not found\n', 'no interface in the output'],
    ['[{"ifname":"eth0"', 'not valid JSON (cut off?)'],
    ['[]', 'no interface in the output'],
    ['2: eth0    inet 172.30.23.200/77 scope global eth0\n', 'an address of eth0 cannot be read'],
    [
      '[{"ifname":"eth0","addr_info":[{"family":"inet","local":"x","prefixlen":8}]}]',
      'an address of eth0 cannot be read',
    ],
    ['[{"ifname":"\\u001b[2Jx"}]', 'an interface name that the kernel does not allow'],
  ])('refuses %j', (text, reason) => {
    expect(parseIpAddr(text)).toEqual({ ok: false, reason });
  });

  it('never throws and never passes control characters on', () => {
    const piece = fc.constantFrom(
      '2: eth0',
      '    inet ',
      'inet6 ',
      '10.0.0.1/8',
      'fd00::1/64',
      ' scope ',
      'global ',
      '\n',
      '\\',
      ':',
      '\u001b[2J',
      '[',
      '{',
      '"',
      ' peer ',
      '<UP>',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 30 }).map((p) => p.join('')),
          fc.string(),
        ),
        (text) => {
          expect(JSON.stringify([parseIpAddr(text), parseIpMonitorLine(text)])).not.toContain('u001b');
        },
      ),
    );
  });
});

describe('parseIpMonitorLine', () => {
  const removed: AddressChange = { op: 'removed', interface: 'eth0', ...v4('172.30.23.200', 24, { secondary: true }) };
  it.each<[string, AddressChange | null]>([
    ['Deleted 3: eth0    inet 172.30.23.200/24 scope global secondary eth0', removed],
    [
      'Deleted 3: eth0    inet 172.30.23.200/24 scope global secondary eth0\\       valid_lft forever preferred_lft forever',
      removed,
    ],
    [
      '[2026-11-23T14:33:12.622681] [ADDR]Deleted 3: eth0    inet 172.30.23.200/24 scope global secondary eth0',
      removed,
    ],
    [
      '[nsid 0]3: eth0    inet6 fd00::60/64 scope global tentative \\  valid_lft forever',
      { op: 'added', interface: 'eth0', ...v6('fd00::60', 64, { tentative: true }) },
    ],
    [
      'Deleted 3: eth0    inet 10.9.0.1 peer 10.9.0.2/32 scope global eth0',
      { op: 'removed', interface: 'eth0', ...v4('10.9.0.1', 32) },
    ],
    ['       valid_lft forever preferred_lft forever', null],
    ['Timestamp: Mon Nov 23 14:33:12 2026 622478 usec', null],
    ['Deleted 4: vrrp.51@eth0: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN group default ', null],
    ['Deleted local 172.30.23.200 dev eth0 table local proto kernel scope host src 172.30.23.201 ', null],
    ['3: eth0    inet 300/8 scope global eth0', null],
    ['', null],
  ])('%s', (line, expected) => {
    expect(parseIpMonitorLine(line)).toEqual(expected);
  });
});

const root = process.getuid?.() === 0;
describe.runIf(root)('parseIpAddr on the ip of this machine (root only)', () => {
  const ns = `vtc-ip${process.pid}`;
  const ip = (...args: string[]): string => execFileSync('ip', ['-n', ns, ...args], { encoding: 'utf8' });
  beforeAll(() => {
    execFileSync('ip', ['netns', 'add', ns]);
    ip('link', 'set', 'lo', 'up');
    ip('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth1');
    ip('link', 'set', 'eth0', 'up');
    ip('addr', 'add', '172.30.23.201/24', 'brd', '+', 'dev', 'eth0');
    ip('addr', 'add', '172.30.23.200/24', 'dev', 'eth0');
    ip('addr', 'add', '172.30.23.210/32', 'dev', 'eth0', 'label', 'eth0:1');
    ip('addr', 'add', '10.9.0.1', 'peer', '10.9.0.2/32', 'dev', 'eth0');
    ip('addr', 'add', '10.8.0.1/24', 'valid_lft', '300', 'preferred_lft', '100', 'noprefixroute', 'dev', 'eth0');
    ip('addr', 'add', 'fd00::51/128', 'preferred_lft', '0', 'dev', 'eth0');
    ip('addr', 'add', 'fd00::52/64', 'nodad', 'dev', 'eth0');
    ip('link', 'add', 'link', 'eth0', 'name', 'vrrp.51', 'type', 'macvlan', 'mode', 'private');
    ip('addr', 'add', '172.30.23.205/32', 'scope', 'link', 'dev', 'vrrp.51');
  });
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', ns]);
  });

  it('gives the same from JSON and text, and the same addresses from the one-line form', () => {
    // Addresses stay tentative for a moment: both runs must fall into the same second of their life.
    let json = parseIpAddr(ip('-j', 'addr'));
    let text = parseIpAddr(ip('addr'));
    for (let i = 0; i < 3 && JSON.stringify(json) !== JSON.stringify(text); i++) {
      json = parseIpAddr(ip('-j', 'addr'));
      text = parseIpAddr(ip('addr'));
    }
    expect(text).toEqual(json);
    if (!json.ok) throw new Error(json.reason);
    expect(json.interfaces.map((i) => [i.name, i.up])).toEqual(
      expect.arrayContaining([
        ['lo', true],
        ['eth0', true],
        ['eth1', false],
        ['vrrp.51', false],
      ]),
    );
    const eth0 = json.interfaces.find((i) => i.name === 'eth0')!;
    expect(eth0.mac).toBe(/link\/ether (\S+)/.exec(ip('link', 'show', 'dev', 'eth0'))![1]);
    expect(eth0.addresses).toEqual(
      expect.arrayContaining([
        v4('172.30.23.201', 24),
        v4('172.30.23.200', 24, { secondary: true }),
        v4('172.30.23.210', 32, { label: 'eth0:1' }),
        v4('10.9.0.1', 32),
        v4('10.8.0.1', 24),
        v6('fd00::52', 64),
      ]),
    );
    const oneLine = parseIpAddr(ip('-o', '-4', 'addr'));
    if (!oneLine.ok) throw new Error(oneLine.reason);
    expect(oneLine.interfaces.find((i) => i.name === 'eth0')!.addresses).toEqual(
      eth0.addresses.filter((a) => a.family === 'ipv4'),
    );
  });

  it('follows ip monitor address', async () => {
    const monitor = spawn('ip', ['-n', ns, '-o', 'monitor', 'address'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = '';
    monitor.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      seen += chunk;
    });
    try {
      // ip says nothing when it listens: change an address until it reports one.
      for (let i = 0; i < 50 && seen === ''; i++) {
        ip('addr', 'replace', '10.1.1.1/32', 'dev', 'eth1');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      ip('addr', 'add', '172.30.23.222/32', 'dev', 'eth0');
      ip('addr', 'del', '172.30.23.222/32', 'dev', 'eth0');
      for (let i = 0; i < 50 && !/Deleted.*222/.test(seen); i++)
        await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      monitor.kill();
      await once(monitor, 'exit');
    }
    const changes = seen
      .split('\n')
      .map(parseIpMonitorLine)
      .filter((c) => c?.address === '172.30.23.222');
    expect(changes).toEqual([
      { op: 'added', interface: 'eth0', ...v4('172.30.23.222', 32) },
      { op: 'removed', interface: 'eth0', ...v4('172.30.23.222', 32) },
    ]);
  });
});
