import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINT_RULES, lint, lintText } from '../../../src/diagnose/lint/lint.js';
import { passwordProblems } from '../../../src/diagnose/lint/passwords.js';
import type { LintFile } from '../../../src/diagnose/lint/types.js';
import { passwordFingerprint } from '../../../src/protocol/conf/fingerprint.js';
import { parseKeepalivedConf } from '../../../src/protocol/conf/parse.js';
import { redactConf } from '../../../src/protocol/conf/redact.js';
import type { NodeInterface } from '../../../src/protocol/ip-addr.js';
import { parseScriptFiles } from '../../../src/protocol/script-files.js';
import { Lan } from '../../../src/sources/simulator/lan.js';

const KEY = new Uint8Array(16).fill(7);
const SAMPLES = '/usr/share/doc/keepalived/samples';

/** The configuration of one node as a probe brings it. */
function file(node: string, text: string, more: Partial<LintFile> = {}): LintFile {
  const conf = parseKeepalivedConf(
    redactConf(text, (secret) => passwordFingerprint(KEY, secret)),
    { configId: node },
  );
  return { node, conf, version: null, ...more };
}

const link = (name: string, ...addresses: string[]): NodeInterface => ({
  name,
  up: true,
  mac: null,
  addresses: addresses.map((text) => {
    const [address = '', length] = text.split('/');
    return {
      address,
      family: 'ipv4',
      prefixLength: Number(length),
      secondary: false,
      tentative: false,
      dadFailed: false,
      scope: 'global',
      label: null,
    };
  }),
});
const AUTH = 'authentication {\n auth_type PASS\n auth_pass example1\n }';
/** One instance; a line given for a keyword takes the place of the usual one, '' leaves it out. */
function vi(name: string, vrid: number, lines: Record<string, string> = {}): string {
  const usual = {
    state: 'state BACKUP',
    interface: 'interface eth0',
    vrid: `virtual_router_id ${vrid}`,
    priority: 'priority 100',
    advert_int: 'advert_int 1',
    auth: AUTH,
    more: '',
    vips: `192.0.2.${vrid}/24`,
    ...lines,
  };
  const { vips, ...rest } = usual;
  return `vrrp_instance ${name} {\n ${Object.values(rest).join('\n ')}\n virtual_ipaddress {\n ${vips}\n }\n}\n`;
}
const chk = (weight: string, more = ''): string =>
  `vrrp_script chk {\n script "/usr/bin/true"\n ${weight}\n ${more}\n}\n`;
const track = 'track_script {\n chk\n }';
const group = (...members: string[]): string => `vrrp_sync_group g {\n group {\n ${members.join('\n ')}\n }\n}\n`;
const P90 = { priority: 'priority 90' };
const A = vi('vi_w', 51);
const B = vi('vi_w', 51, P90);

const idsOf = (files: LintFile[]): string[] => [...new Set(lint(files).map((p) => p.id))].sort();
const pair = (a: string, b: string, versions: [string | null, string | null] = [null, null]): LintFile[] => [
  file('db201', a, { version: versions[0] }),
  file('db202', b, { version: versions[1] }),
];

test('the plain pair gives nothing', () => {
  expect(lint(pair(A, B))).toEqual([]);
});

/** id, what it is, the two files, a word of the message; nothing else may be found. */
test.each<[string, string, string, string, RegExp]>([
  [
    'X01',
    'one address, two VRIDs',
    A,
    vi('vi_w', 52, { vips: '192.0.2.51/24' }),
    /192\.0\.2\.51 belongs to VRID 52 .* VRID 51/,
  ],
  [
    'X02',
    'two services, one VRID',
    A,
    vi('vi_x', 51, { vips: '192.0.2.77/24', ...P90 }),
    /VRID 51 serves 192\.0\.2\.51 here and 192\.0\.2\.77/,
  ],
  [
    'X03',
    'another password',
    A,
    vi('vi_w', 51, { ...P90, auth: AUTH.replace('example1', 'other') }),
    /first 8 characters of auth_pass/,
  ],
  ['X03', 'authentication on one side', A, vi('vi_w', 51, { ...P90, auth: '' }), /is none here and pass on db201/],
  [
    'X04',
    'another interval',
    A,
    vi('vi_w', 51, { ...P90, advert_int: 'advert_int 2' }),
    /advert_int is 2 s here and 1 s on db201/,
  ],
  [
    'X05',
    'another version',
    vi('vi_w', 51, { auth: '' }),
    vi('vi_w', 51, { ...P90, auth: '', more: 'version 3' }),
    /version 3 here and 2 on db201/,
  ],
  [
    'X06',
    'another address more',
    A,
    vi('vi_w', 51, { ...P90, vips: '192.0.2.51/24\n 192.0.2.52/24' }),
    /192\.0\.2\.52 only here/,
  ],
  ['X07', 'another prefix', A, vi('vi_w', 51, { ...P90, vips: '192.0.2.51/25' }), /\/25 here, \/24 on db201/],
  ['X07', 'another device', A, vi('vi_w', 51, { ...P90, vips: '192.0.2.51/24 dev eth1' }), /on eth1 here and on eth0/],
  [
    'X08',
    'two owners',
    vi('vi_w', 51, { priority: 'priority 255' }),
    vi('vi_w', 51, { priority: '', state: 'state MASTER' }),
    /priority 255 \(state MASTER without a priority\)/,
  ],
  ['X09', 'equal priorities', A, A, /priority 100, as on db201/],
  [
    'X10',
    'a weight that moves nothing',
    chk('weight -5') + vi('vi_w', 51, { more: track }),
    B,
    /priority 100 becomes 95, not below 90 of db202; a weight of at least 11/,
  ],
  [
    'X11',
    'a sum beyond 254',
    chk('weight 30') + vi('vi_w', 51, { priority: 'priority 240', more: track }),
    vi('vi_w', 51, { priority: 'priority 239' }),
    /from 240 to 270/,
  ],
  [
    'X12',
    'unicast on one side',
    A,
    vi('vi_w', 51, { ...P90, more: 'unicast_src_ip 192.0.2.2\n unicast_peer {\n 192.0.2.1\n }' }),
    /multicast group here and to unicast peers on db202/,
  ],
  [
    'X13',
    'itself as a peer',
    vi('vi_w', 51, { more: 'unicast_src_ip 192.0.2.1\n unicast_peer {\n 192.0.2.2\n 192.0.2.1\n }' }),
    vi('vi_w', 51, { ...P90, more: 'unicast_src_ip 192.0.2.2\n unicast_peer {\n 192.0.2.1\n }' }),
    /lists itself, 192\.0\.2\.1/,
  ],
  [
    'X14',
    'nopreempt on the lower node',
    A,
    vi('vi_w', 51, { ...P90, more: 'nopreempt' }),
    /priority 90 here, not on db201 with 100/,
  ],
  [
    'X15',
    'nopreempt and weights',
    chk('weight -20') + vi('vi_w', 51, { more: `nopreempt\n ${track}` }),
    vi('vi_w', 51, { ...P90, more: 'nopreempt' }),
    /makes the weight -20 of chk on db201 useless/,
  ],
  [
    'X16',
    'another down timer',
    A,
    vi('vi_w', 51, { ...P90, more: 'down_timer_adverts 5' }),
    /down_timer_adverts is 5 here and 3/,
  ],
  ['X16', 'a virtual MAC on one side', A, vi('vi_w', 51, { ...P90, more: 'use_vmac' }), /use_vmac is on here and off/],
  [
    'X17',
    'crossed priorities in one group',
    group('vi_w', 'vi_r') + A + vi('vi_r', 44, P90),
    group('vi_w', 'vi_r') + B + vi('vi_r', 44),
    /vi_r prefers db202, vi_w prefers db201/,
  ],
  [
    'X17',
    'a group on one side',
    group('vi_w', 'vi_r') + A + vi('vi_r', 44),
    B + vi('vi_r', 44, P90),
    /none here and 44, 51 on db201|VRIDs none/,
  ],
  ['X18', 'on one node only', A + vi('vi_r', 44), B, /vi_r \(VRID 44\) is on db201 only/],
  [
    'X19',
    'one router_id',
    `global_defs {\n router_id lvs\n}\n${A}`,
    `global_defs {\n router_id lvs\n}\n${B}`,
    /router_id lvs is also that of db201/,
  ],
])('%s: %s', (id, _name, a, b, message) => {
  const problems = lint(pair(a, b));
  expect([...new Set(problems.map((p) => p.id))]).toEqual([id]);
  expect(problems.map((p) => p.message).join('\n')).toMatch(message);
  for (const p of problems)
    expect(p).toMatchObject({
      file: 'keepalived.conf',
      line: expect.any(Number),
      consequence: expect.stringMatching(/\w/),
    });
});

test('X20: 1.x beside 2.x', () => {
  expect(idsOf(pair(A, B, ['2.2.7', '1.3.5']))).toEqual(['X20']);
  expect(idsOf(pair(A, B, ['2.2.7', '2.0.10']))).toEqual([]);
});

/** What is legal between nodes (the guards at the end of CONFIG.md 3). */
test.each<[string, string, string]>([
  ['names that differ', A, vi('VI_1', 51, P90)],
  [
    'one VRID on two segments',
    vi('a', 51, { vips: '192.0.2.51/24' }) + vi('b', 52),
    vi('x', 51, P90) + vi('b', 52, P90),
  ],
  ['crossed priorities without a group', A + vi('vi_r', 44, P90), B + vi('vi_r', 44)],
  [
    'addresses in another order',
    vi('vi_w', 51, { vips: '192.0.2.51/24\n 192.0.2.52/24' }),
    vi('vi_w', 51, { ...P90, vips: '192.0.2.52/24\n 192.0.2.51/24' }),
  ],
  ['interfaces that differ', A, vi('vi_w', 51, { ...P90, interface: 'interface ens192' })],
  [
    'passwords that differ behind the eighth character',
    vi('vi_w', 51, { auth: AUTH.replace('example1', 'example12') }),
    vi('vi_w', 51, { ...P90, auth: AUTH.replace('example1', 'example13') }),
  ],
  ['weights that are enough', chk('weight -20') + vi('vi_w', 51, { more: track }), B],
  ['nopreempt on both', vi('vi_w', 51, { more: 'nopreempt' }), vi('vi_w', 51, { ...P90, more: 'nopreempt' })],
  [
    'unicast both ways',
    vi('vi_w', 51, { more: 'unicast_src_ip 192.0.2.1\n unicast_peer {\n 192.0.2.2\n }' }),
    vi('vi_w', 51, { ...P90, more: 'unicast_src_ip 192.0.2.2\n unicast_peer {\n 192.0.2.1\n }' }),
  ],
  [
    'conditions by node',
    `@db201 $PRIO=100\n@db202 $PRIO=90\n${vi('vi_w', 51, { priority: 'priority $PRIO' })}`,
    `@db201 $PRIO=100\n@db202 $PRIO=90\n${vi('vi_w', 51, { priority: 'priority $PRIO' })}`,
  ],
  [
    'an include that was not seen may hold the rest',
    `${A}include conf.d/*.conf\n${vi('vi_r', 44)}`,
    `${B}include conf.d/*.conf\n`,
  ],
])('legal: %s', (_name, a, b) => {
  expect(lint(pair(a, b)).filter((p) => p.severity !== 'info')).toEqual([]);
});

test('the same VRID on another segment stays apart', () => {
  const files = pair(vi('a', 51), vi('b', 51, { vips: '198.51.100.7/24' }));
  expect(idsOf(files)).toEqual(['X18']); // two services, each without a partner, and no X02
});

/** id, what it is, the file, a word of the message, where else than the rule itself something is found. */
test.each<[string, string, string, RegExp, Partial<LintFile>?]>([
  ['N01', 'a missing brace', A.replace(/\}\n$/, '') + vi('vi_r', 44), /stays open/],
  ['N02', 'an interface that is not there', A, /db201 has no interface eth0/, { links: [link('lo'), link('ens3')] }],
  ['N03', 'a VRID out of range', vi('vi_w', 51, { vrid: 'virtual_router_id 300' }), /virtual_router_id: 300/],
  ['N03', 'no VRID', vi('vi_w', 51, { vrid: '' }), /no usable virtual_router_id/],
  ['N03', 'a priority out of range', vi('vi_w', 51, { priority: 'priority 256' }), /priority: 256/],
  ['N04', 'one VRID twice', A + vi('vi_x', 51, { vips: '192.0.2.60/24' }), /VRID 51 on eth0 is also that of vi_w/],
  ['N05', 'one name twice', A + vi('vi_w', 52), /already defined/],
  [
    'N05',
    'one address twice',
    A + vi('vi_x', 52, { vips: '192.0.2.51/24' }),
    /192\.0\.2\.51 is also an address of vi_w/,
  ],
  [
    'N06',
    'nopreempt with state MASTER',
    vi('vi_w', 51, { state: 'state MASTER', more: 'nopreempt' }),
    /nopreempt with state MASTER/,
  ],
  [
    'N06',
    'preempt_delay with priority 255',
    vi('vi_w', 51, { priority: 'priority 255', more: 'preempt_delay 30' }),
    /preempt_delay with priority 255/,
  ],
  [
    'N07',
    'both of them',
    vi('vi_w', 51, { more: 'nopreempt\n preempt_delay 30' }),
    /preempt_delay together with nopreempt/,
  ],
  ['N08', 'a state in small letters', vi('vi_w', 51, { state: 'state master' }), /state: master/],
  [
    'N10',
    'a password without a type',
    vi('vi_w', 51, { auth: 'authentication {\n auth_pass example1\n }' }),
    /without a usable auth_type/,
  ],
  ['N10', 'authentication in version 3', vi('vi_w', 51, { more: 'version 3' }), /in VRRP version 3/],
  ['N12', 'a fraction in version 2', vi('vi_w', 51, { advert_int: 'advert_int 0.4' }), /advert_int 0\.4 becomes 1 s/],
  ['N12', 'a slow one', vi('vi_w', 51, { advert_int: 'advert_int 5' }), /more than 15 s/],
  ['N13', 'a word that is ignored', vi('vi_w', 51, { vips: '192.0.2.51/24 192.0.2.52/24' }), /is ignored/],
  ['N14', 'no prefix length', vi('vi_w', 51, { vips: '192.0.2.51' }), /no prefix length/],
  ['N14', "the node's own address", A, /db201's own address, with priority 100/, { addresses: ['192.0.2.51'] }],
  ['N15', 'two families', vi('vi_w', 51, { vips: '192.0.2.51/24\n 2001:db8::1/64' }), /not of the family/],
  ['N15', 'IPv6 without link-local', vi('vi_w', 51, { auth: '', vips: '2001:db8::1/64' }), /is not link-local/],
  [
    'N16',
    'more than an old one sends',
    vi('vi_w', 51, { vips: Array.from({ length: 21 }, (_, i) => `192.0.2.${i + 1}/24`).join('\n ') }),
    /21 addresses with keepalived 1\.2\.13/,
    { version: '1.2.13' },
  ],
  ['N17', 'a script that is not defined', vi('vi_w', 51, { more: track }), /there is no vrrp_script of that name/],
  [
    'N17',
    'a script without a path',
    `vrrp_script chk {\n script "killall -0 mysqld"\n}\n${vi('vi_w', 51, { more: track })}`,
    /no full path: killall/,
  ],
  ['N18', 'a script that nobody tracks', chk('') + A, /no instance tracks vrrp_script chk/],
  [
    'N19',
    'a timeout longer than the interval',
    chk('', 'interval 2\n timeout 5\n fall 2') + vi('vi_w', 51, { more: track }),
    /timeout 5 s, interval 2 s, fall 2/,
  ],
  [
    'N20',
    'a weight in a group',
    chk('weight -20') + group('vi_w', 'vi_r') + vi('vi_w', 51, { more: track }) + vi('vi_r', 44),
    /weight -20 of chk/,
  ],
  ['N21', 'a group of one', group('vi_w') + A, /has only one member/],
  [
    'N22',
    'a weight with priority 255',
    chk('weight 2') + vi('vi_w', 51, { priority: 'priority 255', more: track }),
    /a weight with priority 255/,
  ],
  [
    'N23',
    'a unicast source without peers',
    vi('vi_w', 51, { more: 'unicast_src_ip 192.0.2.1' }),
    /without a unicast_peer/,
  ],
  [
    'N24',
    'peers in strict mode',
    vi('vi_w', 51, { auth: '', more: 'strict_mode on\n unicast_src_ip 192.0.2.1\n unicast_peer {\n 192.0.2.2\n }' }),
    /unicast_peer in strict mode/,
  ],
  ['N30', 'a word that nobody knows', vi('vi_w', 51, { more: 'prioritty 3' }), /unknown keyword 'prioritty'/],
  [
    'N30',
    'a word that is too new',
    vi('vi_w', 51, { more: 'mcast_dst_ip 224.0.0.19' }),
    /known from keepalived 2\.2\.5, this is 2\.0\.19/,
    { version: '2.0.19' },
  ],
])('%s: %s', (id, _name, text, message, more) => {
  const problems = lint([file('db201', text, more)]);
  expect([...new Set(problems.map((p) => p.id))]).toEqual([id]);
  expect(problems[0]!.message).toMatch(message);
});

test.each<[string, string, Partial<LintFile>?]>([
  ['one VRID on two interfaces', A + vi('vi_x', 51, { interface: 'interface eth1', vips: '198.51.100.1/24' })],
  [
    'one VRID with disjoint unicast peers',
    vi('a', 51, { more: 'unicast_peer {\n 192.0.2.8\n }' }) +
      vi('b', 51, { vips: '192.0.2.60/24', more: 'unicast_peer {\n 192.0.2.9\n }' }),
  ],
  ['one VRID with another group', A + vi('b', 51, { vips: '192.0.2.60/24', more: 'mcast_dst_ip 224.0.0.19' })],
  ['one VRID in both families', A + vi('b', 51, { auth: '', vips: 'fe80::1/64' })],
  ['an interface that comes later', `global_defs {\n dynamic_interfaces\n}\n${A}`, { links: [link('lo')] }],
  ['a tenth of a second in version 3', vi('vi_w', 51, { auth: '', more: 'version 3', advert_int: 'advert_int 0.1' })],
])('legal on one node: %s', (_name, text, more) => {
  expect(lint([file('db201', text, more)])).toEqual([]);
});

describe('passwords', () => {
  const of = (line: string): string[] =>
    passwordProblems('db201', `vrrp_instance a {\n authentication {\n auth_type PASS\n ${line}\n }\n}\n`).map(
      (p) => `${p.id}:${p.line} ${p.message}`,
    );

  test.each([
    ['auth_pass example12', ['N09:4 auth_pass has 9 characters; 8 count']],
    ['auth_pass ab!cd#ef', ['N09:4 auth_pass is cut at # or !, where a comment begins']],
    ['auth_pass ab cd', ['N09:4 auth_pass ends at its first blank']],
    ['auth_pass 1111', ['N11:4 auth_pass is a well-known one']],
    ['auth_pass example1', []],
    ['auth_pass example1 # ours', []],
    ['auth_pass "ab!c d"', []],
    ['auth_pass redacted:0a1b2c3d', []],
  ])('%s', (line, expected) => {
    expect(of(line)).toEqual(expected);
  });

  test('none of them is repeated', () => {
    expect(of('auth_pass supersecret!x more').join()).not.toMatch(/super|more/);
  });
});

test('the pair of the demo gives nothing', () => {
  const confs = new Map<string, string>();
  const lan = new Lan({ startAt: 0, seed: 1 }, (_at, body) => {
    if (body.kind === 'probe' && body.probe === 'config') confs.set(body.node, body.text);
  });
  lan.advanceTo(5000);
  expect([...confs.keys()].sort()).toEqual(['db201', 'db202']);
  expect(lint([...confs].map(([node, text]) => file(node, text, { version: '2.2.7' })))).toEqual([]);
});

test("keepalived's own samples are read and have no errors", (context) => {
  const names = (() => {
    try {
      return readdirSync(SAMPLES).filter((n) => n.startsWith('keepalived.conf'));
    } catch {
      return [];
    }
  })();
  if (names.length === 0) context.skip(`${SAMPLES} is not there: install keepalived`);
  for (const name of names) {
    // Whose file a sample is nobody says: conditions stay undecided.
    const conf = parseKeepalivedConf(readFileSync(join(SAMPLES, name), 'utf8'));
    const problems = lint([{ node: name, conf, version: null }]);
    expect(problems.filter((p) => p.severity === 'error')).toEqual([]);
  }
});

test('any text is read, and says where', () => {
  const word = fc.constantFrom(
    'vrrp_instance',
    'vrrp_script',
    'a',
    '{',
    '}',
    '\n',
    'priority',
    'state',
    'MASTER',
    '255',
    '-5',
    'track_script',
    'weight',
    '"',
    'virtual_ipaddress',
    '192.0.2.1/24',
    'fe80::1',
    'unicast_peer',
    'authentication',
    'auth_pass',
    '#',
    '@x',
    '$A=',
    '\u001b[2J',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), fc.array(word, { maxLength: 60 }), (a, b) => {
      const problems = lint(pair(a.join(' '), b.join(' ')));
      for (const p of problems) expect(p.line).toBeGreaterThan(0);
      expect(lintText(problems)).not.toContain('\u001b');
    }),
    { numRuns: 500, seed: 20261123 },
  );
});

test('rules: ids of the list, severities and consequences', () => {
  for (const rule of LINT_RULES) {
    expect(rule.id).toMatch(/^(X(0[1-9]|1\d|20)|N(0[1-9]|[12]\d|30))$/);
    expect(['error', 'warning', 'info']).toContain(rule.severity);
  }
});

test('text as compilers write it', () => {
  expect(lintText(lint(pair(A, A)))).toBe(
    'keepalived.conf:5: warning X09: db202: vi_w has priority 100, as on db201\n    who started first stays; at a start together the higher address wins: nobody can foretell',
  );
});

describe('what the node told', () => {
  const links = [link('lo'), link('eth0', '192.0.2.1/24', '192.0.2.51/24')];
  const script = (more = '') =>
    `global_defs {\n script_user root\n ${more}\n}\nvrrp_script chk {\n script "/usr/local/bin/chk -x"\n}\n${vi('vi_w', 51, { more: track })}`;
  const told = (text: string, hasUser = 'user yes'): Partial<LintFile> => ({
    scriptFiles: parseScriptFiles(`${text}\n${hasUser}`),
  });
  const found = (text: string, more: Partial<LintFile>) =>
    lint([file('db201', text, more)]).map((p) => `${p.severity} ${p.id} ${p.message}`);

  test('its interfaces: those of instances, of trackers and of addresses', () => {
    const text = vi('vi_w', 51, {
      more: 'track_interface {\n eth7\n }\n virtual_ipaddress_excluded {\n 192.0.2.9/24 dev eth8\n }',
    });
    expect(found(text, { links })).toEqual([
      'error N02 db201 has no interface eth7, which vi_w tracks',
      'error N02 db201 has no interface eth8, which 192.0.2.9 is for',
    ]);
    expect(found(text, { links: [] })).toEqual([]);
  });

  test('its subnets: an address outside of them, but not by the address itself that it holds now', () => {
    expect(found(A, { links })).toEqual([]);
    expect(found(A, { links: [link('eth0', '10.0.0.1/8', '192.0.2.51/24')] })).toEqual([
      'warning N14 192.0.2.51 is in no subnet that db201 has on eth0',
    ]);
    expect(found(A, { links: [link('eth0')] })).toEqual([]);
  });

  test('its addresses: a unicast peer that is none of them', () => {
    const unicast = (peer: string) => `unicast_peer {\n ${peer}\n }`;
    const files = [
      file('db201', vi('vi_w', 51, { more: unicast('192.0.2.3') }), { addresses: ['192.0.2.1'] }),
      file('db202', vi('vi_w', 51, { ...P90, more: unicast('192.0.2.1') }), { addresses: ['192.0.2.2'] }),
    ];
    expect(lint(files)).toMatchObject([
      { id: 'X12', node: 'db201', message: 'no address of db202 (192.0.2.2) is a unicast_peer of vi_w' },
    ]);
  });

  // Modes as stat -L -c '%f %U %n' of coreutils prints them; what keepalived does: 2.2.7, by keepalived -t and its log.
  test.each<[string, string, string[]]>([
    ['a script that is well', '81ed root /usr/local/bin/chk', []],
    [
      'a script that is not there',
      '- /usr/local/bin/chk',
      ['error N17 vrrp_script chk: /usr/local/bin/chk is not on db201'],
    ],
    [
      'a script that cannot be run',
      '81a4 root /usr/local/bin/chk',
      ['error N17 vrrp_script chk: /usr/local/bin/chk is not executable on db201'],
    ],
    [
      'a script that all may write',
      '81ff root /usr/local/bin/chk',
      ['warning N17 vrrp_script chk: /usr/local/bin/chk may be written by others than root'],
    ],
    [
      'a script of somebody else',
      '81ed mysql /usr/local/bin/chk',
      ['warning N17 vrrp_script chk: /usr/local/bin/chk may be written by mysql'],
    ],
    ['one that could not be looked at', '', []],
  ])('%s', (_, text, expected) => expect(found(script(), told(text))).toEqual(expected));

  test('with enable_script_security a script that others may write is disabled', () => {
    const [problem] = lint([file('db201', script('enable_script_security'), told('81ff root /usr/local/bin/chk'))]);
    expect(problem).toMatchObject({ severity: 'error', consequence: expect.stringContaining('due to insecure') });
  });

  test('who runs it: root where there is no keepalived_script, and it matters only then', () => {
    const text = script().replace('script_user root', '');
    const writable = '81ff root /usr/local/bin/chk';
    expect(found(text, told(writable, 'user yes'))).toEqual([]);
    expect(found(text, told(writable, 'user no'))).toEqual([
      'warning N17 vrrp_script chk: /usr/local/bin/chk may be written by others than root',
      'info N17 no script_user, and db201 has no user keepalived_script',
    ]);
    const own = script().replace('vrrp_script chk {', 'vrrp_script chk {\n user mysql');
    expect(found(own, told(writable))).toEqual([]);
  });

  test('a notify script that is not there', () => {
    expect(found(vi('vi_w', 51, { more: 'notify_master "/opt/n master"' }), told('- /opt/n'))).toEqual([
      'warning N25 vi_w: notify_master: /opt/n is not on db201',
    ]);
  });
});

test('N26: garp_master_repeat 0', () => {
  expect(lint([file('db201', vi('vi_w', 51, { more: 'garp_master_repeat 0' }))])).toMatchObject([
    { id: 'N26', severity: 'warning', message: 'garp_master_repeat: 0, want 1 or more' },
  ]);
});

test('answers about files: whatever comes, no throw, and paths that a terminal may show', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const path of parseScriptFiles(`${text}\n- ${text}\n81ed root ${text}\n- /${text}`).files.keys())
        expect(path).toMatch(/^\/[^\s\p{C}]+$/u);
    }),
  );
});
