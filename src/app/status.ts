import type { Finding } from '../diagnose/finding.js';
import { diagnose } from '../diagnose/registry.js';
import type { Inventory } from '../model/input.js';
import type { ClusterState } from '../model/state.js';
import type { Sink, Source } from '../sources/index.js';
import { observing } from './observing.js';

export interface Look {
  state: ClusterState;
  /** What is wrong now. */
  findings: Finding[];
}

/** Looks at the cluster for `waitMs` and tells what was seen then; nothing is left running. */
export function look(inventory: Inventory, open: (sink: Sink) => Source[], waitMs: number): Promise<Look> {
  return observing(inventory, open, async (watched) => {
    await new Promise((done) => setTimeout(done, waitMs));
    const state = structuredClone(watched.state());
    return { state, findings: diagnose(state).filter((f) => f.to === null) };
  });
}
