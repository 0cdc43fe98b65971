import { parseKeepalivedConf } from '../../protocol/conf/parse.js';
import { scriptPaths } from '../../protocol/script-files.js';
import { quote } from '../shell.js';

/**
 * A script that looks at the files that a configuration (a bundle) has keepalived run; its answer is for
 * `parseScriptFiles`. What lies in a folder that the login may not enter is left out: nobody can say that it is missing.
 */
export function scriptFilesScript(bundle: string): string {
  const paths = scriptPaths(parseKeepalivedConf(bundle)).map(quote).join(' ');
  return `for f in ${paths}; do
  stat -L -c '%f %U %n' -- "$f" 2>/dev/null && continue
  d=\${f%/*}
  while [ -n "$d" ] && [ ! -d "$d" ]; do d=\${d%/*}; done
  [ -x "\${d:-/}" ] && echo "- $f"
done
id keepalived_script >/dev/null 2>&1 && echo 'user yes' || echo 'user no'`;
}
