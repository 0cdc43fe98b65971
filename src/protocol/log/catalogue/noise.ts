import { type Row, type Sample, section } from './row.js';

const row = section({ from: 'keepalived', subject: 'none' });
const noise = (id: string, versions: string, text: string, ...samples: Sample[]): Row =>
  row(id, 'noise', versions, text, {}, ...samples);

/** What keepalived writes at every start and on every signal, and what tells nothing of a router's state. */
export const NOISE_ROWS: readonly Row[] = [
  noise('running-on', '2.0.0+', 'Running on {rest}', [
    'Running on Linux 6.1.0-18-amd64 #1 SMP (built for Linux 6.1.0)',
  ]),
  noise('command-line', '1.2.20+', 'Command line: {rest}', ["Command line: 'keepalived' '-D'"]),
  noise('config-options', '2.2.2+', 'Config options: {rest}', [
    'Config options: NFTABLES LVS REGEX VRRP VRRP_AUTH VRRP_VMAC',
  ]),
  noise('opening', '1.2.1+', "Opening file '{rest}'.", ["Opening file '/etc/keepalived/keepalived.conf'."]),
  noise('config-file', '2.0.8+', 'Configuration file /{rest}', ['Configuration file /etc/keepalived/keepalived.conf']),
  noise(
    'registering',
    '1.2.1+',
    'Registering {rest}',
    ['Registering Kernel netlink reflector'],
    ['Registering Kernel netlink command channel'],
    ['Registering gratuitous ARP shared channel'],
    ['Registering gratuitous NDISC shared channel'],
  ),
  noise('configuration-size', '1.2.1-1.4.5', 'Configuration is using : {n} Bytes', [
    'Configuration is using : 63210 Bytes',
  ]),
  noise('linkwatch', '1.2.1+', 'Using LinkWatch kernel netlink reflector...', [
    'Using LinkWatch kernel netlink reflector...',
  ]),
  noise('sockpool', '1.2.1+', 'VRRP sockpool: {rest}', [
    'VRRP sockpool: [ifindex(2), proto(112), unicast(0), fd(10,11)]',
  ]),
  noise('ident-changes', '1.2.24+', 'Changing syslog ident to {rest}', ['Changing syslog ident to Keepalived_prod1']),
  noise(
    'printing',
    '1.2.17+',
    'Printing {rest}',
    ['Printing VRRP data for process(5767) on signal'],
    ['Printing VRRP as json for process(5767) on signal'],
  ),
  noise('cpu-usage', '2.1.0+', 'CPU usage (self/children) {rest}', [
    'CPU usage (self/children) user: 0.001/0.002 system: 0.003/0.004',
  ]),
  noise('notice', '2.2.0+', 'NOTICE: {rest}', [
    'NOTICE: setting config option max_auto_priority should result in better keepalived performance',
  ]),
  noise('smtp', '1.2.1+', '<Remote SMTP server|SMTP alert|SMTP connection> {rest}', [
    'Remote SMTP server [127.0.0.1]:25 connected.',
  ]),
  noise('netlink', '1.2.1+', 'Netlink: {rest}', ['Netlink: error: File exists, type=(20), seq=1448, pid=0']),
  noise('ipvs', '1.2.1+', 'IPVS: {rest}', ['IPVS: Scheduler or persistence engine not found (2)']),
  noise('zombie-pid-file', '2.0.0+', 'Remove a zombie pid file {rest}', [
    'Remove a zombie pid file /run/keepalived.pid',
  ]),
  noise('eventfd', '2.2.0+', 'read eventfd count {rest}', ['read eventfd count 1, num_reloading 0']),
  noise('built-for', '2.2.0+', 'WARNING - keepalived was built for newer Linux {rest}', [
    'WARNING - keepalived was built for newer Linux 6.3.0, running on Linux 5.15.0-1041-azure',
  ]),
  noise('dump-not-opened', '1.2.1+', "Can't open {word} ({rest})", [
    "Can't open /tmp/keepalived.data (13: Permission denied)",
  ]),
  noise(
    'snmp',
    '1.2.1+',
    '<Starting SNMP subagent|NET-SNMP version>[ {rest}]',
    ['Starting SNMP subagent'],
    ['NET-SNMP version 5.8 AgentX subagent connected'],
  ),
  noise('missed', '2.2.0+', 'Missed {n} messages on CPU {n}', ['Missed 1 messages on CPU 9']),
  row('vmac-made', 'noise', '1.2.3+', 'Success creating VMAC interface {word}', { subject: 'instance' }, [
    '(vrrp): Success creating VMAC interface vrrp.51',
  ]),
  row('track-own', 'noise', '2.0.0+', 'Ignoring track_interface {word} since own interface', { subject: 'instance' }, [
    '(vi_w) Ignoring track_interface eth0 since own interface',
  ]),
  noise('initializing', '1.2.1+', 'Initializing ipvs[{rest}]', ['Initializing ipvs 2.6']),
  noise(
    'terminating',
    '1.2.1',
    'Terminating <on signal|VRRP child process on signal|Healthchecker child process on signal>',
    ['Terminating on signal'],
  ),
];
