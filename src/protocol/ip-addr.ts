/** One address of an interface, in the words of `ip`. */
export interface InterfaceAddress {
  address: string;
  /** 0 to 32 or 128; for a peer address the length that belongs to the peer, as `ip -j` has it. */
  prefixLength: number;
  family: 'ipv4' | 'ipv6';
  secondary: boolean;
  /** Duplicate address detection is still running: the address is there but not usable yet. */
  tentative: boolean;
  /** Duplicate address detection found another owner: the kernel does not use the address. */
  dadFailed: boolean;
  /** `global`, `link`, `host`, `site` or a number; '' where the output tells none. */
  scope: string;
  /** IPv4 label (`eth0`, `eth0:1`); null for IPv6. */
  label: string | null;
}

export interface NodeInterface {
  /** Without the `@parent` of a VLAN, macvlan or veth. */
  name: string;
  /** Administratively up (flag UP); null where the output does not tell (`ip -o addr` of newer iproute2). */
  up: boolean | null;
  mac: string | null;
  addresses: InterfaceAddress[];
}

type IpAddrResult = { ok: true; interfaces: NodeInterface[] } | { ok: false; reason: string };

/** A line of `ip monitor address`. An address that changes (tentative, then usable) is reported as added again. */
export type AddressChange = InterfaceAddress & { op: 'added' | 'removed'; interface: string };

/** Far more than a node has (4,096 VIPs make 1.5 MB); beyond it the output is not believed. */
const MAX_TEXT = 8 * 1024 * 1024;
const MAX_INTERFACES = 8192;
const MAX_ADDRESSES = 65536;

/**
 * Reads `ip -j addr`, `ip addr` or `ip -o addr`, whichever it is.
 *
 * @param text the whole output of one run; interfaces come back in its order.
 * @returns every interface seen (`-o` shows only those with an address), or why the text cannot be believed.
 */
export function parseIpAddr(text: string): IpAddrResult {
  if (text.length > MAX_TEXT) return { ok: false, reason: `${text.length} characters, at most ${MAX_TEXT} are read` };
  const trimmed = text.trimStart();
  if (trimmed === '') return { ok: false, reason: 'no output' };
  return trimmed.startsWith('[') ? fromJson(trimmed) : fromText(text);
}

/**
 * Reads one line of `ip monitor address` or `ip -o monitor address`, with or without time stamp and labels.
 *
 * @returns null for a line that announces no address (lifetimes, links, routes, time stamps).
 */
export function parseIpMonitorLine(line: string): AddressChange | null {
  if (line.length > 1024) return null;
  const match = /^(?:\[[^\]]*\] ?)*(Deleted )?\d+: +([^\s@:]+)(?:@[^\s:]*)?:?\s+(inet6? .*)$/.exec(line);
  if (match === null) return null;
  const address = addressFromTokens(match[3]!);
  const name = interfaceName(match[2]!);
  if (address === null || name === null) return null;
  return { op: match[1] === undefined ? 'added' : 'removed', interface: name, ...address };
}

function fromText(text: string): IpAddrResult {
  const found = new Map<string, NodeInterface>();
  let current: NodeInterface | null = null;
  let addresses = 0;
  for (const line of text.split('\n')) {
    // `-o` folds the lines of one object with a backslash.
    for (const piece of line.split('\\')) {
      let rest = piece.trimEnd();
      const head = /^\d+: +([^\s@:]+)(?:@[^\s:]*)?(:?)\s/.exec(rest);
      if (head !== null) {
        const name = interfaceName(head[1]!);
        if (name === null) return { ok: false, reason: 'an interface name that the kernel does not allow' };
        current = found.get(name) ?? { name, up: null, mac: null, addresses: [] };
        found.set(name, current);
        if (found.size > MAX_INTERFACES) return { ok: false, reason: `more than ${MAX_INTERFACES} interfaces` };
        rest = rest.slice(head[0].length);
        const flags = /^<([^>]*)>/.exec(rest);
        if (head[2] === ':' && flags !== null) current.up = flags[1]!.split(',').includes('UP');
      }
      rest = rest.trimStart();
      if (current === null) continue;
      if (rest.startsWith('link/')) current.mac = macOrNull(rest.split(/\s+/)[1]);
      else if (/^inet6? /.test(rest)) {
        const address = addressFromTokens(rest);
        if (address === null) return { ok: false, reason: `an address of ${current.name} cannot be read` };
        current.addresses.push(address);
        if (++addresses > MAX_ADDRESSES) return { ok: false, reason: `more than ${MAX_ADDRESSES} addresses` };
      }
    }
  }
  if (found.size === 0) return { ok: false, reason: 'no interface in the output' };
  return { ok: true, interfaces: [...found.values()] };
}

/** Words of iproute2's print_addrinfo (ip/ipaddress.c) that take a value. */
const WITH_VALUE = new Set(['peer', 'brd', 'any', 'scope', 'metric', 'proto', 'flags']);
/** Its flags: whatever is none of these is the label. */
const FLAGS = new Set([
  'secondary',
  'temporary',
  'nodad',
  'optimistic',
  'dadfailed',
  'home',
  'deprecated',
  'tentative',
  'permanent',
  'mngtmpaddr',
  'noprefixroute',
  'autojoin',
  'dynamic',
  'stable-privacy',
]);

/** `inet 10.9.0.1 peer 10.9.0.2/32 scope global secondary eth0` */
function addressFromTokens(text: string): InterfaceAddress | null {
  const tokens = (text.split('\\')[0] ?? '').trim().split(/\s+/);
  const family = tokens[0] === 'inet6' ? 'ipv6' : 'ipv4';
  const values = new Map<string, string>();
  const flags = new Set<string>();
  let label: string | null = null;
  for (let i = 2; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (WITH_VALUE.has(token)) values.set(token, tokens[++i] ?? '');
    else if (FLAGS.has(token)) flags.add(token);
    else label = token;
  }
  const [local = '', ownLength] = (tokens[1] ?? '').split('/');
  // With a peer the length is written behind the peer.
  const length = ownLength ?? values.get('peer')?.split('/')[1] ?? (family === 'ipv4' ? '32' : '128');
  return makeAddress(family, local, /^\d{1,3}$/.test(length) ? Number(length) : -1, {
    secondary: flags.has('secondary'),
    tentative: flags.has('tentative'),
    dadFailed: flags.has('dadfailed'),
    scope: values.get('scope') ?? '',
    label,
  });
}

function fromJson(text: string): IpAddrResult {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not valid JSON (cut off?)' };
  }
  if (!Array.isArray(parsed)) return { ok: false, reason: 'not a list of interfaces' };
  if (parsed.length > MAX_INTERFACES) return { ok: false, reason: `more than ${MAX_INTERFACES} interfaces` };
  const interfaces: NodeInterface[] = [];
  let addresses = 0;
  for (const entry of parsed) {
    // Older iproute2 prints an empty object for each interface that a filter left out.
    if (!isRecord(entry) || entry.ifname === undefined) continue;
    const name = interfaceName(String(entry.ifname));
    if (name === null) return { ok: false, reason: 'an interface name that the kernel does not allow' };
    const flags: unknown[] | null = Array.isArray(entry.flags) ? entry.flags : null;
    const list: unknown[] = Array.isArray(entry.addr_info) ? entry.addr_info : [];
    addresses += list.length;
    if (addresses > MAX_ADDRESSES) return { ok: false, reason: `more than ${MAX_ADDRESSES} addresses` };
    const own: InterfaceAddress[] = [];
    for (const info of list) {
      if (!isRecord(info) || (info.family !== 'inet' && info.family !== 'inet6')) continue;
      const address = makeAddress(
        info.family === 'inet6' ? 'ipv6' : 'ipv4',
        String(info.local ?? ''),
        typeof info.prefixlen === 'number' ? info.prefixlen : -1,
        {
          secondary: info.secondary === true,
          tentative: info.tentative === true,
          dadFailed: info.dadfailed === true,
          scope: typeof info.scope === 'string' ? info.scope : '',
          label: typeof info.label === 'string' ? info.label : null,
        },
      );
      if (address === null) return { ok: false, reason: `an address of ${name} cannot be read` };
      own.push(address);
    }
    const mac = typeof entry.address === 'string' ? macOrNull(entry.address) : null;
    interfaces.push({ name, up: flags === null ? null : flags.includes('UP'), mac, addresses: own });
  }
  return interfaces.length > 0 ? { ok: true, interfaces } : { ok: false, reason: 'no interface in the output' };
}

function makeAddress(
  family: 'ipv4' | 'ipv6',
  address: string,
  prefixLength: number,
  rest: Omit<InterfaceAddress, 'address' | 'prefixLength' | 'family'>,
): InterfaceAddress | null {
  const form = family === 'ipv4' ? /^\d{1,3}(\.\d{1,3}){3}$/ : /^[0-9a-f:.]{2,45}$/;
  const max = family === 'ipv4' ? 32 : 128;
  if (!form.test(address) || !Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > max) return null;
  const scope = /^\w{0,16}$/.test(rest.scope) ? rest.scope : '';
  const label = rest.label !== null && /^[\x21-\x7e]{1,32}$/.test(rest.label) ? rest.label : null;
  return { address, prefixLength, family, ...rest, scope, label };
}

/** IFNAMSIZ is 16 with its end mark; the kernel forbids blanks, `/` and `:`. Beyond ASCII nothing is shown. */
function interfaceName(name: string): string | null {
  return /^[\x21-\x2e\x30-\x39\x3b-\x7e]{1,15}$/.test(name) ? name : null;
}

/** Only a 6 byte link address is a MAC: tunnels show an IP address, InfiniBand 20 bytes. */
function macOrNull(text: string | undefined): string | null {
  return text !== undefined && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text) ? text : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
