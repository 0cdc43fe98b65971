/** Which of the known ways of summing made the checksum right; see reference in the README of test/protocol. */
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
