import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcessesIn, type Init, type Site } from './host.js';
import { JumpHost } from './jump.js';
import { type ClusterOptions, instancesOf, keepalivedConf } from './keepalived-conf.js';
import { LabNode, type SyslogFormat } from './node.js';
import { attempt, run, until } from './run.js';

export interface LabOptions {
  /** Part of all names; random when absent. At most six characters. */
  readonly id?: string;
  /** Node names, one to three; the first has 172.30.23.201. */
  readonly nodes?: readonly string[];
  readonly cluster?: ClusterOptions;
  readonly syslog?: SyslogFormat;
  /** `tini` by default. */
  readonly init?: Init;
  /** Stays when the process that made it ends, until `down`. */
  readonly keep?: boolean;
}

interface State {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly cluster: ClusterOptions;
  readonly init: Init;
  /** Who made it: a lab whose maker is gone may be taken down by anybody. */
  readonly owner: { readonly pid: number; readonly started: string } | null;
}

const FOLDER = 'vrrptop-lab-';
const folderOf = (id: string): string => join(tmpdir(), `${FOLDER}${id}`);

/** A process's start time in clock ticks: with the pid it names one process for good. Undefined: no such process. */
function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
  } catch {
    return undefined;
  }
}

/** A LAN of real nodes in network namespaces, with a jump host: see ../../ARCHITECTURE.md. Needs root. */
export class Lab {
  readonly id: string;
  readonly nodes: readonly LabNode[];
  readonly jump: JumpHost;
  #cluster: ClusterOptions;
  readonly #site: Site;

  private constructor({ id, nodes, cluster, init }: Omit<State, 'owner'>) {
    this.id = id;
    this.#cluster = cluster;
    this.#site = { folder: folderOf(id), prefix: `vt${id}-`, init };
    this.nodes = nodes.map((name, i) => new LabNode(this.#site, name, 201 + i, 'node'));
    this.jump = new JumpHost(this.#site, 'jump', 10, 'jump');
  }

  /** Builds and boots a lab; keepalived is configured but not started. A half-built lab is taken down again. */
  static async up(options: LabOptions = {}): Promise<Lab> {
    const id = options.id ?? randomBytes(2).toString('hex');
    const nodes = options.nodes ?? ['db201', 'db202'];
    const owner = options.keep ? null : { pid: process.pid, started: startOf(process.pid)! };
    const state: State = { id, nodes, cluster: options.cluster ?? {}, init: options.init ?? 'tini', owner };
    const lab = new Lab(state);
    await mkdir(lab.folder, { mode: 0o711 });
    // First of all, so that a run killed from here on can be cleaned.
    await writeFile(join(lab.folder, 'lab.json'), JSON.stringify(state));
    try {
      await lab.#build(options.syslog ?? 'traditional');
      return lab;
    } catch (error) {
      await lab.down();
      throw error;
    }
  }

  /** The running lab of this id, made by any process; undefined when there is none. */
  static open(id: string): Lab | undefined {
    const file = join(folderOf(id), 'lab.json');
    if (!existsSync(file)) return undefined;
    return new Lab(JSON.parse(readFileSync(file, 'utf8')) as State);
  }

  /** Takes down the labs whose maker is gone without having done so; returns their ids. */
  static async sweep(): Promise<string[]> {
    const swept: string[] = [];
    for (const entry of readdirSync(tmpdir()).filter((e) => e.startsWith(FOLDER))) {
      const id = entry.slice(FOLDER.length);
      const file = join(tmpdir(), entry, 'lab.json');
      if (!existsSync(file)) continue;
      const { owner } = JSON.parse(readFileSync(file, 'utf8')) as State;
      if (owner === null || startOf(owner.pid) === owner.started) continue;
      await Lab.open(id)?.down();
      swept.push(id);
    }
    return swept;
  }

  get folder(): string {
    return this.#site.folder;
  }

  get cluster(): ClusterOptions {
    return this.#cluster;
  }

  /** Instance names with their virtual addresses, as configured. */
  get instances(): { name: string; vips: string[] }[] {
    return instancesOf(this.#cluster);
  }

  node(name: string): LabNode {
    const node = this.nodes.find((n) => n.name === name);
    if (node === undefined) throw new Error(`no node ${name}: there are ${this.nodes.map((n) => n.name).join(', ')}`);
    return node;
  }

  /** Names of all network namespaces a lab of this shape can have. */
  get namespaces(): string[] {
    return [`${this.#site.prefix}switch`, this.jump.namespace, ...this.nodes.map((n) => n.namespace)];
  }

  async #build(syslog: SyslogFormat): Promise<void> {
    const hosts = [this.jump, ...this.nodes].map((h) => `${h.address4} ${h.name}\n${h.address6} ${h.name}-v6\n`);
    const hostsFile = `127.0.0.1 localhost\n::1 localhost\n${hosts.join('')}`;
    await this.#buildSwitch();
    const operatorKey = await this.jump.installJump(hostsFile);
    const keys = new Map<string, string>();
    await Promise.all(
      this.nodes.map(async (node) => {
        const key = await node.installNode(hostsFile, operatorKey, syslog);
        keys.set(`${node.name},${node.name}-v6,${node.address4},${node.address6}`, key);
      }),
    );
    await this.jump.introduce(
      this.nodes.map((n) => n.name),
      keys,
    );
    await this.configure(this.#cluster);
    await Promise.all([this.jump, ...this.nodes].map((host) => host.power()));
  }

  /** A hub: with no ageing time each port sees everything, so that the jump host's capture sees unicast adverts too. */
  async #buildSwitch(): Promise<void> {
    const name = `${this.#site.prefix}switch`;
    await run('ip', 'netns', 'add', name);
    await run('ip', '-n', name, 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '0', 'ageing_time', '0');
    await run('ip', '-n', name, 'link', 'set', 'br0', 'addrgenmode', 'none', 'up');
  }

  /** Writes keepalived.conf on all nodes; running daemons notice at their next reload or restart. */
  async configure(cluster: ClusterOptions): Promise<void> {
    this.#cluster = cluster;
    await Promise.all(this.nodes.map((n, i) => n.configure(keepalivedConf(cluster, i, this.nodes))));
  }

  /** What systemd left of its tree; empty ones only can be removed, the deepest first. */
  async #removeControlGroups(): Promise<void> {
    const [root] = (await run('findmnt', '-n', '-t', 'cgroup2', '-o', 'TARGET')).split('\n');
    for (const { namespace } of this.nodes) {
      const tree = join(root!, namespace);
      // A group is busy for a moment after its last process was killed.
      await until(
        `${tree} is gone`,
        async () => {
          await attempt('find', [tree, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']);
          return !existsSync(tree);
        },
        5000,
      );
    }
  }

  /** Ends all the lab's processes and removes its namespaces and files; safe on a lab that is half there. */
  async down(): Promise<void> {
    const there = new Set((await run('ip', 'netns', 'list')).split('\n').map((line) => line.split(' ')[0]));
    for (const namespace of this.namespaces.filter((n) => there.has(n))) {
      await endProcessesIn(namespace);
      await run('ip', 'netns', 'del', namespace);
    }
    if (this.#site.init === 'systemd') await this.#removeControlGroups();
    await attempt('rm', ['-rf', '--one-file-system', this.folder]);
    if (existsSync(this.folder)) throw new Error(`${this.folder} could not be removed`);
    await rm(this.folder, { recursive: true, force: true });
  }
}
