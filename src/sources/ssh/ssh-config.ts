import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runLocal } from '../local-process.js';
import { cleanText, lastLine } from '../source.js';
import { ConnectError } from './transport.js';

/** What the operator gives to reach a host; all but the host overrides ~/.ssh/config, as on ssh's command line. */
export interface SshTarget {
  host: string;
  port?: number;
  user?: string;
  identityFile?: string;
}

/** A host as OpenSSH's own reading of its configuration (`ssh -G`) has it. */
export interface SshHost {
  /** The word to type after `ssh`. */
  alias: string;
  hostname: string;
  port: number;
  user: string;
  /** Files that exist, in the order to try. */
  identityFiles: string[];
  identitiesOnly: boolean;
  /** The agent's socket; null where there is none. */
  agentSocket: string | null;
  /** The name under which known_hosts has the key: an alias, `host` or `[host]:port`. */
  hostKeyName: string;
  /** Files that exist. */
  knownHostsFiles: string[];
  /** Hops in the order they are passed, as `[user@]host[:port]`. */
  proxyJump: string[];
  /** All settings by lower-case name, for what only the system's ssh can do. */
  settings: ReadonlyMap<string, string[]>;
}

/** Arguments that make the system's `ssh` mean this target. */
export function sshArguments(target: SshTarget, configFile: string | undefined): string[] {
  const args = configFile === undefined ? [] : ['-F', configFile];
  if (target.port !== undefined) args.push('-p', String(target.port));
  if (target.user !== undefined) args.push('-l', target.user);
  if (target.identityFile !== undefined) args.push('-i', target.identityFile);
  return args;
}

/**
 * Asks `ssh -G` how to reach a host.
 * @param configFile in the place of ~/.ssh/config and /etc/ssh/ssh_config.
 * @throws ConnectError when ssh is missing or refuses its configuration.
 */
export async function readSshConfig(target: SshTarget, configFile?: string): Promise<SshHost> {
  const answer = await runLocal('ssh', ['-G', ...sshArguments(target, configFile), '--', target.host]);
  if (answer.missing) throw new ConnectError('the program ssh is missing: install openssh-client');
  if (answer.code !== 0) throw new ConnectError(`ssh -G ${target.host}: ${cleanText(lastLine(answer.stderr))}`);
  const settings = new Map<string, string[]>();
  for (const line of answer.stdout.split('\n')) {
    const space = line.indexOf(' ');
    if (space <= 0) continue;
    const name = line.slice(0, space).toLowerCase();
    settings.set(name, [...(settings.get(name) ?? []), line.slice(space + 1).trim()]);
  }
  const first = (name: string): string | undefined => settings.get(name)?.[0];
  const hostname = first('hostname') ?? target.host;
  const port = Number(first('port') ?? 22);
  const alias = first('hostkeyalias');
  const files = (name: string) => (settings.get(name) ?? []).flatMap((v) => v.split(/\s+/)).map(expandHome);
  const jump = first('proxyjump');
  return {
    alias: target.host,
    hostname,
    port,
    user: first('user') ?? '',
    identityFiles: (settings.get('identityfile') ?? []).map(expandHome).filter((f) => existsSync(f)),
    identitiesOnly: first('identitiesonly') === 'yes',
    agentSocket: agentSocket(first('identityagent')),
    hostKeyName: alias ?? (port === 22 ? hostname : `[${hostname}]:${port}`),
    knownHostsFiles: [...files('userknownhostsfile'), ...files('globalknownhostsfile')].filter((f) => existsSync(f)),
    proxyJump: jump === undefined || jump === 'none' ? [] : jump.split(',').map((hop) => hop.trim()),
    settings,
  };
}

/** `[user@]host[:port]`, the host possibly in brackets, or `ssh://…`. */
export function parseHop(hop: string): SshTarget {
  const text = hop.replace(/^ssh:\/\//, '');
  const at = text.lastIndexOf('@');
  const match = /^\[([^\]]*)\](?::(\d+))?$|^([^:]*):(\d+)$/.exec(text.slice(at + 1));
  const host = match?.[1] ?? match?.[3] ?? text.slice(at + 1);
  const port = match?.[2] ?? match?.[4];
  return {
    host,
    ...(at > 0 ? { user: text.slice(0, at) } : {}),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

const expandHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);

function agentSocket(setting: string | undefined): string | null {
  if (setting === 'none') return null;
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return process.env.SSH_AUTH_SOCK || null;
  return (setting.startsWith('$') ? process.env[setting.slice(1)] : expandHome(setting)) || null;
}
