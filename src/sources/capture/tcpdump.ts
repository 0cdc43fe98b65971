import { quote } from '../shell.js';

/**
 * VRRP over IPv4 and IPv6, AH around it (any protocol 51: what is inside a filter cannot tell cheaply), ARP that
 * announces (sender address = target address), and neighbour advertisements. `ip proto` matches fragments too.
 */
const WANTED =
  'ip proto 112 or ip6 proto 112 or ip proto 51 or (arp and arp[14:4] = arp[24:4]) or (ip6 proto 58 and ip6[40] = 136)';

/**
 * The same inside one and two VLAN tags. `vlan` moves all that stands behind it, so it must come last; cooked captures
 * (`any`) do not know it, and need it not: there a tagged frame is seen on its VLAN's interface.
 */
export const filterFor = (iface: string): string =>
  iface === 'any' ? WANTED : `${WANTED} or (vlan and (${WANTED} or (vlan and (${WANTED}))))`;

/** Enough for any header chain with a VRRP message of 40 addresses. */
const SNAP_LENGTH = 256;
/** KiB of kernel buffer: without it 25,000 packets/s lose 3 % at times. */
const KERNEL_BUFFER = 16_384;

/**
 * A script (for `guarded`) that captures to stdout. Packet by packet (-U), at once (--immediate-mode where tcpdump is
 * new enough to know it: without it 500 ms late).
 */
export function captureScript(iface: string, sudo: boolean): string {
  return `command -v tcpdump >/dev/null || { echo 'tcpdump is not installed' >&2; exit 127; }
i=; case "$(tcpdump --help 2>&1)" in *immediate-mode*) i=--immediate-mode;; esac
exec ${sudo ? 'sudo -n ' : ''}${captureLine(iface, '$i')}`;
}

/** tcpdump's own part of it. @param immediate `--immediate-mode`, or ''. */
export const captureLine = (iface: string, immediate: string): string =>
  `tcpdump -i ${quote(iface)} -n -s ${SNAP_LENGTH} -U ${immediate}${immediate === '' ? '' : ' '}-B ${KERNEL_BUFFER} -w - ${quote(filterFor(iface))}`;

/** tcpdump was not allowed to open the interface: sudo may help. */
export const isPermissionProblem = (complaint: string): boolean =>
  /permission|not permitted|CAP_NET_RAW|a password is required|may not run sudo|sudo:/i.test(complaint);

/** What to tell the operator when a capture ended; `where` is '' here and ` on db201` there. */
export function captureReason(complaint: string, where: string): string {
  const lines = complaint.split('\n').filter((line) => !/^\d+ packets?|listening on|^\s*$|data link type/.test(line));
  if (isPermissionProblem(complaint)) {
    return `no permission to capture${where}: run as root, or \`setcap cap_net_raw,cap_net_admin+ep $(command -v tcpdump)\`, or allow sudo -n tcpdump`;
  }
  return (lines.at(-1) ?? '').replace(/^tcpdump: /, '') || `tcpdump ended${where}`;
}

/** Packets that the kernel threw away, from the counts that tcpdump prints on SIGUSR1; null when it says nothing. */
export function droppedPackets(complaint: string): number | null {
  const counts = [...complaint.matchAll(/(\d+) packets? dropped by kernel/g)];
  const last = counts.at(-1)?.[1];
  return last === undefined ? null : Number(last);
}
