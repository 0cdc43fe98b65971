import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareRows } from '../../src/views/layout.js';

const wish = (importance: number, min: number, want: number, rigid = false) => ({ importance, min, want, rigid });

describe('shareRows', () => {
  it('gives all they want and the rest to the least important', () => {
    expect(shareRows([wish(1, 2, 4), wish(2, 1, 3), wish(3, 1, 2)], 20)).toEqual([4, 3, 13]);
  });
  it('leaves out the least important where not even the least fits', () => {
    expect(shareRows([wish(1, 4, 4), wish(3, 3, 9), wish(2, 4, 4)], 9)).toEqual([4, 0, 5]);
  });
  it('lets no panel take all before the others had something', () => {
    expect(shareRows([wish(1, 2, 100), wish(2, 2, 10)], 20)).toEqual([12, 8]);
  });
  it('gives a rigid panel its wish or its least, nothing between', () => {
    expect(shareRows([wish(1, 2, 8, true), wish(2, 2, 4)], 9)).toEqual([2, 7]);
    expect(shareRows([wish(1, 2, 8, true), wish(2, 2, 4)], 24)).toEqual([8, 16]);
  });
  it('never gives more than there is, nor less than nothing', () => {
    const wishes = fc.array(
      fc
        .record({ importance: fc.nat(9), min: fc.nat(9), more: fc.nat(300), rigid: fc.boolean() })
        .map((w) => ({ ...w, want: w.min + w.more })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(wishes, fc.nat(100), (all, rows) => {
        const given = shareRows(all, rows);
        expect(given.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(rows);
        for (const [i, n] of given.entries()) expect(n === 0 || n >= (all[i]?.min ?? 0)).toBe(true);
      }),
    );
  });
});
