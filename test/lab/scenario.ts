import type { Lab } from './lab.js';
import { operate } from './operations.js';
import { sleep, until } from './run.js';
import type { Terminal } from './terminal.js';
import type { Truth } from './truth.js';

/** What the promise allows between a fact on a node and the screen, ms. */
const PROMISE_MS = 1000;
/** One sample of the truth and one of the screen. */
const SAMPLING_MS = 100;
/** A step is over when nothing has moved for so long, and not before `STEP_MS`: longer than Master_Down_Interval. */
const QUIET_MS = 1500;
const STEP_MS = 5000;

/**
 * Who the panel of virtual IPs names for an address: node names, sorted (`[]` = it says nobody); null when it says
 * unknown or shows no such row.
 */
export function shownHolders(screen: readonly string[], vip: string): string[] | null {
  for (const line of screen) {
    const found = line.split(vip)[1]?.match(/^\s+(?:──▶|-->) (.+?)(?:\s{2,}|\s*[│|]|$)/);
    if (!found) continue;
    if (found[1] === 'unknown') return null;
    return found[1] === 'nobody' ? [] : found[1]!.split(' + ').sort();
  }
  return null;
}

/** Samples what the screen says of each virtual address, so that it can be compared with the truth afterwards. */
class ScreenWatch {
  readonly seen = new Map<string, { at: number; holders: string[] | null }[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(terminal: Terminal, vips: readonly string[]) {
    for (const vip of vips) this.seen.set(vip, []);
    this.#timer = setInterval(() => {
      const screen = terminal.screen();
      for (const [vip, list] of this.seen) {
        const holders = shownHolders(screen, vip);
        if (String(list.at(-1)?.holders) !== String(holders)) list.push({ at: Date.now(), holders });
      }
    }, 50);
  }

  /** Whether at some moment between these two the screen said what is wanted. */
  said(vip: string, from: number, to: number, wanted: (holders: string[] | null) => boolean): boolean {
    const list = this.seen.get(vip)!;
    return list.some((s, i) => s.at <= to && (list[i + 1]?.at ?? Number.POSITIVE_INFINITY) > from && wanted(s.holders));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

const OUT_OF_REACH = new Set(['crash', 'cut', 'ifdown']);
const IN_REACH = new Set(['power', 'mend', 'ifup']);

/** Operator's steps on a lab, with what the nodes held and what the screen said meanwhile. */
export class Scenario {
  readonly startedAt = Date.now();
  readonly #lab: Lab;
  readonly #truth: Truth;
  readonly #terminal: Terminal;
  readonly #screen: ScreenWatch;
  readonly #vips: string[];
  /** Nobody can know what these hold: no wire leads to them. By node, alternating from reachable. */
  readonly #reach = new Map<string, { at: number; reachable: boolean }[]>();
  readonly #problems: string[] = [];

  constructor(lab: Lab, truth: Truth, terminal: Terminal) {
    this.#lab = lab;
    this.#truth = truth;
    this.#terminal = terminal;
    this.#vips = lab.instances.flatMap((i) => i.vips);
    this.#screen = new ScreenWatch(terminal, this.#vips);
  }

  #reachable(node: string, at: number): boolean {
    return this.#reach.get(node)?.findLast((r) => r.at <= at)?.reachable ?? true;
  }

  /** The nodes that hold the address and that somebody on the LAN can know of. */
  #knowable(vip: string): string[] {
    return this.#truth.holders(vip).filter((node) => this.#reachable(node, Date.now()));
  }

  /** One command of the operator; waits until the nodes are at rest, then compares each address with the screen. */
  async step(command: string): Promise<void> {
    const begun = Date.now();
    const [name, node] = command.split(' ') as [string, string];
    if (OUT_OF_REACH.has(name)) this.#setReach(node, begun, false);
    await operate(this.#lab, ...command.split(' '));
    if (IN_REACH.has(name)) this.#setReach(node, Date.now(), true);
    const quiet = (): boolean => Date.now() - Math.max(this.#truth.changes().at(-1)?.at ?? 0, 0) > QUIET_MS;
    await sleep(STEP_MS);
    await until('the nodes are at rest', quiet, 20_000);
    for (const vip of this.#vips) {
      const same = (): boolean => String(shownHolders(this.#terminal.screen(), vip)) === String(this.#knowable(vip));
      await until('the screen shows it', same, PROMISE_MS).catch(() => {
        const shown = shownHolders(this.#terminal.screen(), vip) ?? ['(unknown)'];
        const lines = this.#terminal.screen().join('\n');
        const held = this.#knowable(vip).join(' + ') || 'nobody';
        this.#problems.push(
          `after "${command}": ${vip} is on ${held}, shown: ${shown.join(' + ') || 'nobody'}\n${lines}`,
        );
      });
    }
  }

  #setReach(node: string, at: number, reachable: boolean): void {
    const list = this.#reach.get(node) ?? [];
    list.push({ at, reachable });
    this.#reach.set(node, list);
  }

  /**
   * Ends the watch and returns what the screen did not show in time: each address that appeared on a node or went away
   * from one, within a second, as long as somebody could know.
   */
  finish(): string[] {
    this.#screen.stop();
    for (const { at, vip, node, held } of this.#truth.changes()) {
      const deadline = at + PROMISE_MS + SAMPLING_MS;
      const overtaken = this.#truth.changes(vip).some((c) => c.node === node && c.at > at && c.at <= deadline);
      if (overtaken || !this.#reachable(node, at) || !this.#reachable(node, deadline)) continue;
      if (this.#screen.said(vip, at - SAMPLING_MS, deadline, (h) => h !== null && h.includes(node) === held)) continue;
      const s = ((at - this.startedAt) / 1000).toFixed(2);
      this.#problems.push(`${s} s: ${vip} ${held ? 'came to' : 'left'} ${node}, not shown within ${PROMISE_MS} ms`);
    }
    return this.#problems;
  }

  /** What a report must say of each address, in order of time. */
  get takeovers(): Map<string, Takeover[]> {
    return new Map(this.#vips.map((vip) => [vip, takeoversOf(vip, this.#truth)]));
  }
}

/** A node got an address; or (`again`) still had it when the other one that had it gave way. */
interface Takeover {
  readonly node: string;
  readonly at: number;
  readonly again: boolean;
}

function takeoversOf(vip: string, truth: Truth): Takeover[] {
  const changes = truth.changes(vip);
  const got = (node: string, at: number): boolean =>
    changes.some((c) => c.held && c.node === node && Math.abs(c.at - at) <= PROMISE_MS);
  return changes.flatMap(({ node, at, held }): Takeover[] => {
    if (held) return [{ node, at, again: false }];
    // Back from behind a cut cable: for the LAN it took over now, for itself it never ceased. A report may say either.
    const others = truth.holders(vip, at).filter((other) => !got(other, at));
    return others.map((other) => ({ node: other, at, again: true }));
  });
}

/** The part of vrrptop-report/1 that is compared. */
interface Report {
  readonly virtualRouters: readonly {
    readonly vips: readonly string[];
    readonly tenures: readonly { readonly node: string; readonly from: string }[];
  }[];
}

/** Where the report's masters differ from the nodes' truth: other nodes, another order, or more than a second away. */
export function compareReport(text: string, takeovers: ReadonlyMap<string, readonly Takeover[]>): string[] {
  const report = JSON.parse(text) as Report;
  const problems: string[] = [];
  for (const [vip, wanted] of takeovers) {
    const routers = report.virtualRouters.filter((r) => r.vips.includes(vip));
    if (routers.length !== 1) {
      problems.push(`${vip} is in ${routers.length} virtual routers of the report, expected one`);
      continue;
    }
    const told = routers[0]!.tenures.map((t) => ({ node: t.node, at: Date.parse(t.from) })).sort((a, b) => a.at - b.at);
    if (!agree(told, wanted)) {
      const start = Math.min(...told.map((t) => t.at), ...wanted.map((t) => t.at));
      const list = (items: readonly { node: string; at: number; again?: boolean }[]): string =>
        items.map((t) => `${t.node} ${((t.at - start) / 1000).toFixed(2)}${t.again ? '?' : ''}`).join(', ');
      problems.push(`${vip}: in the report ${list(told)}; on the nodes ${list(wanted)}`);
    }
  }
  return problems;
}

/** Whether each told one is the next wanted one, same node, within a second; `again` ones may be left out. */
function agree(told: readonly { node: string; at: number }[], wanted: readonly Takeover[]): boolean {
  let next = 0;
  for (const t of told) {
    const matches = (w: Takeover): boolean => w.node === t.node && Math.abs(w.at - t.at) <= PROMISE_MS;
    while (wanted[next]?.again && !matches(wanted[next]!)) next++;
    if (wanted[next] === undefined || !matches(wanted[next]!)) return false;
    next++;
  }
  return wanted.slice(next).every((w) => w.again);
}
