import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InputBody } from '../../../src/model/input.js';
import { createSimulator } from '../../../src/sources/simulator/simulator.js';
import { T0 } from './stage.js';

describe('the simulator in real time', () => {
  beforeEach(() => void vi.useFakeTimers({ now: T0 }));
  afterEach(() => void vi.useRealTimers());

  const started = () => {
    const taken: { at: number; body: InputBody }[] = [];
    const simulator = createSimulator({ seed: 1, now: () => Date.now() }, (body, at) => {
      taken.push({ at: at!, body });
    });
    simulator.start();
    return { simulator, taken };
  };
  const log = (taken: readonly { body: InputBody }[]): string =>
    taken.map(({ body }) => (body.kind === 'log' ? body.bytes.toString('utf8') : '')).join('');

  it('begins with four minutes of the past, in which one node was stopped and started', async () => {
    const { simulator, taken } = started();
    expect(taken[0]!.at).toBe(T0 - 240_000);
    expect(taken.at(-1)!.at).toBeLessThanOrEqual(T0);
    expect(taken.at(-1)!.at).toBeGreaterThan(T0 - 1000);
    const entered = [...log(taken).matchAll(/(db\d+) .*\((\w+)\) Entering (\w+)/g)].map((m) => m.slice(1).join(' '));
    const masters = entered.filter((e) => e.endsWith('MASTER'));
    expect(masters).toEqual([
      'db201 vi_w MASTER',
      'db201 vi_r MASTER',
      'db202 vi_r MASTER',
      'db202 vi_w MASTER',
      'db201 vi_w MASTER',
    ]);
    await simulator.stop();
  });

  it('goes on with the clock and obeys commands', async () => {
    const { simulator, taken } = started();
    const before = taken.length;
    await vi.advanceTimersByTimeAsync(2000);
    const two = taken.slice(before);
    expect(two.filter(({ body }) => body.kind === 'capture')).toHaveLength(4);
    for (const { at } of two) expect(Math.abs(at - T0)).toBeLessThanOrEqual(2000);
    simulator.command({ node: 'db202', do: 'stop' });
    await vi.advanceTimersByTimeAsync(3000);
    expect(log(taken.slice(before))).toMatch(/db202 Keepalived\[\d+\]: Stopping\n/);
    expect(simulator.truth().map((t) => t.vips.length)).toEqual([2, 0]);
    await simulator.stop();
    const after = taken.length;
    await vi.advanceTimersByTimeAsync(5000);
    expect(taken).toHaveLength(after);
  });
});
