import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseSudoNeeds, sudoNeedsScript } from '../../src/sources/index.js';

const READING = { log: 'auto', capture: 'any', conf: '/etc/keepalived/keepalived.conf' };

test('the script runs on this machine, and root needs nothing', () => {
  const script = sudoNeedsScript(READING);
  execFileSync('sh', ['-n'], { input: script });
  if (process.getuid?.() === 0) expect(execFileSync('sh', { input: script, encoding: 'utf8' })).toBe('');
});

test('only the commands that we run are taken from a node, whatever it says', () => {
  const ours = [
    'sudo -n /usr/bin/cat -- /etc/keepalived/keepalived.conf',
    'sudo -n /bin/tail -n 1000 -F /var/log/messages',
    'sudo -n /usr/bin/journalctl -f -n 1000 -o json -u keepalived --no-pager',
  ];
  const hostile = [
    'sudo -n /bin/bash',
    'sudo -n /usr/bin/cat -- /etc/shadow',
    'sudo -n /bin/tail -n 1000 -F /var/log/messages, /bin/sh',
    'sudo -n /bin/tail -n 1000 -F $(reboot)',
    'sudo -n cat -- /etc/keepalived/keepalived.conf',
    'sudo -n /usr/bin/tcpdump -z /tmp/x',
    '/bin/sh',
    '',
  ];
  expect(parseSudoNeeds([...hostile, ...ours].join('\n'), READING)).toEqual(ours);
});
