import type { InputBody, Inventory } from '../../model/input.js';
import { Agenda } from './agenda.js';
import { pcapHeader, pcapRecord } from './frames.js';
import type { Heard, InstanceConfig } from './instance.js';
import { Machine, type Surroundings } from './machine.js';
import { randomFrom } from './random.js';
import { Watch } from './watch.js';

export interface LanOptions {
  /** ms since 1970 UTC: when the monitor begins to look at two machines whose keepalived does not run yet. */
  startAt: number;
  /** Both instances speak VRRPv3 at half a second instead of VRRPv2 at one. */
  v3?: boolean;
  nopreempt?: boolean;
  seed: number;
}

/** What may happen to a node. Commands that make no sense at the moment (start what runs) change nothing. */
export type SimCommand = { node: string } & (
  | {
      do: 'start' | 'stop' | 'crash' | 'power-on' | 'cut' | 'mend' | 'firewall' | 'allow' | 'script-fail' | 'script-ok';
    }
  | { do: 'hang'; seconds: number }
);

/** How a node really is: the truth that a screen can be compared with. */
export interface NodeTruth {
  node: string;
  powered: boolean;
  plugged: boolean;
  /** True while a firewall drops what comes in with protocol 112. */
  deaf: boolean;
  keepalived: 'running' | 'stopped' | 'hung';
  scriptOk: boolean;
  vips: readonly string[];
}

/** The two nodes and two virtual routers of the model case, in the form of the operator's configuration. */
export const SIMULATED_INVENTORY: Inventory = {
  cluster: 'mysql_ha',
  nodes: [
    { name: 'db201', addresses: ['172.30.23.201'] },
    { name: 'db202', addresses: ['172.30.23.202'] },
  ],
  routers: [
    { name: 'vi_w', vrid: 51, family: 'ipv4', vips: ['172.30.23.200'], role: 'writes' },
    { name: 'vi_r', vrid: 44, family: 'ipv4', vips: ['172.30.23.210'], role: 'reads' },
  ],
};

const WIRE = 'wire:demo0';
const PROPAGATION_MS = 0.12;
const MACS = ['52:54:00:17:1e:c9', '52:54:00:17:1e:ca'];
const PRIORITIES = [
  [100, 90],
  [90, 100],
] as const;

/**
 * Two machines with keepalived 2.2.7 on one hub, and a monitor beside them that sees every frame and has an SSH
 * connection to each. A discrete event simulation in virtual time: the same options and the same commands at the same
 * times always give the same inputs, byte for byte, in the order of their `at`.
 */
export class Lan {
  private readonly agenda: Agenda;
  private readonly machines: readonly Machine[];
  private readonly watches: ReadonlyMap<string, Watch>;

  /** `emit` gets each input and its time (ms since 1970 UTC with a fraction), never one earlier than the one before. */
  constructor(options: LanOptions, emit: (at: number, body: InputBody) => void) {
    const agenda = new Agenda(options.startAt);
    this.agenda = agenda;
    const tell = (body: InputBody): void => emit(agenda.now, body);
    const surroundings: Surroundings = {
      agenda,
      random: randomFrom(options.seed),
      transmit: (from, frame, advert) => {
        tell({ kind: 'capture', source: WIRE, node: null, bytes: pcapRecord(agenda.now, frame) });
        if (advert !== null) agenda.after(PROPAGATION_MS, () => this.deliver(from, advert));
      },
      logged: (machine) => this.watches.get(machine.name)?.logged(),
      addressesChanged: (machine) => this.watches.get(machine.name)?.addressesChanged(),
    };
    this.machines = SIMULATED_INVENTORY.nodes.map(
      ({ name, addresses }, i) =>
        new Machine({ name, address: addresses[0]!, mac: MACS[i]! }, instancesOf(i, options), surroundings),
    );
    tell({ kind: 'health', source: WIRE, node: null, status: 'live', reason: 'demo0' });
    tell({ kind: 'capture', source: WIRE, node: null, bytes: pcapHeader() });
    this.watches = new Map(this.machines.map((m) => [m.name, new Watch(m, agenda, tell)]));
  }

  /** Lets everything up to `ms` (since 1970 UTC) happen. */
  advanceTo(ms: number): void {
    this.agenda.runUntil(ms);
  }

  /** When something happens next. */
  nextAt(): number {
    return this.agenda.nextAt() ?? Number.POSITIVE_INFINITY;
  }

  /** Does it now, that is at the time of the last `advanceTo`. A node that does not exist is ignored. */
  command(command: SimCommand): void {
    const machine = this.machines.find((m) => m.name === command.node);
    if (machine === undefined) return;
    this.obey(machine, command);
    this.watches.get(machine.name)!.reachabilityChanged();
  }

  truth(): NodeTruth[] {
    return this.machines.map((m) => ({
      node: m.name,
      powered: m.powered,
      plugged: m.plugged,
      deaf: m.deaf,
      keepalived: m.daemon === null ? 'stopped' : m.daemon.isHung ? 'hung' : 'running',
      scriptOk: m.scriptOk,
      vips: m.vips,
    }));
  }

  private obey(machine: Machine, command: SimCommand): void {
    const now = command.do;
    if (now === 'start') machine.startDaemon();
    else if (now === 'stop') machine.daemon?.stop();
    else if (now === 'crash') machine.powerOff();
    else if (now === 'power-on') machine.powerOn(() => this.watches.get(machine.name)!.reachabilityChanged());
    else if (now === 'cut' || now === 'mend') machine.plugged = now === 'mend';
    else if (now === 'firewall' || now === 'allow') machine.deaf = now === 'firewall';
    else if (now === 'script-fail' || now === 'script-ok') machine.scriptOk = now === 'script-ok';
    else if (command.do === 'hang') this.hang(machine, command.seconds * 1000);
  }

  private hang(machine: Machine, ms: number): void {
    const daemon = machine.daemon;
    if (daemon === null || daemon.isHung) return;
    daemon.hang();
    this.agenda.after(ms, () => {
      if (machine.daemon === daemon) daemon.resume();
    });
  }

  private deliver(from: Machine, advert: Heard): void {
    for (const machine of this.machines) if (machine !== from) machine.hear(advert);
  }
}

function instancesOf(machine: number, options: LanOptions): InstanceConfig[] {
  return SIMULATED_INVENTORY.routers.map(({ name, vrid, vips }, i) => ({
    name,
    vrid: vrid!,
    version: options.v3 ? 3 : 2,
    priority: PRIORITIES[machine]![i]!,
    advertIntervalMs: options.v3 ? 500 : 1000,
    nopreempt: options.nopreempt ?? false,
    vip: vips[0]!,
  }));
}
