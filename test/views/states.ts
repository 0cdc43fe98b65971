import type { Finding } from '../../src/diagnose/finding.js';
import type {
  Cause,
  Cell,
  ClusterState,
  EvidenceKind,
  Failover,
  Mark,
  NodeState,
  SourceState,
  Speaker,
  Tenure,
  Transition,
  VipState,
  VirtualRouter,
} from '../../src/model/state.js';
import { emptyTail } from '../../src/model/tail.js';
import type { VrrpState } from '../../src/protocol/log-event.js';

/** Hand-built states: what the screen is shown in tests, without any source or reducer. */
export const NOW = Date.UTC(2026, 10, 23, 21, 18, 39, 400);
export const ago = (s: number): number => NOW - s * 1000;

export const mark = (verdict: Mark['verdict'], nodes: string[] = [], at: number | null = ago(1)): Mark => ({
  verdict,
  nodes,
  at,
});

export const marks = (node: string, odd: Partial<Record<EvidenceKind, Mark>> = {}): Record<EvidenceKind, Mark> => ({
  wire: mark('yes', [node], ago(0.4)),
  log: mark('yes', [node]),
  addr: mark('yes', [node]),
  arp: mark('yes', [node]),
  ...odd,
});

export const vip = (
  address: string,
  holders: string[],
  sinceS: number | null,
  more: Partial<VipState> = {},
): VipState => ({
  address,
  holders,
  known: true,
  since: sinceS === null ? null : ago(sinceS),
  note: '',
  marks: marks(holders[0] ?? ''),
  announced: null,
  ...more,
});

export const speaker = (address: string, priority: number, ageS: number, more: Partial<Speaker> = {}): Speaker => ({
  address,
  mac: '52:54:00:00:02:01',
  version: 2,
  priority,
  advertIntervalMs: 1000,
  vips: [],
  cast: 'multicast',
  ttl: 255,
  sentTo: [],
  oddTtl: null,
  unheard: [],
  pace: null,
  authType: 'none',
  authClass: 0,
  checksum: 'ok',
  checksumMode: 'v2',
  trailerLength: 0,
  problems: [],
  heard: [ago(ageS)],
  status: 'master',
  startedAt: ago(3600),
  lastAt: ago(ageS),
  adverts: 3600,
  ...more,
});

export const cell = (node: string, state: VrrpState, sinceS: number, more: Partial<Cell> = {}): Cell => ({
  node,
  instance: null,
  state,
  since: ago(sinceS),
  note: '',
  wire: null,
  log: null,
  lines: new Map(),
  priority: null,
  configuredPriority: null,
  nopreempt: null,
  transitions: [],
  ...more,
});

export const move = (
  node: string,
  sinceS: number,
  from: VrrpState,
  to: VrrpState,
  cause: Cause = 'timeout',
): Transition => ({
  at: ago(sinceS),
  precisionMs: 1,
  router: '',
  node,
  instance: null,
  from,
  to,
  cause,
  evidence: ['wire', 'log'],
});

export const tenure = (node: string, fromS: number, toS: number | null): Tenure => ({
  node,
  address: null,
  from: ago(fromS),
  to: toS === null ? null : ago(toS),
  cause: 'unknown',
  endSeen: true,
  vips: [],
  evidence: ['wire'],
});

export const failover = (from: string, to: string, sinceS: number, gapMs: number | null, cause: Cause): Failover => ({
  at: ago(sinceS),
  from,
  to,
  gapMs,
  cause,
});

export const router = (
  label: string,
  vrid: number | null,
  cells: Cell[],
  more: Partial<VirtualRouter> = {},
): VirtualRouter => ({
  id: vrid === null ? `name/${label}` : `ipv4/${vrid}`,
  vrid,
  family: vrid === null ? null : 'ipv4',
  version: vrid === null ? null : 2,
  names: [label],
  label,
  role: null,
  advertIntervalMs: 1000,
  vips: [],
  cells: new Map(cells.map((c) => [c.node, c])),
  tenures: [],
  speeches: [],
  failovers: [],
  ...more,
});

export const node = (name: string, address: string, more: Partial<NodeState> = {}): NodeState => ({
  name,
  addresses: address === '' ? [] : [address],
  inInventory: true,
  version: '2.2.7',
  running: true,
  runningAt: ago(2),
  held: new Set(),
  heldAt: ago(1),
  heldChanged: new Map(),
  interfaces: [],
  lines: new Map(),
  troubles: [],
  down: null,
  startedAt: null,
  conf: null,
  confAt: null,
  clockOffsetMs: 12,
  scriptFiles: null,
  counters: null,
  clockOffsetSince: ago(7200),
  ...more,
});

export const source = (id: string, at: string | null, more: Partial<SourceState> = {}): SourceState => ({
  id,
  kind: id.split(':')[0] as SourceState['kind'],
  node: at,
  status: 'live',
  reason: '',
  since: ago(7200),
  liveSince: ago(7200),
  lastAt: ago(0.4),
  records: 100,
  matched: 90,
  undecodable: 0,
  ...more,
});

export const sourcesOf = (...names: string[]): SourceState[] => [
  source('wire:eth0', null),
  ...names.flatMap((name) => [source(`ssh:${name}`, name), source(`log:${name}`, name), source(`addr:${name}`, name)]),
];

export interface Made {
  state: ClusterState;
  findings: Finding[];
}

export function cluster(
  parts: { sources?: SourceState[]; nodes?: NodeState[]; routers?: VirtualRouter[]; findings?: Finding[] },
  more: Partial<ClusterState> = {},
): Made {
  const nodes = parts.nodes ?? [];
  return {
    findings: parts.findings ?? [],
    state: {
      now: NOW,
      startedAt: ago(9000),
      captures: ['wire:eth0'],
      inventory: { cluster: 'mysql_ha', nodes: nodes.map(({ name, addresses }) => ({ name, addresses })), routers: [] },
      sources: new Map((parts.sources ?? sourcesOf(...nodes.map((n) => n.name))).map((s) => [s.id, s])),
      nodes: new Map(nodes.map((n) => [n.name, n])),
      routers: parts.routers ?? [],
      taken: new Set(),
      neighbours: new Map(),
      events: [],
      dropped: { events: 0, speakers: 0, routers: 0 },
      advertsPerSecond: 2,
      tail: emptyTail({ lines: 5000, packets: 5000 }),
      ...more,
    },
  };
}

/** Lets `ms` pass in which nothing happens but the adverts, each half an interval old at most. */
export function idle(state: ClusterState, ms: number): void {
  state.now += ms;
  for (const { cells } of state.routers) {
    for (const { wire } of cells.values()) {
      if (wire?.status === 'master') wire.lastAt = state.now - ((state.now - wire.lastAt) % wire.advertIntervalMs);
    }
  }
}
