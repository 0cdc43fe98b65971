import { addressAt, parseAddress } from '../address.js';
import { addProblem } from './problems.js';
import type { ConfNode } from './tree.js';
import type { ConfAddress, ConfNotify, ConfPosition, ConfProblem, ConfTracker } from './types.js';

export const positionOf = (node: ConfNode): ConfPosition => ({ file: node.file, line: node.line });

interface IpText {
  family: 'ipv4' | 'ipv6';
  /** IPv4 in dotted decimal; IPv6 in the form of RFC 5952. */
  address: string;
}

/** Reads an IP address as inet_pton(3) does and writes it in canonical form; null when it is none. */
export function parseIp(text: string): IpText | null {
  const bytes = text.length > 45 ? null : parseAddress(text);
  if (bytes === null) return null;
  const family = bytes.length === 4 ? 'ipv4' : 'ipv6';
  return { family, address: addressAt(bytes, 0, family) };
}

/** A whole number in range, as keepalived's read_unsigned: the word must be the number and nothing else. */
export function integer(word: string | undefined, min: number, max: number): number | null {
  if (word === undefined || !/^[-+]?\d{1,9}$/.test(word)) return null;
  const n = Number(word);
  return n >= min && n <= max ? n : null;
}

/** Seconds with a fraction, in range. */
export function seconds(word: string | undefined, min: number, max: number): number | null {
  if (word === undefined || !/^\+?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})$/.test(word)) return null;
  const n = Number(word);
  return n >= min && n <= max ? n : null;
}

/** `on|off|true|false|yes|no`; a keyword alone means true. null for any other word. */
export function flag(word: string | undefined): boolean | null {
  if (word === undefined || word === 'on' || word === 'true' || word === 'yes') return true;
  return word === 'off' || word === 'false' || word === 'no' ? false : null;
}

const ADDRESS_OPTIONS = new Set(['dev', 'scope', 'label', 'brd', 'broadcast', 'peer', 'preferred_lft', 'track_group']);
const ADDRESS_FLAGS = new Set(['home', '-nodad', 'mngtmpaddr', 'noprefixroute', 'autojoin', 'no_track', 'use_vmac']);

/** One line of a VIP list: `IP[/LEN] [dev IF] …`; null = keepalived skips it. */
export function addressOf(node: ConfNode, problems: ConfProblem[]): ConfAddress | null {
  const [host = '', length] = (node.words[0] ?? '').split(/\/(.*)/);
  const ip = parseIp(host);
  if (ip === null) {
    addProblem(problems, node, `no IP address: ${node.words[0]}`);
    return null;
  }
  const longest = ip.family === 'ipv4' ? 32 : 128;
  let prefixLength = longest;
  if (length !== undefined) {
    // As strtoul(3) with a limit: `24x` is 24, an empty length 0, `255.255.255.0` the longest.
    prefixLength = Math.min(longest, Number(/^\d*/.exec(length)![0]));
    if (integer(length, 0, longest) === null) {
      addProblem(problems, node, `prefix length '${length}', want 0 to ${longest}; ${prefixLength} is used`);
    }
  }
  let dev: string | null = null;
  for (let i = 1; i < node.words.length; i++) {
    const word = node.words[i]!;
    if (ADDRESS_FLAGS.has(word)) continue;
    if (!ADDRESS_OPTIONS.has(word)) addProblem(problems, node, `${ip.address}: '${word}' is ignored`);
    else if (++i >= node.words.length) {
      addProblem(problems, node, `${ip.address}: nothing behind ${word}; the address is ignored`);
      return null;
    } else if (word === 'dev') dev = node.words[i]!;
  }
  return { ...positionOf(node), ...ip, prefixLength, dev };
}

/** One line of a tracking block: `NAME [weight N]`. */
export function trackerOf(node: ConfNode): ConfTracker {
  const weight = node.words.indexOf('weight', 1);
  return {
    ...positionOf(node),
    name: node.words[0] ?? '',
    weight: weight > 0 ? integer(node.words[weight + 1], -254, 254) : null,
  };
}

/** The lines of a block that hold something; what tree.ts reported as a remark is none of them. */
export function entries(node: ConfNode): ConfNode[] {
  return (node.children ?? []).filter((child) => !child.words[0]!.startsWith('//'));
}

const NOTIFY = /^notify(_master|_backup|_fault|_stop|_deleted|_master_rx_lower_pri)?$/;

/** The command of a notify keyword; none where it is another keyword or has no command. */
export function notifyOf(node: ConfNode): ConfNotify[] {
  const [keyword = '', script] = node.words;
  return NOTIFY.test(keyword) && script !== undefined ? [{ ...positionOf(node), keyword, script }] : [];
}
