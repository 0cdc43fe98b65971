import { type Row, section } from './row.js';

const row = section({ from: 'vrrp', subject: 'instance' });

/** VIPs set and removed, gratuitous ARP, addresses and interfaces as the kernel reports them. */
export const ADDRESS_ROWS: readonly Row[] = [
  row(
    'vips-set',
    'vips-set',
    '1.2.1+',
    'setting [protocol ][E-]VIPs.',
    {},
    ['VRRP_Instance(VI_1) setting protocol VIPs.', { instance: 'VI_1' }],
    ['VRRP_Instance(VI_1) setting protocol E-VIPs.', { instance: 'VI_1' }],
    ['(vi_w) setting VIPs.', { instance: 'vi_w' }],
  ),
  row(
    'vips-removed',
    'vips-removed',
    '1.2.1+',
    'removing [protocol ][E-]VIPs.',
    {},
    ['VRRP_Instance(VI_1) removing protocol VIPs.', { instance: 'VI_1' }],
    ['(vi_w) removing VIPs.', { instance: 'vi_w' }],
    ['(vi_w) removing E-VIPs.', { instance: 'vi_w' }],
  ),
  row(
    'routes-rules',
    'noise',
    '1.2.1+',
    '<setting|removing> <protocol Virtual Routes|protocol Virtual Rules|Virtual Routes|Virtual Rules|firewall drop rule>[.]',
    {},
    ['VRRP_Instance(VI_1) setting protocol Virtual Routes'],
    ['(vi_w) removing Virtual Rules'],
    ['(vi_w) removing firewall drop rule'],
  ),
  row(
    'garp',
    'garp',
    '1.2.1+',
    '<Sending|Sending/queueing> <gratuitous ARPs|Unsolicited Neighbour Adverts> on {interface} for {address}',
    {},
    [
      'VRRP_Instance(VI_1) Sending gratuitous ARPs on eth0 for 10.0.0.10',
      { instance: 'VI_1', values: { interface: 'eth0', address: '10.0.0.10' } },
    ],
    [
      '(vi_w) Sending/queueing gratuitous ARPs on eth0 for 172.30.23.200',
      { instance: 'vi_w', values: { interface: 'eth0', address: '172.30.23.200' } },
    ],
    [
      '(v6) Sending/queueing Unsolicited Neighbour Adverts on vrrp.51 for fd00::200',
      { instance: 'v6', values: { interface: 'vrrp.51', address: 'fd00::200' } },
    ],
  ),
  row(
    'garp-packet',
    'noise',
    '1.2.21+',
    'Sending <gratuitous ARP|unsolicited Neighbour Advert> on {word} for {word}',
    { subject: 'none' },
    ['Sending gratuitous ARP on eth0 for 172.30.23.200'],
    ['Sending unsolicited Neighbour Advert on eth0 for fd00::200'],
  ),
  row('garp-static', 'noise', '2.0.17+', '{name}: sending gratuitous {word} for {word}', { subject: 'none' }, [
    'vi_w: sending gratuitous ARP for 172.30.23.9',
  ]),
  row(
    'address-reported-added',
    'addr-added',
    '1.2.1+',
    'Netlink reflector reports IP {address} added[ to {interface}]',
    { subject: 'none' },
    ['Netlink reflector reports IP 10.0.0.10 added', { values: { address: '10.0.0.10' } }],
    ['Netlink reflector reports IP 10.0.0.10 added to eth0', { values: { address: '10.0.0.10', interface: 'eth0' } }],
  ),
  row(
    'address-reported-removed',
    'addr-removed',
    '1.2.1+',
    'Netlink reflector reports IP {address} removed[ from {interface}]',
    { subject: 'none' },
    ['Netlink reflector reports IP 10.0.0.10 removed', { values: { address: '10.0.0.10' } }],
    ['Netlink reflector reports IP fe80::1 removed from eth0', { values: { address: 'fe80::1', interface: 'eth0' } }],
  ),
  row(
    'address-assigned',
    'addr-added',
    '2.0.0+',
    'Assigned address {address} for interface {interface}',
    { subject: 'none' },
    ['Assigned address 172.30.23.201 for interface eth0', { values: { address: '172.30.23.201', interface: 'eth0' } }],
  ),
  row(
    'address-deassigned',
    'addr-removed',
    '2.0.0+',
    'Deassigned address {address} from interface {interface}',
    { subject: 'none' },
    [
      'Deassigned address 172.30.23.200 from interface eth0',
      { values: { address: '172.30.23.200', interface: 'eth0' } },
    ],
  ),
  row(
    'kernel-down',
    'link-down',
    '1.2.1-1.4.5',
    'Kernel is reporting: interface {interface} DOWN',
    { subject: 'none' },
    ['Kernel is reporting: interface eth1 DOWN', { values: { interface: 'eth1' } }],
  ),
  row('kernel-up', 'link-up', '1.2.1-1.4.5', 'Kernel is reporting: interface {interface} UP', { subject: 'none' }, [
    'Kernel is reporting: interface eth1 UP',
    { values: { interface: 'eth1' } },
  ]),
  row(
    'kernel-tracked-up',
    'link-up',
    '1.2.1-1.4.5',
    'Kernel is reporting: tracked interface are UP',
    { subject: 'none' },
    ['Kernel is reporting: tracked interface are UP'],
  ),
  row('kernel-group-up', 'link-up', '1.2.1-1.4.5', 'Kernel is reporting: Group({word}) UP', { subject: 'none' }, [
    'Kernel is reporting: Group(VG_1) UP',
  ]),
  row('netlink-up', 'link-up', '2.0.0+', 'Netlink reports {interface} up', { subject: 'none' }, [
    'Netlink reports eth0 up',
    { values: { interface: 'eth0' } },
  ]),
  row('netlink-down', 'link-down', '2.0.0+', 'Netlink reports {interface} down', { subject: 'none' }, [
    'Netlink reports eth0 down',
    { values: { interface: 'eth0' } },
  ]),
  row('interface-is-down', 'link-down', '2.0.19+', 'interface {interface} is down', {}, [
    '(vi_w) interface eth0 is down',
    { instance: 'vi_w', values: { interface: 'eth0' } },
  ]),
  row(
    'interface-comes-goes',
    'noise',
    '2.0.0+',
    'Interface {word} <added|deleted>',
    { subject: 'none' },
    ['Interface eth1 added'],
    ['Interface eth1 deleted'],
  ),
  row('interface-renamed', 'noise', '2.0.0+', 'Interface name has changed from {word} to {word}', { subject: 'none' }, [
    'Interface name has changed from eth1 to lan0',
  ]),
  row('interface-unknown-deleted', 'noise', '2.0.0+', 'Unknown interface {word} deleted', { subject: 'none' }, [
    'Unknown interface eth7 deleted',
  ]),
  row('tracked-interface-missing', 'config-warning', '2.0.0+', "tracked interface {interface} doesn't exist", {}, [
    "(vi_w) tracked interface eth9 doesn't exist",
    { instance: 'vi_w', values: { interface: 'eth9' } },
  ]),
];
