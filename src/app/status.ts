import type { Inventory } from '../model/input.js';
import type { Sink, Source } from '../sources/index.js';
import { observingAll } from './observing.js';
import type { Look } from './roster.js';

/** Looks at clusters for `waitMs` and tells what was seen then of each, and is wrong now, in their order; nothing is left running. */
export function look(
  inventories: readonly Inventory[],
  open: (sink: Sink) => Source[],
  waitMs: number,
): Promise<Look[]> {
  return observingAll(inventories, open, async (watched) => {
    await new Promise((done) => setTimeout(done, waitMs));
    return watched
      .looks()
      .map(({ state, findings }) => structuredClone({ state, findings: findings.filter((f) => f.to === null) }));
  });
}
