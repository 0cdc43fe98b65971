import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type ActionSettings, commandFor, restartVerbs, sudoersFor, testCommand } from '../../src/actions/commands.js';
import { configTestOf, factsScript, type NodeFacts, parseFacts } from '../../src/actions/facts.js';

const SETTINGS: ActionSettings = { readOnly: false, sudo: 'auto', commands: {}, keepalivedConf: 'auto' };
const answer = (...lines: string[]): string => [...lines, 'end', ''].join('\n');
const SYSTEMD = answer(
  'uid 1001',
  'manager systemd /usr/bin/systemctl',
  'unit LoadState=loaded',
  'keepalived /usr/sbin/keepalived',
  'tests',
  'sudo /usr/bin/sudo',
  'process running 4711',
);
const facts = (text: string): NodeFacts => parseFacts(text)!;

describe('what a node says about itself', () => {
  test('an unprivileged login on a node with systemd', () => {
    expect(parseFacts(SYSTEMD)).toEqual({
      root: false,
      manager: 'systemd',
      program: '/usr/bin/systemctl',
      known: true,
      reloads: true,
      pid: 4711,
      keepalived: '/usr/sbin/keepalived',
      tests: true,
      configured: true,
      sudo: '/usr/bin/sudo',
      test: null,
    });
  });

  test.each([
    ['nothing', ''],
    ['half an answer', SYSTEMD.replace('end\n', '')],
    ['a greeting', 'Welcome to db201\nend\n'],
  ])('%s is no answer', (_name, text) => {
    expect(parseFacts(text)).toBeNull();
  });

  test('what a shell could take apart is no path', () => {
    const hostile = parseFacts(answer('uid 0', 'manager systemd /usr/bin/systemctl;reboot', 'keepalived $(reboot)'));
    expect(hostile).toMatchObject({ manager: null, keepalived: null });
  });

  test('the script runs on this machine', () => {
    const text = execFileSync('sh', ['-c', factsScript('echo stopped')], { encoding: 'utf8' });
    expect(parseFacts(text)).toMatchObject({ root: process.getuid?.() === 0, pid: null });
  });
});

describe('the exact command line', () => {
  const sysv = answer('uid 0', 'manager service /usr/sbin/service', 'unit LoadState=loaded', 'process stopped');
  const openrc = answer(
    'uid 0',
    'manager openrc /sbin/rc-service',
    'unit LoadState=loaded',
    'no-reload',
    'process stopped',
  );
  const initd = answer('uid 0', 'manager init.d /etc/init.d/keepalived', 'unit LoadState=loaded', 'process stopped');

  test.each([
    ['systemd, by sudo', SYSTEMD, 'restart', 'sudo -n /usr/bin/systemctl restart keepalived'],
    ['systemd, as root', SYSTEMD.replace('1001', '0'), 'reload', '/usr/bin/systemctl reload keepalived'],
    ['SysV service', sysv, 'stop', '/usr/sbin/service keepalived stop'],
    ['OpenRC', openrc, 'start', '/sbin/rc-service keepalived start'],
    ['init script', initd, 'restart', '/etc/init.d/keepalived restart'],
  ] as const)('%s', (_name, text, verb, line) => {
    expect(commandFor(verb, 'db201', facts(text), SETTINGS)).toEqual({ line });
  });

  test.each([
    ['systemd', SYSTEMD, {}, ['restart']],
    ['a script that would meet the old process', sysv.replace('stopped', 'running 7'), {}, ['stop', 'start']],
    ['OpenRC', openrc.replace('stopped', 'running 7'), {}, ['stop', 'start']],
    ['a script, nothing runs', sysv, {}, ['restart']],
    ['an own command', sysv.replace('stopped', 'running 7'), { restart: 'doas restart' }, ['restart']],
  ] as const)('a restart with %s', (_name, text, commands, verbs) => {
    expect(restartVerbs(facts(text), { ...SETTINGS, commands })).toEqual(verbs);
  });

  test('an own command comes before all others, as it is', () => {
    const settings = { ...SETTINGS, commands: { restart: 'doas svc restart ka' } };
    expect(commandFor('restart', 'db201', facts(SYSTEMD), settings)).toEqual({ line: 'doas svc restart ka' });
  });

  test.each([
    ['no unit', SYSTEMD.replace('loaded', 'not-found'), 'restart', /^systemd on db201 has no service keepalived/],
    ['no manager', answer('uid 0', 'process stopped'), 'start', /^no service manager was found on db201/],
    ['no reload', openrc, 'reload', /knows no reload/],
    ['no sudo', SYSTEMD.replace('sudo /usr/bin/sudo\n', ''), 'stop', /not root and there is no sudo/],
  ] as const)('%s: says why there is none', (_name, text, verb, why) => {
    expect(commandFor(verb, 'db201', facts(text), SETTINGS)).toMatchObject({ why: expect.stringMatching(why) });
  });

  test('the configuration test names the configured file', () => {
    expect(testCommand('db201', facts(SYSTEMD), { ...SETTINGS, keepalivedConf: '/etc/ka/my conf' })).toEqual({
      line: "sudo -n /usr/sbin/keepalived -t -f '/etc/ka/my conf'",
    });
    expect(testCommand('db201', facts(SYSTEMD.replace('tests\n', '')), SETTINGS)).toHaveProperty('why');
  });

  test('sudoers allow these command lines and nothing else', () => {
    const lines = ['sudo -n /usr/bin/systemctl restart keepalived', '/bin/true', 'sudo -n /usr/sbin/keepalived -t'];
    expect(sudoersFor('vrrpadm', lines)).toBe(
      'Cmnd_Alias VRRPTOP = /usr/bin/systemctl restart keepalived, \\\n  /usr/sbin/keepalived -t\n' +
        'vrrpadm ALL=(root) NOPASSWD: VRRPTOP',
    );
    expect(sudoersFor('root', ['/bin/true'])).toBe('');
  });
});

describe('keepalived -t', () => {
  test('complaints count, the exit code alone does not', () => {
    const text = "(/etc/keepalived/keepalived.conf: Line 4) Unknown keyword 'foo'\n\u001b[2J\n";
    expect(configTestOf('keepalived -t', { code: 0, stderr: text, failure: null }).complaints).toEqual([
      "(/etc/keepalived/keepalived.conf: Line 4) Unknown keyword 'foo'",
      '\ufffd[2J',
    ]);
    expect(configTestOf('keepalived -t', { code: 0, stderr: '', failure: null }).complaints).toEqual([]);
    expect(configTestOf('keepalived -t', { code: 5, stderr: '', failure: null }).complaints).toHaveLength(1);
    expect(configTestOf('keepalived -t', { code: null, stderr: '', failure: 'no answer within 5 s' })).toMatchObject({
      code: null,
      complaints: ['no answer within 5 s'],
    });
  });
});
