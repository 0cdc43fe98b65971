import { describe, expect, it } from 'vitest';
import { iso, readLine, readLog } from './helpers.js';

const MSG = '(vi_w) Entering MASTER STATE';
const OLD = 'VRRP_Instance(VI_1) Entering MASTER STATE';

/** name, line, time in UTC with a reference of December 2026, host, precision in ms. */
const HEADS: [string, string, string | null, string | null, number][] = [
  ['RFC 3164', `Nov 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', 'db-w1', 1000],
  [
    'day padded with a blank',
    `Nov  2 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-02T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'day with one digit',
    `Nov 2 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-02T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'journalctl short',
    `Nov 02 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-02T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'short-precise',
    `Nov 02 13:21:42.236180 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-02T13:21:42.236Z',
    'db-w1',
    0.001,
  ],
  ['Japanese', `1月 11 14:00:10 lb1 Keepalived_vrrp[5767]: ${MSG}`, '2026-01-11T14:00:10.000Z', 'lb1', 1000],
  ['Chinese', `11月 22 14:00:10 lb1 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T14:00:10.000Z', 'lb1', 1000],
  ['French', `févr. 03 14:00:10 lb1 Keepalived_vrrp[5767]: ${MSG}`, '2026-02-03T14:00:10.000Z', 'lb1', 1000],
  ['German', `Mär 03 14:00:10 lb1 Keepalived_vrrp[5767]: ${MSG}`, '2026-03-03T14:00:10.000Z', 'lb1', 1000],
  ['Russian', `окт 03 14:00:10 lb1 Keepalived_vrrp[5767]: ${MSG}`, '2026-10-03T14:00:10.000Z', 'lb1', 1000],
  [
    'month without its first letter',
    `ov 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  ['no such month', `Foo 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`, null, 'db-w1', 1000],
  ['no such day', `Jun 31 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`, null, 'db-w1', 1000],
  ['no such hour', `Nov 22 25:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`, null, 'db-w1', 1000],
  ['leap second', `Dec 31 23:59:60 db-w1 Keepalived_vrrp[5767]: ${MSG}`, '2026-01-01T00:00:00.000Z', 'db-w1', 1000],
  [
    'host in brackets',
    `Nov 22 13:21:42 [localhost] Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'localhost',
    1000,
  ],
  ['IPv4 host', `Nov 22 13:21:42 10.0.0.7 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', '10.0.0.7', 1000],
  ['IPv6 host', `Nov 22 13:21:42 fe80::1 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', 'fe80::1', 1000],
  ['# in the host', `Nov 22 13:21:42 lb#2 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', 'lb#2', 1000],
  ['no host', `Nov 22 13:21:42 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', null, 1000],
  ['no pid', `Nov 22 13:21:42 db-w1 Keepalived_vrrp: ${OLD}`, '2026-11-22T13:21:42.000Z', 'db-w1', 1000],
  ['busybox', `Nov 22 13:21:42 alp daemon.info Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', 'alp', 1000],
  [
    'busybox without host',
    `Nov 22 13:21:42 daemon.info Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    null,
    1000,
  ],
  ['priority', `<30>Nov 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', 'db-w1', 1000],
  ['quoted', `> Nov 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', 'db-w1', 1000],
  ['quoted twice', `>> Nov 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`, '2026-11-22T13:21:42.000Z', 'db-w1', 1000],
  [
    'grep -H',
    `/var/log/messages:Nov 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'carriage return',
    `Nov 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}\r`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'behind a relay',
    `Nov 22 13:21:50 relay Nov 22 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'stamp with its year',
    `Nov 22 2024 13:21:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2024-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'rsyslog FileFormat',
    `2026-11-22T13:21:42.236180+00:00 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.236Z',
    'db-w1',
    0.001,
  ],
  [
    'with an offset',
    `2026-11-22T13:21:42.236180+02:00 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T11:21:42.236Z',
    'db-w1',
    0.001,
  ],
  [
    'short-iso, systemd < 255',
    `2026-11-22T13:21:42-0330 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T16:51:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'short-iso, systemd >= 255',
    `2026-11-22T13:21:42+00:00 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'short-iso-precise',
    `2026-11-22T13:21:42.236180+0000 db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.236Z',
    'db-w1',
    0.001,
  ],
  [
    'short-full',
    `Sun 2026-11-22 13:21:42 UTC db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'short-full, other zone',
    `Sun 2026-11-22 13:21:42 CET db-w1 Keepalived_vrrp[5767]: ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'RFC 5424',
    `<30>1 2026-11-22T13:21:42.236180+00:00 db-w1 Keepalived_vrrp 5767 - -  ${MSG}`,
    '2026-11-22T13:21:42.236Z',
    'db-w1',
    0.001,
  ],
  [
    'RFC 5424, one blank',
    `<30>1 2026-11-22T13:21:42Z db-w1 Keepalived_vrrp 5767 - - ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'RFC 5424, data, BOM',
    `<30>1 2026-11-22T13:21:42Z db-w1 Keepalived_vrrp 5767 ID1 [m a="x]"][n b="\\""] \ufeff${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'RFC 5424, no pid',
    `<30>1 2026-11-22T13:21:42Z db-w1 Keepalived_vrrp - - - ${MSG}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  ['no head', `Keepalived_vrrp[5767]: ${MSG}`, null, null, 1000],
  ['a host alone', `LVS Keepalived_vrrp[5767]: ${MSG}`, null, 'LVS', 1000],
  [
    'line number of a post',
    `>12.Nov 22 13:21:42 db-w1 Keepalived_vrrp: ${OLD}  `,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  [
    'inside a logger of the same name',
    `Nov 22 13:21:42 db-w1 keepalived[934]: Keepalived_vrrp: ${OLD}`,
    '2026-11-22T13:21:42.000Z',
    'db-w1',
    1000,
  ],
  ['head torn on the left', `:42 db-w1 Keepalived_vrrp[5767]: ${MSG}`, null, 'db-w1', 1000],
];

describe('heads with a program name', () => {
  it.each(HEADS)('%s', (_name, line, at, host, precisionMs) => {
    const e = readLine(line)!;
    expect({ at: iso(e.at), host: e.host, precisionMs: e.precisionMs }).toEqual({ at, host, precisionMs });
    expect(e).toMatchObject({ line: 1, kind: 'state', state: 'MASTER', ident: 'Keepalived_vrrp', identSuffix: '' });
    expect(e.instance).toBe(line.includes(OLD) ? 'VI_1' : 'vi_w');
    expect(e.pid).toBe(line.includes('5767') ? 5767 : null);
  });

  it('keeps microseconds', () => {
    const e = readLine(`2026-11-22T13:21:42.236180+00:00 db-w1 Keepalived_vrrp[1]: ${MSG}`)!;
    expect(e.at).toBe(Date.UTC(2026, 10, 22, 13, 21, 42) + 236.18);
  });

  it.each([
    ['Keepalived_vrrp_klab-b_prod1[9]', MSG, 'state', '_klab-b_prod1'],
    ['Keepalived_prod1[9]', 'Stopping', 'stop', '_prod1'],
    ['Keepalived[9]', 'Stopping', 'stop', ''],
  ])('%s', (ident, message, kind, identSuffix) =>
    expect(readLine(`Nov 22 13:21:42 a ${ident}: ${message}`)).toMatchObject({ kind, identSuffix }),
  );

  it.each([
    ['a health checker', `Nov 22 13:21:42 a Keepalived_healthcheckers[9]: A thread timer expired 5.371587 seconds ago`],
    ['a health checker with a suffix', `Nov 22 13:21:42 a Keepalived_healthcheckers_prod1[9]: Stopped`],
    ['BFD', 'Nov 22 13:21:42 a Keepalived_bfd[9]: (b1) Entering Up state'],
    ['the parent on states', `Nov 22 13:21:42 a Keepalived[9]: ${MSG}`],
    ['a notify script', `Nov 22 13:21:42 a notify[9]: ${OLD}`],
    ['a name that only begins alike', `Nov 22 13:21:42 a Keepalivedx[9]: Stopping`],
    [
      'a question about keepalived',
      `Nov 22 13:21:42 a sudo: joe : COMMAND=/bin/grep Keepalived_vrrp /var/log/messages`,
    ],
    ['a dump of the configuration', 'Nov 22 13:21:42 a Keepalived_vrrp[9]:    Want State = MASTER'],
    ['a dump, one blank', 'Nov 22 13:21:42 a Keepalived_vrrp[9]:  State = BACKUP'],
    ['a password in a dump', 'Nov 22 13:21:42 a Keepalived_vrrp[9]:    Password = s3cret'],
    ['a script result that counts for nothing', 'Nov 22 13:21:42 a Keepalived_vrrp[9]: Script `chk` now returning 1'],
    ['an odd parenthesis', 'Nov 22 13:21:42 a Keepalived_vrrp[9]: (SCRIPT /etc/x.sh) Entering the building'],
    ['an empty message', 'Nov 22 13:21:42 a Keepalived_vrrp[9]: '],
  ])('%s gives nothing', (_name, line) => expect(readLine(line)).toBeNull());
});

describe("keepalived's own console and file", () => {
  const OWN: [string, string, string | null, string | null][] = [
    ['console, %c', `Sun Nov 22 13:08:20 2026: ${MSG}`, '2026-11-22T13:08:20.000Z', null],
    ['day padded with a blank', `Fri Apr  3 13:08:20 2026: ${MSG}`, '2026-04-03T13:08:20.000Z', null],
    ['day with one digit', `Fri Apr 3 13:08:20 2026: ${MSG}`, '2026-04-03T13:08:20.000Z', null],
    ['2.2.2+, nanoseconds', `Wed Apr 02 21:07:47.104625942 2025: ${MSG}`, '2025-04-02T21:07:47.104Z', null],
    ['2.1.4-2.2.1, no day', `Wed Apr 21:07:47.104625942 2025: ${MSG}`, null, null],
    ['quoted', `> Sun Nov 22 13:08:20 2026: ${MSG}`, '2026-11-22T13:08:20.000Z', null],
    [
      'docker through syslog',
      `Nov 22 13:08:23 dock1 docker[20329]: Sun Nov 22 13:08:20 2026: ${MSG}`,
      '2026-11-22T13:08:20.000Z',
      'dock1',
    ],
    [
      'no day, but a logger that knows',
      `Apr 02 21:07:48 dock1 ka[1]: Wed Apr 21:07:47.104625942 2026: ${MSG}`,
      '2026-04-02T21:07:48.000Z',
      'dock1',
    ],
    [
      'kubernetes',
      `2026-11-22T13:08:20.123456789Z stderr F Sun Nov 22 13:08:20 2026: ${MSG}`,
      '2026-11-22T13:08:20.000Z',
      null,
    ],
    ['docker-compose', `keepalived_1  | Sun Nov 22 13:08:20 2026: ${MSG}`, '2026-11-22T13:08:20.000Z', null],
    [
      'the unit’s own output',
      `Nov 22 13:08:20 a keepalived[7]: Sun Nov 22 13:08:19 2026: ${MSG}`,
      '2026-11-22T13:08:19.000Z',
      'a',
    ],
  ];
  it.each(OWN)('%s', (_name, line, at, host) => {
    const e = readLine(line)!;
    expect({ at: iso(e.at), host: e.host }).toEqual({ at, host });
    expect(e).toMatchObject({ ident: null, pid: null, instance: 'vi_w', kind: 'state', state: 'MASTER' });
  });

  it('tells the life of the processes too', () => {
    const { events } = readLog(
      [
        'Starting Keepalived v2.2.7 (01/16,2022)',
        'Starting VRRP child process, pid=267',
        'Stopped',
        'Stopped Keepalived v2.2.7 (x)',
      ]
        .map((message) => `Mon Nov 23 15:07:32 2026: ${message}\n`)
        .join(''),
    );
    expect(events.map((e) => e.kind)).toEqual(['start', 'child-start', 'child-stopped', 'stopped']);
  });

  it('is found far down in a big log, from where it begins or names itself', () => {
    const filler = 'Nov 22 13:21:42 db-w1 CRON[2212]: (root) CMD (true)\n'.repeat(20_000);
    const own = `Sun Nov 22 13:08:20 2026: ${MSG}\n`;
    const wrapped = `Nov 22 13:08:23 dock1 docker[9]: Sun Nov 22 13:08:20 2026: ${MSG}\n`;
    const start = 'Nov 22 13:08:23 dock1 docker[9]: Sun Nov 22 13:08:20 2026: Starting VRRP child process, pid=7\n';
    expect(readLog(filler + own).events.map((e) => e.line)).toEqual([20_001]);
    expect(readLog(filler + start + wrapped).events.map((e) => e.line)).toEqual([20_001, 20_002]);
    expect(readLog(wrapped + filler + wrapped).events.map((e) => e.line)).toEqual([1, 20_002]);
  });
});

describe('JSON', () => {
  const journal = {
    __CURSOR: 's=1',
    __REALTIME_TIMESTAMP: '1795353702236180',
    _HOSTNAME: 'db-w1',
    SYSLOG_IDENTIFIER: 'Keepalived_vrrp',
    SYSLOG_PID: '5767',
    _PID: '5767',
    PRIORITY: '6',
    MESSAGE: MSG,
  };
  const want = { host: 'db-w1', pid: 5767, kind: 'state', state: 'MASTER', instance: 'vi_w', detail: MSG };

  it.each([
    ['a message', journal],
    ['a message in bytes', { ...journal, MESSAGE: [...Buffer.from(MSG)] }],
    ['the pid of the process only', { ...journal, SYSLOG_PID: undefined }],
  ])('of the journal: %s', (_name, record) => {
    const e = readLine(JSON.stringify(record))!;
    expect(e).toMatchObject(want);
    expect(e.at).toBe(1795353702236.18);
    expect(iso(e.at)).toBe('2026-11-22T13:21:42.236Z');
  });

  it('of the journal: the console of a unit', () => {
    const record = { ...journal, SYSLOG_IDENTIFIER: 'keepalived', MESSAGE: `Sun Nov 22 13:21:42 2026: ${MSG}` };
    expect(readLine(JSON.stringify(record))).toMatchObject({ ...want, pid: null, ident: null, at: 1795353702236.18 });
  });

  it('of the journal: systemd', () => {
    const record = { ...journal, SYSLOG_IDENTIFIER: 'systemd', _PID: '1', SYSLOG_PID: undefined };
    const e = readLine(JSON.stringify({ ...record, MESSAGE: "keepalived.service: Failed with result 'signal'." }));
    expect(e).toMatchObject({ kind: 'unit-failed', ident: 'systemd', pid: 1 });
  });

  it("of docker's json-file", () => {
    const line = JSON.stringify({
      log: `Sun Nov 22 13:08:20 2026: ${MSG}\n`,
      stream: 'stderr',
      time: '2026-11-22T13:08:20.5Z',
    });
    expect(readLine(line)).toMatchObject({ kind: 'state', instance: 'vi_w', at: Date.UTC(2026, 10, 22, 13, 8, 20) });
  });

  it.each([
    ['not JSON', '{"MESSAGE": Keepalived_vrrp'],
    ['no text', JSON.stringify({ ...journal, MESSAGE: { a: 1 } })],
    ['bytes that are none', JSON.stringify({ ...journal, MESSAGE: [300, -1, 'x'] })],
    ['an array', '["Keepalived_vrrp"]'],
    ['another program', JSON.stringify({ ...journal, SYSLOG_IDENTIFIER: 'sshd' })],
  ])('%s gives nothing', (_name, line) => expect(readLine(line)).toBeNull());

  it('with an absurd time has none', () =>
    expect(readLine(JSON.stringify({ ...journal, __REALTIME_TIMESTAMP: '99999999999999999999' }))!.at).toBeNull());
});

describe('repetitions', () => {
  const head = 'Nov 23 15:06:16 db201 Keepalived_vrrp[34]: ';
  it.each([
    [`${head}message repeated 3 times: [ (vi_w) received an invalid passwd!]`, 3],
    [`${head}message repeated 12 times: [(vi_w) received an invalid passwd!]`, 12],
    [`${head}message repeated 3 times: [ (vi_w) received an invalid passwd!`, 3],
  ])('%s', (line, repeat) =>
    expect(readLine(line)).toMatchObject({
      kind: 'auth-mismatch',
      repeat,
      detail: '(vi_w) received an invalid passwd!',
    }),
  );

  it('"last message repeated" speaks of the line before, if that was keepalived’s', () => {
    const last = 'Nov 23 15:06:19 db201 last message repeated 3 times\n';
    const ours = `${head}(vi_w) received an invalid passwd!\n`;
    const other = 'Nov 23 15:06:16 db201 kernel: eth0: link up\n';
    expect(readLog(ours + last).events.map((e) => [e.line, e.kind, e.repeat])).toEqual([
      [1, 'auth-mismatch', 1],
      [2, 'auth-mismatch', 3],
    ]);
    expect(readLog(ours + other + last).events.length).toBe(1);
    expect(readLog(ours + last + last).events.map((e) => e.repeat)).toEqual([1, 3, 3]);
  });
});
