import type { Appointment } from './agenda.js';

export interface InstanceConfig {
  name: string;
  vrid: number;
  version: 2 | 3;
  priority: number;
  advertIntervalMs: number;
  nopreempt: boolean;
  vip: string;
}

/** An advertisement as a receiver sees it: who sent it and what it says. */
export interface Heard {
  from: string;
  vrid: number;
  priority: number;
  advertIntervalMs: number;
}

/** What an instance needs of the keepalived process it lives in. */
export interface InstanceHost {
  log(message: string): void;
  send(instance: Instance, priority: number): void;
  announce(instance: Instance): void;
  setVip(vip: string, held: boolean): void;
  /** Calls back in `ms` of virtual time, or later where the process is stopped meanwhile. */
  after(ms: number, act: () => void): Appointment;
  /** The same for an instance's own timer: keepalived complains when it was late. */
  timer(ms: number, act: () => void): Appointment;
}

/** keepalived's `down_timer_adverts` and `garp_master_delay`, both at their defaults. */
const DOWN_TIMER_ADVERTS = 3;
const GARP_DELAY_MS = 5000;

/**
 * One VRRP instance as keepalived 2.2.7 runs it with `state BACKUP` (RFC 3768 6.4, RFC 5798 6.4, and where it differs
 * from them vrrp.c): a discarded advert leaves the timer alone, a MASTER that gives way falls silent, one that hears a
 * weaker MASTER answers at once and announces its addresses again, and a FAULT sends priority 0 twice. The priorities of
 * a virtual router's instances differ: the rules for equal ones are left out.
 */
export class Instance {
  state: 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT' = 'INIT';
  /** Counts the adverts sent since the process was started: the IP identification. */
  ipId = 0;
  private timer: Appointment | null = null;
  private masterIntervalMs: number;

  constructor(
    readonly config: InstanceConfig,
    private readonly host: InstanceHost,
  ) {
    this.masterIntervalMs = config.advertIntervalMs;
  }

  /** The process has started, or what made it FAULT is over. */
  becomeBackup(): void {
    this.enter('BACKUP');
    this.arm(this.masterDownMs());
  }

  becomeFaulty(): void {
    if (this.state === 'FAULT') return;
    const wasMaster = this.state === 'MASTER';
    this.enter('FAULT');
    this.disarm();
    if (!wasMaster) return;
    this.resign();
    this.host.send(this, 0);
    this.removeVip();
  }

  /** The process was asked to stop. */
  shutDown(): void {
    this.disarm();
    if (this.state === 'MASTER') {
      this.resign();
      this.removeVip();
    }
    this.state = 'INIT';
  }

  hear(advert: Heard): void {
    if (this.state === 'BACKUP') this.hearAsBackup(advert);
    else if (this.state === 'MASTER') this.hearAsMaster(advert);
  }

  private hearAsBackup(advert: Heard): void {
    if (advert.priority === 0) {
      this.tell('Backup received priority 0 advertisement');
      this.arm(this.skewMs());
    } else if (advert.priority >= this.config.priority || this.config.nopreempt) {
      if (this.config.version === 3) this.masterIntervalMs = advert.advertIntervalMs;
      this.arm(this.masterDownMs());
    } else {
      this.tell(`received lower priority (${advert.priority}) advert from ${advert.from} - discarding`);
    }
  }

  private hearAsMaster(advert: Heard): void {
    const ours = this.config.priority;
    if (advert.priority === 0) {
      this.tell('Master received priority 0 message');
      this.advertise();
    } else if (advert.priority > ours) {
      this.giveWay(advert);
    } else {
      this.tell(
        `Received advert from ${advert.from} with lower priority ${advert.priority}, ours ${ours}, forcing new election`,
      );
      this.advertise();
      this.announce();
    }
  }

  private giveWay(advert: Heard): void {
    const { from, priority } = advert;
    this.tell(`Master received advert from ${from} with higher priority ${priority}, ours ${this.config.priority}`);
    this.masterIntervalMs = this.config.version === 3 ? advert.advertIntervalMs : this.config.advertIntervalMs;
    this.enter('BACKUP');
    this.removeVip();
    this.arm(this.masterDownMs());
  }

  private becomeMaster(): void {
    this.tell('Receive advertisement timeout');
    this.advertise();
    this.enter('MASTER');
    this.tell('setting VIPs.');
    this.host.setVip(this.config.vip, true);
    this.announce();
  }

  private advertise(): void {
    this.host.send(this, this.config.priority);
    this.arm(this.config.advertIntervalMs);
  }

  /** Gratuitous ARPs now, and once more some seconds later if the address is still here. */
  private announce(): void {
    this.host.announce(this);
    this.host.after(GARP_DELAY_MS, () => {
      if (this.state === 'MASTER') this.host.announce(this);
    });
  }

  private resign(): void {
    this.host.send(this, 0);
    this.tell('sent 0 priority');
  }

  private removeVip(): void {
    this.tell('removing VIPs.');
    this.host.setVip(this.config.vip, false);
  }

  private enter(state: 'BACKUP' | 'MASTER' | 'FAULT'): void {
    this.tell(`Entering ${state} STATE`);
    this.state = state;
  }

  private tell(message: string): void {
    this.host.log(`(${this.config.name}) ${message}`);
  }

  private arm(ms: number): void {
    this.disarm();
    this.timer = this.host.timer(ms, () => {
      if (this.state === 'BACKUP') this.becomeMaster();
      else this.advertise();
    });
  }

  private disarm(): void {
    if (this.timer !== null) this.timer.cancelled = true;
    this.timer = null;
  }

  /** Version 2: ((256 - priority) / 256) s, version 3: of the master's interval (RFC 3768 6.1, RFC 5798 6.1). */
  private skewMs(): number {
    return ((256 - this.config.priority) * (this.config.version === 3 ? this.masterIntervalMs : 1000)) / 256;
  }

  private masterDownMs(): number {
    const interval = this.config.version === 3 ? this.masterIntervalMs : this.config.advertIntervalMs;
    return DOWN_TIMER_ADVERTS * interval + this.skewMs();
  }
}
