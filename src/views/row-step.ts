import type { Action } from './keys.js';

/**
 * The row that a moving key leads to, within 0 to `last`; null for a key that moves nothing.
 * @param page rows that a page key passes.
 */
export function rowAfter(action: Action, now: number, last: number, page: number): number | null {
  const to: Partial<Record<Action, number>> = {
    up: now - 1,
    down: now + 1,
    'page-up': now - page,
    'page-down': now + page,
    first: 0,
    last,
  };
  const row = to[action];
  return row === undefined ? null : Math.max(0, Math.min(last, row));
}
