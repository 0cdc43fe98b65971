import { createHash } from 'node:crypto';
import { runLocal } from '../local-process.js';
import { ConnectError } from './transport.js';

/** What known_hosts says about one name. */
export interface KnownKeys {
  keys: { type: string; key: string }[];
  /** Keys marked @revoked, in base64. */
  revoked: string[];
  /** A certificate authority vouches for the host: only OpenSSH itself can check that. */
  certificateAuthority: boolean;
}

/** `ssh-keygen -F`: hashed names, wildcards, ports and markers as OpenSSH reads them. */
export async function lookUpKnownHosts(name: string, files: readonly string[]): Promise<KnownKeys> {
  const found: KnownKeys = { keys: [], revoked: [], certificateAuthority: false };
  for (const file of files) {
    const answer = await runLocal('ssh-keygen', ['-F', name, '-f', file]);
    if (answer.missing) throw new ConnectError('the program ssh-keygen is missing: install openssh-client');
    for (const line of answer.stdout.split('\n')) {
      if (line.startsWith('#') || line.trim() === '') continue;
      const words = line.trim().split(/\s+/);
      const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
      const [, type, key] = words;
      if (type === undefined || key === undefined) continue;
      if (marker === '@revoked') found.revoked.push(key);
      else if (marker === '@cert-authority') found.certificateAuthority = true;
      else if (marker === undefined) found.keys.push({ type, key });
    }
  }
  return found;
}

type HostKeyVerdict = { ok: true } | { ok: false; reason: string };

/**
 * Whether the key that a server offers is the known one. An unknown or changed key is refused; the reason says what
 * to type.
 * @param offered the key blob as sent by the server: its type is its first string.
 * @param name as known_hosts has it; `alias` is the word the operator types after `ssh`.
 */
export function judgeHostKey(offered: Buffer, known: KnownKeys, name: string, alias: string): HostKeyVerdict {
  const key = offered.toString('base64');
  const type = offered.length > 4 ? offered.toString('latin1', 4, 4 + Math.min(offered.readUInt32BE(0), 64)) : '';
  const print = `SHA256:${createHash('sha256').update(offered).digest('base64').replace(/=+$/, '')}`;
  if (known.revoked.includes(key)) {
    return { ok: false, reason: `host key of ${name} is marked as revoked in known_hosts: do not trust this host` };
  }
  if (known.keys.some((k) => k.key === key)) return { ok: true };
  if (known.keys.length === 0) {
    return {
      ok: false,
      reason: `host key of ${name} is not in known_hosts (${type} ${print}): run \`ssh ${alias}\` once`,
    };
  }
  return {
    ok: false,
    reason: `HOST KEY OF ${name} HAS CHANGED (now ${type} ${print}): if that is right, run \`ssh-keygen -R '${name}'\` and \`ssh ${alias}\``,
  };
}
