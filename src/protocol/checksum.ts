/** Which of the known ways of summing made the checksum right. */
export type ChecksumMode =
  /** v2: message with its authentication data, no pseudo-header (RFC 3768 5.3.8). */
  | 'v2'
  /** v3 with the pseudo-header of RFC 5798 5.2.8: all of IPv6, and keepalived's default for IPv4. */
  | 'pseudo-header'
  /** v3 over IPv4 without one (RFC 9568 5.2.8; keepalived's `v3_checksum_as_v2`). */
  | 'no-pseudo-header'
  /** unicast v3 over IPv4 summed with the multicast group as destination (keepalived up to 1.3.6). */
  | 'multicast-pseudo-header';

/** `unverified`: the snap length or a fragment hides a part of the message. */
export type ChecksumVerdict = 'ok' | 'bad' | 'unverified';

/**
 * Sum of the big-endian 16 bit words of `bytes` from `from` up to `to`, an odd last byte padded with zero on its right
 * (RFC 1071). Not folded: sums of several ranges may be added, and `isValidSum` judges the total.
 */
export function sumWords(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  let i = from;
  for (; i + 1 < to; i += 2) sum += (bytes[i]! << 8) | bytes[i + 1]!;
  return i < to ? sum + (bytes[i]! << 8) : sum;
}

/** True when a sum that includes the checksum field folds to 0xffff, which is what a receiver tests (RFC 1071). */
export function isValidSum(sum: number): boolean {
  return sum !== 0 && sum % 0xffff === 0;
}
