import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A free port on loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export async function until(
  what: string | (() => string),
  done: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await done())) {
    if (Date.now() > end)
      throw new Error(`did not happen within ${timeoutMs} ms: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A folder with keys, known_hosts and a configuration for ssh, as an operator has them in ~/.ssh. */
export class Operator {
  readonly folder = mkdtempSync(join(tmpdir(), 'vts-'));
  readonly configFile = join(this.folder, 'config');
  readonly knownHosts = join(this.folder, 'known_hosts');
  readonly key = join(this.folder, 'id');

  constructor() {
    chmodSync(this.folder, 0o755);
    this.makeKey('id');
    writeFileSync(this.knownHosts, '');
    this.configure('');
  }

  makeKey(name: string, passphrase = '', type = 'ed25519'): string {
    const file = join(this.folder, name);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', file]);
    return file;
  }

  /** Extra text in front of the settings for all hosts. */
  configure(hosts: string, identity = this.key): void {
    writeFileSync(
      this.configFile,
      `${hosts}\nHost *\n  User root\n  IdentityFile ${identity}\n  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile ${this.knownHosts}\n  GlobalKnownHostsFile none\n`,
    );
  }

  know(line: string): void {
    appendFileSync(this.knownHosts, `${line}\n`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A real sshd on a port of loopback with host keys of its own. */
export class Sshd {
  readonly port: number;
  readonly folder: string;
  #process: ChildProcess | null = null;
  /** Shell commands that run in the server's own mount namespace before it starts: a disk of its own. */
  prelude = '';

  private constructor(port: number) {
    this.port = port;
    this.folder = mkdtempSync(join(tmpdir(), 'vts-'));
    chmodSync(this.folder, 0o755);
  }

  static async start(operator: Operator, options: string[] = [], types = ['ed25519'], prelude = ''): Promise<Sshd> {
    const sshd = new Sshd(await freePort());
    for (const type of types) {
      execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', join(sshd.folder, `host_${type}`)]);
    }
    sshd.authorize(`${operator.key}.pub`);
    writeFileSync(
      join(sshd.folder, 'sshd_config'),
      [
        `Port ${sshd.port}`,
        'ListenAddress 127.0.0.1',
        ...types.map((type) => `HostKey ${join(sshd.folder, `host_${type}`)}`),
        `PidFile ${join(sshd.folder, 'pid')}`,
        `AuthorizedKeysFile ${join(sshd.folder, 'authorized')}`,
        'PermitRootLogin yes',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'UsePAM no',
        'StrictModes no',
        'UseDNS no',
        'AllowTcpForwarding yes',
        ...options,
        '',
      ].join('\n'),
    );
    sshd.prelude = prelude;
    await sshd.up();
    return sshd;
  }

  authorize(publicKeyFile: string): void {
    appendFileSync(join(this.folder, 'authorized'), readFileSync(publicKeyFile, 'utf8'));
  }

  /** `[127.0.0.1]:port type key`, for known_hosts. */
  hostKeyLine(type = 'ed25519'): string {
    const [kind, key] = readFileSync(join(this.folder, `host_${type}.pub`), 'utf8').split(' ');
    return `[127.0.0.1]:${this.port} ${kind} ${key}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async up(): Promise<void> {
    const script = `set -e\n${this.prelude}\nmkdir -p /run/sshd\nexec /usr/sbin/sshd -D -f ${join(this.folder, 'sshd_config')}`;
    const args = ['--mount', '--propagation', 'private', 'sh', '-c', script];
    this.#process = spawn('unshare', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await until(`sshd on port ${this.port}`, () => canConnect(this.port));
  }

  /** All processes that the server started, by id. */
  descendants(): number[] {
    const found: number[] = [];
    const queue = [this.pid];
    for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
      const children = readProc(`${pid}/task/${pid}/children`).split(/\s+/).filter(Boolean).map(Number);
      found.push(...children);
      queue.push(...children);
    }
    return found;
  }

  /** The processes that serve connections, by id. */
  sessions(): number[] {
    return this.descendants().filter((pid) => readProc(`${pid}/comm`).startsWith('sshd'));
  }

  /** The listener and all its connections die. */
  async crash(): Promise<void> {
    if (this.#process === null) return;
    const gone = new Promise((resolve) => this.#process?.once('exit', resolve));
    // Stopped first: a child that is just being born would keep the connection open.
    let pids: number[] = [];
    for (let known = -1; known !== pids.length; ) {
      known = pids.length;
      pids = [this.pid, ...this.sessions()];
      for (const pid of pids) signal(pid, 'SIGSTOP');
    }
    for (const pid of pids) signal(pid, 'SIGKILL');
    await gone;
    this.#process = null;
  }

  async remove(): Promise<void> {
    await this.crash();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A file of /proc, '' when its process has gone. */
export function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8').trim();
  } catch {
    return '';
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has gone.
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
