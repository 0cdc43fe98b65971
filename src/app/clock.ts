import { performance } from 'node:perf_hooks';

/** A wall clock that was set while we ran is followed when it is off by this much, ms. */
const STEP_MS = 500;
let base = performance.timeOrigin;

/** The monitor's clock: ms since 1970 UTC with a fraction; runs steadily, and follows the wall clock when that is set. */
export function now(): number {
  const steady = base + performance.now();
  const wall = Date.now();
  if (Math.abs(wall - steady) < STEP_MS) return steady;
  base += wall - steady;
  return wall;
}
