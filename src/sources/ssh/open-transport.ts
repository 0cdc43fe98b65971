import { existsSync, readFileSync } from 'node:fs';
import { runLocal } from '../local-process.js';
import { lookUpKnownHosts } from './known-hosts.js';
import { parseHop, readSshConfig, type SshHost, type SshTarget } from './ssh-config.js';
import { SystemTransport } from './system-transport.js';
import { ConnectError, type Transport } from './transport.js';

export interface TransportOptions extends SshTarget {
  /** `auto` (the default): ssh2, and the system's ssh where ~/.ssh/config asks for what ssh2 cannot do. */
  transport?: 'auto' | 'ssh2' | 'system';
  /** Accept SHA-1 key exchange, ssh-rsa and ssh-dss of servers as old as CentOS 6. */
  legacy?: boolean;
}

const MOST_HOPS = 8;

/**
 * The transport for a node, not yet connected.
 * @throws ConnectError when the configuration of ssh cannot be read.
 */
export async function openTransport(options: TransportOptions, configFile?: string): Promise<Transport> {
  if (options.transport === 'system') return new SystemTransport(options, configFile);
  const route = await findRoute(options, configFile, MOST_HOPS);
  if (options.transport !== 'ssh2' && (await onlySystemCan(route))) return new SystemTransport(options, configFile);
  // Loaded when needed: neither the demo nor a report pays for it.
  const { Ssh2Transport } = await import('./ssh2-transport.js');
  return new Ssh2Transport(route, options.legacy === true);
}

/** The hops to a host, in order: those of its ProxyJump; the first of them may have its own. */
async function findRoute(target: SshTarget, configFile: string | undefined, left: number): Promise<SshHost[]> {
  if (left === 0) throw new ConnectError(`ProxyJump of ${target.host} goes in a circle`);
  const host = await readSshConfig(target, configFile);
  const route: SshHost[] = [];
  for (const [index, hop] of host.proxyJump.entries()) {
    const reached = await findRoute(parseHop(hop), configFile, left - 1);
    route.push(...(index === 0 ? reached : reached.slice(-1)));
  }
  return [...route, host];
}

async function onlySystemCan(route: readonly SshHost[]): Promise<boolean> {
  for (const host of route) {
    const has = (name: string) => !['none', '', undefined].includes(host.settings.get(name)?.[0]);
    if (has('proxycommand') || has('certificatefile') || has('pkcs11provider') || has('knownhostscommand')) return true;
    if (has('revokedhostkeys') || host.identityFiles.some(isHardwareOrCertified)) return true;
    const known = await lookUpKnownHosts(host.hostKeyName, host.knownHostsFiles);
    if (known.certificateAuthority && known.keys.length === 0) return true;
    // Debian's ssh_config always says GSSAPIAuthentication yes: it matters only to who holds a ticket.
    if (host.settings.get('gssapiauthentication')?.[0] === 'yes' && (await runLocal('klist', ['-s'])).code === 0) {
      return true;
    }
    if (host.agentSocket !== null) {
      const agent = await runLocal('ssh-add', ['-L'], { ...process.env, SSH_AUTH_SOCK: host.agentSocket });
      if (agent.code === 0 && /^(sk-|\S+-cert-v01@)/m.test(agent.stdout)) return true;
    }
  }
  return false;
}

function isHardwareOrCertified(file: string): boolean {
  if (existsSync(`${file}-cert.pub`)) return true;
  try {
    return readFileSync(`${file}.pub`, 'latin1').startsWith('sk-');
  } catch {
    return false;
  }
}
