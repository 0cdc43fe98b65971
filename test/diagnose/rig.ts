import type { Finding, Rule } from '../../src/diagnose/finding.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import type { Input, InputBody, Inventory } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import {
  advertFrame,
  gratuitousArpFrame,
  pcapHeader,
  pcapRecord,
  setIpId,
} from '../../src/sources/simulator/frames.js';
import { addressesJson, syslogLine } from '../../src/sources/simulator/texts.js';

const START = Date.parse('2026-11-22T12:00:00Z');
const TICK_MS = 250;
const LAN = 'wire:eth0';

type Advert = Parameters<typeof advertFrame>[0];

/** Addresses and MACs by node; `stranger` is in no inventory. */
const HOSTS: Record<string, { address: string; mac: string }> = {
  db201: { address: '172.30.23.201', mac: '52:54:00:17:1e:c9' },
  db202: { address: '172.30.23.202', mac: '52:54:00:17:1e:ca' },
  stranger: { address: '172.30.23.77', mac: '52:54:00:99:99:77' },
};
export const VIP = '172.30.23.200';

interface Sends extends Partial<Advert> {
  /** Seconds of the run; the first advert is sent at `from`, none at or after `to`. */
  from: number;
  to: number;
  /** How often it really sends. */
  everyMs?: number;
  ttl?: number;
  /** Sends to this node's address in place of the group. */
  unicastTo?: string;
  /** Changes the finished frame; offset 34 is where the VRRP message begins. */
  edit?(frame: Buffer): void;
  /** Captures that see it; the LAN's by default. */
  seenBy?: readonly string[];
}

/** A made-up LAN for one virtual router (VRID 51, version 2, 1 s): frames and lines byte by byte, through the monitor. */
export class Rig {
  readonly #events: { at: number; body: InputBody }[] = [];
  readonly #captures: Map<string, string | null>;

  /** `asked`: addresses of the nodes were probed. `captures`: by source id, where it runs (null: beside the LAN). */
  constructor(
    readonly options: {
      asked?: boolean;
      captures?: Record<string, string | null>;
      inventory?: Inventory;
      version?: string;
      logs?: boolean;
    } = {},
  ) {
    this.#captures = new Map(Object.entries(options.captures ?? { [LAN]: null }));
    const inventory = options.inventory ?? {
      cluster: 'mysql_ha',
      nodes: ['db201', 'db202'].map((name) => ({ name, addresses: [HOSTS[name]!.address] })),
      routers: [],
    };
    this.#add(0, { kind: 'start', inventory, program: 'test' });
    for (const [source, node] of this.#captures) {
      this.#add(0, { kind: 'health', source, node, status: 'live', reason: '' });
      this.#add(0, { kind: 'capture', source, node, bytes: pcapHeader() });
    }
    for (const { name } of inventory.nodes) {
      const probe = (kind: 'clock' | 'addr' | 'version', text: string): void =>
        this.#add(0, { kind: 'probe', source: `ssh:${name}`, node: name, probe: kind, text });
      if (options.logs !== false) {
        this.#add(0, { kind: 'health', source: `log:${name}`, node: name, status: 'live', reason: '' });
        probe('clock', `${START / 1000} +0000`);
      }
      if (options.asked !== false) this.holds(name, 0, []);
      if (options.version !== undefined) probe('version', `Keepalived v${options.version} (01/16,2022)`);
    }
  }

  #add(second: number, body: InputBody): void {
    this.#events.push({ at: START + second * 1000, body });
  }

  sends(host: string, options: Sends): this {
    const { from, to, everyMs, ttl, unicastTo, edit, seenBy, ...said } = options;
    const { address, mac } = HOSTS[host]!;
    const advert: Advert = {
      srcMac: mac,
      src: address,
      version: 2,
      vrid: 51,
      priority: 100,
      advertIntervalMs: 1000,
      vips: [VIP],
      authPass: 'example1',
      ...said,
    };
    let ipId = 0;
    for (let at = from; at < to; at += (everyMs ?? advert.advertIntervalMs) / 1000) {
      const frame = advertFrame(advert);
      if (ttl !== undefined) frame[14 + 8] = ttl;
      if (unicastTo !== undefined) frame.set(HOSTS[unicastTo]!.address.split('.').map(Number), 14 + 16);
      edit?.(frame);
      setIpId(frame, 0, ++ipId);
      this.frame(at, frame, seenBy);
    }
    return this;
  }

  garp(host: string, at: number, vip = VIP): this {
    for (let i = 0; i < 5; i++) this.frame(at + i / 10_000, gratuitousArpFrame(HOSTS[host]!.mac, vip));
    return this;
  }

  frame(at: number, frame: Buffer, seenBy: readonly string[] = [...this.#captures.keys()]): void {
    for (const source of seenBy)
      this.#add(at, {
        kind: 'capture',
        source,
        node: this.#captures.get(source) ?? null,
        bytes: pcapRecord(START + at * 1000, frame),
      });
  }

  /** One line in the node's log, or one each `everyS` seconds before `to`. */
  logs(node: string, at: number, message: string, everyS = 1, to = at + 0.001): this {
    for (let t = at; t < to; t += everyS) {
      const line = syslogLine(START + t * 1000, node, 'Keepalived_vrrp', 812, message);
      this.#add(t, { kind: 'log', source: `log:${node}`, node, bytes: Buffer.from(line) });
    }
    return this;
  }

  conf(node: string, instance: string, more = '', at = 0.5): this {
    const text = `### FILE /etc/keepalived/keepalived.conf\n${more}\nvrrp_instance vi_w {\n interface eth0\n virtual_router_id 51\n virtual_ipaddress {\n ${VIP}/24\n }\n ${instance}\n}\n`;
    this.#add(at, { kind: 'probe', source: `ssh:${node}`, node, probe: 'config', text });
    return this;
  }

  /** The node's answer which addresses it holds: its own and these. */
  holds(node: string, at: number, vips: readonly string[]): this {
    const text = addressesJson({ name: node, ...HOSTS[node]! }, vips);
    return this.input(at, { kind: 'probe', source: `addr:${node}`, node, probe: 'addr', text });
  }

  /** Anything else. */
  input(at: number, body: InputBody): this {
    this.#add(at, body);
    return this;
  }

  /** The state after so many seconds. */
  state(until: number) {
    const monitor = new Monitor({ live: true, limits: LIVE_LIMITS });
    for (let at = TICK_MS; at <= until * 1000; at += TICK_MS) this.#add(at / 1000, { kind: 'tick' });
    const events = this.#events.filter((e) => e.at <= START + until * 1000).sort((a, b) => a.at - b.at);
    let seq = 0;
    for (const { at, body } of events) monitor.accept({ ...body, seq: ++seq, at } as Input);
    return monitor.refresh(START + until * 1000);
  }

  check(rule: Rule, until: number) {
    return rule.check(this.state(until));
  }

  /** What the rule finds after so many seconds; times in seconds of the run. */
  findings(rule: Rule, until: number): (Omit<Finding, 'since' | 'to'> & { since: number; to: number | null })[] {
    const verdict = this.check(rule, until);
    if (verdict.verdict !== 'findings') return [];
    return verdict.findings.map((f) => ({
      ...f,
      since: (f.since - START) / 1000,
      to: f.to === null ? null : (f.to - START) / 1000,
    }));
  }
}

/** A rule that cannot tell without any source, and says what it lacks. */
export function withNothing(rule: Rule) {
  return rule.check(new Monitor({ live: true, limits: LIVE_LIMITS }).refresh(START));
}
