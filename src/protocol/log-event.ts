/** The states of keepalived's VRRP state machine, in the words of its log, and the two that only an observer has. */
export type VrrpState = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT' | 'STOPPED' | 'UNKNOWN';

/** What a line of keepalived's log says. The first group is printed by `vrrptop decode`, the second is not. */
export const LOG_KINDS = [
  'state',
  'becoming-master',
  'group-state',
  'start',
  'stop',
  'stopped',
  'child-died',
  'child-stopped',
  'unit-failed',
  'already-running',
  'higher-prio-advert',
  'lower-prio-advert',
  'equal-prio-higher-ip',
  'lower-prio-discard',
  'new-election',
  'prio0-sent',
  'prio0-received',
  'adv-timeout',
  'vips-set',
  'vips-removed',
  'script-ok',
  'script-fail',
  'script-timeout',
  'script-busy',
  'priority-change',
  'link-up',
  'link-down',
  'auth-mismatch',
  'vip-mismatch',
  'interval-mismatch',
  'version-mismatch',
  'ttl-mismatch',
  'checksum-error',
  'bogus-packet',
  'ah-replay',
  'timer-late',
  'reload',
  'reload-complete',
  'quorum-lost',
  'quorum-gained',
  'config-warning',
  'child-start',
  'startup-complete',
  'startup-delay',
  'addr-added',
  'addr-removed',
  'packet-ignored',
  'packet-dropped',
] as const;
/** Meaningful to the model only (they tie an instance to its addresses and VRID), never printed by `decode`. */
export const INNER_LOG_KINDS = ['garp', 'clock-step'] as const;

export type LogKind = (typeof LOG_KINDS)[number] | (typeof INNER_LOG_KINDS)[number];

/** Values taken out of a message; each is present only where the message holds it. */
export interface LogValues {
  /** Address of the peer the message talks about. */
  peer?: string;
  /** Our own and the received priority (or the old and the new one for `priority-change`). */
  ours?: number;
  theirs?: number;
  /** Address (VIP) or interface the message talks about. */
  address?: string;
  interface?: string;
  /** Script, file or process tracked. */
  tracker?: string;
  vrid?: number;
  pid?: number;
  /** keepalived's version, `2.2.7`. */
  version?: string;
  seconds?: number;
  /** For `state`: why, when the line itself says it: `init`, `interface eth0 down`, `script chk`. */
  reason?: string;
}

/** One line of a log that means something. All text is cleaned of control characters and bounded in length. */
export interface LogEvent {
  /** Line number in its stream, from 1. */
  line: number;
  /** ms since 1970 UTC by the node's clock; null where the line carries no time. */
  at: number | null;
  /** Resolution of that time in ms: 1000 for classic syslog, 0.001 for microseconds. */
  precisionMs: number;
  /** Host as written in the line, without brackets; null where the line has none. */
  host: string | null;
  /** Program name, `Keepalived_vrrp` with its suffix; null for keepalived's own log file. */
  ident: string | null;
  /** netns/instance suffix of the ident (`_klab-b_prod1`), '' where there is none. */
  identSuffix: string;
  pid: number | null;
  instance: string | null;
  /** Sync group, for `group-state`. */
  group: string | null;
  kind: LogKind;
  state: VrrpState | null;
  /** The message itself. */
  detail: string;
  values: LogValues;
  /** How often rsyslog says the line was repeated; 1 for a plain line. */
  repeat: number;
}
