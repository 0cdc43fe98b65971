import type { Finding } from '../../diagnose/finding.js';
import { type StatusWord, statusWord } from '../../diagnose/status-word.js';
import type { ClusterState } from '../../model/state.js';
import { findingItems, type Service, serviceOf, vipItems } from '../items.js';

/** Findings of a cluster that are told beside the list of clusters. */
const TOLD = 4;

/** One cluster in a row: all that the list of clusters says of it. Times in ms; ages are made when it is drawn. */
export interface ClusterSummary {
  name: string;
  word: StatusWord;
  /** Virtual routers, and those of which every VIP has one clear holder. */
  routers: number;
  served: number;
  /** Who has what: a node or nodes, `nobody` or `unknown`, with names of virtual routers. */
  places: { who: string; service: Service; what: string[] }[];
  /** The last time that a virtual router changed hands; null = never seen. */
  move: { at: number; what: string; from: string; to: string } | null;
  /** When anything last changed its state; 0 = never seen. */
  changedAt: number;
  /** Sources that should tell and do not, and how many there are. */
  lost: string[];
  sources: number;
  live: number;
  /** What is wrong now, the worst first; the first few of `count`. */
  findings: Finding[];
  count: number;
}

export function summaryOf(name: string, state: ClusterState, findings: readonly Finding[]): ClusterSummary {
  const items = vipItems(state).map((item) => ({ item, ...serviceOf(item) }));
  const unserved = new Set(items.filter((i) => i.service !== 'served').map((i) => i.item.router));
  const places = new Map<string, { who: string; service: Service; what: string[] }>();
  for (const { item, service, holders } of items) {
    const who = holders.length > 0 ? holders.join('+') : service;
    const place = places.get(who) ?? { who, service, what: [] };
    if (!place.what.includes(item.router.label)) place.what.push(item.router.label);
    places.set(who, place);
  }
  let move: ClusterSummary['move'] = null;
  let changedAt = 0;
  for (const router of state.routers) {
    const last = router.failovers.at(-1);
    if (last !== undefined && (move === null || last.at > move.at))
      move = { at: last.at, what: router.label, from: last.from, to: last.to };
    for (const cell of router.cells.values()) changedAt = Math.max(changedAt, cell.transitions.at(-1)?.at ?? 0);
  }
  const sources = [...state.sources.values()].filter((s) => s.status !== 'off');
  const now = findingItems(findings);
  return {
    name,
    word: statusWord(state, now),
    routers: state.routers.length,
    served: state.routers.length - unserved.size,
    places: [...places.values()],
    move,
    changedAt,
    lost: sources.filter((s) => s.status === 'lost').map((s) => s.id),
    sources: sources.length,
    live: sources.filter((s) => s.status === 'live').length,
    findings: now.slice(0, TOLD),
    count: now.length,
  };
}
