import { type Row, section } from './row.js';

const row = section({ from: 'vrrp', subject: 'instance' });

/** Why an instance became MASTER or BACKUP: adverts received, priority 0, time-outs. */
export const ELECTION_ROWS: readonly Row[] = [
  row(
    'sent-priority-0',
    'prio0-sent',
    '1.2.6+',
    '<sending|sent> 0 priority',
    {},
    ['VRRP_Instance(VI_1) sending 0 priority', { instance: 'VI_1' }],
    ['(vi_w) sent 0 priority', { instance: 'vi_w' }],
  ),
  row('advert-timeout', 'adv-timeout', '2.0.3+', 'Receive advertisement timeout', {}, [
    '(vi_w) Receive advertisement timeout',
    { instance: 'vi_w' },
  ]),
  row('backup-priority-0', 'prio0-received', '2.0.0+', 'Backup received priority 0 advertisement', {}, [
    '(vi_w) Backup received priority 0 advertisement',
    { instance: 'vi_w' },
  ]),
  row(
    'master-priority-0',
    'prio0-received',
    '2.0.0+',
    'Master received priority 0 <message|or lower priority advert>',
    {},
    ['(vi_w) Master received priority 0 message', { instance: 'vi_w' }],
    ['(vi_w) Master received priority 0 or lower priority advert', { instance: 'vi_w' }],
  ),
  row('new-election', 'new-election', '1.2.1-1.4.5', 'forcing a new MASTER election', {}, [
    'VRRP_Instance(VI_1) forcing a new MASTER election',
    { instance: 'VI_1' },
  ]),
  row(
    'lower-discarded',
    'lower-prio-discard',
    '2.0.0+',
    'received lower priority ({theirs}) advert from {peer} - discarding',
    {},
    [
      '(vi_w) received lower priority (90) advert from 172.30.23.202 - discarding',
      { instance: 'vi_w', values: { theirs: 90, peer: '172.30.23.202' } },
    ],
  ),
  row(
    'higher-1.2',
    'higher-prio-advert',
    '1.2.1-1.2.24',
    'Received higher prio advert[ {theirs}]',
    {},
    ['VRRP_Instance(VI_1) Received higher prio advert', { instance: 'VI_1' }],
    ['VRRP_Instance(VI_1) Received higher prio advert 100', { instance: 'VI_1', values: { theirs: 100 } }],
  ),
  row(
    'higher-1.3',
    'higher-prio-advert',
    '1.3.0-1.4.0',
    'Received advert with higher priority {theirs}, ours {ours}',
    {},
    [
      'VRRP_Instance(VI_1) Received advert with higher priority 100, ours 90',
      { instance: 'VI_1', values: { theirs: 100, ours: 90 } },
    ],
  ),
  row(
    'higher',
    'higher-prio-advert',
    '1.4.1+',
    'Master received advert[ from {peer}] with higher priority {theirs}, ours {ours}',
    {},
    [
      'VRRP_Instance(VI_1) Master received advert with higher priority 100, ours 90',
      { instance: 'VI_1', values: { theirs: 100, ours: 90 } },
    ],
    [
      '(vi_w) Master received advert from 172.30.23.201 with higher priority 100, ours 90',
      { instance: 'vi_w', values: { peer: '172.30.23.201', theirs: 100, ours: 90 } },
    ],
    [
      '(v6) Master received advert from fe80::a00:27ff:fe4e:66a1 with higher priority 255, ours 100',
      { instance: 'v6', values: { peer: 'fe80::a00:27ff:fe4e:66a1', theirs: 255, ours: 100 } },
    ],
  ),
  row(
    'equal-1.4',
    'equal-prio-higher-ip',
    '1.4.1-1.4.5',
    'Master received advert with same priority {theirs} but higher IP address than ours ({address})',
    {},
    [
      'VRRP_Instance(VI_1) Master received advert with same priority 100 but higher IP address than ours (10.0.0.1)',
      { instance: 'VI_1', values: { theirs: 100, address: '10.0.0.1' } },
    ],
  ),
  row(
    'equal',
    'equal-prio-higher-ip',
    '2.0.0+',
    'Master received advert from {peer} with same priority {theirs} but higher IP address than ours',
    {},
    [
      '(vi_w) Master received advert from 172.30.23.202 with same priority 100 but higher IP address than ours',
      { instance: 'vi_w', values: { peer: '172.30.23.202', theirs: 100 } },
    ],
  ),
  row(
    'lower-1.2',
    'lower-prio-advert',
    '1.2.1-1.2.24',
    'Received lower prio advert[ {theirs}], forcing new election',
    {},
    ['VRRP_Instance(VI_1) Received lower prio advert, forcing new election', { instance: 'VI_1' }],
    [
      'VRRP_Instance(VI_1) Received lower prio advert 90, forcing new election',
      { instance: 'VI_1', values: { theirs: 90 } },
    ],
  ),
  row('lower-nopreempt', 'lower-prio-advert', '1.2.14-1.2.15', 'Received lower prio advert in nopreempt mode', {}, [
    'VRRP_Instance(VI_1) Received lower prio advert in nopreempt mode',
    { instance: 'VI_1' },
  ]),
  row(
    'lower',
    'lower-prio-advert',
    '1.3.0+',
    'Received advert[ from {peer}] with lower priority {theirs}, ours {ours}[, forcing new election]',
    {},
    [
      'VRRP_Instance(VI_1) Received advert with lower priority 90, ours 100, forcing new election',
      { instance: 'VI_1', values: { theirs: 90, ours: 100 } },
    ],
    [
      '(vi_w) Received advert from 172.30.23.202 with lower priority 90, ours 100, forcing new election',
      { instance: 'vi_w', values: { peer: '172.30.23.202', theirs: 90, ours: 100 } },
    ],
    [
      '(vi_w) Received advert from 172.30.23.202 with lower priority 100, ours 100',
      { instance: 'vi_w', values: { peer: '172.30.23.202', theirs: 100, ours: 100 } },
    ],
  ),
  row(
    'our-own-address',
    'config-warning',
    '1.2.22+',
    'WARNING - [equal priority ]advert received from remote host with our IP address.',
    {},
    ['(VI_1): WARNING - advert received from remote host with our IP address.', { instance: 'VI_1' }],
    ['(vi_w) WARNING - equal priority advert received from remote host with our IP address.', { instance: 'vi_w' }],
  ),
  row(
    'two-owners',
    'config-warning',
    '1.2.22-2.3.2',
    'CONFIGURATION ERROR: local instance and a remote instance are both configured as address owner, please fix - reducing local priority',
    {},
    [
      '(VI_1): CONFIGURATION ERROR: local instance and a remote instance are both configured as address owner, please fix - reducing local priority',
      { instance: 'VI_1' },
    ],
  ),
  row(
    'two-owners-2.3.3',
    'config-warning',
    '2.3.3+',
    'CONFIGURATION ERROR: local instance and {peer} are both configured as address owner, please resolve',
    {},
    [
      '(vi_w) CONFIGURATION ERROR: local instance and 10.0.0.2 are both configured as address owner, please resolve',
      { instance: 'vi_w', values: { peer: '10.0.0.2' } },
    ],
  ),
  row(
    'owner-persists',
    'config-warning',
    '2.3.3+',
    '{peer} is still advertising as address owner, please resolve - reducing our priority',
    {},
    [
      '(vi_w) 10.0.0.2 is still advertising as address owner, please resolve - reducing our priority',
      { instance: 'vi_w', values: { peer: '10.0.0.2' } },
    ],
  ),
  row('master-set', 'noise', '2.3.3+', 'master set to {peer}', {}, ['(vi_w) master set to 172.30.23.202']),
  row('master-changed', 'noise', '2.3.3+', 'master changed from {peer} to {address}', {}, [
    '(vi_w) master changed from 172.30.23.202 to 172.30.23.201',
  ]),
  row('rogue-owner-gone', 'config-warning', '2.3.3+', 'rogue address owner appears to have stopped advertising', {}, [
    '(vi_w): rogue address owner appears to have stopped advertising',
    { instance: 'vi_w' },
  ]),
  row('priority-restored', 'priority-change', '2.3.3+', 'Restoring our priority to {theirs} since {rest}', {}, [
    '(vi_w) Restoring our priority to 255 since rogue address owner stopped',
    { instance: 'vi_w', values: { theirs: 255 } },
  ]),
  row('owner-drops', 'packet-dropped', '2.3.3+', 'Dropping packet(s) from {peer} since we are address owner', {}, [
    '(vi_w) Dropping packet(s) from 10.0.0.2 since we are address owner',
    { instance: 'vi_w', values: { peer: '10.0.0.2' } },
  ]),
  row(
    'preempt-delay',
    'noise',
    '1.2.17+',
    '<start|reset|stop> preempt delay[{rest}]',
    {},
    ['VRRP_Instance(VI_1) start preempt delay(30)'],
    ['(vi_w) start preempt delay (30.000000)'],
    ['(vi_w) stop preempt delay'],
  ),
  row(
    'preempt-delay-group',
    'noise',
    '1.2.17-2.0.7',
    '<start|reset|stop> preempt delay[{rest}]',
    { subject: 'group' },
    ['VRRP_Group(VG_1) start preempt delay(30)'],
  ),
  row(
    'interval-learned',
    'noise',
    '1.2.17+',
    'advertisement interval updated {rest}',
    {},
    ['VRRP_Instance(VI_1) advertisement interval updated to 100 milli-sec from higher priority master'],
    ['(vi_w) advertisement interval updated from 1000ms to 100ms by master'],
  ),
  row('interval-own', 'noise', '1.2.17-2.1.5', 'using locally configured advertisement interval ({n} milli-sec)', {}, [
    'VRRP_Instance(VI_1) using locally configured advertisement interval (1000 milli-sec)',
  ]),
  row('interval-own-2.2', 'noise', '2.2.0+', 'changing advert interval from {n}ms to locally configured {n}ms', {}, [
    '(vi_w) changing advert interval from 100ms to locally configured 1000ms',
  ]),
];
