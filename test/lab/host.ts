import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Member } from './keepalived-conf.js';
import { attempt, type Output, run, until } from './run.js';

const BOOT = fileURLToPath(new URL('boot.sh', import.meta.url));

/** What a node's first process is: `tini` keeps it alive and nothing more, `systemd` runs Debian's units. */
export type Init = 'tini' | 'systemd';

/** Where a host is: the lab's folder and the prefix of its namespaces' names (`vtID-`). */
export interface Site {
  readonly folder: string;
  readonly prefix: string;
  readonly init: Init;
}

/** Ends all processes inside a network namespace and waits until they are gone. */
export async function endProcessesIn(namespace: string): Promise<void> {
  await until(
    `the processes in ${namespace} ended`,
    async () => {
      const pids = (await attempt('ip', ['netns', 'pids', namespace])).stdout.split(/\s+/).filter(Boolean);
      for (const pid of pids) {
        try {
          process.kill(Number(pid), 'SIGKILL');
        } catch {
          // It went away by itself in between.
        }
      }
      return pids.length === 0;
    },
    5000,
  );
}

/** A machine in the lab: its own network, files, host name and processes. */
export class Host implements Member {
  readonly name: string;
  readonly namespace: string;
  readonly switchNamespace: string;
  readonly folder: string;
  readonly address4: string;
  readonly address6: string;
  readonly mac: string;
  readonly role: 'node' | 'jump';
  protected readonly site: Site;

  constructor(site: Site, name: string, lastOctet: number, role: 'node' | 'jump') {
    this.site = site;
    this.name = name;
    this.role = role;
    this.namespace = `${site.prefix}${name}`;
    this.switchNamespace = `${site.prefix}switch`;
    this.folder = join(site.folder, name);
    this.address4 = `172.30.23.${lastOctet}`;
    this.address6 = `fd00:30:23::${lastOctet}`;
    this.mac = `02:00:ac:1e:17:${lastOctet.toString(16).padStart(2, '0')}`;
  }

  /** Makes the host's disk: an /etc of its own with host name, hosts and accounts. */
  async install(hosts: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await run('cp', '-a', '/etc', this.folder);
    for (const sub of ['log', 'root']) await mkdir(join(this.folder, sub));
    await this.write('etc/hostname', `${this.name}\n`);
    await this.write('etc/hosts', hosts);
  }

  write(path: string, text: string, mode = 0o644): Promise<void> {
    return writeFile(join(this.folder, path), text, { mode });
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  /** Connects the host to the switch and starts it; resolves when its daemons (rsyslog, sshd) are up. */
  async power(): Promise<void> {
    if (await this.isUp()) throw new Error(`${this.name} has power`);
    await run('ip', 'netns', 'add', this.namespace);
    // The card keeps its address over a power loss, as a real one does.
    const eth0 = `peer name eth0 address ${this.mac} netns ${this.namespace}`;
    await run('ip', ...`-n ${this.switchNamespace} link add ${this.name} type veth ${eth0}`.split(' '));
    await run('ip', '-n', this.switchNamespace, 'link', 'set', this.name, 'master', 'br0', 'up');
    await this.#emptyVolatileFolders();
    const log = await open(join(this.folder, 'boot.log'), 'w');
    const args = [`--net=/run/netns/${this.namespace}`, '--'];
    args.push(...'unshare --mount --uts --ipc --pid --fork --kill-child --mount-proc'.split(' '));
    // As systemd's, the shell must be the first process itself.
    args.push(...(this.systemd ? [] : ['tini', '--']), '/bin/sh', BOOT);
    args.push(this.folder, this.name, this.address4, this.address6, this.role);
    if (this.systemd) args.push(this.namespace);
    const child = spawn('nsenter', args, { detached: true, stdio: ['ignore', log.fd, log.fd], cwd: '/' });
    await log.close();
    child.unref();
    await until(
      `${this.name} is up`,
      async () => {
        if (child.exitCode !== null) throw new Error(`${this.name} did not start: ${await this.read('boot.log')}`);
        return (await this.read('run/booted').catch(() => '')) === 'up\n';
      },
      10_000,
    );
    if (this.systemd)
      await until(`systemd on ${this.name} is up`, () => existsSync(join(this.folder, 'run/systemd/private')), 10_000);
    const init = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim();
    await this.write('init.pid', init);
  }

  /** Whether systemd runs it. */
  protected get systemd(): boolean {
    return this.role === 'node' && this.site.init === 'systemd';
  }

  async #emptyVolatileFolders(): Promise<void> {
    for (const sub of ['run', 'tmp', 'dev']) {
      await rm(join(this.folder, sub), { recursive: true, force: true });
      await mkdir(join(this.folder, sub));
    }
    await mkdir(join(this.folder, 'run/keepalived'));
    await mkdir(join(this.folder, 'run/sshd'), { mode: 0o755 });
  }

  /** Power loss: silence on the wire first, then nothing is left but the disk. */
  async crash(): Promise<void> {
    await this.cut();
    await rm(join(this.folder, 'init.pid'));
    await endProcessesIn(this.namespace);
    await run('ip', '-n', this.switchNamespace, 'link', 'del', this.name);
    await run('ip', 'netns', 'del', this.namespace);
  }

  /** Pulls the cable at the switch: the host's link stays up. */
  async cut(): Promise<void> {
    if (!(await this.isUp())) throw new Error(`${this.name} has no power`);
    await run('ip', '-n', this.switchNamespace, 'link', 'set', this.name, 'nomaster');
  }

  /** Puts the cable back, and ends a partition. */
  async mend(): Promise<void> {
    if (!(await this.isUp())) throw new Error(`${this.name} has no power`);
    await run('ip', '-n', this.switchNamespace, 'link', 'set', this.name, 'master', 'br0');
    await this.#portFilter('-D');
  }

  /** The network no longer delivers VRRP to this host, while all it sends still arrives. */
  async partition(): Promise<void> {
    await this.#portFilter('-D');
    await this.#portFilter('-A');
  }

  async #portFilter(verb: '-A' | '-D'): Promise<void> {
    for (const tables of ['iptables', 'ip6tables']) {
      for (const protocol of ['112', '51']) {
        const rule = ['FORWARD', '-m', 'physdev', '--physdev-out', this.name, '-p', protocol, '-j', 'DROP'];
        const args = ['netns', 'exec', this.switchNamespace, tables, verb, ...rule];
        if (verb === '-A') await run('ip', ...args);
        else await attempt('ip', args);
      }
    }
  }

  /** Program and arguments that run a command inside the host (its files, its processes, its network). */
  async inside(...command: string[]): Promise<[string, string[]]> {
    const init = await this.read('init.pid').catch(() => {
      throw new Error(`${this.name} has no power`);
    });
    return ['nsenter', ['-t', init, '-m', '-u', '-i', '-n', '-p', '--', ...command]];
  }

  /** Runs a shell command inside the host; never throws on its failure. */
  async try(command: string): Promise<Output> {
    const [file, args] = await this.inside('/bin/sh', '-c', command);
    return attempt(file, args);
  }

  /** Runs a shell command inside the host; throws when it fails. */
  async exec(command: string): Promise<string> {
    const { code, stdout, stderr } = await this.try(command);
    if (code !== 0) throw new Error(`${this.name}: ${command}: exit ${code}: ${stderr.trim()}`);
    return stdout;
  }

  async isUp(): Promise<boolean> {
    return (await this.read('init.pid').catch(() => '')) !== '';
  }
}
