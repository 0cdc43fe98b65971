import { u16be } from './byte-order.js';
import { sumWords } from './checksum.js';
import { AH_PROTOCOL } from './ip.js';
import { decodeFrame } from './link.js';
import { Packet } from './packet.js';
import type { SipHash } from './siphash.js';
import { AUTH_DATA_LENGTH, VRRP_PROTOCOL } from './vrrp.js';

const ICMP = 1;
const LINK_TYPE_IPV4 = 228;

/** Hides VRRPv2 authentication data in the bytes of decoded frames, in place. */
export class AuthRedactor {
  private readonly quoted = new Packet();
  private readonly hash = new Uint8Array(AUTH_DATA_LENGTH);

  constructor(private readonly sipHash: SipHash) {}

  /** `p` as `decodeFrame` left it; its bytes are changed, its fields are not. */
  redact(p: Packet): void {
    const frameEnd = p.frameStart + p.frameLength;
    if (p.protocol === VRRP_PROTOCOL && p.fragmentOffset === 0) this.redactVrrp(p, frameEnd);
    else if (p.protocol === VRRP_PROTOCOL || p.protocol === AH_PROTOCOL) {
      // A later fragment may hold the data anywhere, and so may an AH header that could not be read.
      p.bytes.fill(0, p.payload, frameEnd);
    } else if (p.protocol === ICMP && p.family === 'ipv4' && p.fragmentOffset === 0) this.redactQuote(p, frameEnd);
  }

  /** A unicast peer without keepalived answers "protocol unreachable" and quotes the whole advert (RFC 792). */
  private redactQuote(p: Packet, frameEnd: number): void {
    const q = this.quoted;
    q.bytes = p.bytes;
    q.frameStart = p.payload + 8;
    q.frameLength = Math.max(0, frameEnd - q.frameStart);
    q.wireLength = q.frameLength;
    decodeFrame(q, LINK_TYPE_IPV4);
    if (q.protocol === VRRP_PROTOCOL || q.protocol === AH_PROTOCOL) this.redact(q);
  }

  /**
   * Where the lengths do not fit the count of addresses, the data may be anywhere behind the header. v3 has none; a
   * sender that appends it all the same shows by its length.
   */
  private redactVrrp(p: Packet, frameEnd: number): void {
    const b = p.bytes;
    const body = p.payload + 8;
    if (body > frameEnd) return;
    const auth = body + b[p.payload + 3]! * (p.family === 'ipv4' ? 4 : 16);
    const authEnd = auth + AUTH_DATA_LENGTH;
    const end = p.payload + p.payloadLength;
    const wireEnd = p.payload + p.payloadWireLength;
    if (p.version === 3 && p.kind === 'vrrp' && wireEnd !== authEnd) return;
    // Type 0 without data, and CARP, whose byte in that place is mostly 0.
    if (b[p.payload + 4] === 0 && (wireEnd === auth || p.kind === 'other'))
      b.fill(0, Math.min(wireEnd, frameEnd), frameEnd);
    else if (wireEnd < authEnd) b.fill(0, body, frameEnd);
    else if (authEnd > end) b.fill(0, auth, frameEnd);
    else {
      this.replace(b, auth);
      if (end > authEnd) blankTrailer(b, authEnd, end);
    }
  }

  /**
   * Three words of keyed hash and a fourth that keeps the sum: equal for equal data under one key. What the sum tells
   * about the data, the checksum in the header beside it tells anyway. No data (all zero) stays none.
   */
  private replace(b: Uint8Array, at: number): void {
    const sum = sumWords(b, at, at + AUTH_DATA_LENGTH);
    if (sum === 0) return;
    const hash = this.hash;
    this.sipHash.hash8(b, at, hash);
    const word = wordOfSum(sum + 3 * 0xffff - u16be(hash, 0) - u16be(hash, 2) - u16be(hash, 4));
    b.set(hash, at);
    b[at + 6] = word >> 8;
    b[at + 7] = word & 0xff;
  }
}

/** Zeros with the sum of what was there in front: v2 has no trailer, so it may be data behind a wrong count. */
function blankTrailer(b: Uint8Array, from: number, to: number): void {
  const sum = sumWords(b, from, to);
  b.fill(0, from, to);
  if (sum === 0 || to - from < 2) return;
  const word = wordOfSum(sum);
  b[from] = word >> 8;
  b[from + 1] = word & 0xff;
}

/** The word that counts as much as `sum` in ones' complement arithmetic. */
const wordOfSum = (sum: number): number => sum % 0xffff;
