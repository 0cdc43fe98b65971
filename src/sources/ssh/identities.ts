import { readFileSync } from 'node:fs';
import ssh2, { type BaseAgent, type IdentityCallback, type ParsedKey, type PublicKeyEntry } from 'ssh2';
import type { SshHost } from './ssh-config.js';

const blobOf = (key: ParsedKey | PublicKeyEntry): string =>
  'getPublicSSH' in key ? key.getPublicSSH().toString('base64') : '';

/** The agent with the keys of `IdentityFile` first, and nothing else under `IdentitiesOnly`. */
class OrderedAgent extends ssh2.OpenSSHAgent {
  readonly #files: ReadonlySet<string>;
  readonly #only: boolean;
  constructor(socket: string, files: ReadonlySet<string>, only: boolean) {
    super(socket);
    this.#files = files;
    this.#only = only;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    super.getIdentities((error, keys = []) => {
      const named = keys.filter((key) => this.#files.has(blobOf(key)));
      const others = this.#only ? [] : keys.filter((key) => !this.#files.has(blobOf(key)));
      callback(error, [...named, ...others]);
    });
  }
}

type AuthStep =
  | { type: 'agent'; username: string; agent: BaseAgent }
  | { type: 'publickey'; username: string; key: Buffer };

interface Identities {
  steps: AuthStep[];
  /** What the operator should know when all of them are refused: keys that need a passphrase or cannot be read. */
  hints: string[];
}

/** The ways to log in without asking anybody: the agent's keys, then the key files that need no passphrase. */
export function findIdentities(host: SshHost): Identities {
  const steps: AuthStep[] = [];
  const hints: string[] = [];
  const known = new Set<string>();
  const files: AuthStep[] = [];
  for (const file of host.identityFiles) {
    const publicKey = readKey(`${file}.pub`);
    if (publicKey instanceof Buffer) known.add(publicKey.toString('latin1').split(/\s+/)[1] ?? '');
    const key = readKey(file);
    if (!(key instanceof Buffer)) {
      hints.push(`${file} cannot be read (${key})`);
      continue;
    }
    const parsed = ssh2.utils.parseKey(key);
    if (!(parsed instanceof Error)) files.push({ type: 'publickey', username: host.user, key });
    else if (/passphrase|encrypted/i.test(parsed.message)) {
      hints.push(`${file} needs its passphrase: run \`ssh-add ${file}\` before starting`);
    } else hints.push(`${file} is not a key that can be used (${parsed.message})`);
  }
  if (host.agentSocket !== null) {
    const agent = new OrderedAgent(host.agentSocket, known, host.identitiesOnly);
    steps.push({ type: 'agent', username: host.user, agent });
  }
  return { steps: [...steps, ...files], hints };
}

function readKey(file: string): Buffer | string {
  try {
    return readFileSync(file);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}
