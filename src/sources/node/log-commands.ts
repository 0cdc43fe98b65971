import { quote } from '../shell.js';

/** Lines asked for when a log is opened. A sudoers entry must name it: `tail -n 1000 -F /var/log/messages`. */
export const LOG_LINES = 1000;
/** Lines asked for again after a lost connection, where no sudoers entry binds us. */
const LINES_AGAIN = 5000;
/** Where keepalived's lines land, see CONTROL.md §6. */
const LOG_FILES = ['/var/log/messages', '/var/log/syslog', '/var/log/keepalived.log', '/var/log/daemon.log'] as const;

const journal = (lines: number): string => `journalctl -f -n ${lines} -o json -u keepalived --no-pager`;
/** How the journal is followed at first. */
export const JOURNAL = journal(LOG_LINES);
const JOURNAL_HAS = 'journalctl -n 1 -o json -u keepalived --no-pager';
const tail = (file: string, lines = LOG_LINES): string => `tail -n ${lines} -F ${file}`;

/** Which log to follow, and how. */
export type LogChoice =
  | { kind: 'file'; file: string; sudo: boolean }
  | { kind: 'journal'; sudo: boolean }
  | { kind: 'none'; reason: string };

/**
 * A script that answers with the way to read keepalived's log, for `parseChoice`. `log` is a file, `journal` or `auto`.
 * `auto`: a file with keepalived lines that was written to in the last two days, else the journal, else any file with
 * such lines, else a file where they are expected, else what sudo allows.
 */
export function choiceScript(log: string): string {
  const sudoJournal = `sudo -n -l ${journal(LOG_LINES)} >/dev/null 2>&1 && { echo 'journal sudo'; exit; }`;
  const denied = (what: string) => `echo "none ${what}"; id -un`;
  if (log === 'journal') {
    return `command -v journalctl >/dev/null || { echo 'none no journalctl here'; exit; }
${JOURNAL_HAS} 2>/dev/null | grep -q . && { echo 'journal plain'; exit; }
[ "$(id -u)" = 0 ] && { echo 'journal plain'; exit; }
${sudoJournal}
case " $(id -Gn) " in *" systemd-journal "*|*" adm "*|*" wheel "*) echo 'journal plain'; exit;; esac
${denied(`no permission to read the journal: add $(id -un) to group systemd-journal or allow sudo -n ${journal(LOG_LINES)}`)}`;
  }
  if (log !== 'auto') {
    const file = quote(log);
    return `f=${file}
if [ -r "$f" ] || [ ! -e "$f" -a -x "$(dirname "$f")" ]; then echo "file plain $f"; exit; fi
sudo -n -l ${tail('"$f"')} >/dev/null 2>&1 && { echo "file sudo $f"; exit; }
g=$(ls -ld "$f" 2>/dev/null | { read -r m n u g r; echo "$g"; })
${denied(`no permission to read $f: add $(id -un) to group \${g:-adm} or allow sudo -n ${tail('$f')}`)}`;
  }
  return `files='${LOG_FILES.join(' ')}'
has() { tail -c 20000000 "$1" 2>/dev/null | grep -q Keepalived; }
old=; some=; denied=
for f in $files; do
  [ -e "$f" ] || continue
  [ -r "$f" ] || { denied="$denied $f"; continue; }
  if has "$f"; then
    [ -n "$(find "$f" -mtime -2 2>/dev/null)" ] && { echo "file plain $f"; exit; }
    old=\${old:-$f}
  fi
  some=\${some:-$f}
done
if command -v journalctl >/dev/null; then
  ${JOURNAL_HAS} 2>/dev/null | grep -q . && { echo 'journal plain'; exit; }
fi
[ -n "$old" ] && { echo "file plain $old"; exit; }
for f in $denied; do
  sudo -n -l ${tail('"$f"')} >/dev/null 2>&1 && { echo "file sudo $f"; exit; }
done
command -v journalctl >/dev/null && [ "$(id -u)" != 0 ] && { ${sudoJournal}; }
[ -n "$some" ] && { echo "file plain $some"; exit; }
command -v journalctl >/dev/null && [ "$(id -u)" = 0 ] && { echo 'journal plain'; exit; }
[ -n "$denied" ] && { set -- $denied; ${denied(`no permission to read $1: add $(id -un) to group adm or allow sudo -n ${tail('$1')}`)}; exit; }
echo "none no log of keepalived found (looked at $files and the journal): name it in the configuration (log: FILE)"`;
}

/** The first line of what `choiceScript` answered. */
export function parseChoice(answer: string): LogChoice {
  const line = answer.split('\n', 1)[0] ?? '';
  const [kind, how] = line.split(' ', 2);
  const sudo = how === 'sudo';
  if (kind === 'journal') return { kind, sudo };
  if (kind === 'file') return { kind, sudo, file: line.slice(`file ${how} `.length) };
  return { kind: 'none', reason: kind === 'none' ? line.slice('none '.length) : `no answer about the log (${line})` };
}

/** So many of its last lines a followed log begins with; fewer mean that it has no more. */
export const linesAsked = (choice: LogChoice, again: boolean): number =>
  again && choice.kind !== 'none' && !choice.sudo ? LINES_AGAIN : LOG_LINES;

/**
 * A guarded script that prints the log's last lines and follows it. With `again` (a reconnect) a readable file is
 * preceded by the last lines of its rotated predecessor: first `mark`, then those lines, `mark`, then the file.
 */
export function followScript(choice: Exclude<LogChoice, { kind: 'none' }>, again: boolean, mark: string): string {
  const lines = linesAsked(choice, again);
  if (choice.kind === 'journal') return `exec ${choice.sudo ? 'sudo -n ' : ''}${journal(lines)}`;
  const file = quote(choice.file);
  if (choice.sudo) return `exec sudo -n ${tail(file)}`;
  if (!again) return `exec ${tail(file)}`;
  return `echo ${quote(mark)}
p=$(ls -t ${file}.1 ${file}-*[0-9] 2>/dev/null | head -n 1)
[ -n "$p" ] && tail -n ${lines} "$p" 2>/dev/null
echo ${quote(mark)}
exec ${tail(file, lines)}`;
}
