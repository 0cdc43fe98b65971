// keepalived.conf for the lab's nodes: the model case (two instances with crossed priorities) and its variations.

/** What can differ from instance to instance, or from node to node. */
export interface InstanceOptions {
  readonly vrid?: number;
  readonly priority?: number;
  /** Addresses with prefix length. */
  readonly vips?: readonly string[];
  /** VRRP version, 2 by default; an IPv6 instance is always 3. */
  readonly version?: 2 | 3;
  /** 1000 by default; version 2 knows whole seconds only. */
  readonly advertIntervalMs?: number;
  /** `pass` by default for version 2; version 3 has none. */
  readonly auth?: 'none' | 'pass' | 'ah';
  readonly password?: string;
  readonly nopreempt?: boolean;
  /** Adverts to the other nodes' own addresses in place of the group. */
  readonly unicast?: boolean;
  /** The `state` line, BACKUP by default. */
  readonly state?: 'MASTER' | 'BACKUP';
  /** keepalived does not look after the addresses that it has set. */
  readonly noTrack?: boolean;
  /** Any other lines of the instance. */
  readonly more?: readonly string[];
  /** A virtual MAC on an interface of its own, `vrrp.VRID`. */
  readonly vmac?: boolean;
}

export interface ClusterOptions {
  readonly all?: InstanceOptions;
  /** Exceptions, by node (`db202`) or by node and instance (`db202/vi_w`). */
  readonly only?: Readonly<Record<string, InstanceOptions>>;
  /** Adds `vi_w6`, VRID 51 too, over IPv6. */
  readonly ipv6?: boolean;
  /** Puts the IPv4 instances in one group, on all nodes or on one; they then have the same priorities (100, 90, 80). */
  readonly syncGroup?: boolean | string;
  /** A health check of the file /etc/keepalived/healthy with this weight; 0 makes its failure a FAULT. */
  readonly scriptWeight?: number;
}

export interface Member {
  readonly name: string;
  readonly address4: string;
  readonly address6: string;
}

interface Base {
  readonly name: string;
  readonly family: 4 | 6;
  readonly vrid: number;
  readonly vips: readonly string[];
  /** By the node's place in the list. */
  readonly priorities: readonly number[];
}

const MODEL: readonly Base[] = [
  { name: 'vi_w', family: 4, vrid: 51, vips: ['172.30.23.200/24'], priorities: [100, 90, 80] },
  { name: 'vi_r', family: 4, vrid: 44, vips: ['172.30.23.210/24'], priorities: [90, 100, 80] },
];
const MODEL_IPV6: Base = {
  name: 'vi_w6',
  family: 6,
  vrid: 51,
  vips: ['fe80::23:200/64', 'fd00:30:23::200/64'],
  priorities: [100, 90, 80],
};

const block = (head: string, body: readonly string[]): string[] => [`${head} {`, ...body.map((l) => `    ${l}`), '}'];

function instance(base: Base, o: InstanceOptions, self: number, members: readonly Member[], script: boolean): string[] {
  const version = base.family === 6 ? 3 : (o.version ?? 2);
  const auth = version === 3 ? 'none' : (o.auth ?? 'pass');
  const own = members[self]!;
  const address = (m: Member): string => (base.family === 6 ? m.address6 : m.address4);
  const vrid = o.vrid ?? base.vrid;
  const lines = [
    `state ${o.state ?? 'BACKUP'}`,
    'interface eth0',
    `virtual_router_id ${vrid}`,
    `priority ${o.priority ?? base.priorities[self]}`,
    `advert_int ${(o.advertIntervalMs ?? 1000) / 1000}`,
    `version ${version}`,
  ];
  if (o.nopreempt) lines.push('nopreempt');
  lines.push(...(o.more ?? []));
  if (o.vmac) lines.push('use_vmac');
  if (o.unicast) {
    lines.push(`unicast_src_ip ${address(own)}`);
    lines.push(...block('unicast_peer', members.filter((m) => m !== own).map(address)));
  }
  if (auth !== 'none') {
    lines.push(
      ...block('authentication', [`auth_type ${auth.toUpperCase()}`, `auth_pass ${o.password ?? 'labpass1'}`]),
    );
  }
  if (script) lines.push(...block('track_script', ['chk_file']));
  const vips = o.vips ?? base.vips;
  lines.push(...block('virtual_ipaddress', o.noTrack ? vips.map((v) => `${v} no_track`) : vips));
  return block(`vrrp_instance ${base.name}`, lines);
}

/** The instances of the model case under these options, with each one's addresses (no prefix length), by name. */
export function instancesOf(cluster: ClusterOptions): { name: string; vips: string[] }[] {
  const bases = cluster.ipv6 ? [...MODEL, MODEL_IPV6] : MODEL;
  return bases.map((b) => ({ name: b.name, vips: b.vips.map((v) => v.replace(/\/.*/, '')) }));
}

/** The whole keepalived.conf of the node at place `self` in `members` (at most three). */
export function keepalivedConf(cluster: ClusterOptions, self: number, members: readonly Member[]): string {
  const name = members[self]!.name;
  const script = cluster.scriptWeight !== undefined;
  const lines = block('global_defs', [`router_id ${name}`, 'script_user root', 'enable_script_security']);
  if (script) {
    lines.push(
      ...block('vrrp_script chk_file', [
        'script "/usr/bin/test -e /etc/keepalived/healthy"',
        'interval 1',
        `weight ${cluster.scriptWeight}`,
      ]),
    );
  }
  if (cluster.syncGroup === true || cluster.syncGroup === name) {
    lines.push(
      ...block(
        'vrrp_sync_group vg_rw',
        block(
          'group',
          MODEL.map((b) => b.name),
        ),
      ),
    );
  }
  for (const base of cluster.ipv6 ? [...MODEL, MODEL_IPV6] : MODEL) {
    const options = { ...cluster.all, ...cluster.only?.[name], ...cluster.only?.[`${name}/${base.name}`] };
    const priorities = cluster.syncGroup ? [100, 90, 80] : base.priorities;
    lines.push(...instance({ ...base, priorities }, options, self, members, script));
  }
  return `${lines.join('\n')}\n`;
}
