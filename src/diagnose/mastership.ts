import type { ClusterState, EvidenceKind, Tenure, VirtualRouter } from '../model/state.js';
import { masterDownIntervalMs } from '../model/timers.js';

/** A stretch of time in which the same number of routers was MASTER of one virtual router. */
export interface Stretch {
  from: number;
  /** null while it lasts. */
  to: number | null;
  masters: Tenure[];
}

/** The history of `router` from its first MASTER on, cut wherever one began or ended. */
export function stretchesOf(router: VirtualRouter): Stretch[] {
  const edges = new Set<number>();
  for (const t of router.tenures) {
    edges.add(t.from);
    if (t.to !== null) edges.add(t.to);
  }
  const times = [...edges].sort((a, b) => a - b);
  return times.map((from, i) => ({
    from,
    to: times[i + 1] ?? null,
    masters: router.tenures.filter((t) => t.from <= from && (t.to === null || t.to > from)),
  }));
}

/** The longest a backup may wait before it takes over, ms: Master_Down_Interval of the lowest priority. */
export function patienceMs(router: VirtualRouter): number {
  return masterDownIntervalMs(router.version ?? 2, 1, router.advertIntervalMs ?? 1000);
}

/** `vi_w (VRID 51)` */
export function nameOf(router: VirtualRouter): string {
  return router.vrid === null || router.label === `VRID ${router.vrid}` ? router.label : `${router.label} (VRID ${router.vrid})`;
}

/** Which kinds of evidence the tenures rest on. */
export function evidenceOf(tenures: readonly Tenure[]): EvidenceKind[] {
  return [...new Set(tenures.flatMap((t) => t.evidence))];
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** True when something listens that would notice a MASTER: a live capture or a live log. */
export function canSee(state: ClusterState): boolean {
  return [...state.sources.values()].some((s) => (s.kind === 'wire' || s.kind === 'log') && s.status === 'live');
}
