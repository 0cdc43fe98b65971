import { type Row, section } from './row.js';

const instance = section({ from: 'vrrp', subject: 'instance' });
const script = section({ from: 'vrrp', subject: 'script' });
const group = section({ from: 'vrrp', subject: 'group' });
const bare = section({ from: 'vrrp', subject: 'none' });
const EXIT = '[ (exited with status {n})][ (due to signal {n})]';

/** Scripts, files, processes, priorities and sync groups. */
export const TRACKER_ROWS: readonly Row[] = [
  script(
    'script-succeeded',
    'script-ok',
    '1.2.1+',
    `succeeded${EXIT}`,
    {},
    ['VRRP_Script(chk_mysql) succeeded', { values: { tracker: 'chk_mysql' } }],
    ['VRRP_Script(chk mysql) succeeded (exited with status 0)', { values: { tracker: 'chk mysql' } }],
  ),
  script(
    'script-failed',
    'script-fail',
    '1.2.1+',
    `failed${EXIT}`,
    {},
    ['VRRP_Script(chk_mysql) failed', { values: { tracker: 'chk_mysql' } }],
    ['VRRP_Script(chk_mysql) failed (exited with status 1)', { values: { tracker: 'chk_mysql' } }],
    ['VRRP_Script(chk_mysql) failed (due to signal 15)', { values: { tracker: 'chk_mysql' } }],
  ),
  script(
    'script-timed-out',
    'script-timeout',
    '1.2.1+',
    `<timed out|timed_out>${EXIT}`,
    {},
    ['VRRP_Script(chk_mysql) timed out', { values: { tracker: 'chk_mysql' } }],
    ['VRRP_Script(chk_mysql) timed_out (due to signal 9)', { values: { tracker: 'chk_mysql' } }],
  ),
  script('script-good-on-reload', 'script-ok', '2.0.0+', 'considered successful on reload', {}, [
    'VRRP_Script(chk_mysql) considered successful on reload',
    { values: { tracker: 'chk_mysql' } },
  ]),
  script('script-bad-on-reload', 'script-fail', '2.0.0+', 'considered unsuccessful on reload', {}, [
    'VRRP_Script(chk_mysql) considered unsuccessful on reload',
    { values: { tracker: 'chk_mysql' } },
  ]),
  // Each change of the exit code, before fall and rise have counted: not a result.
  bare('script-returning', 'noise', '2.0.0+', 'Script `{rest}` now returning {n}', {}, [
    'Script `chk` now returning 1',
  ]),
  bare(
    'script-still-running',
    'script-busy',
    '1.4.0+',
    'Track script {tracker} is <already running|being timed out>, expect idle - skipping run',
    {},
    ['Track script chk_mysql is already running, expect idle - skipping run', { values: { tracker: 'chk_mysql' } }],
    ['Track script chk_mysql is being timed out, expect idle - skipping run', { values: { tracker: 'chk_mysql' } }],
  ),
  bare('script-ignores-term', 'script-timeout', '1.2.1-1.3.9', "Process \\[{pid}\\] didn't respond to SIGTERM", {}, [
    "Process [4711] didn't respond to SIGTERM",
    { values: { pid: 4711 } },
  ]),
  bare(
    'child-survives-kill',
    'script-timeout',
    '1.4.0-2.0.18',
    'Child (PID {pid}) failed to terminate after kill',
    {},
    ['Child (PID 4711) failed to terminate after kill', { values: { pid: 4711 } }],
  ),
  bare(
    'script-survives-kill',
    'script-timeout',
    '2.0.19+',
    'Script {tracker} child (PID {pid}) failed to terminate after kill',
    {},
    [
      'Script chk_mysql child (PID 4711) failed to terminate after kill',
      { values: { tracker: 'chk_mysql', pid: 4711 } },
    ],
  ),
  bare(
    'script-exit',
    'noise',
    '1.2.1-1.4.5',
    'pid {n} exited <with status|due to signal> {n}',
    {},
    ['pid 4711 exited with status 1'],
    ['pid 4711 exited due to signal 15'],
  ),
  bare('script-path-exit', 'noise', '1.2.1-1.4.5', '/{rest} exited <with status|due to signal> {n}', {}, [
    '/usr/local/bin/chk.sh exited with status 1',
  ]),
  instance('priority-is', 'priority-change', '1.2.21-1.2.24', 'Effective priority = {theirs}', {}, [
    'VRRP_Instance(VI_1) Effective priority = 80',
    { instance: 'VI_1', values: { theirs: 80 } },
  ]),
  instance(
    'priority-changes',
    'priority-change',
    '1.3.0+',
    'Changing effective priority from {ours} to {theirs}',
    {},
    [
      'VRRP_Instance(VI_1) Changing effective priority from 100 to 80',
      { instance: 'VI_1', values: { ours: 100, theirs: 80 } },
    ],
    ['(vi_w) Changing effective priority from 80 to 100', { instance: 'vi_w', values: { ours: 80, theirs: 100 } }],
  ),
  instance('priority-set', 'priority-change', '2.0.20+', 'Setting effective priority to {theirs}', {}, [
    '(vi_w) Setting effective priority to 100',
    { instance: 'vi_w', values: { theirs: 100 } },
  ]),
  instance('file-fault', 'script-fail', '2.0.19+', 'tracked file {tracker} now FAULT state', {}, [
    '(vi_w): tracked file maint now FAULT state',
    { instance: 'vi_w', values: { tracker: 'maint' } },
  ]),
  instance('file-recovers', 'script-ok', '2.0.19+', 'tracked file {tracker} leaving FAULT state', {}, [
    '(vi_w): tracked file maint leaving FAULT state',
    { instance: 'vi_w', values: { tracker: 'maint' } },
  ]),
  bare('quorum-gained', 'quorum-gained', '2.0.11+', 'Quorum gained for tracked process {tracker}', {}, [
    'Quorum gained for tracked process mysqld',
    { values: { tracker: 'mysqld' } },
  ]),
  bare('quorum-lost', 'quorum-lost', '2.0.11+', 'Quorum lost for tracked process {tracker}', {}, [
    'Quorum lost for tracked process mysqld',
    { values: { tracker: 'mysqld' } },
  ]),
  instance('bfd-up', 'script-ok', '2.0.0+', 'Tracked BFD instance {tracker} is UP', {}, [
    'VRRP_Instance(vi_w) Tracked BFD instance b1 is UP',
    { instance: 'vi_w', values: { tracker: 'b1' } },
  ]),
  instance('bfd-down', 'script-fail', '2.0.0+', 'Tracked BFD instance {tracker} is DOWN', {}, [
    'VRRP_Instance(vi_w) Tracked BFD instance b1 is DOWN',
    { instance: 'vi_w', values: { tracker: 'b1' } },
  ]),
  group(
    'group-syncs',
    'group-state',
    '1.2.1+',
    'Syncing {name} to {state} state',
    {},
    ['VRRP_Group(VG_1) Syncing instances to MASTER state', { group: 'VG_1', state: 'MASTER' }],
    ['VRRP_Group(VG_1): Syncing instances to FAULT state', { group: 'VG_1', state: 'FAULT' }],
    ['VRRP_Group(VG_1): Syncing vi_r to FAULT state', { group: 'VG_1', state: 'FAULT' }],
  ),
  // Like an instance's: not MASTER yet. And leaving FAULT does not say for what.
  group('group-transition', 'group-state', '1.2.1-1.4.5', 'Transition to MASTER state', {}, [
    'VRRP_Group(VG_1) Transition to MASTER state',
    { group: 'VG_1' },
  ]),
  group('group-leaves-fault', 'group-state', '1.2.1-1.4.5', 'Leaving FAULT state', {}, [
    'VRRP_Group(VG_1) Leaving FAULT state',
    { group: 'VG_1' },
  ]),
];
