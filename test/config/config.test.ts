import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE } from '../../src/config/example.js';
import { parseConfig } from '../../src/config/file.js';
import { configPaths, loadConfig } from '../../src/config/load.js';
import { nearest } from '../../src/config/nearest.js';
import { canonicalAddress, parseTarget } from '../../src/config/target.js';
import type { Config, NodeConfig } from '../../src/config/types.js';

const node = (host: string, more: Partial<NodeConfig> = {}): NodeConfig => ({
  name: host,
  host,
  addresses: [],
  log: 'auto',
  capture: false,
  counters: 'auto',
  sudo: 'auto',
  transport: 'auto',
  legacyAlgorithms: false,
  readOnly: false,
  commands: {},
  keepalivedConf: 'auto',
  ...more,
});

function good(text: string): Config {
  const result = parseConfig(text, 'c.yaml');
  if (!result.ok) throw new Error(result.message);
  return result.config;
}
const bad = (text: string): string[] => {
  const result = parseConfig(text, 'c.yaml');
  return result.ok ? ['(it was read)'] : result.message.split('\n');
};

describe('a configuration file', () => {
  it('may be as short as this', () => {
    expect(good('nodes: [db201, root@db202:2222]')).toEqual({
      clusters: [
        {
          name: 'cluster',
          nodes: [node('db201'), node('db202', { user: 'root', port: 2222 })],
          captures: [{ interface: 'auto' }],
          virtualRouters: [],
        },
      ],
      theme: 'auto',
      readOnly: false,
      ascii: undefined,
      alarm: { bell: true, command: null },
    });
    expect(good('')).toMatchObject({ clusters: [{ nodes: [], captures: [{ interface: 'auto' }] }] });
  });

  it('is read in full', () => {
    const config = good(`
cluster: mysql_ha
theme: light
readOnly: true
ascii: true
alarm: {bell: false, command: logger -t vrrptop}
captures: [eth0, any]
nodes:
  - host: db201
    name: a
    port: 22
    user: ops
    identityFile: ~/.ssh/k
    addresses: [172.30.23.201, "FD00:0::201"]
    log: /var/log/messages
    capture: eth1
    counters: true
    sudo: true
    transport: system
    legacyAlgorithms: true
    readOnly: true
    commands: {restart: doas ha restart}
    keepalivedConf: /opt/k.conf
virtualRouters:
  - {name: vi_w, vrid: 51, family: ipv4, vips: 172.30.23.200/24, role: writes, probePort: 3306}
  - {name: vi_6, vips: ["fd00:0:0::51", ::ffff:10.0.0.1]}
`);
    expect(config).toEqual({
      theme: 'light',
      readOnly: true,
      ascii: true,
      alarm: { bell: false, command: 'logger -t vrrptop' },
      clusters: [
        {
          name: 'mysql_ha',
          captures: [{ interface: 'eth0' }, { interface: 'any' }],
          nodes: [
            {
              ...node('db201'),
              name: 'a',
              port: 22,
              user: 'ops',
              identityFile: '~/.ssh/k',
              addresses: ['172.30.23.201', 'fd00::201'],
              log: '/var/log/messages',
              capture: { interface: 'eth1' },
              counters: true,
              sudo: true,
              transport: 'system',
              legacyAlgorithms: true,
              readOnly: true,
              commands: { restart: 'doas ha restart' },
              keepalivedConf: '/opt/k.conf',
            },
          ],
          virtualRouters: [
            { name: 'vi_w', vrid: 51, family: 'ipv4', vips: ['172.30.23.200'], role: 'writes', probePort: 3306 },
            { name: 'vi_6', vips: ['fd00::51', '::ffff:10.0.0.1'] },
          ],
        },
      ],
    });
  });

  it('may hold several clusters', () => {
    const config = good('clusters:\n  - name: a\n    nodes: [x]\n  - {name: b, nodes: [x, y], captures: none}\n');
    expect(config.clusters).toMatchObject([
      { name: 'a', nodes: [{ name: 'x' }], captures: [{ interface: 'auto' }] },
      { name: 'b', nodes: [{ name: 'x' }, { name: 'y' }], captures: [] },
    ]);
  });

  it.each<[string, string, string[]]>([
    [
      'a number out of range',
      'nodes:\n  - host: a\n    port: 99999\n',
      ['c.yaml:3:11 nodes[0].port: expected a number from 1 to 65535, got 99999'],
    ],
    [
      'a word for a number',
      'nodes:\n  - host: a\n    port: x\n',
      ['c.yaml:3:11 nodes[0].port: expected a number from 1 to 65535, got "x"'],
    ],
    [
      'a fraction',
      'virtualRouters: [{name: a, vrid: 1.5}]',
      ['c.yaml:1:34 virtualRouters[0].vrid: expected a number from 1 to 255, got 1.5'],
    ],
    [
      'VRID 0',
      'virtualRouters: [{name: a, vrid: 0}]',
      ['c.yaml:1:34 virtualRouters[0].vrid: expected a number from 1 to 255, got 0'],
    ],
    [
      'a mistyped key',
      'nodes:\n  - host: a\n    adresses: 10.0.0.1\n',
      ['c.yaml:3:5 nodes[0].adresses: unknown key; did you mean addresses?'],
    ],
    [
      'an unknown command',
      'nodes:\n  - {host: a, commands: {restrt: x}}\n',
      ['c.yaml:2:26 nodes[0].commands.restrt: unknown key; did you mean restart?'],
    ],
    ['another style of key', 'read-only: true\n', ['c.yaml:1:1 read-only: unknown key; did you mean readOnly?']],
    [
      'a key of another place',
      'clusters: [{name: a, theme: dark}]',
      ['c.yaml:1:22 clusters[0].theme: unknown key; there are name, nodes, captures, virtualRouters'],
    ],
    [
      'an unknown key',
      'nodes: [a]\nwhatever: 1\n',
      [
        'c.yaml:2:1 whatever: unknown key; there are theme, readOnly, ascii, alarm, cluster, nodes, captures, virtualRouters',
      ],
    ],
    ['a missing key', 'nodes:\n  - name: a\n', ['c.yaml:2:5 nodes[0].host: missing']],
    [
      'a bad host',
      'nodes: ["-oProxyCommand=x"]',
      ['c.yaml:1:9 nodes[0]: expected a host like root@db201:22, got "-oProxyCommand=x"'],
    ],
    [
      'an option for a user',
      'nodes: [{host: a, user: -l}]',
      ['c.yaml:1:25 nodes[0].user: expected the name of a user, got "-l"'],
    ],
    [
      'a bad address',
      'nodes: [{host: a, addresses: [10.0.0.1, 10.0.0.300]}]',
      ['c.yaml:1:41 nodes[0].addresses[1]: expected an IP address, got "10.0.0.300"'],
    ],
    [
      'a bad VIP',
      'virtualRouters:\n- name: a\n  vips: 10.0.0\n',
      ['c.yaml:3:9 virtualRouters[0].vips: expected an IP address, got "10.0.0"'],
    ],
    [
      'a choice',
      'nodes: [{host: a, transport: telnet}]',
      ['c.yaml:1:30 nodes[0].transport: expected "auto" or "ssh2" or "system", got "telnet"'],
    ],
    [
      'a relative log',
      'nodes: [{host: a, log: messages}]',
      ['c.yaml:1:24 nodes[0].log: expected "auto", "journal", "none" or an absolute path on the node, got "messages"'],
    ],
    [
      'a bad interface',
      'captures: ["eth0; reboot"]',
      ['c.yaml:1:12 captures[0]: expected the name of an interface, "any" or "auto", got "eth0; reboot"'],
    ],
    ['YAML 1.1', 'readOnly: yes', ['c.yaml:1:11 readOnly: expected true or false, got "yes"']],
    [
      'sudo',
      'nodes: [{host: a, sudo: maybe}]',
      ['c.yaml:1:25 nodes[0].sudo: expected true, false or "auto", got "maybe"'],
    ],
    [
      'two nodes of one name',
      'nodes: [a, {host: b, name: a}]',
      ['c.yaml:1:12 nodes[1]: a node "a" is there already, as nodes[0]'],
    ],
    [
      'two routers of one name',
      'virtualRouters: [{name: a}, {name: a}]',
      ['c.yaml:1:29 virtualRouters[1]: a virtual router "a" is there already, as virtualRouters[0]'],
    ],
    [
      'two clusters of one name',
      'clusters: [{name: a}, {name: a}]',
      ['c.yaml:1:23 clusters[1]: a cluster "a" is there already, as clusters[0]'],
    ],
    ['a key twice', 'theme: a\ntheme: b\n', ['c.yaml:2:1 Map keys must be unique']],
    [
      'bad YAML',
      'nodes: [a\ntheme: b\n',
      ['c.yaml:2:1 Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['no mapping', '- a\n', ['c.yaml:1:1 expected keys and their values, got ["a"]']],
    [
      'a list for a node',
      'nodes: [[a]]',
      ['c.yaml:1:9 nodes[0]: expected a host like root@db201:22, or keys, got ["a"]'],
    ],
    [
      'nothing for a node',
      'nodes: [null]',
      ['c.yaml:1:9 nodes[0]: expected a host like root@db201:22, or keys, got null'],
    ],
    ['nodes that are no list', 'nodes: 7', ['c.yaml:1:8 nodes: expected a list of nodes, got 7']],
    ['no clusters', 'clusters: []', ['c.yaml:1:11 clusters: expected at least one cluster, got []']],
    [
      'several things at once',
      'theme: 5\nnodes:\n  - host: a\n    port: 0\n  - {host: b, logs: x}\n',
      [
        'c.yaml:1:8 theme: expected a name without blanks, got 5',
        'c.yaml:4:11 nodes[0].port: expected a number from 1 to 65535, got 0',
        'c.yaml:5:15 nodes[1].logs: unknown key; did you mean log?',
      ],
    ],
  ])('tells %s', (_, text, expected) => {
    expect(bad(text)).toEqual(expected);
  });

  it('tells at most 20 faults', () => {
    const lines = bad(`nodes: [${'5, '.repeat(50)}]`);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('… and 30 more');
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'nodes',
      'clusters',
      ':',
      ' ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      'host',
      'a',
      '&x',
      '*x',
      '5',
      '"',
      '?',
      '|',
      '!!int',
      '<<',
      '  ',
      '#',
      'null',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 30 }).map((p) => p.join('')),
          fc.string(),
        ),
        (text) => {
          const result = parseConfig(text, 'c.yaml');
          if (!result.ok)
            for (const line of result.message.split('\n')) expect(line).toMatch(/^c\.yaml:\d+:\d+ |^… and /);
        },
      ),
    );
    const bomb = `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')}`;
    expect(bad(bomb)[0]).toMatch(/^c\.yaml:1:1 Excessive alias count/);
  });
});

describe('the example', () => {
  it('loads, and says what it says', () => {
    const config = good(EXAMPLE);
    expect(config.clusters).toEqual([
      {
        name: 'mysql_ha',
        nodes: [node('db201', { addresses: ['172.30.23.201'] }), node('172.30.23.202', { user: 'root', port: 22 })],
        captures: [{ interface: 'auto' }],
        virtualRouters: [
          { name: 'vi_w', vrid: 51, vips: ['172.30.23.200'], role: 'writes' },
          { name: 'vi_r', vrid: 44, family: 'ipv4', vips: ['172.30.23.210'], role: 'reads' },
        ],
      },
    ]);
  });

  it('loads with each line that is commented out, too, and names every key there is', () => {
    const optional = EXAMPLE.replace(/^(\s*)# (port|user|identityFile|ascii|probePort): /gm, '$1$2: ');
    const config = good(optional);
    expect(config.ascii).toBe(true);
    const [first] = config.clusters[0]!.nodes;
    const keys = [
      ...Object.keys(config),
      ...Object.keys(config.clusters[0]!),
      ...Object.keys(first!),
      ...config.clusters[0]!.virtualRouters.flatMap((r) => Object.keys(r)),
    ];
    for (const key of keys) expect(EXAMPLE).toContain(`${key}:`);
    const several = EXAMPLE.slice(EXAMPLE.indexOf('#   clusters:')).replace(/^# {3}/gm, '');
    expect(good(several).clusters.map((c) => c.name)).toEqual(['mysql_ha', 'proxies']);
    expect(EXAMPLE.split('\n').every((line) => line.length <= 100)).toBe(true);
  });
});

describe('loadConfig', () => {
  const root = mkdtempSync(join(tmpdir(), 'vtc-config-'));
  afterAll(() => rmSync(root, { recursive: true }));
  let base = '';
  let count = 0;
  beforeEach(() => {
    base = join(root, String(count++));
    mkdirSync(join(base, 'cwd'), { recursive: true });
  });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  const load = (hosts: string[] = [], explicitPath?: string, env: Record<string, string> = {}) =>
    loadConfig({
      hosts,
      env,
      cwd: join(base, 'cwd'),
      home: join(base, 'home'),
      ...(explicitPath === undefined ? {} : { explicitPath }),
    });
  const nodes = (result: ReturnType<typeof load>): string[][] =>
    result.ok ? result.config.clusters.map((c) => c.nodes.map((n) => n.name)) : [[result.message]];

  it('looks in the order that is documented', () => {
    write('home/.config/vrrptop/config.yaml', 'nodes: [home]');
    expect(nodes(load())).toEqual([['home']]);
    write('xdg/vrrptop/config.yaml', 'nodes: [xdg]');
    expect(nodes(load([], undefined, { XDG_CONFIG_HOME: join(base, 'xdg') }))).toEqual([['xdg']]);
    expect(nodes(load([], undefined, { XDG_CONFIG_HOME: 'xdg' }))).toEqual([['home']]);
    write('cwd/vrrptop.yaml', 'nodes: [cwd]');
    expect(nodes(load())).toEqual([['cwd']]);
    write('cwd/other.yaml', 'nodes: [other]');
    const result = load([], 'other.yaml');
    expect(nodes(result)).toEqual([['other']]);
    expect(result).toMatchObject({ path: join(base, 'cwd/other.yaml') });
    expect(configPaths({ env: {}, cwd: '/w', home: '/h' })).toEqual([
      '/w/vrrptop.yaml',
      '/h/.config/vrrptop/config.yaml',
      '/etc/vrrptop/config.yaml',
    ]);
  });

  it('runs no command that somebody else may have written', () => {
    write('cwd/vrrptop.yaml', 'alarm: {command: touch /tmp/x}');
    const path = join(base, 'cwd/vrrptop.yaml');
    chmodSync(path, 0o644);
    expect(load()).toMatchObject({ ok: true, config: { alarm: { command: 'touch /tmp/x' } } });
    chmodSync(path, 0o664);
    expect(load()).toEqual({
      ok: false,
      message: 'vrrptop.yaml: alarm.command is run here, and others may write to the file (chmod go-w)',
    });
  });

  it('needs no file', () => {
    expect(load()).toMatchObject({
      ok: true,
      path: null,
      config: { clusters: [{ nodes: [], captures: [{ interface: 'auto' }] }] },
    });
    expect(load(['db201', 'root@db202:2222', '[fd00::1]:22'])).toMatchObject({
      config: {
        clusters: [
          { nodes: [node('db201'), node('db202', { user: 'root', port: 2222 }), node('fd00::1', { port: 22 })] },
        ],
      },
    });
  });

  it('lets hosts select nodes by name, and adds others', () => {
    write('cwd/vrrptop.yaml', 'cluster: c\ncaptures: none\nnodes: [a, {host: 10.0.0.2, name: b}]\n');
    expect(nodes(load(['b']))).toEqual([['b']]);
    expect(load(['b', 'ops@z'])).toMatchObject({
      config: {
        clusters: [
          {
            name: 'c',
            captures: [],
            nodes: [
              { name: 'b', host: '10.0.0.2' },
              { name: 'z', user: 'ops' },
            ],
          },
        ],
      },
    });
    expect(nodes(load(['z', 'z', 'z:2222']))).toEqual([['z', 'z:2222']]);
  });

  it('lets hosts select clusters', () => {
    write('cwd/vrrptop.yaml', 'clusters: [{name: a, nodes: [a1, a2]}, {name: b, nodes: [b1, b2]}]');
    expect(nodes(load(['b2']))).toEqual([['b2']]);
    expect(nodes(load(['a1', 'b1']))).toEqual([['a1'], ['b1']]);
    expect(nodes(load(['z']))).toEqual([['z']]);
    expect(nodes(load())).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2'],
    ]);
  });

  it('says what is wrong', () => {
    expect(load([], 'nope.yaml')).toEqual({ ok: false, message: 'nope.yaml: there is no such file' });
    expect(load(['a b'])).toEqual({
      ok: false,
      message: 'a b: expected [user@]host[:port], or the name of a configured node',
    });
    write('cwd/vrrptop.yaml', 'nodes: 5');
    expect(load()).toEqual({ ok: false, message: 'vrrptop.yaml:1:8 nodes: expected a list of nodes, got 5' });
    mkdirSync(join(base, 'cwd/folder'));
    expect(load([], 'folder')).toMatchObject({ ok: false, message: expect.stringContaining('EISDIR') });
    write('cwd/big.yaml', '#'.repeat(2_000_000));
    expect(load([], 'big.yaml')).toMatchObject({ ok: false, message: expect.stringContaining('2000000 bytes') });
    write('etc.yaml', 'x: 1');
    expect(load([], join(base, 'etc.yaml'))).toMatchObject({
      message: expect.stringContaining(`${base}/etc.yaml:1:1 x: unknown key`),
    });
  });
});

describe('parseTarget', () => {
  it.each<[string, ReturnType<typeof parseTarget>]>([
    ['db201', { host: 'db201' }],
    ['root@db201', { host: 'db201', user: 'root' }],
    ['root@db201:2222', { host: 'db201', user: 'root', port: 2222 }],
    ['172.30.23.201:22', { host: '172.30.23.201', port: 22 }],
    ['fd00::1', { host: 'fd00::1' }],
    ['fd00::1:22', { host: 'fd00::1:22' }],
    ['[fd00::1]:22', { host: 'fd00::1', port: 22 }],
    ['root@[fd00::1]', { host: 'fd00::1', user: 'root' }],
    ['root@fd00::1', { host: 'fd00::1', user: 'root' }],
    ['db-1.example.com', { host: 'db-1.example.com' }],
    ['db201:', null],
    ['db201:0', null],
    ['db201:65536', null],
    ['db201:x', null],
    ['-oProxyCommand=x', null],
    ['root@-x', null],
    ['-l@db201', null],
    ['@db201', null],
    ['a@b@c', null],
    ['[db201]:22', null],
    ['a b', null],
    ['a;b', null],
    ['$(x)', null],
    ['\u001b[2J', null],
    ['', null],
  ])('%j', (text, expected) => {
    expect(parseTarget(text)).toEqual(expected);
  });
});

describe('small parts', () => {
  it.each<[string, string | null]>([
    ['10.0.0.1', '10.0.0.1'],
    ['FD00:0:0:0:0:0:0:1', 'fd00::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::FFFF:10.0.0.1', '::ffff:10.0.0.1'],
    ['fe80::1%eth0', null],
    ['10.0.0', null],
    ['10.0.0.01', null],
    ['x', null],
  ])('address %s', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });

  it('finds what was meant, and nothing where nothing is near', () => {
    expect(nearest('adresses', ['addresses', 'port'])).toBe('addresses');
    expect(nearest('legacy-algorithms', ['legacyAlgorithms', 'log'])).toBe('legacyAlgorithms');
    expect(nearest('whatever', ['host', 'port'])).toBeNull();
    expect(nearest('x'.repeat(100_000), ['host'])).toBeNull();
  });
});
