import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatConfBundle } from '../../../src/protocol/conf/bundle.js';
import { matchInclude } from '../../../src/protocol/conf/glob.js';
import { parseKeepalivedConf } from '../../../src/protocol/conf/parse.js';
import { CONFIGS } from './configs.js';

const problems = (text: string): string[] =>
  parseKeepalivedConf(text).problems.map((p) => `${p.file}:${p.line} ${p.message}`);

describe('parseKeepalivedConf', () => {
  it('gives every known keyword its file and line', () => {
    const text = formatConfBundle({
      configId: null,
      files: [
        { path: '/e/k.conf', content: 'global_defs {\n  router_id x\n}\ninclude i.conf\n' },
        {
          path: '/e/i.conf',
          content: '# c\nvrrp_instance A\n{\n\n  virtual_router_id 5\n  virtual_ipaddress {\n    10.0.0.1\n  }\n}\n',
        },
      ],
    });
    const conf = parseKeepalivedConf(text);
    expect(conf.globals.at).toEqual({ router_id: { file: '/e/k.conf', line: 2 } });
    expect(conf.instances[0]).toMatchObject({
      file: '/e/i.conf',
      line: 2,
      at: { virtual_router_id: { file: '/e/i.conf', line: 5 }, virtual_ipaddress: { file: '/e/i.conf', line: 6 } },
      vips: [{ file: '/e/i.conf', line: 7, address: '10.0.0.1' }],
    });
  });

  it('reads scripts, trackers and sync groups', () => {
    const conf = parseKeepalivedConf(`vrrp_script chk {
 script "/usr/bin/test -e /x"
 interval 2
 weight -20
 fall 3
}
vrrp_sync_group G {
 group { A
  B }
 track_interface { eth1 weight 5 }
}
vrrp_instance A {
 virtual_router_id 1
 track_script { chk // mysql
   other weight -30 }
 track_interface {
   eth2 weight 10 reverse
 }
 track_file { f }
 track_process { p weight 3 }
}
vrrp_instance B {
 virtual_router_id 2
}
virtual_server 10.0.0.1 80 {
 real_server 10.0.0.2 80 { weight 1
 }
}
`);
    expect(conf.scripts).toMatchObject([
      {
        name: 'chk',
        line: 1,
        script: '/usr/bin/test -e /x',
        intervalS: 2,
        timeoutS: null,
        weight: -20,
        rise: 1,
        fall: 3,
      },
    ]);
    expect(conf.syncGroups).toMatchObject([
      { name: 'G', members: ['A', 'B'], trackInterfaces: [{ name: 'eth1', weight: 5 }] },
    ]);
    expect(conf.instances).toMatchObject([
      {
        syncGroup: 'G',
        trackScripts: [
          { name: 'chk', weight: null, line: 14 },
          { name: 'other', weight: -30, line: 15 },
        ],
        trackInterfaces: [{ name: 'eth2', weight: 10 }],
        trackFiles: [{ name: 'f', weight: null }],
        trackProcesses: [{ name: 'p', weight: 3 }],
      },
      { syncGroup: 'G' },
    ]);
    expect(conf.otherBlocks).toMatchObject([{ keyword: 'virtual_server', line: 25 }]);
    expect(conf.problems).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    [
      'a block that stays open',
      'vrrp_instance A {\n virtual_router_id 1\n\nvrrp_instance B {\n virtual_router_id 2\n}\n',
      ['keepalived.conf:1 block vrrp_instance A stays open: vrrp_instance B of line 4 begins inside of it'],
    ],
    [
      'an inner block that stays open',
      'vrrp_instance A {\n virtual_router_id 1\n authentication {\n  auth_type PASS\n virtual_ipaddress {\n  10.0.0.1\n }\n}\n',
      ['keepalived.conf:3 block authentication stays open: virtual_ipaddress of line 5 begins inside of it'],
    ],
    [
      'the end of the file',
      'vrrp_instance A {\n virtual_router_id 1\n',
      ['keepalived.conf:1 block vrrp_instance A stays open: the file ends'],
    ],
    ['a brace too many', 'vrrp_instance A {\n virtual_router_id 1\n}\n}\n', ['keepalived.conf:4 } closes nothing']],
    ['a brace without a keyword', '{\n}\n', ['keepalived.conf:1 { without a keyword']],
    [
      'a quote',
      'vrrp_instance "A {\n virtual_router_id 1\n}\n',
      [
        'keepalived.conf:1 a quote is not closed on its line',
        'keepalived.conf:3 } closes nothing',
        'keepalived.conf:1 A {: no usable virtual_router_id',
        "keepalived.conf:2 unknown keyword 'virtual_router_id'",
      ],
    ],
    [
      'a router without a number',
      'vrrp_instance A {\n virtual_router_id 0\n}\n',
      ['keepalived.conf:2 virtual_router_id: 0, want 1 to 255', 'keepalived.conf:1 A: no usable virtual_router_id'],
    ],
    [
      'an include that is not there',
      'include nope/*.conf\n',
      ['keepalived.conf:1 included file not seen: nope/*.conf'],
    ],
    ['an include of itself', 'include keepalived.conf\n', ['keepalived.conf:1 keepalived.conf includes itself']],
    [
      'conditions without a config-id',
      '@a router_id x\n@b router_id y\n',
      ['keepalived.conf:1 the config-id is not known: lines that begin with @ were left out'],
    ],
    [
      'terminal escapes',
      'vrrp_instance A {\n virtual_router_id \u001b[2J\n}\n',
      [
        'keepalived.conf:2 virtual_router_id: \ufffd[2J, want 1 to 255',
        'keepalived.conf:1 A: no usable virtual_router_id',
      ],
    ],
  ])('reports %s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('never throws, is bounded and lets no control character through, whatever it reads', () => {
    const word = fc.constantFrom(
      'vrrp_instance A',
      '{',
      '}',
      '\n',
      ' ',
      '"',
      '$A=',
      '$A',
      `\${A}`,
      '\\',
      '\\\n',
      '@x',
      '@^x',
      '~SEQ(A, 1, 3)',
      '~LST(A, 1, 2)',
      'include *',
      'virtual_router_id 5',
      'virtual_ipaddress',
      '10.0.0.1/24',
      'dev',
      'auth_pass x',
      '#',
      '### FILE a\n',
      '\u001b[2J',
      'group',
      'vrrp_sync_group G',
      'unicast_peer',
      'track_script',
      'weight',
      '//',
      '__proto__',
      'constructor',
      'global_defs',
    );
    const broken = fc.constantFrom(...Object.values(CONFIGS)).map((files) => Object.values(files).join('\n'));
    const cut = fc
      .tuple(broken, fc.nat(), fc.nat())
      .map(([t, a, b]) => t.slice(a % t.length) + t.slice(0, b % t.length));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 60 }).map((w) => w.join(' ')),
          cut,
          fc.string(),
        ),
        (text) => {
          const conf = parseKeepalivedConf(text);
          expect(JSON.stringify(conf)).not.toContain('u001b');
          for (const p of conf.problems) expect(p.line).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'definitions that double',
      `$a0=xx\n${Array.from({ length: 60 }, (_, i) => `$a${i + 1}=\${a${i}}\${a${i}}\n`).join('')}$a60\n`,
    ],
    ['definitions that call themselves', `$A= \\\n x \\\n $A\n$A\n$B=\${B}\${B}\n\${B}\n`],
    ['sequences inside of sequences', `${'~SEQ(A, 1, 65000) '.repeat(20)}x\n`],
    [
      'includes that multiply',
      formatConfBundle({
        configId: null,
        files: Array.from({ length: 50 }, (_, i) => ({ path: `/e/f${i}`, content: `include f${i + 1}\n`.repeat(50) })),
      }),
    ],
    ['a long line', 'a '.repeat(500_000)],
    ['many open blocks', 'a {\n'.repeat(100_000)],
    ['wildcards', `include ${'*a'.repeat(500)}b\n### FILE x\n`.repeat(100)],
  ])('is not held up by %s', (_, text) => {
    const began = performance.now();
    parseKeepalivedConf(text);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('matchInclude', () => {
  const paths = ['/e/k.conf', '/e/conf.d/a.conf', '/e/conf.d/b.conf', '/e/conf.d/.hidden.conf', '/f/x'];
  it.each<[string, string[]]>([
    ['conf.d/*.conf', ['/e/conf.d/a.conf', '/e/conf.d/b.conf']],
    ['/e/conf.d/[a-a].conf', ['/e/conf.d/a.conf']],
    ['conf.d/[!a].conf', ['/e/conf.d/b.conf']],
    ['conf.d/?.co*f', ['/e/conf.d/a.conf', '/e/conf.d/b.conf']],
    ['{k,conf.d/{b,c}}.conf', ['/e/conf.d/b.conf', '/e/k.conf']],
    ['../f/./x', ['/f/x']],
    ['*', ['/e/k.conf']],
    ['*/*/*', []],
    ['conf.d/.h*', ['/e/conf.d/.hidden.conf']],
    ['[', []],
  ])('%s', (pattern, expected) => {
    expect(matchInclude(pattern, '/e', paths)).toEqual(expected);
  });
});
