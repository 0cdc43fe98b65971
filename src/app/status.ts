import type { Finding } from '../diagnose/finding.js';
import { diagnose } from '../diagnose/registry.js';
import type { Inventory } from '../model/input.js';
import type { ClusterState } from '../model/state.js';
import type { Sink, Source } from '../sources/index.js';
import { observingAll } from './observing.js';

export interface Look {
  state: ClusterState;
  /** What is wrong now. */
  findings: Finding[];
}

/** Looks at clusters for `waitMs` and tells what was seen then of each, in their order; nothing is left running. */
export function look(
  inventories: readonly Inventory[],
  open: (sink: Sink) => Source[],
  waitMs: number,
): Promise<Look[]> {
  return observingAll(inventories, open, async (watched) => {
    await new Promise((done) => setTimeout(done, waitMs));
    return watched.states().map((now) => {
      const state = structuredClone(now);
      return { state, findings: diagnose(state).filter((f) => f.to === null) };
    });
  });
}
