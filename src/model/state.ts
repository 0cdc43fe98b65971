import type { ChecksumMode, ChecksumVerdict } from '../protocol/checksum.js';
import type { KeepalivedConf } from '../protocol/conf/types.js';
import type { NodeInterface } from '../protocol/ip-addr.js';
import type { LogEvent, LogKind, VrrpState } from '../protocol/log-event.js';
import type { AuthType } from '../protocol/packet.js';
import type { ScriptFiles } from '../protocol/script-files.js';
import type { NodeCounters } from './counters.js';
import type { Inventory, SourceId, SourceStatus } from './input.js';
import type { Tail } from './tail.js';

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
  /** When it was live last, or began to be: from then on to `since`, or to now, it was; ms, null = never. */
  liveSince: number | null;
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
  /** When a virtual IP was last seen to come to this node or to leave it, by address; ms. */
  heldChanged: Map<string, number>;
  /** Its interfaces with their addresses, as of `heldAt`. */
  interfaces: NodeInterface[];
  /** What its log wrote about the daemon, the interfaces and scripts: lines that name no instance; by kind. */
  lines: Map<LogKind, LinesSeen>;
  /** What went wrong on it beside its VRRP states, oldest first; bounded. */
  troubles: Trouble[];
  /** Set while keepalived is known not to run. */
  down: NodeDown | null;
  /** When keepalived was last seen to start, ms; null = never. */
  startedAt: number | null;
  /** keepalived.conf as read on the node, passwords out; null = not read. */
  conf: KeepalivedConf | null;
  /** The files that its configuration has keepalived run; null = not asked. */
  scriptFiles: ScriptFiles | null;
  /** keepalived's own counters; null = it was not asked. */
  counters: NodeCounters | null;
  /** When it was read, ms. */
  confAt: number | null;
  /** Node clock minus monitor clock in ms; null = not measured. */
  clockOffsetMs: number | null;
  /** Since when it has been about that (within half a second), ms. */
  clockOffsetSince: number | null;
}

/** Something that went wrong on a node, as its log or a probe told; times in ms. */
export interface Trouble {
  /** `tracker`: a script, file or process; `interface`: link down; `daemon`: keepalived died; `config`: a complaint about the configuration. */
  kind: 'tracker' | 'interface' | 'daemon' | 'timer-stall' | 'clock-step' | 'config';
  /** Of the tracker or interface, else ''. */
  name: string;
  /** Set where only one instance's lines tell when it is over. */
  instance: string | null;
  from: number;
  /** null while it lasts. */
  to: number | null;
  /** How long a stall was, where the line tells. */
  seconds: number | null;
  /** The line that told; '' where no line did. */
  detail: string;
}

/** keepalived does not run: since when (ms), and whether it was asked to stop; null = nothing tells. */
export interface NodeDown {
  since: number;
  planned: boolean | null;
  /** False: it did not run when it was first asked. */
  ran: boolean;
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
  /** The peers that it sends to, bounded; none while it sends to the group. */
  sentTo: string[];
  ttl: number;
  /** The last stretch of multicast adverts without TTL 255, ms; null = there was none. */
  oddTtl: { ttl: number; from: number; to: number } | null;
  /** Shortest and longest time between two adverts over the last 16 of them, ms; null = not that many yet. */
  pace: { shortestMs: number; longestMs: number } | null;
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
  /** Times in which a capture did not hear it while another did, oldest first; bounded. */
  unheard: { capture: number; from: number; to: number }[];
  /** `master`: sends; `superseded`: gave way to a better one; `resigned`: sent priority 0; `silent`: longer than its Master_Down_Interval. */
  status: 'master' | 'superseded' | 'resigned' | 'silent';
  /** When it last began to send, when its last advert came, and how many adverts came in all. */
  startedAt: number;
  lastAt: number;
  adverts: number;
}

/** One stretch of time in which a router sent adverts that, their priority aside, all said the same; ms. */
export interface Speech
  extends Pick<
    Speaker,
    | 'address'
    | 'version'
    | 'priority'
    | 'advertIntervalMs'
    | 'vips'
    | 'cast'
    | 'sentTo'
    | 'authType'
    | 'authClass'
    | 'checksum'
    | 'checksumMode'
    | 'trailerLength'
  > {
  from: number;
  /** Its last advert so far; brought up to date with the state. */
  lastAt: number;
  /** null while it goes on, as far as anybody hears. */
  to: number | null;
  /** When the router sent priority 0 after it, also long after; null = it did not. */
  resignedAt: number | null;
}

/** The lines of one kind that a log wrote about something: how many, since when, and the last of them; times in ms. */
export interface LinesSeen {
  count: number;
  firstAt: number;
  lastAt: number;
  last: LogEvent;
  /** The same in stretches without a pause of more than a Master_Down_Interval; newest last, bounded. */
  runs: LinesRun[];
}

export interface LinesRun {
  count: number;
  from: number;
  to: number;
  last: LogEvent;
}

/** The last gratuitous ARP (or unsolicited NA) for an address, and how they came; ms. */
export interface Announcement {
  address: string;
  mac: string;
  at: number;
  /** Newest last, bounded. */
  runs: AnnouncementRun[];
}

/** Announcements by one MAC address that came one after another without a pause much longer than those before. */
export interface AnnouncementRun {
  mac: string;
  from: number;
  to: number;
  /** Those at one moment (keepalived sends 5) count as one burst. */
  bursts: number;
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
  /** Why it began. */
  cause: Cause;
  /** False when its end was concluded, not seen: then `to` is the latest it can have been. */
  endSeen: boolean;
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
  /** What ARP told the neighbours; null = nothing was heard. */
  announced: Announcement | null;
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
  /** What was said on the wire, in the order in which it began; bounded. */
  speeches: readonly Speech[];
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
  /** Ids of virtual routers that other clusters of the configuration were heard to use on the same links. */
  taken: Set<string>;
  /** Nodes of other clusters that were heard in virtual routers of this one: `proxies/lb1` by address. */
  neighbours: Map<string, string>;
  events: ClusterEvent[];
  /** What the bounds threw away. */
  dropped: { events: number; speakers: number; routers: number };
  /** Adverts a second over all captures, over the last seconds. */
  advertsPerSecond: number;
  /** What passed last, to look at. */
  tail: Tail;
}
