import { COUNTERS_LINE } from '../../protocol/counters.js';
import { quote } from '../shell.js';
import { PROCESS } from './probe-commands.js';

/** Where a login that is not root finds the script below, to be run by `sudo -n` and nothing else. */
export const COUNTERS_COMMAND = '/usr/local/sbin/vrrptop-counters';

/**
 * Has the running keepalived write its counters, as root, and prints those of their lines that COUNTERS_LINE takes:
 * first `via json` or `via stats`, or `none REASON`.
 * - Passwords stay on the node: the JSON is cut at its commas and brackets, and only names and numbers that are wanted pass.
 * - A signal that a daemon does not expect ends it. Which one it is says the binary that runs, not the one on the disk,
 *   and it is sent only where the process has it blocked (signalfd) or caught.
 * - The file is looked for where the daemon sees its TMPDIR (PrivateTmp of systemd), and believed only when it was
 *   written after the signal.
 */
const SCRIPT = `LC_ALL=C; export LC_ALL
who() {
${PROCESS}
}
r=$(who)
p=\${r#running }
case $p in ''|*[!0-9]*) echo "none keepalived does not run"; exit;; esac
[ -r "/proc/$p/environ" ] || { echo "none /proc/$p cannot be read"; exit; }
t=$(tr '\\000' '\\n' <"/proc/$p/environ" | sed -n 's/^TMPDIR=//p')
d="/proc/$p/root\${t:-/tmp}"
expects() {
  for m in SigBlk SigCgt; do
    h=$(sed -n "s/^$m:[[:space:]]*[0-9a-f]\\{6\\}//p" "/proc/$p/status")
    [ -n "$h" ] && [ $((0x$h >> ($1 - 1) & 1)) = 1 ] && return 0
  done
  return 1
}
written() { stat -c '%y %s %i' "$d"/keepalived*."$1" 2>/dev/null; }
dump() {
  before=$(written "$1")
  kill -s "$2" "$p" || return 1
  last= n=0
  while [ $n -lt 20 ]; do
    sleep 0.1 2>/dev/null || sleep 1
    n=$((n + 1)) now=$(written "$1")
    [ "$now" != "$before" ] && [ "$now" = "$last" ] && return 0
    last=$now
  done
  echo "none keepalived wrote no keepalived.$1 when it was asked to"
  return 1
}
newest() { f=$(ls -t "$d"/keepalived*."$1" | head -n 1); [ -f "$f" ] && [ ! -L "$f" ] && head -c 4000000 "$f"; }
s=$("/proc/$p/exe" --signum=JSON 2>/dev/null)
case $s in ''|*[!0-9]*) s=99;; esac
if [ "$s" -le 40 ] && expects "$s"; then
  dump json "$s" || exit
  echo "via json"
  newest json | tr '{}[],' '\\n\\n\\n\\n\\n' | sed 's/^[[:space:]]*//; s/[[:space:]]*$//; s/" *: */":/' | grep -E ${quote(COUNTERS_LINE.json)}
elif expects 12; then
  dump stats 12 || exit
  echo "via stats"
  newest stats | grep -E ${quote(COUNTERS_LINE.stats)}
else
  echo "none this keepalived does not tell its counters"
fi
exit 0`;

/** The script as the file COUNTERS_COMMAND. */
export const COUNTERS_FILE = `#!/bin/sh
# Counters of keepalived for vrrptop: takes no arguments, prints names and numbers, no passwords.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
${SCRIPT}
`;

/**
 * What a login asks: root runs the script itself; others run COUNTERS_COMMAND where sudo allows it, and say what is
 * missing where it does not.
 */
export const COUNTERS = `if [ "$(id -u)" = 0 ]; then sh -c ${quote(SCRIPT)}
elif sudo -n -l ${COUNTERS_COMMAND} >/dev/null 2>&1 && [ -x ${COUNTERS_COMMAND} ]; then sudo -n ${COUNTERS_COMMAND}
else echo "denied sudo -n ${COUNTERS_COMMAND} is not possible"
fi`;
