import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnLocal } from '../local-process.js';
import { collect, type RemoteProcess } from '../remote-process.js';
import { cleanText, lastLine } from '../source.js';
import { within } from '../timing.js';
import { type SshTarget, sshArguments } from './ssh-config.js';
import { CONNECT_TIMEOUT_MS, ConnectError, KEEPALIVE_COUNT, KEEPALIVE_MS, type Transport } from './transport.js';

const READY = 'vrrptop-connected';
const NEVER_ASK = ['-T', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'RemoteCommand=none'];

/**
 * The system's own `ssh`: FIDO keys, certificates, GSSAPI, ProxyCommand and all else that ~/.ssh/config can say. One
 * master connection (a key that must be touched is touched once); commands are sessions of it.
 */
export class SystemTransport implements Transport {
  readonly #target: SshTarget;
  readonly #args: string[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'vrrptop-'));
  #master: RemoteProcess | null = null;
  #end: (reason: string) => void = () => {};
  readonly closed = new Promise<string>((resolve) => {
    this.#end = resolve;
  });

  constructor(target: SshTarget, configFile: string | undefined) {
    this.#target = target;
    this.#args = [
      ...sshArguments(target, configFile),
      ...NEVER_ASK,
      '-o',
      `ControlPath=${join(this.#folder, 'control')}`,
    ];
  }

  async connect(): Promise<void> {
    const options = [
      'ControlMaster=yes',
      'ControlPersist=no',
      'ForwardAgent=no',
      'ClearAllForwardings=yes',
      'LogLevel=INFO',
      `ConnectTimeout=${CONNECT_TIMEOUT_MS / 1000}`,
      `ServerAliveInterval=${KEEPALIVE_MS / 1000}`,
      `ServerAliveCountMax=${KEEPALIVE_COUNT}`,
    ].flatMap((option) => ['-o', option]);
    const master = spawnLocal('ssh', [...this.#args, ...options, '--', this.#target.host, 'sh']);
    this.#master = master;
    const complaint = collect(master.stderr);
    const ready = new Promise<boolean>((resolve) => {
      let seen = '';
      master.stdout.on('data', (piece: Buffer) => {
        seen = (seen + piece.toString('latin1')).slice(-4096);
        if (seen.includes(READY)) resolve(true);
      });
    });
    void master.exited.then(() => {
      this.#end(complaintReason(complaint(), this.#target.host));
      this.close();
    });
    master.stdin.write(`echo ${READY}\n`);
    // FIDO keys may wait for a touch: the login gets three times as long as the connection.
    const up = await within(3 * CONNECT_TIMEOUT_MS, Promise.race([ready, master.exited]), null);
    if (up === true) return;
    const reason = up === null && complaint() === '' ? `no login at ${this.#target.host}` : complaint();
    this.close();
    throw new ConnectError(complaintReason(reason, this.#target.host));
  }

  async exec(command: string): Promise<RemoteProcess> {
    if (this.#master === null) throw new ConnectError('not connected');
    // Without the master this must fail rather than log in a second time.
    return spawnLocal('ssh', [...this.#args, '-o', 'ProxyCommand=false', '--', this.#target.host, command]);
  }

  close(): void {
    this.#master?.destroy();
    this.#master = null;
    rmSync(this.#folder, { recursive: true, force: true });
    this.#end('closed');
  }
}

/** What `ssh` said, with what to type. */
function complaintReason(complaint: string, host: string): string {
  if (/IDENTIFICATION HAS CHANGED/.test(complaint)) {
    return `HOST KEY OF ${host} HAS CHANGED: if that is right, run \`ssh-keygen -R '${host}'\` and \`ssh ${host}\``;
  }
  if (/REVOKED HOST KEY|marked as revoked/i.test(complaint)) {
    return `host key of ${host} is marked as revoked in known_hosts: do not trust this host`;
  }
  if (/host key is known for|Host key verification failed/i.test(complaint)) {
    return `host key of ${host} is not in known_hosts: run \`ssh ${host}\` once`;
  }
  return cleanText(lastLine(complaint)) || `connection to ${host} closed`;
}
