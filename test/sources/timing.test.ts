import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Turnstile } from '../../src/sources/timing.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** When each of `count` passed, ms from now. */
async function passing(turnstile: Turnstile, count: number, forMs: number): Promise<number[]> {
  const began = performance.now();
  const passed: number[] = [];
  for (let i = 0; i < count; i++) void turnstile.pass().then(() => passed.push(performance.now() - began));
  await vi.advanceTimersByTimeAsync(forMs);
  return passed;
}

it('lets a few through at once, then one each so many ms', async () => {
  const turnstile = new Turnstile(3, 40);
  expect(await passing(turnstile, 6, 1000)).toEqual([0, 0, 0, 40, 80, 120]);
  // After a quiet time the few may pass at once again, and no more than those.
  expect(await passing(turnstile, 5, 1000)).toEqual([0, 0, 0, 40, 80]);
});

it('400 nodes do not connect in one instant, and all within some seconds', async () => {
  const passed = await passing(new Turnstile(8, 40), 400, 60_000);
  expect(passed).toHaveLength(400);
  expect(passed.filter((at) => at < 1000).length).toBeLessThanOrEqual(8 + 25);
  expect(Math.max(...passed)).toBe((400 - 8) * 40);
});

it('holds up nobody who is told to stop', async () => {
  const turnstile = new Turnstile(1, 60_000);
  await turnstile.pass();
  const stopping = new AbortController();
  const waiting = turnstile.pass(stopping.signal);
  stopping.abort();
  await waiting;
});
