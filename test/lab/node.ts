import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Host } from './host.js';
import { run, until } from './run.js';

const TEMPLATES = { traditional: 'RSYSLOG_TraditionalFileFormat', rfc3339: 'RSYSLOG_FileFormat' } as const;
export type SyslogFormat = keyof typeof TEMPLATES;

const SSHD = `Port 22
HostKey /etc/ssh/lab_host_key
PidFile /run/sshd.pid
AuthorizedKeysFile /etc/ssh/lab_authorized_keys
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
UseDNS no
MaxStartups 100
`;

/** A machine with keepalived, rsyslog writing /var/log/messages, and sshd. */
export class LabNode extends Host {
  /** Makes the node's disk; returns its public host key. */
  async installNode(hosts: string, authorizedKey: string, syslog: SyslogFormat): Promise<string> {
    await this.install(hosts);
    await this.write(
      'etc/passwd',
      (await this.read('etc/passwd')).replace(/^root:.*$/m, 'root:x:0:0:root:/tmp:/bin/bash'),
    );
    await this.write('etc/shadow', (await this.read('etc/shadow')).replace(/^root:.*$/m, 'root:*:19000::::::'), 0o640);
    const rsyslog = [
      'module(load="imuxsock" SysSock.Name="/dev/log" SysSock.RateLimit.Interval="0")',
      `*.* action(type="omfile" file="/var/log/messages" template="${TEMPLATES[syslog]}")`,
    ];
    await this.write('etc/rsyslog.conf', `${rsyslog.join('\n')}\n`);
    await this.write('etc/ssh/sshd_config', SSHD);
    await this.write('etc/ssh/lab_authorized_keys', authorizedKey);
    await run(
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      this.name,
      '-f',
      join(this.folder, 'etc/ssh/lab_host_key'),
    );
    await mkdir(join(this.folder, 'etc/keepalived'), { recursive: true });
    await this.scriptOk();
    return this.read('etc/ssh/lab_host_key.pub');
  }

  configure(keepalivedConf: string): Promise<void> {
    return this.write('etc/keepalived/keepalived.conf', keepalivedConf);
  }

  async start(): Promise<void> {
    await this.exec(this.systemd ? 'systemctl start keepalived' : 'keepalived -D');
  }

  /** Orderly stop: priority 0 from a MASTER; resolves when the daemon is gone. */
  async stop(): Promise<void> {
    await this.exec('kill -TERM $(cat /run/keepalived.pid)');
    await until(`keepalived on ${this.name} stopped`, async () => !(await this.#running()), 10_000);
  }

  async restart(): Promise<void> {
    if (await this.#running()) await this.stop();
    await this.start();
  }

  async reload(): Promise<void> {
    await this.exec('kill -HUP $(cat /run/keepalived.pid)');
  }

  async #running(): Promise<boolean> {
    return (await this.try('kill -0 $(cat /run/keepalived.pid)')).code === 0;
  }

  /** The daemon dies at once and leaves its addresses where they are. */
  async kill9(): Promise<void> {
    await this.exec('p=$(cat /run/keepalived.pid); c=$(pgrep -P $p); kill -STOP $p; kill -KILL $c; kill -KILL $p');
  }

  /** The VRRP process stands still for so long, then goes on; returns at once. */
  async hang(seconds: number): Promise<void> {
    await this.exec(
      `c=$(pgrep -P $(cat /run/keepalived.pid)); kill -STOP $c; (sleep ${seconds}; kill -CONT $c) >/dev/null 2>&1 &`,
    );
  }

  async ifdown(): Promise<void> {
    await this.exec('ip link set eth0 down');
  }

  /** Link up again, with the IPv6 address that the kernel dropped with it. */
  async ifup(): Promise<void> {
    await this.exec(`ip link set eth0 up; ip addr replace ${this.address6}/64 dev eth0 nodad`);
  }

  /** A forgotten firewall: the packets arrive at the card, not at keepalived. AH (51) carries VRRP too. */
  async firewall(chain: 'INPUT' | 'OUTPUT' = 'INPUT'): Promise<void> {
    for (const protocol of ['112', '51']) {
      await this.exec(`iptables -A ${chain} -p ${protocol} -j DROP; ip6tables -A ${chain} -p ${protocol} -j DROP`);
    }
  }

  /** Takes all firewall rules away. */
  async allow(): Promise<void> {
    await this.exec('iptables -F; ip6tables -F');
  }

  /** Every address of the node but its own goes away, as when a network manager is restarted. */
  async flush(): Promise<void> {
    await this.exec(
      `ip -o -4 addr show dev eth0 | awk '{print $4}' | grep -vF ${this.address4}/ | xargs -rn1 -I{} ip addr del {} dev eth0`,
    );
  }

  /**
   * What the node tells when it is asked for the time is so many seconds ahead (0: right again). A namespace has no clock
   * of its own: the kernel's goes on, and with it keepalived and the stamps of its log.
   */
  async tellTime(seconds: number): Promise<void> {
    await this.exec(`while umount /usr/bin/date 2>/dev/null; do :; done
      [ ${seconds} = 0 ] || {
        cp /usr/bin/date /run/date.real
        printf '#!/bin/sh\nexec /run/date.real -d "${seconds} seconds" "$@"\n' >/run/date
        chmod +x /run/date; mount --bind /run/date /usr/bin/date; }`);
  }

  /** All sessions to the node end; its sshd takes new ones. */
  async dropSessions(): Promise<void> {
    await this.exec('for p in $(pgrep -P $(cat /run/sshd.pid)); do kill -9 $p; done');
  }

  async scriptFail(): Promise<void> {
    await run('rm', '-f', join(this.folder, 'etc/keepalived/healthy'));
  }

  scriptOk(): Promise<void> {
    return this.write('etc/keepalived/healthy', '');
  }

  log(): Promise<string> {
    return this.read('log/messages');
  }
}
