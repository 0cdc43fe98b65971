import type { Agenda } from './agenda.js';
import { Daemon, type DaemonHost } from './daemon.js';
import { advertFrame, gratuitousArpFrame, setIpId } from './frames.js';
import type { Heard, InstanceConfig } from './instance.js';
import { AUTH_PASS, addressesJson, type Identity, syslogLine } from './texts.js';

/** What is outside a machine: the LAN, and whoever looks at its log and addresses. */
export interface Surroundings {
  readonly agenda: Agenda;
  readonly random: () => number;
  /** A frame (valid during the call) leaves the network card; `advert` is what a VRRP router would hear in it, null for an ARP. */
  transmit(from: Machine, frame: Buffer, advert: Heard | null): void;
  logged(machine: Machine): void;
  addressesChanged(machine: Machine): void;
}

/** How long a machine needs from power to its services. */
const BOOT_MS = 2000;

/** A node: hardware, network card, log file, addresses, and a keepalived that may run. */
export class Machine implements DaemonHost {
  readonly name: string;
  readonly address: string;
  readonly mac: string;
  readonly agenda: Agenda;
  readonly random: () => number;
  powered = true;
  booted = true;
  plugged = true;
  /** iptables -A INPUT -p vrrp -j DROP */
  deaf = false;
  scriptOk = true;
  daemon: Daemon | null = null;
  /** What was written to /var/log/messages and not yet read by the monitor. */
  private unread = '';
  vips: readonly string[] = [];
  /** Frames made before, by what they say: only the IP identification changes. */
  private readonly frames = new Map<string, Buffer>();
  private addressesText = '';
  private nextPid: number;

  constructor(
    identity: Identity,
    readonly instances: readonly InstanceConfig[],
    private readonly outside: Surroundings,
  ) {
    this.name = identity.name;
    this.address = identity.address;
    this.mac = identity.mac;
    this.agenda = outside.agenda;
    this.random = outside.random;
    this.nextPid = 700 + Math.floor(this.random() * 200);
  }

  /** Whether packets and SSH connections get through. */
  get reachable(): boolean {
    return this.booted && this.plugged;
  }

  startDaemon(): void {
    if (!this.booted || this.daemon !== null) return;
    this.daemon = new Daemon(this, this.instances, this.nextPid);
    this.nextPid += 2 + Math.floor(this.random() * 400);
  }

  powerOff(): void {
    this.powered = false;
    this.booted = false;
    this.daemon?.kill();
    this.daemon = null;
    this.vips = [];
    this.addressesText = '';
  }

  /** `up` is called when the machine has booted and its keepalived was started. */
  powerOn(up: () => void): void {
    if (this.powered) return;
    this.powered = true;
    this.agenda.after(BOOT_MS, () => {
      if (!this.powered || this.booted) return;
      this.booted = true;
      this.nextPid = 700 + Math.floor(this.random() * 200);
      this.startDaemon();
      up();
    });
  }

  hear(advert: Heard): void {
    if (this.reachable && !this.deaf) this.daemon?.hear(advert);
  }

  /** The part of the log that was not read before. */
  readLog(): string {
    const text = this.unread;
    this.unread = '';
    return text;
  }

  addresses(): string {
    this.addressesText ||= addressesJson(this, this.vips);
    return this.addressesText;
  }

  process(): string {
    return this.daemon === null ? 'stopped' : `running ${this.daemon.pid}`;
  }

  log(ident: string, pid: number, message: string): void {
    this.unread += syslogLine(this.agenda.now, this.name, ident, pid, message);
    this.outside.logged(this);
  }

  send(instance: InstanceConfig, priority: number, ipId: number): void {
    const { vrid, advertIntervalMs } = instance;
    const key = `${vrid} ${priority}`;
    let frame = this.frames.get(key);
    if (frame === undefined) {
      const said = { ...instance, priority, vips: [instance.vip], authPass: AUTH_PASS };
      frame = advertFrame({ ...said, srcMac: this.mac, src: this.address });
      this.frames.set(key, frame);
    }
    setIpId(frame, 0, ipId);
    this.transmit(frame, { from: this.address, vrid, priority, advertIntervalMs });
  }

  announce(vip: string): void {
    this.transmit(gratuitousArpFrame(this.mac, vip), null);
  }

  setVip(vip: string, held: boolean): void {
    if (this.vips.includes(vip) === held) return;
    this.addressesText = '';
    this.vips = held ? [...this.vips, vip] : this.vips.filter((other) => other !== vip);
    this.outside.addressesChanged(this);
  }

  runScript(): number {
    return this.scriptOk ? 0 : 1;
  }

  ended(): void {
    this.daemon = null;
  }

  private transmit(frame: Buffer, advert: Heard | null): void {
    if (this.reachable) this.outside.transmit(this, frame, advert);
  }
}
