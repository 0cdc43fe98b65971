import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Lab } from './lab.js';

const EVERY_MS = 50;

/** A virtual address appeared on a node or went away. `at` in ms since 1970, at most one sample (50 ms) late. */
interface Change {
  readonly at: number;
  readonly vip: string;
  readonly node: string;
  readonly held: boolean;
}

/**
 * `ip -j addr` in one network namespace, many times a second, by one long-lived process: `ip -batch` answers each line
 * it reads. Follows the namespace through a power loss: while there is none, no address is held.
 */
class AddressProbe {
  readonly #handle: string;
  readonly #report: (addresses: ReadonlySet<string>) => void;
  #child: ChildProcessWithoutNullStreams | undefined;
  #inode = 0;
  #buffer = '';
  #asked = false;

  constructor(namespace: string, report: (addresses: ReadonlySet<string>) => void) {
    this.#handle = `/run/netns/${namespace}`;
    this.#report = report;
  }

  ask(): void {
    const inode = statSync(this.#handle, { throwIfNoEntry: false })?.ino ?? 0;
    if (inode !== this.#inode) {
      this.stop();
      this.#inode = inode;
      if (inode !== 0) this.#start();
    }
    if (this.#child === undefined) this.#report(new Set());
    else if (!this.#asked) {
      this.#asked = true;
      this.#child.stdin.write('addr show\n');
    }
  }

  #start(): void {
    const child = spawn('nsenter', [`--net=${this.#handle}`, 'ip', '-j', '-batch', '-']);
    this.#child = child;
    const over = () => {
      // Ended by the power loss, or the handle was not ready yet: look again at the next turn.
      if (this.#child === child) this.stop();
    };
    child.on('exit', over).on('error', over);
    child.stdin.on('error', over);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (this.#child !== child) return;
      this.#buffer += text;
      const end = this.#buffer.lastIndexOf('\n');
      if (end < 0) return;
      const line = this.#buffer.slice(0, end).split('\n').at(-1)!;
      this.#buffer = this.#buffer.slice(end + 1);
      this.#asked = false;
      const links = JSON.parse(line) as { addr_info?: { local?: string }[] }[];
      this.#report(new Set(links.flatMap((l) => (l.addr_info ?? []).map((a) => a.local ?? ''))));
    });
  }

  stop(): void {
    const child = this.#child;
    this.#child = undefined;
    this.#inode = 0;
    this.#buffer = '';
    this.#asked = false;
    child?.kill('SIGKILL');
  }
}

/** What the nodes' own kernels say about who holds which virtual address, from the start of the watch. */
export class Truth {
  readonly #lab: Lab;
  readonly #changes: Change[] = [];
  readonly #probes: AddressProbe[];
  readonly #held = new Map<string, boolean>();
  readonly #timer: NodeJS.Timeout;
  #samples = 0;

  private constructor(lab: Lab) {
    this.#lab = lab;
    this.#probes = lab.nodes.map((node) => new AddressProbe(node.namespace, (set) => this.#take(node.name, set)));
    this.#timer = setInterval(() => this.#ask(), EVERY_MS);
    this.#ask();
  }

  /** Starts to watch the virtual addresses that the lab is configured with at each moment. */
  static start(lab: Lab): Truth {
    return new Truth(lab);
  }

  #ask(): void {
    for (const probe of this.#probes) probe.ask();
  }

  #take(node: string, addresses: ReadonlySet<string>): void {
    this.#samples++;
    for (const vip of this.#lab.instances.flatMap((i) => i.vips)) {
      const key = `${vip} ${node}`;
      const held = addresses.has(vip);
      if (held === (this.#held.get(key) ?? false)) continue;
      this.#held.set(key, held);
      this.#changes.push({ at: Date.now(), vip, node, held });
    }
  }

  /** Number of samples taken of all nodes together: shows that the watch really looks. */
  get samples(): number {
    return this.#samples;
  }

  /** Every change seen so far, or those of one virtual address, in order of time. */
  changes(vip?: string): readonly Change[] {
    return vip === undefined ? this.#changes : this.#changes.filter((c) => c.vip === vip);
  }

  /** Names of the nodes that held the address at that moment (now by default), sorted. */
  holders(vip: string, at = Number.POSITIVE_INFINITY): string[] {
    const holders = new Set<string>();
    for (const change of this.#changes) {
      if (change.at > at) break;
      if (change.vip !== vip) continue;
      if (change.held) holders.add(change.node);
      else holders.delete(change.node);
    }
    return [...holders].sort();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const probe of this.#probes) probe.stop();
  }
}
