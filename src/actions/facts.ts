import { sanitize } from '../protocol/sanitize.js';

/** Who starts and stops keepalived on a node. */
export type Manager = 'systemd' | 'openrc' | 'service' | 'init.d';

/** What `keepalived -t` said. Its exit code alone is no verdict: 5 is any complaint, 6 hides a 5. */
export interface ConfigTest {
  /** The command line as it was run. */
  line: string;
  /** null where it could not be run to its end; then `complaints` says why. */
  code: number | null;
  /** What it wrote on stderr, cleaned, bounded; none = nothing found. */
  complaints: readonly string[];
}

/** What a node says about the ways to act on it. */
export interface NodeFacts {
  /** Whether commands run as root there. */
  root: boolean;
  manager: Manager | null;
  /** Path of `systemctl`, `rc-service`, `service` or of the init script. */
  program: string;
  /** Whether that manager knows keepalived. */
  known: boolean;
  /** Whether it can reload it: OpenRC's script of keepalived may have none. */
  reloads: boolean;
  /** Of the parent process; null = does not run. */
  pid: number | null;
  /** Path of keepalived; null = not installed, or not in the usual folders. */
  keepalived: string | null;
  /** Whether it knows `-t` (2.0.4 and later). */
  tests: boolean;
  /** Whether keepalived's own keepalived.conf says something, as far as the login may look. */
  configured: boolean;
  /** Path of sudo; null = there is none. */
  sudo: string | null;
  /** null = not run. */
  test: ConfigTest | null;
}

/**
 * Asks a node for its facts; for a plain `sh`. systemctl and rc-service alone tell nothing: containers have
 * them without systemd, Debian without being run by OpenRC.
 * @param process prints `running PID` or `stopped`: the same question that the probes ask.
 */
export const factsScript = (process: string): string => `echo "uid $(id -u)"
if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then
  echo "manager systemd $(command -v systemctl)"
  echo "unit $(systemctl show -p LoadState keepalived 2>&1)"
elif command -v rc-service >/dev/null 2>&1 && [ -d /run/openrc ]; then
  echo "manager openrc $(command -v rc-service)"
  [ -e /etc/init.d/keepalived ] && echo "unit LoadState=loaded"
  grep -q reload /etc/init.d/keepalived 2>/dev/null || echo no-reload
elif command -v service >/dev/null 2>&1; then
  echo "manager service $(command -v service)"
  [ -x /etc/init.d/keepalived ] && echo "unit LoadState=loaded"
elif [ -x /etc/init.d/keepalived ]; then
  echo "manager init.d /etc/init.d/keepalived"
  echo "unit LoadState=loaded"
fi
k=$(command -v keepalived) && echo "keepalived $k"
keepalived --help 2>&1 | grep -q config-test && echo tests
[ -x /etc/keepalived ] && [ ! -s /etc/keepalived/keepalived.conf ] && echo no-config
s=$(command -v sudo) && echo "sudo $s"
echo "process $( ${process} )"
echo end`;

const MANAGERS: readonly Manager[] = ['systemd', 'openrc', 'service', 'init.d'];

/** A path that no shell takes apart; null for anything else that a node may say. */
const path = (text: string | undefined): string | null =>
  text !== undefined && /^\/[\w./+-]{1,200}$/.test(text) ? text : null;

/** Reads the answer to `factsScript`; null when it is none (cut off, or not by our script). Never throws. */
export function parseFacts(text: string): NodeFacts | null {
  const lines = text.split('\n').map((line) => line.trim());
  const word = (key: string): string | undefined =>
    lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
  const uid = word('uid');
  if (uid === undefined || !/^\d+$/.test(uid) || !lines.includes('end')) return null;
  const [name, program] = (word('manager') ?? '').split(' ');
  const manager = MANAGERS.find((m) => m === name) ?? null;
  const pid = /^running (\d{1,9})$/.exec(word('process') ?? '')?.[1];
  return {
    root: uid === '0',
    manager: path(program) === null ? null : manager,
    program: path(program) ?? '',
    known: /^LoadState=(loaded|merged)$/.test(word('unit') ?? ''),
    reloads: !lines.includes('no-reload'),
    pid: pid === undefined ? null : Number(pid),
    keepalived: path(word('keepalived')),
    tests: lines.includes('tests'),
    configured: !lines.includes('no-config'),
    sudo: path(word('sudo')),
    test: null,
  };
}

const MAX_COMPLAINTS = 20;

/** What a run of `keepalived -t` tells. `failure`: why it has no exit code. */
export function configTestOf(
  line: string,
  run: { code: number | null; stderr: string; failure: string | null },
): ConfigTest {
  const complaints = run.stderr
    .split('\n')
    .map((text) => sanitize(text.trim(), 300))
    .filter((text) => text !== '')
    .slice(0, MAX_COMPLAINTS);
  if (run.failure !== null) complaints.unshift(sanitize(run.failure, 300));
  else if (run.code !== 0 && complaints.length === 0) complaints.push(`exit code ${run.code}, and nothing said why`);
  return { line, code: run.failure === null ? run.code : null, complaints };
}
