import { join } from 'node:path';
import { Host } from './host.js';
import { run } from './run.js';

/** The operator's machine on the nodes' LAN: it knows their names, host keys and has a key they accept. */
export class JumpHost extends Host {
  /** The operator's home, the same path inside and outside. */
  get home(): string {
    return join(this.folder, 'root');
  }

  /** Makes the jump host's disk with a key pair; returns the public key. */
  async installJump(hosts: string): Promise<string> {
    await this.install(hosts);
    await this.write(
      'etc/passwd',
      (await this.read('etc/passwd')).replace(/^root:.*$/m, `root:x:0:0:root:${this.home}:/bin/bash`),
    );
    await run('mkdir', '-m', '700', join(this.home, '.ssh'));
    await run(
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      'lab operator',
      '-f',
      join(this.home, '.ssh/lab_key'),
    );
    return this.read('root/.ssh/lab_key.pub');
  }

  /** Lets the operator's ssh know the nodes. `hostKeys`: a public key by name and addresses, comma separated. */
  async introduce(names: readonly string[], hostKeys: ReadonlyMap<string, string>): Promise<void> {
    const config = [
      `Host ${names.map((name) => `${name} ${name}-v6`).join(' ')}`,
      '  User root',
      '  IdentityFile ~/.ssh/lab_key',
      '  IdentitiesOnly yes',
    ];
    await this.write('root/.ssh/config', `${config.join('\n')}\n`, 0o600);
    const known = [...hostKeys].map(([host, key]) => `${host} ${key.trim()}\n`);
    await this.write('root/.ssh/known_hosts', known.join(''), 0o600);
  }

  /** The environment of a program in a terminal on the jump host. */
  get env(): Record<string, string> {
    const env: Record<string, string> = { HOME: this.home, PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' };
    if (process.env.TERM !== undefined) env.TERM = process.env.TERM;
    return env;
  }

  /** As on any host, but in the operator's home. */
  override inside(...command: string[]): Promise<[string, string[]]> {
    return super.inside('env', `HOME=${this.home}`, ...command);
  }

  /** Program and arguments that run vrrptop on the jump host. */
  async vrrptop(...args: string[]): Promise<[string, string[]]> {
    const main = join(import.meta.dirname, '../../dist/main.js');
    return this.inside(process.execPath, main, ...args);
  }
}
