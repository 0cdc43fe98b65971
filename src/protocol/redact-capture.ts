import { CaptureFraming } from './capture-framing.js';
import { decodeFrame, isKnownLinkType } from './link.js';
import { AuthRedactor } from './redact-auth.js';
import { SipHash } from './siphash.js';

/**
 * Takes the passwords out of a pcap or pcapng stream before it is stored: the 8 bytes of authentication data of each
 * VRRPv2 message become a keyed hash of theirs that keeps the checksum right, so equal passwords stay equal, different
 * ones different, and a verdict the same. All other bytes stay as they are, except where such data could be and cannot
 * be told: what the snap length left of it, v2 messages whose lengths do not fit, fragments of VRRP, frames of unknown
 * link type and of damaged blocks are filled with zeros.
 *
 * It gives whole units (records, blocks) only. After an error it gives the head that made it and then no more, so that
 * a reader of the result meets the same error.
 */
export class CaptureRedactor {
  private readonly framing = new CaptureFraming(() => this.copyUnit());
  private readonly auth: AuthRedactor;
  private out = new Uint8Array(0);
  private length = 0;
  private ended = false;

  /** `key`: 16 random bytes, made anew for each run of the program and never stored. */
  constructor(key: Uint8Array) {
    this.auth = new AuthRedactor(new SipHash(key));
  }

  /** The redacted units that `chunk` made whole; the chunk itself is not changed. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.ended) return new Uint8Array(0);
    this.out = new Uint8Array(this.framing.partial().length + chunk.length);
    this.length = 0;
    this.framing.push(chunk);
    if (this.framing.unit.error !== null) this.copyTail();
    return this.out.subarray(0, this.length);
  }

  /** What stands for the unit that never became whole: as long as it, but without its content. */
  end(): Uint8Array {
    if (this.ended) return new Uint8Array(0);
    this.out = new Uint8Array(this.framing.partial().length);
    this.length = 0;
    this.copyTail();
    return this.out;
  }

  private copyTail(): void {
    this.ended = true;
    const tail = this.framing.partial();
    const [from, to] = this.framing.safeHead;
    if (tail.length > from) this.out.set(tail.subarray(from, to), this.length + from);
    this.length += tail.length;
  }

  private copyUnit(): void {
    const unit = this.framing.unit;
    const p = unit.packet;
    const shift = this.length - unit.start;
    const out = this.out;
    out.set(p.bytes.subarray(unit.start, unit.end), this.length);
    this.length += unit.end - unit.start;
    if (!unit.isFrame) return;
    p.bytes = out;
    p.frameStart += shift;
    if (unit.problem !== null) {
      // Only blocks of pcapng have one: their last 4 bytes repeat the length.
      out.fill(0, p.frameStart, this.length - 4);
    } else if (!isKnownLinkType(unit.linkType)) {
      out.fill(0, p.frameStart, p.frameStart + p.frameLength);
    } else {
      decodeFrame(p, unit.linkType);
      this.auth.redact(p);
    }
  }
}
