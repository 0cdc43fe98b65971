import type { ConfFile } from './types.js';

/** At most so many files and characters of a bundle are read; the command stops at the same numbers. */
export const MAX_CONF_FILES = 50;
const MAX_CONF_BYTES = 1024 * 1024;

/**
 * A bundle is the text of keepalived.conf and of the files it includes, one behind the other:
 *
 *     ### ID db201
 *     ### FILE /etc/keepalived/keepalived.conf
 *     …
 *     ### FILE /etc/keepalived/conf.d/vi_w.conf
 *     …
 *
 * A line of a file that begins with `###` (a comment by keepalived's rules) gets a blank in front, so that no file can
 * counterfeit a head line. `ID` is keepalived's config-id, that `@id` conditions are compared with.
 */
interface ConfBundle {
  /** null where the text told none. */
  configId: string | null;
  files: ConfFile[];
}

export function formatConfBundle(bundle: ConfBundle): string {
  const id = bundle.configId === null ? '' : `### ID ${bundle.configId}\n`;
  return id + bundle.files.map((f) => `### FILE ${f.path}\n${f.content.replace(/^###/gm, ' ###')}\n`).join('');
}

/** Reads a bundle; a text without a head line is taken for keepalived.conf itself. Never fails; bounded. */
export function parseConfBundle(text: string): ConfBundle {
  const bounded = text.slice(0, 2 * MAX_CONF_BYTES);
  const bundle: ConfBundle = { configId: null, files: [] };
  const heads = [...bounded.matchAll(/^### (FILE|ID) ([^\n]*)\n/gm)];
  const first = heads[0];
  if (first === undefined || bounded.slice(0, first.index).trim() !== '') {
    return { configId: null, files: [{ path: 'keepalived.conf', content: bounded }] };
  }
  for (const [i, head] of heads.entries()) {
    const value = head[2]!.replace(/\r$/, '');
    if (head[1] === 'ID') bundle.configId = value === '' ? null : value;
    else if (bundle.files.length < MAX_CONF_FILES) {
      const content = bounded.slice(head.index + head[0].length, heads[i + 1]?.index);
      bundle.files.push({ path: value, content: content.replace(/\n$/, '') });
    }
  }
  return bundle;
}

/**
 * A POSIX shell script that prints such a bundle. To be run as `sh -c "$script" vrrptop [PATH [sudo]]` (or `sh -s --
 * [PATH [sudo]] < script`): PATH is the main file, by default the `-f` of the running keepalived, else
 * /etc/keepalived/keepalived.conf; with `sudo` a file that cannot be read is tried with `sudo -n cat`.
 * It writes nothing, follows includes, stops at MAX_CONF_FILES files and MAX_CONF_BYTES bytes, and ends with 0 when the
 * main file could be read, else with 1 and the reason on stderr. Brace expressions in an include are not expanded:
 * what they name is missing in the bundle.
 */
export const CONF_BUNDLE_COMMAND = `
LC_ALL=C
export LC_ALL
main=$1 sudo=$2 id= count=0 size=0 pid= want=
nl='
'
for f in /run/keepalived.pid /var/run/keepalived.pid; do
  if [ -r "$f" ]; then read -r pid <"$f"; break; fi
done
case $pid in *[!0-9]*) pid=;; esac
if [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ]; then
  while IFS= read -r arg; do
    case $want$arg in
      file*) [ -n "$main" ] || main=$arg; want=;;
      id*) id=$arg; want=;;
      -f | --use-file) want=file;;
      -i | --config-id) want=id;;
      --use-file=*) [ -n "$main" ] || main=\${arg#*=};;
      -f*) [ -n "$main" ] || main=\${arg#-f};;
      -i*) id=\${arg#-i};;
      --config-id=*) id=\${arg#*=};;
    esac
  done <<END
$(tr '\\000' '\\n' <"/proc/$pid/cmdline")
END
fi
[ -n "$main" ] || main=/etc/keepalived/keepalived.conf
case $main in /*) ;; *) main=$PWD/$main;; esac
if [ -z "$id" ]; then id=$(uname -n); id=\${id%%.*}; fi
content() {
  if [ -e "$1" ] && [ ! -f "$1" ]; then echo "$1 is not a regular file" >&2; return 1; fi
  if [ ! -r "$1" ] && [ "$sudo" = sudo ]; then sudo -n cat -- "$1"; else cat <"$1"; fi
}
includes() {
  tr -d '\\r' | sed -n 's/^[[:blank:]]*include[rmwba]\\{0,1\\}[[:blank:]]\\{1,\\}\\([^#![:blank:]]\\{1,\\}\\).*/\\1/p'
}
printf '### ID %s\\n' "$id"
seen=$nl queue=$main
IFS=$nl
while [ -n "$queue" ] && [ $count -lt ${MAX_CONF_FILES} ]; do
  file=\${queue%%"$nl"*}
  case $queue in *"$nl"*) queue=\${queue#*"$nl"};; *) queue=;; esac
  case $seen in *"$nl$file$nl"*) continue;; esac
  seen=$seen$file$nl
  if [ $count -eq 0 ]; then
    text=$(content "$file" && echo .) || exit 1
  else
    text=$(content "$file" 2>/dev/null && echo .) || continue
  fi
  text=\${text%.}
  size=$((size + \${#text}))
  [ $size -le ${MAX_CONF_BYTES} ] || { echo "more than ${MAX_CONF_BYTES} bytes of configuration" >&2; break; }
  count=$((count + 1))
  printf '### FILE %s\\n' "$file"
  printf '%s\\n' "$text" | sed 's/^###/ ###/'
  for pattern in $(set -f; printf '%s\\n' "$text" | includes); do
    case $pattern in /*) ;; *) pattern=\${file%/*}/$pattern;; esac
    for f in $pattern; do
      if [ ! -e "$f" ] && [ "$sudo" != sudo ]; then continue; fi
      if dir=$(cd "\${f%/*}/" 2>/dev/null && pwd -P); then f=\${dir%/}/\${f##*/}; fi
      queue=$queue\${queue:+$nl}$f
    done
  done
done
[ $count -gt 0 ]
`;
