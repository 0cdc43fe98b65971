import { describe, expect, it } from 'vitest';
import { isValidSum, sumWords } from '../../../src/protocol/checksum.js';
import { hex } from './frames.js';

describe('RFC 1071', () => {
  it('the example of its section 3', () => {
    const bytes = hex('0001 f203 f4f5 f6f7');
    expect(sumWords(bytes, 0, 8)).toBe(0x2ddf0);
    expect(isValidSum(sumWords(bytes, 0, 8))).toBe(false);
    // Folded 0xddf2, so the checksum is 0x220d.
    expect(isValidSum(sumWords(bytes, 0, 8) + 0x220d)).toBe(true);
    expect(isValidSum(sumWords(bytes, 0, 8) + 0x220c)).toBe(false);
  });

  it('an odd last byte counts as the upper half of a word', () => {
    expect(sumWords(hex('ff 0102 03 ff'), 1, 4)).toBe(0x0102 + 0x0300);
    expect(sumWords(hex('ff'), 1, 1)).toBe(0);
  });

  it('a sum of nothing is not valid, though it divides', () => {
    expect(isValidSum(0)).toBe(false);
    expect(isValidSum(0xffff)).toBe(true);
  });
});
