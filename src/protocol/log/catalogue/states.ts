import { type Row, section } from './row.js';

const row = section({ from: 'vrrp', subject: 'instance' });

/** State transitions. `Transition to MASTER` is no state: the VIP is set one interval later, or never. */
export const STATE_ROWS: readonly Row[] = [
  row(
    'becoming-master',
    'becoming-master',
    '1.2.1-1.4.5',
    'Transition to MASTER STATE',
    {},
    ['VRRP_Instance(VI_1) Transition to MASTER STATE', { instance: 'VI_1' }],
    ['VRRP_Instance(gi0-2.101): Transition to MASTER STATE', { instance: 'gi0-2.101' }],
  ),
  row(
    'entering',
    'state',
    '1.2.1+',
    'Entering {state} STATE',
    {},
    ['VRRP_Instance(VI_1) Entering MASTER STATE', { instance: 'VI_1', state: 'MASTER' }],
    ['VRRP_Instance(VI_1): Entering BACKUP STATE', { instance: 'VI_1', state: 'BACKUP' }],
    ['VRRP_Instance(VI_1) Entering FAULT STATE', { instance: 'VI_1', state: 'FAULT' }],
    ['(vi_w) Entering MASTER STATE', { instance: 'vi_w', state: 'MASTER' }],
    ['(my vip #2) Entering BACKUP STATE', { instance: 'my vip #2', state: 'BACKUP' }],
    ['(Line 13) Entering MASTER STATE', { instance: 'Line 13', state: 'MASTER' }],
  ),
  row(
    'entering-init',
    'state',
    '2.0.0+',
    'Entering {state} STATE (init)',
    { reason: 'init' },
    ['(vi_w) Entering BACKUP STATE (init)', { instance: 'vi_w', state: 'BACKUP', values: { reason: 'init' } }],
    ['(425) Entering FAULT STATE (init)', { instance: '425', state: 'FAULT', values: { reason: 'init' } }],
  ),
  row(
    'now-in',
    'state',
    '1.2.1-1.4.5',
    'Now in {state} state',
    {},
    ['VRRP_Instance(VI_1) Now in FAULT state', { instance: 'VI_1', state: 'FAULT' }],
    ['VRRP_Instance(VI_1) Now in BACKUP state', { instance: 'VI_1', state: 'BACKUP' }],
  ),
  row('entering-fault', 'state', '2.0.0+', 'entering FAULT state', { state: 'FAULT' }, [
    '(vi_w) entering FAULT state',
    { instance: 'vi_w', state: 'FAULT' },
  ]),
  row(
    'fault-interface',
    'state',
    '2.0.19+',
    'entering FAULT state (interface {interface} down)',
    { state: 'FAULT', reason: 'interface {interface} down' },
    [
      '(vi_w): entering FAULT state (interface eth0 down)',
      { instance: 'vi_w', state: 'FAULT', values: { interface: 'eth0', reason: 'interface eth0 down' } },
    ],
  ),
  row(
    'fault-script',
    'state',
    '2.0.19+',
    'entering FAULT state due to script {tracker}',
    { state: 'FAULT', reason: 'script {tracker}' },
    [
      '(vi_w): entering FAULT state due to script chk_mysql',
      { instance: 'vi_w', state: 'FAULT', values: { tracker: 'chk_mysql', reason: 'script chk_mysql' } },
    ],
  ),
  row(
    'fault-file',
    'state',
    '2.0.19+',
    'entering FAULT state (tracked file {tracker} has status {n})',
    { state: 'FAULT', reason: 'tracked file {tracker}' },
    [
      '(vi_w): entering FAULT state (tracked file maint has status -254)',
      { instance: 'vi_w', state: 'FAULT', values: { tracker: 'maint', reason: 'tracked file maint' } },
    ],
  ),
  row(
    'fault-process',
    'state',
    '2.0.19+',
    'entering FAULT state (tracked process {tracker} quorum not achieved)',
    { state: 'FAULT', reason: 'tracked process {tracker}' },
    [
      '(vi_w) entering FAULT state (tracked process mysqld quorum not achieved)',
      { instance: 'vi_w', state: 'FAULT', values: { tracker: 'mysqld', reason: 'tracked process mysqld' } },
    ],
  ),
  row(
    'fault-no-address',
    'state',
    '2.0.19+',
    'entering FAULT state (no IPv{n} address for interface)',
    { state: 'FAULT', reason: 'no address for interface' },
    [
      '(vi_w) entering FAULT state (no IPv4 address for interface)',
      { instance: 'vi_w', state: 'FAULT', values: { reason: 'no address for interface' } },
    ],
  ),
  row(
    'fault-source-address',
    'state',
    '2.1.0+',
    'entering FAULT state (src address not configured)',
    { state: 'FAULT', reason: 'src address not configured' },
    [
      '(vi_w): entering FAULT state (src address not configured)',
      { instance: 'vi_w', state: 'FAULT', values: { reason: 'src address not configured' } },
    ],
  ),
  row(
    'fault-no-peers',
    'state',
    '2.2.5+',
    'Cannot use unicast without any peers - going to fault state',
    { state: 'FAULT', reason: 'unicast without peers' },
    [
      '(vi_w) Cannot use unicast without any peers - going to fault state',
      { instance: 'vi_w', state: 'FAULT', values: { reason: 'unicast without peers' } },
    ],
  ),
];
