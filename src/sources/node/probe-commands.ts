import { CONF_BUNDLE_COMMAND } from '../../protocol/conf/bundle.js';
import { quote } from '../shell.js';

/** JSON where iproute2 can (4.13 and later), else its one-line text. */
export const ADDRESSES = 'ip -j addr 2>/dev/null || ip -o addr';

export const ADDRESS_CHANGES = 'exec ip -o monitor address';

/** On stderr, and with exit code 0 in all versions. */
export const VERSION = 'keepalived -v';

/** Seconds with nanoseconds (busybox leaves the letters `%N` or nothing) and the zone. */
export const CLOCK = "date '+%s.%N %z'";

/**
 * `running PID` or `stopped`. The pid file of the daemon first, and only shell builtins where it is right: this runs
 * each second. Without one, the process named keepalived whose parent is not a keepalived; where /proc hides the
 * processes of others, what systemd says.
 */
export const PROCESS = `for f in /run/keepalived.pid /var/run/keepalived.pid /run/keepalived/*.pid /run/keepalived/*/*.pid; do
  case $f in */vrrp*|*/checkers*|*/bfd*) continue;; esac
  p=; [ -r "$f" ] && read -r p <"$f"
  case $p in ''|*[!0-9]*) continue;; esac
  c=; [ -r "/proc/$p/comm" ] && read -r c <"/proc/$p/comm"
  [ "$c" = keepalived ] && { echo "running $p"; break; }
  c=
done
if [ "$c" != keepalived ]; then
  r=stopped
  for p in $(pidof keepalived 2>/dev/null); do
    q=; while read -r k v; do [ "$k" = PPid: ] && { q=$v; break; }; done <"/proc/$p/status"
    c=; [ -r "/proc/$q/comm" ] && read -r c <"/proc/$q/comm"
    [ "$c" = keepalived ] || r="running $p"
  done
  if [ "$r" = stopped ] && [ ! -d /proc/1 ] && systemctl is-active keepalived >/dev/null 2>&1; then
    r="running $(systemctl show -p MainPID keepalived | { IFS== read -r k v; echo "$v"; })"
  fi
  echo "$r"
fi 2>/dev/null
c=`;

/** The bundle of keepalived.conf and its includes; with `sudo -n cat` for files that may not be read. */
export const CONFIG = `set -- '' sudo\n${CONF_BUNDLE_COMMAND}`;

/** What changes when one of the files of a bundle changes, or one is added beside them. */
export function configStampScript(bundle: string): string {
  const files = [...bundle.matchAll(/^### FILE (.*)$/gm)].map((m) => m[1] ?? '').slice(0, 50);
  const folders = files.map((file) => file.replace(/\/[^/]*$/, '') || '/');
  const all = [...new Set([...files, ...folders, '/etc/keepalived'])];
  return `stat -L -c '%n %s %y' ${all.map(quote).join(' ')}`;
}
