import { type Row, section } from './row.js';

const row = section({ from: 'keepalived', subject: 'none' });

/** The life of keepalived's processes. */
export const PROCESS_ROWS: readonly Row[] = [
  row(
    'starting',
    'start',
    '1.2.1+',
    'Starting Keepalived v{version}[{rest}]',
    { from: 'parent' },
    ['Starting Keepalived v1.2.13 (03/19,2015)', { values: { version: '1.2.13' } }],
    ['Starting Keepalived v1.3.5 (03/19,2017), git commit v1.3.5-6-g6fa32f2', { values: { version: '1.3.5' } }],
    ['Starting Keepalived v2.2.7 (01/16,2022)', { values: { version: '2.2.7' } }],
  ),
  row('child-starts', 'child-start', '1.2.1+', 'Starting VRRP child process, pid={pid}', { from: 'parent' }, [
    'Starting VRRP child process, pid=5767',
    { values: { pid: 5767 } },
  ]),
  row(
    'other-child-starts',
    'noise',
    '1.2.1+',
    'Starting <Healthcheck|BFD> child process, pid={n}',
    { from: 'parent' },
    ['Starting Healthcheck child process, pid=5766'],
    ['Starting BFD child process, pid=5765'],
  ),
  row('startup-complete', 'startup-complete', '2.2.2+', 'Startup complete', {}, ['Startup complete']),
  row('startup-delayed', 'startup-delay', '2.0.14+', 'Delaying startup for {seconds} seconds', { from: 'vrrp' }, [
    'Delaying startup for 10.5 seconds',
    { values: { seconds: 10.5 } },
  ]),
  row('delayed-start-done', 'startup-complete', '2.2.8+', 'Delayed start completed', { from: 'vrrp' }, [
    'Delayed start completed',
  ]),
  row('reloading-1.2', 'reload', '1.2.1-1.2.3', 'Reloading VRRP child process({pid}) on signal', { from: 'vrrp' }, [
    'Reloading VRRP child process(5767) on signal',
    { values: { pid: 5767 } },
  ]),
  row('reloading', 'reload', '2.0.0+', 'Reloading[ ...]', {}, ['Reloading'], ['Reloading ...']),
  row('reload-complete', 'reload-complete', '2.2.2+', 'Reload complete', {}, ['Reload complete']),
  row('reload-refused', 'config-warning', '2.2.0+', 'New config failed validation, see {tracker} for details', {}, [
    'New config failed validation, see /tmp/keepalived.reload.log for details',
    { values: { tracker: '/tmp/keepalived.reload.log' } },
  ]),
  row(
    'stopping',
    'stop',
    '1.2.1+',
    'Stopping[ Keepalived v{version}][{rest}]',
    { from: 'parent' },
    ['Stopping'],
    ['Stopping Keepalived v1.2.13 (03/19,2015)', { values: { version: '1.2.13' } }],
  ),
  row(
    'child-stopped',
    'child-stopped',
    '1.2.20+',
    'Stopped[ - used {rest}]',
    { from: 'vrrp' },
    ['Stopped'],
    ['Stopped - used 0.001234 user time, 0.005678 system time'],
    ['Stopped - used (self/children) 0.002000/0.000000 user time, 0.003000/0.000000 system time'],
  ),
  row('stopped', 'stopped', '1.2.20+', 'Stopped Keepalived v{version}[{rest}]', { from: 'parent' }, [
    'Stopped Keepalived v2.2.7 (01/16,2022)',
    { values: { version: '2.2.7' } },
  ]),
  row('already-running', 'already-running', '1.2.1+', 'daemon is already running', {}, ['daemon is already running']),
  row(
    'child-died',
    'child-died',
    '1.2.1+',
    'VRRP child process({pid}) died: <Respawning|Exiting>',
    { from: 'parent' },
    ['VRRP child process(5767) died: Respawning', { values: { pid: 5767 } }],
    ['VRRP child process(5767) died: Exiting', { values: { pid: 5767 } }],
  ),
  row(
    'other-child-died',
    'noise',
    '1.2.1+',
    '<Healthcheck|BFD> child process({n}) died: <Respawning|Exiting>',
    { from: 'parent' },
    ['Healthcheck child process(5766) died: Respawning'],
  ),
  row('respawn-delayed', 'noise', '2.1.0+', 'Restart of {word} process delayed {n} seconds to limit respawn rate', {}, [
    'Restart of VRRP process delayed 2 seconds to limit respawn rate',
  ]),
  row(
    'child-crashed',
    'child-died',
    '1.2.20+',
    'Keepalived_vrrp exited due to {why}[.]',
    { from: 'parent' },
    [
      'Keepalived_vrrp exited due to segmentation fault (SIGSEGV).',
      { values: { reason: 'segmentation fault (SIGSEGV)' } },
    ],
    ['Keepalived_vrrp exited due to signal 9', { values: { reason: 'signal 9' } }],
  ),
  row('child-exited', 'child-died', '1.2.20+', 'Keepalived_vrrp exited with {why}[.]', { from: 'parent' }, [
    'Keepalived_vrrp exited with status 1',
    { values: { reason: 'status 1' } },
  ]),
  row(
    'pid-crashed',
    'child-died',
    '2.1.0+',
    'pid {pid} exited due to {why}[.]',
    { from: 'parent' },
    [
      'pid 5767 exited due to signal 9 (Killed) - has rlimit_rttime been exceeded?',
      { values: { pid: 5767, reason: 'signal 9 (Killed) - has rlimit_rttime been exceeded?' } },
    ],
    [
      'pid 5767 exited due to segmentation fault (SIGSEGV).',
      { values: { pid: 5767, reason: 'segmentation fault (SIGSEGV)' } },
    ],
  ),
  row('pid-exited', 'child-died', '2.1.0+', 'pid {pid} exited with {why}[.]', { from: 'parent' }, [
    'pid 5767 exited with permanent error CONFIG. Terminating',
    { values: { pid: 5767, reason: 'permanent error CONFIG. Terminating' } },
  ]),
  row(
    'other-exited',
    'noise',
    '1.2.20+',
    '<Keepalived_healthcheckers|Keepalived_bfd> exited {rest}',
    { from: 'parent' },
    ['Keepalived_healthcheckers exited due to signal 9'],
  ),
  row('timer-late', 'timer-late', '2.1.0+', 'A thread timer expired {seconds} seconds ago', { from: 'vrrp' }, [
    'A thread timer expired 5.371587 seconds ago',
    { values: { seconds: 5.371587 } },
  ]),
  row('timer-late-parent', 'noise', '2.1.0+', 'A thread timer expired {n} seconds ago', { from: 'parent' }, [
    'A thread timer expired 5.371587 seconds ago',
  ]),
  row('vrrp-timer-late', 'timer-late', '2.2.8+', 'VRRP thread timer expired {seconds} seconds ago', { from: 'vrrp' }, [
    'VRRP thread timer expired 1.250000 seconds ago',
    { values: { seconds: 1.25 } },
  ]),
  row(
    'cpu-used-up',
    'config-warning',
    '2.1.0+',
    '{word} process has used too much CPU time, {word} may need to be increased',
    {},
    ['VRRP process has used too much CPU time, vrrp_rlimit_rttime may need to be increased'],
  ),
];

const unit = section({ from: 'systemd', subject: 'none' });

/** What systemd says of the unit when it fails; that it started or stopped, keepalived says itself. */
export const UNIT_ROWS: readonly Row[] = [
  unit(
    'unit-main-exited',
    'unit-failed',
    'any',
    'keepalived.service: <main|Main|control|Control> process exited, code={word}[,] status={why}',
    {},
    ['keepalived.service: main process exited, code=killed, status=11/SEGV', { values: { reason: '11/SEGV' } }],
    ['keepalived.service: Main process exited, code=exited, status=1/FAILURE', { values: { reason: '1/FAILURE' } }],
    ['keepalived.service: control process exited, code=exited status=1', { values: { reason: '1' } }],
  ),
  unit('unit-result', 'unit-failed', 'any', 'keepalived.service: <Failed|failed> <with result|to> {why}[.]', {}, [
    "keepalived.service: Failed with result 'exit-code'.",
    { values: { reason: "'exit-code'" } },
  ]),
  unit('unit-failed', 'unit-failed', 'any', 'keepalived.service failed.', {}, ['keepalived.service failed.']),
  unit(
    'unit-failed-state',
    'unit-failed',
    'any',
    '[Unit ]keepalived.service[: Unit] entered failed state.',
    {},
    ['Unit keepalived.service entered failed state.'],
    ['keepalived.service: Unit entered failed state.'],
  ),
  unit(
    'unit-not-started',
    'unit-failed',
    'any',
    'Failed to start [keepalived.service - ]<Keepalive Daemon (LVS and VRRP)|LVS and VRRP High Availability Monitor>.',
    {},
    ['Failed to start Keepalive Daemon (LVS and VRRP).'],
    ['Failed to start LVS and VRRP High Availability Monitor.'],
    ['Failed to start keepalived.service - Keepalive Daemon (LVS and VRRP).'],
  ),
  unit(
    'unit-too-often',
    'unit-failed',
    'any',
    'keepalived.service: <Start request|start request> repeated too quickly.',
    {},
    ['keepalived.service: Start request repeated too quickly.'],
  ),
  unit('unit-too-often-7', 'unit-failed', 'any', 'start request repeated too quickly for keepalived.service', {}, [
    'start request repeated too quickly for keepalived.service',
  ]),
  unit('clock-changed', 'clock-step', 'any', 'Time has been changed', {}, ['Time has been changed']),
];
