import { patienceMs } from '../../diagnose/mastership.js';
import type { Cell, ClusterState, SourceState, VirtualRouter } from '../../model/state.js';

/** Where somebody listens: this host, or a node with a capture of its own. */
export interface Ear {
  /** Place in `Speaker.heard`. */
  index: number;
  source: SourceState | null;
  /** null: this host. */
  node: string | null;
}

/**
 * Whether one ear hears one sender. `own`: what a node sends is seen on itself; `heard`: lately; `late`: not for longer
 * than the Master_Down_Interval asks; `silent`: neither does any other ear, it does not send; `never`: others hear it,
 * this ear does not; `deaf`: the capture is not live, or not for
 * long enough to tell.
 */
export type Hearing =
  | { kind: 'own' | 'heard' | 'late' | 'silent'; at: number }
  | { kind: 'never' | 'deaf' | 'no-sender' };

export const earsOf = (state: ClusterState): Ear[] =>
  state.captures.map((id, index) => {
    const source = state.sources.get(id) ?? null;
    return { index, source, node: source?.node ?? null };
  });

export function hearing(state: ClusterState, router: VirtualRouter, cell: Cell, ear: Ear): Hearing {
  const { wire } = cell;
  const patience = patienceMs(router);
  const isDeaf = ear.source?.status !== 'live' || state.now - ear.source.since <= patience;
  if (wire === null) return { kind: cell.state !== 'MASTER' ? 'no-sender' : isDeaf ? 'deaf' : 'never' };
  const at = wire.heard[ear.index];
  if (at !== undefined && state.now - at <= patience) return { kind: ear.node === cell.node ? 'own' : 'heard', at };
  if (isDeaf) return { kind: 'deaf' };
  if (at === undefined) return wire.status === 'master' ? { kind: 'never' } : { kind: 'deaf' };
  return { kind: wire.status === 'master' && state.now - wire.lastAt <= patience ? 'late' : 'silent', at };
}
