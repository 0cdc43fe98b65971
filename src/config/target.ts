import { isIP, isIPv6 } from 'node:net';

/** A host as it is given on the command line or in short form in the configuration. */
interface Target {
  host: string;
  port?: number;
  user?: string;
}

/**
 * Reads `[user@]host[:port]`; an IPv6 address with a port stands in brackets: `root@[fd00::1]:2222`.
 *
 * @returns null when it is none. A host that begins with `-` would be an option of ssh, and is none.
 */
export function parseTarget(text: string): Target | null {
  const match = /^(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^\s[\]@]+?))(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return null;
  const [, user, bracketed, plain, port] = match;
  // Without brackets the last group of an IPv6 address looks like a port.
  const whole =
    bracketed ?? (isIPv6(text.slice((user?.length ?? -1) + 1)) ? text.slice((user?.length ?? -1) + 1) : plain!);
  const hasPort = port !== undefined && whole === (bracketed ?? plain);
  if (!isHost(whole) || (bracketed !== undefined && !isIPv6(bracketed))) return null;
  if (user !== undefined && !isUser(user)) return null;
  if (hasPort && (Number(port) < 1 || Number(port) > 65535)) return null;
  return { host: whole, ...(hasPort ? { port: Number(port) } : {}), ...(user === undefined ? {} : { user }) };
}

/** A name (of DNS or of ~/.ssh/config) or an address. */
export function isHost(text: string): boolean {
  return isIP(text) > 0 || /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/.test(text);
}

export function isUser(text: string): boolean {
  return /^[^\s@:-][^\s@:]{0,63}$/.test(text);
}

/** An address in canonical form (IPv6 by RFC 5952); null when it is none, or has a zone. */
export function canonicalAddress(text: string): string | null {
  if (isIP(text) === 4) return text;
  if (!isIPv6(text) || text.includes('%')) return null;
  const { hostname } = new URL(`http://[${text}]/`);
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname);
  if (mapped === null) return hostname.slice(1, -1);
  const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)];
  return `::ffff:${[high >> 8, high & 255, low >> 8, low & 255].join('.')}`;
}
