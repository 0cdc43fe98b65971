import { disputing } from '../diagnose/path.js';
import type { ClusterState } from '../model/state.js';
import type { ViewId } from '../views/ui-state.js';
import type { ActNode } from './act.js';

/**
 * Has keepalived's counters asked where they would tell something: while two are MASTER, and while somebody looks at who
 * hears whom. @param view what is shown of this cluster, null: another one is shown.
 */
export function askCounters(state: ClusterState, view: ViewId | null, nodes: readonly ActNode[]): void {
  const asked = disputing(state);
  for (const { config, source } of nodes) source.askCounters(view === 'reachability' || asked.has(config.name));
}
