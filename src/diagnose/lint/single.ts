import type { ConfAddress, ConfTracker, VrrpInstanceConf } from '../../protocol/conf/types.js';
import { membersOf } from './between.js';
import { inSubnet, type Member, placeOf, shareVip } from './groups.js';
import type { Found, LintFile, LintRule } from './types.js';

/** A failover that takes longer than this many ms of interval surprises (3 intervals and more are waited). */
const SLOW_MS = 2000;
/** keepalived 1.2 before 1.2.20 sends no more addresses than this (WIRE.md 4). */
const OLD_MAX_VIPS = 20;
/** Keywords with the version that first knows them (LOGS.md 6, WIRE.md 3, CONFIG.md 2). */
const SINCE: Record<string, string> = {
  track_bfd: '2.0.0',
  track_file: '2.0.0',
  track_process: '2.0.11',
  mcast_dst_ip: '2.2.5',
  auth_hmac: '2.4.0',
};

const each =
  (check: (m: Member) => Found[]): LintRule['check'] =>
  (files) =>
    files.flatMap(membersOf).flatMap(check);

const at = (m: Member, keyword: string, message: string): Found => ({ node: m.node, at: placeOf(m, keyword), message });
const when = (condition: boolean, found: () => Found): Found[] => (condition ? [found()] : []);
const has = (i: VrrpInstanceConf, keyword: string): boolean => i.at[keyword] !== undefined;

/** What one node's configuration tells by itself: instances (CONFIG.md 3, N02 to N16 and N22 to N24, N30). */
export const INSTANCE_RULES: readonly LintRule[] = [
  {
    id: 'N02',
    severity: 'error',
    consequence: 'keepalived exits with a CONFIG error and the unit fails, unless dynamic_interfaces is set',
    check: each((m) => {
      const { links, conf } = m.file;
      // An empty list is no answer; in another name space nobody asked.
      if (!links?.length || conf.globals.dynamicInterfaces || conf.globals.netNamespace !== null) return [];
      const missing = (name: string | null): boolean => name !== null && !links.some((l) => l.name === name);
      const { instance } = m;
      return [
        ...when(missing(instance.interface), () =>
          at(m, 'interface', `${m.node} has no interface ${instance.interface}`),
        ),
        ...instance.trackInterfaces
          .filter((t) => missing(t.name))
          .map((t) => ({
            node: m.node,
            at: t,
            message: `${m.node} has no interface ${t.name}, which ${instance.name} tracks`,
          })),
        ...[...instance.vips, ...instance.excludedVips]
          .filter((v) => missing(v.dev) && !v.dev?.startsWith('vrrp'))
          .map((v) => ({
            node: m.node,
            at: v,
            message: `${m.node} has no interface ${v.dev}, which ${v.address} is for`,
          })),
      ];
    }),
  },
  {
    id: 'N04',
    severity: 'error',
    consequence: 'keepalived refuses the second: "both use VRID … on interface …"',
    check: (files) =>
      files.flatMap((f) => {
        const members = membersOf(f);
        return members.flatMap((m, i) => {
          const other = members.slice(0, i).find((o) => clash(o.instance, m.instance));
          return other === undefined
            ? []
            : [
                at(
                  m,
                  'virtual_router_id',
                  `VRID ${m.instance.vrid} on ${m.instance.interface} is also that of ${other.instance.name}`,
                ),
              ];
        });
      }),
  },
  {
    id: 'N05',
    severity: 'error',
    consequence: 'not noticed: two instances set and remove the same address',
    check: (files) =>
      files.flatMap((f) => {
        const members = membersOf(f);
        return members.flatMap((m, i) => {
          const other = members.slice(0, i).find((o) => shareVip(o.instance, m.instance));
          const vip = m.instance.vips.find((v) => other?.instance.vips.some((w) => w.address === v.address));
          return other === undefined || vip === undefined
            ? []
            : [{ node: m.node, at: vip, message: `${vip.address} is also an address of ${other.instance.name}` }];
        });
      }),
  },
  {
    id: 'N06',
    severity: 'warning',
    consequence: 'keepalived clears it with a warning: the node takes its role back at once when it returns',
    check: each((m) => {
      const owner = m.instance.priority === 255;
      if (m.instance.state !== 'MASTER' && !owner) return [];
      return ['nopreempt', 'preempt_delay']
        .filter((k) => has(m.instance, k))
        .map((k) => at(m, k, `${m.instance.name}: ${k} with ${owner ? 'priority 255' : 'state MASTER'}`));
    }),
  },
  {
    id: 'N07',
    severity: 'warning',
    consequence: 'nopreempt wins, the delay is reset to 0',
    check: each((m) =>
      when(m.instance.nopreempt && has(m.instance, 'preempt_delay'), () =>
        at(m, 'preempt_delay', `${m.instance.name}: preempt_delay together with nopreempt`),
      ),
    ),
  },
  {
    id: 'N10',
    severity: 'warning',
    consequence: 'keepalived runs without authentication, and at most warns',
    check: each((m) => {
      const { version, strict, authType } = m.instance;
      if (!has(m.instance, 'authentication') || authType !== 'none') return [];
      const why =
        version === 3 ? 'in VRRP version 3' : strict ? 'in strict mode' : 'without a usable auth_type and auth_pass';
      return [at(m, 'authentication', `${m.instance.name}: authentication ${why}`)];
    }),
  },
  {
    id: 'N12',
    severity: 'warning',
    consequence:
      'version 2 knows whole seconds, version 3 up to 40.95 s: keepalived rounds; a backup waits three intervals and more',
    check: each((m) => {
      const { advertIntS, advertIntervalMs, version, name } = m.instance;
      if (advertIntS !== null && Math.abs(advertIntS * 1000 - advertIntervalMs) > 5)
        return [
          at(
            m,
            'advert_int',
            `${name}: advert_int ${advertIntS} becomes ${advertIntervalMs / 1000} s in version ${version}`,
          ),
        ];
      return when(advertIntervalMs > SLOW_MS, () =>
        at(
          m,
          'advert_int',
          `${name}: advert_int ${advertIntervalMs / 1000} s: a failover takes more than ${(3 * advertIntervalMs) / 1000} s`,
        ),
      );
    }),
  },
  {
    id: 'N14',
    severity: 'warning',
    consequence:
      "without a length the address is a /32 (/128) of its own; a node's own address belongs to priority 255",
    check: each((m) => {
      const { vips, priority, name } = m.instance;
      const own = priority < 255 ? vips.filter((v) => m.file.addresses?.includes(v.address)) : [];
      const bare = vips.filter((v) => v.prefixLength === (v.family === 'ipv4' ? 32 : 128));
      const message = `${name}: no prefix length, so no subnet, comes with ${bare
        .map((v) => v.address)
        .slice(0, 4)
        .join(', ')}${bare.length > 4 ? ` and ${bare.length - 4} more` : ''}`;
      return [
        ...own.map((v) => ({
          node: m.node,
          at: v,
          message: `${v.address} is ${m.node}'s own address, with priority ${priority}`,
        })),
        ...outside(m).map((v) => ({
          node: m.node,
          at: v,
          message: `${v.address} is in no subnet that ${m.node} has on ${v.dev ?? m.instance.interface}`,
          consequence: 'it works only where the neighbours have a route to it: nobody asks for it by ARP',
        })),
        ...bare.slice(0, 1).map((v) => ({ node: m.node, at: v, severity: 'info' as const, message })),
      ];
    }),
  },
  {
    id: 'N15',
    severity: 'warning',
    consequence: 'keepalived warns; RFC 5798 wants the link-local address first',
    check: each((m) => {
      const first = m.instance.vips[0];
      return first?.family === 'ipv6' && !/^fe[89ab]/.test(first.address)
        ? [
            {
              node: m.node,
              at: first,
              message: `${m.instance.name}: the first IPv6 address, ${first.address}, is not link-local`,
            },
          ]
        : [];
    }),
  },
  {
    id: 'N16',
    severity: 'warning',
    consequence: 'addresses beyond the 20th are dropped by keepalived before 1.2.20',
    check: each((m) =>
      when(m.file.version?.startsWith('1.2.') === true && m.instance.vips.length > OLD_MAX_VIPS, () =>
        at(
          m,
          'virtual_ipaddress',
          `${m.instance.name}: ${m.instance.vips.length} addresses with keepalived ${m.file.version}`,
        ),
      ),
    ),
  },
  {
    id: 'N22',
    severity: 'warning',
    consequence: 'an address owner cannot have weights: keepalived refuses them',
    check: each((m) =>
      when(m.instance.priority === 255 && trackersOf(m.file, m.instance).some((t) => t.weight !== 0), () =>
        at(m, 'track_script', `${m.instance.name}: a weight with priority 255`),
      ),
    ),
  },
  {
    id: 'N23',
    severity: 'warning',
    consequence: 'keepalived sends to the multicast group, or goes to FAULT',
    check: each((m) =>
      when(m.instance.unicastSrcIp !== null && m.instance.unicastPeers.length === 0, () =>
        at(m, 'unicast_src_ip', `${m.instance.name}: unicast_src_ip without a unicast_peer`),
      ),
    ),
  },
  {
    id: 'N24',
    severity: 'warning',
    consequence: 'strict mode knows no unicast peers, and does not answer for the address unless the priority is 255',
    check: each((m) => {
      const { strict, unicastPeers, name, accept, priority } = m.instance;
      return [
        ...when(strict && unicastPeers.length > 0, () => at(m, 'unicast_peer', `${name}: unicast_peer in strict mode`)),
        ...when(strict && accept !== true && priority < 255, () => ({
          ...at(m, 'strict_mode', `${name}: in strict mode, without accept, at priority ${priority}`),
          severity: 'info' as const,
          consequence: 'whoever pings the virtual address, or connects to it, gets no answer',
        })),
      ];
    }),
  },
  {
    id: 'N30',
    severity: 'info',
    consequence: 'an unknown word is ignored',
    check: each((m) =>
      Object.entries(SINCE)
        .filter(([k, since]) => has(m.instance, k) && m.file.version !== null && older(m.file.version, since))
        .map(([k, since]) => at(m, k, `${k} is known from keepalived ${since}, this is ${m.file.version}`)),
    ),
  },
];

/** Addresses that lie in none of the subnets of their interface, where the node was asked; those it holds now are no subnet. */
function outside(m: Member): ConfAddress[] {
  const { instance, file } = m;
  const all = new Set(file.conf.instances.flatMap((i) => [...i.vips, ...i.excludedVips].map((v) => v.address)));
  return instance.vips.filter((v) => {
    const link = file.links?.find((l) => l.name === (v.dev ?? instance.interface));
    const own = (link?.addresses ?? []).filter((a) => a.family === v.family && !all.has(a.address));
    return (
      own.length > 0 && !isLinkLocal(v.address) && !own.some((a) => inSubnet(a.address, a.prefixLength, v.address))
    );
  });
}

const isLinkLocal = (address: string): boolean => /^fe[89ab]/.test(address);

/** One VRID on one interface, unless different groups or peers keep them apart. */
function clash(a: VrrpInstanceConf, b: VrrpInstanceConf): boolean {
  if (
    a.vrid === null ||
    a.vrid !== b.vrid ||
    a.interface !== b.interface ||
    (a.family ?? 'ipv4') !== (b.family ?? 'ipv4')
  )
    return false;
  if (has(a, 'mcast_dst_ip') || has(b, 'mcast_dst_ip')) return false;
  const apart =
    a.unicastPeers.length > 0 && b.unicastPeers.length > 0 && !a.unicastPeers.some((p) => b.unicastPeers.includes(p));
  return !apart;
}

/** Trackers with the weight that is written for them, sync group or not. */
export function trackersOf(file: LintFile, i: VrrpInstanceConf): (ConfTracker & { weight: number })[] {
  const scripts = i.trackScripts.map((t) => ({
    ...t,
    weight: t.weight ?? file.conf.scripts.find((s) => s.name === t.name)?.weight ?? 0,
  }));
  return [...scripts, ...i.trackInterfaces.map((t) => ({ ...t, weight: t.weight ?? 0 }))];
}

function older(version: string, than: string): boolean {
  const a = version.split('.').map(Number);
  const b = than.split('.').map(Number);
  for (let i = 0; i < b.length; i++) if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) < b[i]!;
  return false;
}
