import { describe, expect, it } from 'vitest';
import { age, clock, clockMinute, seconds, spanName, stamp } from '../../src/views/format.js';

describe('format', () => {
  it.each([
    [-5, '0.0 s'],
    [0, '0.0 s'],
    [440, '0.4 s'],
    [9949, '9.9 s'],
    [9960, '9s'],
    [41_999, '41s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [133_000, '2m13s'],
    [3_599_999, '59m59s'],
    [3_600_000, '1h'],
    [7_984_000, '2h13m'],
    [86_399_999, '23h59m'],
    [86_400_000, '1d'],
    [274_000_000, '3d4h'],
  ])('an age of %i ms is %s', (ms, expected) => expect(age(ms)).toBe(expected));

  it.each([
    [0, '0.00 s'],
    [656, '0.66 s'],
    [949, '0.95 s'],
    [3609, '3.6 s'],
    [59_000, '59.0 s'],
    [61_000, '1m1s'],
  ])('%i ms without a master are %s', (ms, expected) => expect(seconds(ms)).toBe(expected));

  // 1,763,932,719 s after 1970 is 2025-11-23 21:18:39 UTC (date -u -d @1763932719).
  const at = 1_763_932_719_400;
  it('tells times of day in UTC', () => {
    expect(clock(at)).toBe('21:18:39');
    expect(clockMinute(at)).toBe('21:18');
    expect(stamp(at, at + 1000)).toBe('21:18:39.40');
    expect(stamp(at, at + 86_400_000)).toBe('11-23 21:18:39.40');
    expect(clock(Number.NaN)).toBe('??:??:??');
  });

  it.each([
    [30_000, '30 s'],
    [600_000, '10 min'],
    [7_200_000, '2 h'],
  ])('%i ms is a span of %s', (ms, expected) => expect(spanName(ms)).toBe(expected));
});
