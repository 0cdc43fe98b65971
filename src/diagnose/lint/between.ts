import { addressesOf, type Group, groupsOf, isForeign, type Member, pairsOf, placeOf } from './groups.js';
import type { Found, LintFile, LintRule } from './types.js';

const BOTH = 'both become MASTER: a split brain';

/** What must be the same on all nodes of a virtual router (CONFIG.md 3, X01 to X08, X12, X13, X16). */
export const AGREEMENT_RULES: readonly LintRule[] = [
  {
    id: 'X01',
    severity: 'error',
    consequence: 'both nodes become MASTER and hold the address at once; the log says nothing',
    check: (files) => {
      const found: Found[] = [];
      const seen = new Map<string, Member>();
      for (const m of files.flatMap(membersOf)) {
        for (const vip of m.instance.vips) {
          const other = seen.get(vip.address);
          if (other === undefined) seen.set(vip.address, m);
          else if (other.node !== m.node && other.instance.vrid !== m.instance.vrid)
            found.push({
              node: m.node,
              at: vip,
              message: `${vip.address} belongs to VRID ${m.instance.vrid} (${m.instance.name}) here and to VRID ${other.instance.vrid} (${other.instance.name}) on ${other.node}`,
            });
        }
      }
      return found;
    },
  },
  {
    id: 'X02',
    severity: 'error',
    consequence: `2.0 to 2.3.2 refuse the other's adverts and ${BOTH}; from 2.3.3 one takes the other's role`,
    check: (files) =>
      groupsOf(files)
        .filter(isForeign)
        .map((g) =>
          different(
            g[0]!,
            g[1]!,
            'virtual_router_id',
            (a, b) => `VRID ${a.instance.vrid} serves ${list(a)} here and ${list(b)} on ${b.node}`,
          ),
        ),
  },
  {
    id: 'X03',
    severity: 'error',
    consequence: `adverts are refused, ${BOTH}`,
    check: (files) =>
      compare(files, 'authentication', (a, b) => {
        if (a.instance.authType !== b.instance.authType)
          return `authentication of ${a.instance.name} is ${a.instance.authType} here and ${b.instance.authType} on ${b.node}`;
        const [x, y] = [a.instance.authFingerprint, b.instance.authFingerprint];
        return x !== null && y !== null && x !== y
          ? `the first 8 characters of auth_pass of ${a.instance.name} differ from those on ${b.node}`
          : null;
      }),
  },
  {
    id: 'X04',
    severity: 'error',
    consequence: `version 2 refuses the adverts, ${BOTH}; version 3 follows the master's interval`,
    check: (files) =>
      pairsOf(files).flatMap((g) =>
        others(g).flatMap(([a, b]) =>
          a.instance.advertIntervalMs === b.instance.advertIntervalMs
            ? []
            : [
                {
                  ...different(
                    a,
                    b,
                    'advert_int',
                    () =>
                      `advert_int is ${a.instance.advertIntervalMs / 1000} s here and ${b.instance.advertIntervalMs / 1000} s on ${b.node}`,
                  ),
                  severity:
                    a.instance.version === 3 && b.instance.version === 3 ? ('warning' as const) : ('error' as const),
                },
              ],
        ),
      ),
  },
  {
    id: 'X05',
    severity: 'error',
    consequence: `each refuses the other's version, ${BOTH}`,
    check: (files) =>
      compare(files, 'version', (a, b) =>
        a.instance.version === b.instance.version
          ? null
          : `VRRP version ${a.instance.version} here and ${b.instance.version} on ${b.node}`,
      ),
  },
  {
    id: 'X06',
    severity: 'error',
    consequence: `2.0 to 2.3.2 refuse the adverts, ${BOTH}; from 2.3.3 what stands on one node only vanishes in a failover`,
    check: (files) =>
      compare(files, 'virtual_ipaddress', (a, b) => {
        const mine = addressesOf(a.instance);
        const theirs = addressesOf(b.instance);
        const only = mine.filter((v) => !theirs.includes(v));
        const missing = theirs.filter((v) => !mine.includes(v));
        if (only.length + missing.length === 0) return null;
        const parts = [
          only.length > 0 ? `${only.join(', ')} only here` : '',
          missing.length > 0 ? `${missing.join(', ')} only on ${b.node}` : '',
        ];
        return `virtual IPs of ${a.instance.name} differ from ${b.node}: ${parts.filter((p) => p !== '').join(', ')}`;
      }),
  },
  {
    id: 'X07',
    severity: 'warning',
    consequence: 'it works, but routes and ARP are other ones after a failover',
    check: (files) =>
      pairsOf(files).flatMap((g) =>
        others(g).flatMap(([a, b]) =>
          a.instance.vips.flatMap((v) => {
            const w = b.instance.vips.find((x) => x.address === v.address);
            if (w === undefined) return [];
            const devs = [onOwn(a, v.dev), onOwn(b, w.dev)];
            if (v.prefixLength === w.prefixLength && devs[0] === devs[1]) return [];
            const message =
              v.prefixLength === w.prefixLength
                ? `${v.address} is on ${v.dev ?? a.instance.interface} here and on ${w.dev ?? b.instance.interface} on ${b.node}`
                : `${v.address}/${v.prefixLength} here, /${w.prefixLength} on ${b.node}`;
            return [{ node: a.node, at: v, message }];
          }),
        ),
      ),
  },
  {
    id: 'X08',
    severity: 'error',
    consequence: 'both are MASTER at once and fight; the log says CONFIGURATION ERROR … address owner',
    check: (files) =>
      pairsOf(files).flatMap((g) => {
        const owners = g.filter((m) => m.instance.priority === 255);
        return owners.slice(1).map((m) => ({
          node: m.node,
          at: placeOf(m, m.instance.at.priority === undefined ? 'state' : 'priority'),
          message: `${m.instance.name} has priority 255${m.instance.at.priority === undefined ? ' (state MASTER without a priority)' : ''}, as on ${owners[0]!.node}`,
        }));
      }),
  },
  {
    id: 'X12',
    severity: 'error',
    consequence: `adverts do not arrive, ${BOTH}`,
    check: (files) =>
      pairsOf(files).flatMap((g) =>
        g.flatMap((m) =>
          g.flatMap((o) => {
            if (o === m) return [];
            const message = unreached(m, o);
            return message === null ? [] : [{ node: m.node, at: placeOf(m, 'unicast_peer'), message }];
          }),
        ),
      ),
  },
  {
    id: 'X13',
    severity: 'warning',
    consequence: 'keepalived accepts it silently and sends useless packets',
    check: (files) =>
      files.flatMap(membersOf).flatMap((m) => {
        const own = m.instance.unicastPeers.find((p) => p === m.instance.unicastSrcIp || m.file.addresses?.includes(p));
        return own === undefined
          ? []
          : [
              {
                node: m.node,
                at: placeOf(m, 'unicast_peer'),
                message: `${m.instance.name} lists itself, ${own}, as a unicast peer`,
              },
            ];
      }),
  },
  {
    id: 'X16',
    severity: 'warning',
    consequence: 'the nodes behave differently as MASTER; a checksum option on one side only makes both MASTER',
    check: (files) =>
      pairsOf(files).flatMap((g) =>
        others(g).flatMap(([a, b]) =>
          SAME.flatMap(([what, keyword, of]) =>
            of(a) === of(b)
              ? []
              : [different(a, b, keyword, () => `${what} is ${of(a)} here and ${of(b)} on ${b.node}`)],
          ),
        ),
      ),
  },
];

const SAME: readonly [what: string, keyword: string, of: (m: Member) => string][] = [
  ['down_timer_adverts', 'down_timer_adverts', (m) => String(m.instance.downTimerAdverts)],
  ['accept', 'accept', (m) => String(m.instance.accept ?? 'default')],
  ['strict', 'strict_mode', (m) => (m.instance.strict ? 'on' : 'off')],
  ['use_vmac', 'use_vmac', (m) => (m.instance.useVmac ? 'on' : 'off')],
  ['v3_checksum_as_v2', 'v3_checksum_as_v2', (m) => (m.instance.at.v3_checksum_as_v2 === undefined ? 'off' : 'on')],
];

/** Why `m` does not reach `other`, null where it does or nothing tells. */
function unreached(m: Member, other: Member): string | null {
  const [mine, theirs] = [m.instance.unicastPeers, other.instance.unicastPeers];
  if (mine.length === 0 && theirs.length > 0)
    return `${m.instance.name} sends to the multicast group here and to unicast peers on ${other.node}`;
  if (mine.length === 0 || theirs.length === 0) return null;
  const { unicastSrcIp } = other.instance;
  if (unicastSrcIp !== null)
    return mine.includes(unicastSrcIp)
      ? null
      : `${other.node} (unicast_src_ip ${unicastSrcIp}) is no unicast_peer of ${m.instance.name}`;
  const addresses = other.file.addresses ?? [];
  return addresses.length === 0 || addresses.some((a) => mine.includes(a))
    ? null
    : `no address of ${other.node} (${addresses.slice(0, 4).join(', ')}) is a unicast_peer of ${m.instance.name}`;
}

const onOwn = (m: Member, dev: string | null): boolean => dev === null || dev === m.instance.interface;

export const membersOf = (file: LintFile): Member[] =>
  file.conf.instances.map((instance) => ({ file, node: file.node, instance }));

const list = (m: Member): string => addressesOf(m.instance).slice(0, 4).join(', ');

/** Each member against the first one. */
export function others(group: Group): [Member, Member][] {
  return group.slice(1).map((m) => [m, group[0]!]);
}

function different(a: Member, b: Member, keyword: string, say: (a: Member, b: Member) => string): Found {
  return { node: a.node, at: placeOf(a, keyword), message: say(a, b) };
}

function compare(files: readonly LintFile[], keyword: string, say: (a: Member, b: Member) => string | null): Found[] {
  return pairsOf(files).flatMap((g) =>
    others(g).flatMap(([a, b]) => {
      const message = say(a, b);
      return message === null ? [] : [{ node: a.node, at: placeOf(a, keyword), message }];
    }),
  );
}
