import type { InstanceConfig } from './instance.js';

// What the programs on a node print, word for word as Debian 12 does; the values are the model case's.

export const VERSION_LINE = 'Keepalived v2.2.7 (01/16,2022)';
export const SCRIPT_NAME = 'chk_mysql';
export const AUTH_PASS = 'example1';
const CONF_FILE = '/etc/keepalived/keepalived.conf';

/** What a machine is, as far as texts show it. */
export interface Identity {
  name: string;
  address: string;
  mac: string;
}

export const VERSION_TEXT = `${VERSION_LINE}

Copyright(C) 2001-2022 Alexandre Cassen, <acassen@gmail.com>

Built with kernel headers for Linux 5.19.11
Running on Linux 6.1.0-25-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.106-3 (2024-08-26)
Distro: Debian GNU/Linux 12 (bookworm)`;

/** What the parent, then the child say between the start and the first result of the script, in their order. */
export function startLines(
  id: Identity,
  instances: readonly InstanceConfig[],
  childPid: number,
): [ident: string, message: string][] {
  const parent = 'Keepalived';
  const child = 'Keepalived_vrrp';
  return [
    [parent, `Starting ${VERSION_LINE}`],
    [
      parent,
      'Running on Linux 6.1.0-25-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.106-3 (2024-08-26) (built for Linux 5.19.11)',
    ],
    [parent, "Command line: '/usr/sbin/keepalived' '--dont-fork' '-D'"],
    [parent, `Opening file '${CONF_FILE}'.`],
    [parent, `Configuration file ${CONF_FILE}`],
    [parent, 'NOTICE: setting config option max_auto_priority should result in better keepalived performance'],
    [parent, `Starting VRRP child process, pid=${childPid}`],
    [child, 'Registering Kernel netlink reflector'],
    [child, 'Registering Kernel netlink command channel'],
    [child, `Assigned address ${id.address} for interface eth0`],
    [child, `Assigned address ${linkLocal(id.mac)} for interface eth0`],
    [child, 'Registering gratuitous ARP shared channel'],
    ...instances.map((i): [string, string] => [child, `(${i.name}) removing VIPs.`]),
    [parent, 'Startup complete'],
    [child, 'VRRP sockpool: [ifindex(  2), family(IPv4), proto(112), fd(13,14) multicast, address(224.0.0.18)]'],
  ];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** One line of /var/log/messages in rsyslog's traditional format (RFC 3164): no year, whole seconds, UTC here. */
export function syslogLine(at: number, host: string, ident: string, pid: number, message: string): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)} ${host} ${ident}[${pid}]: ${message}\n`;
}

/** `ip -j addr` of a machine with one interface, that holds the VIPs beside its own address. */
export function addressesJson(id: Identity, vips: readonly string[]): string {
  const forever = { valid_life_time: 4294967295, preferred_life_time: 4294967295 };
  const loopback = {
    ifindex: 1,
    ifname: 'lo',
    flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
    mtu: 65536,
    qdisc: 'noqueue',
    operstate: 'UNKNOWN',
    group: 'default',
    txqlen: 1000,
    link_type: 'loopback',
    address: '00:00:00:00:00:00',
    broadcast: '00:00:00:00:00:00',
    addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host', label: 'lo', ...forever }],
  };
  const own = {
    family: 'inet',
    local: id.address,
    prefixlen: 24,
    broadcast: '172.30.23.255',
    scope: 'global',
    label: 'eth0',
  };
  const ethernet = {
    ifindex: 2,
    ifname: 'eth0',
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 1500,
    qdisc: 'mq',
    operstate: 'UP',
    group: 'default',
    txqlen: 1000,
    link_type: 'ether',
    address: id.mac,
    broadcast: 'ff:ff:ff:ff:ff:ff',
    addr_info: [
      { ...own, ...forever },
      ...vips.map((local) => ({
        family: 'inet',
        local,
        prefixlen: 24,
        scope: 'global',
        secondary: true,
        label: 'eth0',
        ...forever,
      })),
      { family: 'inet6', local: linkLocal(id.mac), prefixlen: 64, scope: 'link', ...forever },
    ],
  };
  return JSON.stringify([loopback, ethernet]);
}

/** keepalived.conf as a probe brings it: the password is already redacted. */
export function configText(id: Identity, instances: readonly InstanceConfig[]): string {
  return `### ID ${id.name}
### FILE ${CONF_FILE}
global_defs
{
    router_id ${id.name}
    script_user root
    enable_script_security
}

vrrp_script ${SCRIPT_NAME}
{
    script "/usr/local/bin/check_mysql"
    interval 2
    fall 2
    rise 2
}
${instances.map(instanceText).join('')}
`;
}

function instanceText(i: InstanceConfig): string {
  const lines = [
    'state BACKUP',
    ...(i.version === 3 ? ['version 3'] : []),
    'interface eth0',
    `virtual_router_id ${i.vrid}`,
    `priority ${i.priority}`,
    `advert_int ${i.advertIntervalMs / 1000}`,
    ...(i.nopreempt ? ['nopreempt'] : []),
    ...(i.version === 2 ? block('authentication', ['auth_type PASS', 'auth_pass redacted:00000000']) : []),
    ...block('track_script', [SCRIPT_NAME]),
    ...block('virtual_ipaddress', [`${i.vip}/24 dev eth0`]),
  ];
  return `\nvrrp_instance ${i.name}\n{\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
}

const block = (head: string, lines: readonly string[]): string[] => [
  head,
  '{',
  ...lines.map((line) => `    ${line}`),
  '}',
];

/** The modified EUI-64 address (RFC 4291 appendix A); the MACs used here need no compression of zeros. */
function linkLocal(mac: string): string {
  const [a, b, c, d, e, f] = mac.split(':').map((part) => Number.parseInt(part, 16)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const group = (high: number, low: number): string => ((high << 8) | low).toString(16);
  return `fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`;
}
