import type { ConfPosition } from '../../protocol/conf/types.js';
import { programOf, type ScriptFile } from '../../protocol/script-files.js';
import type { Found, LintFile, LintRule } from './types.js';

/** What only the node itself can tell: the files that its configuration names (CONFIG.md 3, N17 and N25). */
export const FILE_RULES: readonly LintRule[] = [
  {
    id: 'N17',
    severity: 'error',
    consequence: '',
    check: (files) => files.flatMap((f) => [...trackScripts(f), ...scriptUser(f)]),
  },
  {
    id: 'N25',
    severity: 'warning',
    consequence: 'keepalived -t says nothing of it; the notification is not sent',
    check: (files) =>
      files.flatMap((f) =>
        [...f.conf.instances, ...f.conf.syncGroups].flatMap((i) =>
          i.notifies.flatMap((n) => {
            const fault = faultOf(f, n.script, null);
            return fault === null || fault.kind === 'writable'
              ? []
              : [{ node: f.node, at: n, message: `${i.name}: ${n.keyword}: ${fault.text}` }];
          }),
        ),
      ),
  },
];

interface FileFault {
  kind: 'missing' | 'not-executable' | 'writable';
  text: string;
}

function faultOf(file: LintFile, command: string, user: string | null): FileFault | null {
  const path = programOf(command);
  const known: ScriptFile | undefined = path === null ? undefined : file.scriptFiles?.files.get(path);
  if (known === undefined) return null;
  if (!known.there) return { kind: 'missing', text: `${path} is not on ${file.node}` };
  if (!known.executable) return { kind: 'not-executable', text: `${path} is not executable on ${file.node}` };
  if (!known.othersMayWrite || !runsAsRoot(file, user)) return null;
  const who = known.owner === 'root' ? 'others than root' : known.owner;
  return { kind: 'writable', text: `${path} may be written by ${who}` };
}

/** What others may write matters where root runs it; who that is in the end only the node knows. */
function runsAsRoot(file: LintFile, user: string | null): boolean {
  const named = user ?? file.conf.globals.scriptUser;
  return named === null ? file.scriptFiles?.hasScriptUser === false : named === 'root';
}

const DOES: Record<FileFault['kind'], Pick<Found, 'consequence' | 'severity'>> = {
  missing: {
    consequence: 'keepalived disables it ("not found/accessible"): what it tests never causes a failover',
    severity: 'error',
  },
  'not-executable': {
    consequence: 'keepalived disables it ("is not executable … - disabling"): what it tests never causes a failover',
    severity: 'error',
  },
  writable: { consequence: 'whoever may write it is root on this node as soon as it runs', severity: 'warning' },
};
const INSECURE = 'enable_script_security disables it ("due to insecure"): what it tests never causes a failover';

function trackScripts(file: LintFile): Found[] {
  return file.conf.scripts.flatMap((s): Found[] => {
    const fault = faultOf(file, s.script, s.user);
    if (fault === null) return [];
    const at: ConfPosition = s;
    const found = { node: file.node, at, message: `vrrp_script ${s.name}: ${fault.text}` };
    const secured = fault.kind === 'writable' && file.conf.globals.enableScriptSecurity;
    return [{ ...found, ...(secured ? { consequence: INSECURE, severity: 'error' as const } : DOES[fault.kind]) }];
  });
}

/** Without script_user and without the user keepalived_script everything runs as root. */
function scriptUser(file: LintFile): Found[] {
  const [first] = file.conf.scripts;
  if (first === undefined || file.scriptFiles?.hasScriptUser !== false || file.conf.globals.scriptUser !== null)
    return [];
  return [
    {
      node: file.node,
      at: first,
      severity: 'info',
      message: `no script_user, and ${file.node} has no user keepalived_script`,
      consequence: 'keepalived warns, and runs the scripts as root',
    },
  ];
}
