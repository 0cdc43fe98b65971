import type { Duplex } from 'node:stream';
import type { Algorithms, AuthenticationType, ClientChannel, KexAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import ssh2 from 'ssh2';
import type { RemoteProcess } from '../remote-process.js';
import { connectReason } from './connect-reason.js';
import { findIdentities } from './identities.js';
import { judgeHostKey, type KnownKeys } from './known-hosts.js';
import type { SshHost } from './ssh-config.js';
import { CONNECT_TIMEOUT_MS, ConnectError, KEEPALIVE_COUNT, KEEPALIVE_MS } from './transport.js';

/** SHA-1 and DSA, for servers as old as CentOS 6; only where the operator asks for it. */
const LEGACY_KEX: KexAlgorithm[] = ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'];
const MODERN_KEYS: ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];
const LEGACY_KEYS: ServerHostKeyAlgorithm[] = ['ssh-rsa', 'ssh-dss'];

/**
 * Key exchange without group-exchange (its prime search stops the event loop for seconds), and host key types in the
 * order of what known_hosts has: a server with several keys must show the one that we know.
 */
function algorithmsFor(known: KnownKeys, legacy: boolean): Algorithms {
  const offered = legacy ? [...MODERN_KEYS, ...LEGACY_KEYS] : MODERN_KEYS;
  const types = new Set(known.keys.map((k) => k.type));
  const isKnown = (a: ServerHostKeyAlgorithm) => types.has(a) || (a.startsWith('rsa-sha2-') && types.has('ssh-rsa'));
  return {
    serverHostKey: [...offered.filter(isKnown), ...offered.filter((a) => !isKnown(a))],
    kex: { remove: ['diffie-hellman-group-exchange-sha256'], append: legacy ? LEGACY_KEX : [], prepend: [] },
  };
}

/** One hop: a login at one host, over TCP or over a stream that an earlier hop opened. */
export class Ssh2Connection {
  readonly #client = new ssh2.Client();
  readonly #host: SshHost;
  #close: (reason: string) => void = () => {};
  readonly closed = new Promise<string>((resolve) => {
    this.#close = resolve;
  });

  constructor(host: SshHost) {
    this.#host = host;
  }

  /** Logs in; rejects with a `ConnectError`. */
  connect(known: KnownKeys, legacy: boolean, sock: Duplex | null): Promise<void> {
    const host = this.#host;
    const identities = findIdentities(host);
    return new Promise((resolve, reject) => {
      let refusal: string | null = null;
      let lastError: unknown = null;
      this.#client.on('ready', () => resolve());
      this.#client.on('error', (error: Error & { level?: string }) => {
        if (error.level === 'agent') identities.hints.push(`the SSH agent does not answer (${error.message})`);
        else lastError ??= error;
        if (error.level === 'client-authentication') refusal ??= refusedLogin(host, identities.hints);
      });
      this.#client.on('close', () => {
        const reason =
          refusal ?? (lastError === null ? `connection to ${host.alias} closed` : connectReason(lastError, host));
        reject(new ConnectError(reason));
        this.#close(reason);
      });
      try {
        this.#client.connect({
          host: host.hostname,
          port: host.port,
          username: host.user,
          ...(sock === null ? {} : { sock }),
          readyTimeout: CONNECT_TIMEOUT_MS,
          keepaliveInterval: KEEPALIVE_MS,
          keepaliveCountMax: KEEPALIVE_COUNT,
          algorithms: algorithmsFor(known, legacy),
          authHandler: identities.steps as unknown as AuthenticationType[],
          hostVerifier: (key: Buffer) => {
            const verdict = judgeHostKey(key, known, host.hostKeyName, host.alias);
            if (!verdict.ok) refusal = verdict.reason;
            return verdict.ok;
          },
        });
      } catch (error) {
        const reason = connectReason(error, host);
        reject(new ConnectError(reason));
        this.#close(reason);
      }
    });
  }

  /** A stream to the next hop, as `ssh -W` makes it. */
  forward(hostname: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.#client.forwardOut('127.0.0.1', 0, hostname, port, (error, stream) => {
        if (error) reject(new ConnectError(`${this.#host.alias} cannot reach ${hostname}:${port} (${error.message})`));
        else resolve(stream);
      });
    });
  }

  exec(command: string): Promise<RemoteProcess> {
    return new Promise((resolve, reject) => {
      this.#client.exec(command, (error, channel) =>
        error ? reject(error) : resolve(asProcess(channel, this.closed)),
      );
    });
  }

  end(): void {
    this.#client.end();
    this.#client.destroy();
    // A client that never connected emits no 'close'.
    this.#close('closed');
  }
}

function refusedLogin(host: SshHost, hints: readonly string[]): string {
  const tried = hints.length > 0 ? `; ${hints.join('; ')}` : ': run `ssh-add`, or name a key with IdentityFile';
  return `login as ${host.user} at ${host.alias} refused${tried}`;
}

function asProcess(channel: ClientChannel, connectionClosed: Promise<unknown>): RemoteProcess {
  let code: number | null = null;
  channel.on('exit', (status: number | null) => {
    code = status;
  });
  channel.on('error', () => {});
  channel.stderr.on('error', () => {});
  const exited = new Promise<number | null>((resolve) => {
    channel.on('close', () => resolve(code));
    // A channel that nobody reads to its end is not closed when its connection breaks.
    void connectionClosed.then(() => resolve(code));
  });
  return { stdin: channel, stdout: channel, stderr: channel.stderr, exited, destroy: () => channel.close() };
}
