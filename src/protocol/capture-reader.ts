import { CaptureFraming } from './capture-framing.js';
import { decodeFrame } from './link.js';
import type { CaptureStats, Packet } from './packet.js';
import { addProblem, markBad } from './problems.js';

/**
 * Reads a pcap or pcapng stream and calls back for each of its records, decoded, always with the same `Packet`: it and
 * the bytes it points into are valid during the call only. The stream may be cut anywhere. Nothing throws on bad
 * input: a record that makes no sense is given as `bad`, a stream that cannot be read on ends with `stats.error`.
 */
export class CaptureReader {
  readonly stats: CaptureStats = { records: 0, matched: 0, undecodable: 0, truncatedTail: false, error: null };
  private readonly framing: CaptureFraming;
  private started = false;

  constructor(private readonly onPacket: (p: Packet) => void) {
    this.framing = new CaptureFraming(() => this.decode());
  }

  push(chunk: Uint8Array): void {
    if (chunk.length > 0) this.started = true;
    this.framing.push(chunk);
    this.stats.error = this.framing.unit.error;
  }

  /** Says that no more will come: what is left is a truncated tail, and a stream of nothing an error. */
  end(): void {
    if (this.stats.error !== null) return;
    if (!this.started) this.stats.error = 'neither pcap nor pcapng: it is empty';
    this.stats.truncatedTail = this.framing.partial().length > 0;
  }

  private decode(): void {
    const unit = this.framing.unit;
    if (!unit.isFrame) return;
    const p = unit.packet;
    const stats = this.stats;
    p.n = ++stats.records;
    p.at = p.seconds * 1000 + p.nanoseconds / 1e6;
    decodeFrame(p, unit.linkType);
    if (!unit.timed) addProblem(p, 'the capture gives no time for this record');
    if (unit.problem !== null) markBad(p, unit.problem);
    if (p.kind === 'bad') stats.undecodable++;
    else if (p.kind === 'vrrp' || p.gratuitous) stats.matched++;
    this.onPacket(p);
  }
}
