import { captureLine } from '../capture/tcpdump.js';
import { quote } from '../shell.js';
import { choiceScript, JOURNAL, LOG_LINES } from './log-commands.js';

/** How a node is read. */
interface Reading {
  /** As configured. */
  log: string;
  /** An interface to capture on; null = no capture there. */
  capture: string | null;
  /** The path of keepalived.conf. */
  conf: string;
}

/**
 * Asks a node which of the commands that read it need sudo, allowed or not, for `parseSudoNeeds`. The answer has a line
 * for each, with the full path that sudoers wants: `sudo -n /usr/bin/tail -n 1000 -F /var/log/messages`.
 */
export const sudoNeedsScript = ({ log, capture, conf }: Reading): string => `[ "$(id -u)" = 0 ] && exit 0
need() { p=$(command -v "$1") && echo "sudo -n $p $2"; }
f=${quote(conf)}
[ -r "$f" ] || need cat "-- $f"
${log === 'none' ? '' : `l=$(${choiceScript(log)}\n)`}
l=$(echo "$l" | head -n 1)
case $l in
  'file sudo '*) need tail "-n ${LOG_LINES} -F \${l#file sudo }";;
  'journal sudo'*) need journalctl ${quote(JOURNAL.replace('journalctl ', ''))};;
  none*'sudo -n '*) l=\${l##*sudo -n }; need "\${l%% *}" "\${l#* }";;
esac
${
  capture === null
    ? ''
    : `i=; case "$(tcpdump --help 2>&1)" in *immediate-mode*) i=--immediate-mode;; esac
getcap "$(command -v tcpdump)" 2>/dev/null | grep -q cap_net_raw || need tcpdump "${captureLine(capture, '$i').replace('tcpdump ', '')}"`
}`;

/** The lines of the answer; what is not one of ours is left out, whatever the node says. Never throws. */
export function parseSudoNeeds(answer: string, { capture, conf }: Reading): string[] {
  const captures = capture === null ? [] : ['', '--immediate-mode'].map((i) => captureLine(capture, i));
  const wanted = new Set([`cat -- ${conf}`, JOURNAL, ...captures]);
  return answer.split('\n').filter((line) => {
    const command = /^sudo -n \/(?:[\w.-]+\/)+(\w.*)$/.exec(line)?.[1] ?? '';
    return wanted.has(command) || /^tail -n \d+ -F \/[\w./-]+$/.test(command);
  });
}
