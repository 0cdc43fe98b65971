import type { ClusterState, EvidenceKind, Speech, Tenure, VirtualRouter } from '../model/state.js';
import { masterDownIntervalMs } from '../model/timers.js';

/** A stretch of time in which the same routers were MASTER of one virtual router. */
export interface Stretch {
  from: number;
  /** null while it lasts. */
  to: number | null;
  masters: Tenure[];
  /** Those whose time ended where this stretch begins. */
  ended: Tenure[];
}

/** The history of `router` from its first MASTER on, cut wherever one began or ended. */
export function stretchesOf(router: VirtualRouter): Stretch[] {
  const edges = router.tenures.flatMap((tenure) => [
    { at: tenure.from, tenure, begins: true },
    ...(tenure.to === null ? [] : [{ at: tenure.to, tenure, begins: false }]),
  ]);
  edges.sort((a, b) => a.at - b.at || Number(b.begins) - Number(a.begins));
  const stretches: Stretch[] = [];
  let masters: Tenure[] = [];
  for (let i = 0; i < edges.length; ) {
    const { at } = edges[i]!;
    const ended: Tenure[] = [];
    for (; i < edges.length && edges[i]!.at === at; i++) {
      const { tenure, begins } = edges[i]!;
      if (begins) masters = [...masters, tenure];
      else {
        masters = masters.filter((m) => m !== tenure);
        ended.push(tenure);
      }
    }
    const before = stretches.at(-1);
    if (before !== undefined) before.to = at;
    stretches.push({ from: at, to: null, masters, ended });
  }
  return stretches;
}

/**
 * The longest a backup may wait before it takes over, ms: Master_Down_Interval of the lowest priority, by the slowest of
 * those who speak for the virtual router (they may differ, which is a fault of its own).
 */
export function patienceMs(router: VirtualRouter): number {
  const spoken = [...router.cells.values()].flatMap((c) =>
    c.wire === null ? [] : [masterDownIntervalMs(c.wire.version, 1, c.wire.advertIntervalMs)],
  );
  return Math.max(masterDownIntervalMs(router.version ?? 2, 1, router.advertIntervalMs ?? 1000), ...spoken);
}

/** `vi_w (VRID 51)` */
export function nameOf(router: VirtualRouter): string {
  return router.vrid === null || router.label === `VRID ${router.vrid}`
    ? router.label
    : `${router.label} (VRID ${router.vrid})`;
}

/** Which kinds of evidence the tenures rest on. */
export function evidenceOf(tenures: readonly Tenure[]): EvidenceKind[] {
  return [...new Set(tenures.flatMap((t) => t.evidence))];
}

/** `db202 sends nothing for 3.65 s`: how a MASTER that speaks so is known to be gone, by its Master_Down_Interval. */
export function silence(node: string, s: Pick<Speech, 'version' | 'priority' | 'advertIntervalMs'>): string {
  const ms = masterDownIntervalMs(s.version, s.priority, s.advertIntervalMs);
  return `${node} sends nothing for ${(ms / 1000).toFixed(2)} s`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** True when something listens that would notice a MASTER: a live capture or a live log. */
export function canSee(state: ClusterState): boolean {
  return [...state.sources.values()].some((s) => (s.kind === 'wire' || s.kind === 'log') && s.status === 'live');
}
