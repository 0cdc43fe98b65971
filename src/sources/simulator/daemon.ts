import type { Agenda, Appointment } from './agenda.js';
import { CheckScript, SCRIPT_INTERVAL_MS } from './check-script.js';
import { type Heard, Instance, type InstanceConfig, type InstanceHost } from './instance.js';
import { type Identity, SCRIPT_NAME, startLines, VERSION_LINE } from './texts.js';

/** The machine below a keepalived process. */
export interface DaemonHost extends Identity {
  readonly agenda: Agenda;
  readonly random: () => number;
  log(ident: string, pid: number, message: string): void;
  send(instance: InstanceConfig, priority: number, ipId: number): void;
  announce(vip: string): void;
  setVip(vip: string, held: boolean): void;
  /** The exit code that the tracked script would give now. */
  runScript(): number;
  /** The process has ended by itself. */
  ended(): void;
}

/** From the start of the parent to the first result of the script, and from SIGTERM to the end (2.2.7 in the lab). */
const STARTUP_MS = 50;
const SCRIPT_MS = 1.7;
const STOP_MS = 1010;
/** A timer that expired longer ago than this is complained about. */
const LATE_MS = 1000;
/** Adverts that wait in the socket of a process that does not read. */
const SOCKET_QUEUE = 256;

/** One run of keepalived 2.2.7: the parent, its VRRP child, the script that it tracks. */
export class Daemon implements InstanceHost {
  readonly pid: number;
  private readonly childPid: number;
  private readonly instances: Instance[];
  private readonly script: CheckScript;
  private running = true;
  private ending = false;
  private hung = false;
  private overdue: { due: Appointment; act: () => void; isTimer: boolean }[] = [];
  private readonly queue: Heard[] = [];

  constructor(
    private readonly host: DaemonHost,
    configs: readonly InstanceConfig[],
    pid: number,
  ) {
    this.pid = pid;
    this.childPid = pid + 1;
    this.instances = configs.map((config) => new Instance(config, this));
    this.script = new CheckScript(
      SCRIPT_NAME,
      (message) => this.log(message),
      (up) => this.tracked(up),
    );
    this.after(STARTUP_MS, () => {
      for (const [ident, message] of startLines(host, configs, this.childPid))
        host.log(ident, ident === 'Keepalived' ? this.pid : this.childPid, message);
      this.runScript();
    });
  }

  /** SIGTERM: resigns, and is gone about a second later. */
  stop(): void {
    if (this.ending) return;
    this.ending = true;
    this.host.log('Keepalived', this.pid, 'Stopping');
    // A child that hangs gets the signal, and acts on it when it goes on.
    this.after(0.2, () => {
      for (const instance of this.instances) instance.shutDown();
      this.after(STOP_MS, () => this.end());
    });
  }

  /** SIGKILL of the whole tree, or no power: nothing is said. */
  kill(): void {
    this.running = false;
  }

  /** SIGSTOP of the VRRP child. */
  hang(): void {
    this.hung = true;
  }

  get isHung(): boolean {
    return this.hung;
  }

  /**
   * SIGCONT. What was due is done in turn, the oldest first; what waits in the socket is read after the first of
   * them, as the real dispatcher does: it puts most of the other timers off.
   */
  resume(): void {
    this.hung = false;
    const overdue = this.overdue.sort((a, b) => a.due.at - b.due.at);
    this.overdue = [];
    do {
      const first = overdue.shift();
      if (first !== undefined && !first.due.cancelled) {
        if (first.isTimer) this.complain(this.host.agenda.now - first.due.at);
        first.act();
      }
      for (const heard of this.queue.splice(0)) this.hear(heard);
    } while (overdue.length > 0);
  }

  hear(advert: Heard): void {
    if (!this.running) return;
    if (!this.hung) this.instances.find((i) => i.config.vrid === advert.vrid)?.hear(advert);
    else if (this.queue.length < SOCKET_QUEUE) this.queue.push(advert);
  }

  log(message: string): void {
    this.host.log('Keepalived_vrrp', this.childPid, message);
  }

  send(instance: Instance, priority: number): void {
    instance.ipId++;
    this.host.send(instance.config, priority, instance.ipId);
  }

  announce(instance: Instance): void {
    const { name, vip } = instance.config;
    this.log(`(${name}) Sending/queueing gratuitous ARPs on eth0 for ${vip}`);
    for (let i = 0; i < 5; i++) {
      this.log(`Sending gratuitous ARP on eth0 for ${vip}`);
      this.host.announce(vip);
    }
  }

  setVip(vip: string, held: boolean): void {
    this.host.setVip(vip, held);
  }

  after(ms: number, act: () => void): Appointment {
    return this.appoint(ms, act, false);
  }

  timer(ms: number, act: () => void): Appointment {
    return this.appoint(ms, act, true);
  }

  private appoint(ms: number, act: () => void, isTimer: boolean): Appointment {
    // The kernel's timers and the scheduler are late by some tenths of a millisecond.
    const due = this.host.agenda.after(ms + 0.05 + this.host.random() * 0.3, () => {
      if (!this.running) return;
      if (this.hung) this.overdue.push({ due, act, isTimer });
      else act();
    });
    return due;
  }

  private complain(lateMs: number): void {
    if (lateMs > LATE_MS) this.log(`A thread timer expired ${(lateMs / 1000).toFixed(6)} seconds ago`);
  }

  private runScript(): void {
    if (this.ending) return;
    const exitCode = this.host.runScript();
    this.after(SCRIPT_MS, () => {
      if (!this.ending) this.script.take(exitCode);
    });
    this.after(SCRIPT_INTERVAL_MS, () => this.runScript());
  }

  private tracked(up: boolean): void {
    for (const instance of this.instances) {
      if (up) instance.becomeBackup();
      // At the start an instance whose script fails waits without a word.
      else if (instance.state !== 'INIT') instance.becomeFaulty();
    }
  }

  private end(): void {
    const seconds = (): string => (this.host.random() * 0.1).toFixed(6);
    const [user, system] = [`${seconds()}/${seconds()}`, `${seconds()}/${seconds()}`];
    this.log(`Stopped - used (self/children) ${user} user time, ${system} system time`);
    this.host.log('Keepalived', this.pid, `CPU usage (self/children) user: ${user} system: ${system}`);
    this.host.log('Keepalived', this.pid, `Stopped ${VERSION_LINE}`);
    this.running = false;
    this.host.ended();
  }
}
