import type { Observation } from './observation.js';

/**
 * Losses of a log that turned out to be none: what was written meanwhile came later, and it does not begin with a start
 * of the daemon, so the node lived on and its log is whole.
 */
export function healedGaps(observations: readonly Observation[]): Set<Observation> {
  const healed = new Set<Observation>();
  const open = new Map<string, Observation>();
  for (const o of observations) {
    if (o.kind === 'source' && o.node !== null && o.status === 'lost' && o.source.startsWith('log:'))
      open.set(o.node, o);
    else if (o.kind === 'log') {
      const gap = open.get(o.node);
      if (gap === undefined) continue;
      open.delete(o.node);
      if (o.event.kind !== 'start') healed.add(gap);
    }
  }
  return healed;
}
