import type { ChecksumMode, ChecksumVerdict } from '../protocol/checksum.js';
import type { KeepalivedConf } from '../protocol/conf/types.js';
import type { LogEvent, LogKind, VrrpState } from '../protocol/log-event.js';
import type { AuthType } from '../protocol/packet.js';
import type { Inventory, SourceId, SourceStatus } from './input.js';

/** The kinds of evidence, kept apart to the screen: who sends, what a node believes, what it holds, what ARP announced. */
export type EvidenceKind = 'wire' | 'log' | 'addr' | 'arp';

/** Why a state changed, as far as evidence tells. */
export type Cause = 'start' | 'timeout' | 'priority 0' | 'preemption' | 'tracker' | 'interface' | 'stop' | 'unknown';

export interface SourceState {
  id: SourceId;
  kind: 'wire' | 'log' | 'addr' | 'ssh';
  /** Where it looks from; null = the monitor itself. */
  node: string | null;
  status: SourceStatus;
  reason: string;
  /** When the status began, and when the last data came (null: never); ms. */
  since: number;
  lastAt: number | null;
  /** Records or lines read, those that meant something, and those that should have but could not be decoded. */
  records: number;
  matched: number;
  undecodable: number;
}

export interface NodeState {
  name: string;
  /** Primary addresses, as given or probed. */
  addresses: string[];
  /** False for a sender that no configuration names. */
  inInventory: boolean;
  /** keepalived's version and whether it runs; null = not known. */
  version: string | null;
  running: boolean | null;
  runningAt: number | null;
  /** All addresses that the node holds now, and when it was last asked; null = never asked. */
  held: Set<string>;
  heldAt: number | null;
  /** What its log wrote about the daemon, the interfaces and scripts: lines that name no instance; by kind. */
  lines: Map<LogKind, LinesSeen>;
  /** keepalived.conf as read on the node, passwords out; null = not read. */
  conf: KeepalivedConf | null;
  /** Node clock minus monitor clock in ms; null = not measured. */
  clockOffsetMs: number | null;
}

/** One router as heard on the wire for one virtual router. Times in ms by the monitor's clock. */
export interface Speaker {
  address: string;
  mac: string;
  version: number;
  priority: number;
  advertIntervalMs: number;
  vips: string[];
  /** Sent to the group or to single peers. */
  cast: 'multicast' | 'unicast';
  ttl: number;
  authType: AuthType;
  /** Equal numbers for equal authentication data within one virtual router; never the data itself. */
  authClass: number;
  checksum: ChecksumVerdict;
  checksumMode: ChecksumMode | null;
  /** Bytes behind the message: the HMAC trailer of keepalived 2.4. */
  trailerLength: number;
  /** What was odd about its last advert. */
  problems: readonly string[];
  /** By capture (`ClusterState.captures`): when it heard this router last, ms; undefined = never. */
  heard: (number | undefined)[];
  /** `master`: sends; `superseded`: gave way to a better one; `resigned`: sent priority 0; `silent`: longer than its Master_Down_Interval. */
  status: 'master' | 'superseded' | 'resigned' | 'silent';
  /** When it last began to send, when its last advert came, and how many adverts came in all. */
  startedAt: number;
  lastAt: number;
  adverts: number;
}

/** The lines of one kind that a log wrote about something: how many, since when, and the last of them; times in ms. */
export interface LinesSeen {
  count: number;
  firstAt: number;
  lastAt: number;
  last: LogEvent;
}

/** What is judged of one router (node) in one virtual router, with the evidence it was judged from. */
export interface Cell {
  node: string;
  /** keepalived's name of the instance on this node; null = not known. */
  instance: string | null;
  state: VrrpState;
  /** When that state began (ms), and one line that says why it is UNKNOWN or what contradicts it ('' = nothing to say). */
  since: number;
  note: string;
  wire: Speaker | null;
  log: { state: VrrpState; at: number } | null;
  /** What its log wrote about this instance, by kind. */
  lines: Map<LogKind, LinesSeen>;
  /** Effective priority now, and the configured one; null = not known. */
  priority: number | null;
  configuredPriority: number | null;
  nopreempt: boolean | null;
  /** Newest last; bounded. */
  transitions: Transition[];
}

export interface Transition {
  at: number;
  /** Uncertainty of `at` in ms. */
  precisionMs: number;
  /** Id of the virtual router. */
  router: string;
  node: string;
  instance: string | null;
  from: VrrpState;
  to: VrrpState;
  cause: Cause;
  evidence: EvidenceKind[];
}

/** One router's time as MASTER. */
export interface Tenure {
  node: string;
  address: string | null;
  from: number;
  /** null while it lasts. */
  to: number | null;
  vips: string[];
  evidence: EvidenceKind[];
}

/** The virtual router changed hands. */
export interface Failover {
  /** When the new master began, ms. */
  at: number;
  from: string;
  to: string;
  cause: Cause;
  /** Time without a master in ms; null where the end of the old one is not known. */
  gapMs: number | null;
}

/** Whether one kind of evidence agrees about where a virtual IP is. */
export interface Mark {
  /** `yes`: it says so; `no`: it says otherwise; `stale`: it said so, but is old; `unknown`: it does not tell. */
  verdict: 'yes' | 'no' | 'stale' | 'unknown';
  /** Nodes that this evidence names. */
  nodes: string[];
  /** Time of the newest evidence, ms; null = none. */
  at: number | null;
}

export interface VipState {
  address: string;
  /** Nodes that serve it as far as observed: one is health, two is a conflict, none see `known`. */
  holders: string[];
  /** False: nobody can say (`note` tells why). True with no holders: it was looked for and is nowhere. */
  known: boolean;
  /** Since when the holders are the same, ms; null = not known. */
  since: number | null;
  note: string;
  marks: Record<EvidenceKind, Mark>;
}

export interface VirtualRouter {
  /** `ipv4/51`, `vlan7/ipv6/51`, or `name/vi_w` for an instance that only logs tell of. */
  id: string;
  vrid: number | null;
  family: 'ipv4' | 'ipv6' | null;
  version: number | null;
  /** Instance names known for it, the best first; `label` is what to show: the name, else `VRID 51`. */
  names: string[];
  label: string;
  role: string | null;
  advertIntervalMs: number | null;
  vips: VipState[];
  /** By node name, in the inventory's order. */
  cells: Map<string, Cell>;
  tenures: Tenure[];
  failovers: Failover[];
}

export type Severity = 'info' | 'warning' | 'critical';

/** A line of the event list: newest last, bounded. */
export interface ClusterEvent {
  at: number;
  kind: 'transition' | 'failover' | 'source' | 'finding' | 'priority';
  severity: Severity;
  router: string | null;
  node: string | null;
  /** What happened, in words; carries values, but not the router and the node named above. */
  text: string;
  evidence: EvidenceKind[];
}

export interface ClusterState {
  /** The monitor's clock at the newest input, and at the first one; ms. */
  now: number;
  startedAt: number;
  inventory: Inventory;
  sources: Map<SourceId, SourceState>;
  /** Ids of the captures, in the order of `Speaker.heard`. */
  captures: SourceId[];
  /** In the inventory's order, unknown senders after. */
  nodes: Map<string, NodeState>;
  /** Sorted: configuration's order, then VRID. */
  routers: VirtualRouter[];
  events: ClusterEvent[];
  /** What the bounds threw away. */
  dropped: { events: number; speakers: number; routers: number };
  /** Adverts a second over all captures, over the last seconds. */
  advertsPerSecond: number;
}
