import { describe, expect, it } from 'vitest';
import type { Cell, VirtualRouter } from '../../src/model/state.js';
import { UNICODE } from '../../src/views/glyphs.js';
import { columnStart, columnsFor, laneMarks, misses, stretches } from '../../src/views/lane.js';
import { ago, cell, failover, move, NOW, router, tenure } from './states.js';

const START = ago(20);
const lane = (r: VirtualRouter, c: Cell, started = START): string =>
  laneMarks(r, c, started, NOW, { count: 20, bucketMs: 1000, end: NOW })
    .map((mark) => (mark === null ? ' ' : UNICODE.lane[mark]))
    .join('');
const alone = (c: Cell, more: Partial<VirtualRouter> = {}): string => lane(router('vi', 51, [c], more), c);

describe('lanes of the timeline', () => {
  it.each([
    ['a state without transitions, unknown before', cell('a', 'MASTER', 5), '???????????????█████'],
    ['a state older than the monitor', cell('a', 'BACKUP', 500), '────────────────────'],
    [
      'transitions',
      cell('a', 'MASTER', 5, { transitions: [move('a', 10, 'INIT', 'BACKUP'), move('a', 5, 'BACKUP', 'MASTER')] }),
      '○○○○○○○○○○─────█████',
    ],
    [
      'a judgement after the last transition',
      cell('a', 'UNKNOWN', 4, { transitions: [move('a', 15, 'BACKUP', 'MASTER')] }),
      '─────███████████????',
    ],
    ['a stop', cell('a', 'STOPPED', 8, { transitions: [move('a', 8, 'MASTER', 'STOPPED')] }), '████████████∙∙∙∙∙∙∙∙'],
    [
      'a fault of a tenth of a second',
      cell('a', 'BACKUP', 4.5, { transitions: [move('a', 4.6, 'BACKUP', 'FAULT'), move('a', 4.5, 'FAULT', 'BACKUP')] }),
      '───────────────╳────',
    ],
    [
      'a mastership that came and went within a column',
      cell('a', 'BACKUP', 4.3, {
        transitions: [move('a', 4.7, 'BACKUP', 'MASTER'), move('a', 4.3, 'MASTER', 'BACKUP')],
      }),
      '───────────────█────',
    ],
  ])('%s', (_, c, expected) => expect(alone(c)).toBe(expected));

  it('is blank before all knowledge', () => {
    const c = cell('a', 'MASTER', 5, { transitions: [move('a', 5, 'BACKUP', 'MASTER')] });
    expect(lane(router('vi', 51, [c]), c, ago(8))).toBe('            ───█████');
  });

  it('marks the time without a master in the lane of the heir', () => {
    const old = cell('a', 'STOPPED', 9, { transitions: [move('a', 9, 'MASTER', 'STOPPED')] });
    const heir = cell('b', 'MASTER', 6, { transitions: [move('b', 6, 'BACKUP', 'MASTER')] });
    const r = router('vi', 51, [old, heir], {
      tenures: [tenure('a', 100, 9), tenure('b', 6, null)],
      failovers: [failover('a', 'b', 6, 3000, 'stop')],
    });
    expect(lane(r, old)).toBe('███████████∙∙∙∙∙∙∙∙∙');
    expect(lane(r, heir)).toBe('───────────000██████');
  });

  it('marks the time since which nobody is master', () => {
    const old = cell('a', 'FAULT', 4, { transitions: [move('a', 4, 'MASTER', 'FAULT')] });
    const other = cell('b', 'BACKUP', 100);
    const r = router('vi', 51, [old, other], { tenures: [tenure('a', 100, 4)] });
    expect(lane(r, old)).toBe('████████████████╳╳╳╳');
    expect(lane(r, other)).toBe('────────────────0000');
  });

  it('does not say nobody where one router is unknown', () => {
    const r = router('vi', 51, [cell('a', 'UNKNOWN', 4), cell('b', 'BACKUP', 100)], { tenures: [tenure('a', 100, 4)] });
    expect(misses(r, NOW).nobody).toEqual([]);
  });

  it('marks two masters, but not an election', () => {
    const a = cell('a', 'MASTER', 100);
    const b = cell('b', 'MASTER', 5, { transitions: [move('b', 5, 'BACKUP', 'MASTER')] });
    const two = router('vi', 51, [a, b], { tenures: [tenure('a', 100, null), tenure('b', 5, null)] });
    expect(lane(two, a)).toBe('███████████████22222');
    expect(lane(two, b)).toBe('───────────────22222');
    const short = { count: 2, bucketMs: 20_000, end: NOW };
    expect(laneMarks(two, b, START, NOW, short).at(-1)).toBe('two');
    const election = router('vi', 51, [a, b], { tenures: [tenure('a', 100, 4.5), tenure('b', 5, null)] });
    expect(misses(election, NOW).two).toEqual([]);
  });

  it('covers all time from the first knowledge to now, without holes or overlaps', () => {
    const c = cell('a', 'UNKNOWN', 2, {
      transitions: [move('a', 12, 'INIT', 'BACKUP'), move('a', 7, 'BACKUP', 'MASTER')],
    });
    const all = stretches(c, START, NOW);
    expect(all[0]?.from).toBe(START);
    expect(all.at(-1)?.to).toBe(NOW);
    for (const [i, s] of all.entries()) if (i > 0) expect(s.from).toBe(all[i - 1]?.to);
  });

  it('keeps its columns still while time passes within one of them', () => {
    const a = columnsFor(NOW, 600_000, 66);
    expect(a.bucketMs * a.count).toBeGreaterThanOrEqual(600_000);
    expect(columnStart(a, 66)).toBeGreaterThan(NOW);
    expect(columnStart(a, 65)).toBeLessThanOrEqual(NOW);
    expect(columnsFor(columnStart(a, 66) - 1, 600_000, 66)).toEqual(a);
  });
});
