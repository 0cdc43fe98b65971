import type { Finding } from '../diagnose/finding.js';
import type {
  Cell,
  ClusterEvent,
  ClusterState,
  EvidenceKind,
  NodeState,
  Severity,
  VipState,
  VirtualRouter,
} from '../model/state.js';
import type { UiState } from './ui-state.js';

/** In the order in which they are always shown. */
export const EVIDENCE_KINDS: readonly EvidenceKind[] = ['wire', 'log', 'addr', 'arp'];

/** One row of the VIP panel: a virtual IP, or a virtual router whose VIPs nothing tells (`vip` null). */
export interface VipItem {
  router: VirtualRouter;
  vip: VipState | null;
}

export type Service = 'served' | 'conflict' | 'nobody' | 'unknown';

export const vipItems = (state: ClusterState): VipItem[] =>
  state.routers.flatMap((router): VipItem[] =>
    router.vips.length === 0 ? [{ router, vip: null }] : router.vips.map((vip) => ({ router, vip })),
  );

/** Nodes that serve the item, and what that means. Without a VIP the masters stand for its holders. */
export function serviceOf(item: VipItem): { service: Service; holders: string[]; since: number | null; why: string } {
  const { router, vip } = item;
  if (vip !== null) {
    const { holders, since, note } = vip;
    if (holders.length > 1) return { service: 'conflict', holders, since, why: note };
    if (holders.length === 1) return { service: 'served', holders, since, why: note };
    return { service: vip.known ? 'nobody' : 'unknown', holders, since, why: note };
  }
  const masters = [...router.cells.values()].filter((cell) => cell.state === 'MASTER');
  const since = masters.length === 0 ? null : Math.max(...masters.map((cell) => cell.since));
  const holders = masters.map((cell) => cell.node);
  const service = masters.length > 1 ? 'conflict' : masters.length === 1 ? 'served' : 'unknown';
  return { service, holders, since, why: service === 'unknown' ? 'no address and no MASTER seen for it' : '' };
}

const SEVERITY_RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** What is wrong now: worst first, then the oldest. */
export const findingItems = (findings: readonly Finding[]): Finding[] =>
  findings
    .filter((f) => f.to === null)
    .sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || a.since - b.since);

/** All that was found: what is wrong now as `findingItems` has it, then what has ended, the last to end first. */
export const findingHistory = (findings: readonly Finding[]): Finding[] => [
  ...findingItems(findings),
  ...findings.filter((f) => f.to !== null).sort((a, b) => (b.to ?? 0) - (a.to ?? 0)),
];

/** Index of the finding that the operator has chosen; it stays chosen when others come before it, and when it ends. */
export function selectedFindingIndex(ui: UiState, all: readonly Finding[]): number {
  const chosen = ui.finding;
  if (chosen === null) return 0;
  const alike = (f: Finding): boolean => f.rule === chosen.rule && f.key === chosen.key;
  const same = all.findIndex((f) => alike(f) && f.since === chosen.since);
  return Math.max(0, same >= 0 ? same : all.findIndex(alike));
}

/** A node with its place in each virtual router that it takes part in. */
export interface NodeItem {
  node: NodeState;
  cells: { router: VirtualRouter; cell: Cell }[];
}

export const nodeItems = (state: ClusterState): NodeItem[] =>
  [...state.nodes.values()].map((node) => ({
    node,
    cells: state.routers.flatMap((router) => {
      const cell = router.cells.get(node.name);
      return cell === undefined ? [] : [{ router, cell }];
    }),
  }));

/** A lane of the timeline. */
export interface Lane {
  router: VirtualRouter;
  cell: Cell;
}

export const lanes = (state: ClusterState): Lane[] =>
  state.routers.flatMap((router) => [...router.cells.values()].map((cell) => ({ router, cell })));

/** The event `index` places before the newest. */
export const eventAt = (state: ClusterState, index: number): ClusterEvent | undefined =>
  state.events[state.events.length - 1 - index];

/** How many places before the newest the selected event is. */
export function selectedEventIndex(ui: UiState, state: ClusterState): number {
  if (ui.selectedEvent === null) return 0;
  const newest = state.dropped.events + state.events.length - 1;
  return Math.max(0, Math.min(newest - ui.selectedEvent, state.events.length - 1));
}

/** The selected node; null where there is none. */
export const selectedNode = (ui: UiState, state: ClusterState): NodeState | null => {
  const nodes = [...state.nodes.values()];
  return nodes[Math.min(ui.selected.nodes, nodes.length - 1)] ?? null;
};

/** What to call a virtual router known by its id. */
export const routerLabel = (state: ClusterState, id: string | null): string =>
  id === null ? '' : (state.routers.find((router) => router.id === id)?.label ?? id);
