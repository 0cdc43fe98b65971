import { appendFileSync, mkdirSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/** One line of the audit file: who did what to which node, when, and what came of it. */
interface AuditEntry {
  node: string;
  /** What was typed behind `ssh`. */
  host: string;
  action: string;
  commands: readonly string[];
  /** `started` before the first command, then the result. */
  result: string;
  message: string;
}

/** `$XDG_STATE_HOME/vrrptop/audit.log`, else below ~/.local/state. */
export function auditPath(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const xdg = env.XDG_STATE_HOME;
  // The specification has relative paths ignored.
  return join(xdg?.startsWith('/') === true ? xdg : join(env.HOME ?? homedir(), '.local/state'), 'vrrptop/audit.log');
}

/**
 * Appends a line of JSON to the audit file, which only its owner may read.
 * @param at ms. @returns null, or why it could not be written: then nothing may be done.
 */
export function writeAudit(entry: AuditEntry, at: number, path = auditPath()): string | null {
  const line = { at: new Date(at).toISOString(), who: who(), on: hostname(), ...entry };
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    return null;
  } catch (error) {
    return `the audit file ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The login, and behind sudo the one before it; where it came from over SSH. */
function who(): string {
  const { SUDO_USER: before, SSH_CONNECTION: from } = process.env;
  let name: string;
  try {
    name = userInfo().username;
  } catch {
    name = `uid ${process.getuid?.()}`;
  }
  return `${before === undefined ? name : `${before} as ${name}`}${from === undefined ? '' : ` from ${from.split(' ')[0]}`}`;
}
