import type { InputBody, ProbeKind, SourceStatus } from '../../model/input.js';
import type { Agenda } from './agenda.js';
import type { Machine } from './machine.js';
import { configText, VERSION_TEXT } from './texts.js';

// The rhythm of the live sources (src/sources/node): what is asked each second, each 5 s, each minute, and how soon
// news arrive.
const TICK_MS = 1000;
const ADDRESS_TICKS = 5;
const CLOCK_TICKS = 60;
const RETRY_TICKS = 2;
const KEEPALIVE_MS = 8000;
const TAIL_MS = 1;
const ADDRESS_CHANGE_MS = 60;
/** Until TCP has sent again what a cut cable swallowed. */
const RETRANSMISSION_MS = 250;

/** What the monitor gets from one machine over SSH, as a live node's sources tell it: log, addresses, probes, health. */
export class Watch {
  private connected = false;
  /** Since when nothing gets through; null while it does. */
  private silentSince: number | null = null;
  /** The machine went down under the connection: its first answer will be that it does not know of one. */
  private forgotten = false;
  private tailing = false;
  private ticks = 0;
  private process = '';

  constructor(
    private readonly machine: Machine,
    private readonly agenda: Agenda,
    private readonly emit: (body: InputBody) => void,
  ) {
    for (const source of this.sources()) this.tell(source, 'connecting', '');
    this.agenda.after(300, () => this.tick());
  }

  /** The machine has written to its log. */
  logged(): void {
    if (this.tailing || !this.hears()) return;
    this.tailing = true;
    this.agenda.after(TAIL_MS, () => {
      this.tailing = false;
      this.readLog();
    });
  }

  addressesChanged(): void {
    this.agenda.after(ADDRESS_CHANGE_MS, () => this.probe('addr', this.machine.addresses()));
  }

  /** Looks whether a cable was cut or mended, or the machine went down or came up. */
  reachabilityChanged(): void {
    if (!this.machine.booted) this.forgotten = true;
    if (!this.machine.reachable) {
      this.silentSince ??= this.agenda.now;
      return;
    }
    if (this.silentSince === null) return;
    this.agenda.after(RETRANSMISSION_MS, () => {
      if (!this.machine.reachable) return;
      this.silentSince = null;
      if (this.forgotten && this.connected) this.lose(`${this.machine.name} closed the connection`);
      this.readLog();
    });
  }

  private tick(): void {
    this.agenda.after(TICK_MS, () => this.tick());
    this.ticks++;
    if (!this.connected) {
      if (this.machine.reachable && this.ticks % RETRY_TICKS === 1) this.connect();
    } else if (this.silentSince !== null) {
      if (this.agenda.now - this.silentSince > KEEPALIVE_MS - TICK_MS / 2)
        this.lose(`no answer from ${this.machine.name} for 8 s`);
    } else this.round();
  }

  private connect(): void {
    this.connected = true;
    this.forgotten = false;
    this.silentSince = null;
    this.ticks = 0;
    this.process = '';
    const [ssh, log, addr] = this.sources();
    this.tell(ssh, 'live', '');
    this.tell(log, 'live', '/var/log/messages');
    this.tell(addr, 'live', 'changes are streamed');
    this.readLog();
    this.round();
    this.probe('config', configText(this.machine, this.machine.instances));
  }

  private round(): void {
    const process = this.machine.process();
    this.probe('process', process);
    if (this.ticks % ADDRESS_TICKS === 0) this.probe('addr', this.machine.addresses());
    if (process !== this.process) this.probe('version', VERSION_TEXT);
    if (this.ticks % CLOCK_TICKS === 0) this.probe('clock', `${(this.agenda.now / 1000).toFixed(6)}000 +0000`);
    this.process = process;
  }

  private lose(reason: string): void {
    this.connected = false;
    this.ticks = 0;
    for (const source of this.sources()) this.tell(source, 'lost', reason);
  }

  private hears(): boolean {
    return this.connected && this.silentSince === null;
  }

  private readLog(): void {
    if (!this.hears()) return;
    const text = this.machine.readLog();
    const node = this.machine.name;
    if (text !== '') this.emit({ kind: 'log', source: `log:${node}`, node, bytes: Buffer.from(text, 'utf8') });
  }

  private probe(probe: ProbeKind, text: string): void {
    if (!this.hears()) return;
    const node = this.machine.name;
    this.emit({ kind: 'probe', source: `${probe === 'addr' ? 'addr' : 'ssh'}:${node}`, node, probe, text });
  }

  private sources(): [ssh: string, log: string, addr: string] {
    const { name } = this.machine;
    return [`ssh:${name}`, `log:${name}`, `addr:${name}`];
  }

  private tell(source: string, status: SourceStatus, reason: string): void {
    this.emit({ kind: 'health', source, node: this.machine.name, status, reason });
  }
}
