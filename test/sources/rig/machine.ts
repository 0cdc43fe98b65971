import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Operator, Sshd } from './sshd.js';

export interface MachineOptions {
  /** Lines of a sudoers file for the user `vtsuser`. */
  sudoers?: string;
  /** A program in the place of journalctl; left out: one that knows no journal. */
  journalctl?: string;
  sshd?: string[];
}

/** An sshd with /var/log, /run, /etc/keepalived, accounts and sudoers of its own, in a private mount namespace. */
export class Machine {
  readonly sshd: Sshd;
  readonly log: string;
  readonly conf: string;

  private constructor(sshd: Sshd, folder: string) {
    this.sshd = sshd;
    this.log = join(folder, 'log');
    this.conf = join(folder, 'keepalived');
  }

  static async start(operator: Operator, name: string, options: MachineOptions = {}): Promise<Machine> {
    const folder = join(operator.folder, name);
    const own = (file: string) => join(folder, file);
    for (const sub of ['', 'home', 'log', 'keepalived', 'sudoers.d']) mkdirSync(own(sub), { recursive: true });
    const accounts: [string, string][] = [
      ['passwd', `vtsuser:x:47110:47110::${own('home')}:/bin/bash`],
      ['group', 'vtsuser:x:47110:'],
      ['shadow', 'vtsuser:*:19000:0:99999:7:::'],
    ];
    for (const [file, line] of accounts) {
      copyFileSync(`/etc/${file}`, own(file));
      writeFileSync(own(file), `${readFileSync(own(file), 'utf8').trimEnd()}\n${line}\n`);
    }
    // An account that greets: bash reads this file under sshd too.
    writeFileSync(own('home/.bashrc'), 'echo Welcome to this machine; echo noise >&2\n');
    writeFileSync(own('sudoers.d/vts'), options.sudoers ?? '', { mode: 0o440 });
    writeFileSync(own('journalctl'), options.journalctl ?? '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const prelude = [
      ...accounts.map(([file]) => `mount --bind ${own(file)} /etc/${file}`),
      `mount --bind ${own('sudoers.d')} /etc/sudoers.d`,
      `mount --bind ${own('log')} /var/log`,
      `mkdir -p /etc/keepalived; mount --bind ${own('keepalived')} /etc/keepalived`,
      `! [ -e /usr/bin/journalctl ] || mount --bind ${own('journalctl')} /usr/bin/journalctl`,
      'mount -t tmpfs tmpfs /run',
    ].join('\n');
    const sshd = await Sshd.start(operator, options.sshd ?? [], ['ed25519'], prelude);
    operator.know(sshd.hostKeyLine());
    return new Machine(sshd, folder);
  }
}
