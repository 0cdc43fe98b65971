import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellWidth, cut, cutMiddle, pad, toAscii, toCells } from '../../src/views/cells.js';

// Widths from Unicode's EastAsianWidth.txt (W and F are two) and UnicodeData.txt (Mn has none).
const WIDTHS: readonly [string, number][] = [
  ['', 0],
  ['db201', 5],
  ['──▶', 3],
  ['数据库', 6],
  ['データ', 6],
  ['한국', 4],
  ['ｆｕｌｌ', 8],
  ['e\u0301', 1],
  ['a\u0301\u0302b', 2],
  ['\u0301', 0],
  ['𠀀', 2],
  ['Ω', 1],
  ['ж', 1],
  ['😀', 1],
  ['🇩🇪', 2],
  ['a\u200bb', 2],
  ['\u001b[2J', 3],
];

describe('cells', () => {
  it.each(WIDTHS)('%j takes %i', (text, width) => {
    expect(cellWidth(text)).toBe(width);
    expect(toCells(text)).toHaveLength(width);
  });

  it('keeps marks with their letter and covers the second cell of a wide character', () => {
    expect(toCells('e\u0301数x')).toEqual(['e\u0301', '数', '', 'x']);
  });

  it('bounds the marks on one letter', () => {
    expect(toCells(`e${'\u0301'.repeat(50)}`)[0]).toBe('e\u0301\u0301\u0301');
  });

  it('replaces emoji and drops controls, bidi marks and lone surrogates', () => {
    expect(toCells('a😀\u001b\u009b\u202e\ud800b').join('')).toBe('a\ufffdb');
  });

  it.each([
    ['abcdef', 4, 'abc…'],
    ['abcd', 4, 'abcd'],
    ['数据库', 4, '数 …'],
    ['数据库', 5, '数据…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('cuts %j to %i cells: %j', (text, width, expected) => expect(cut(text, width, '…')).toBe(expected));

  it.each([
    ['2001:db8:1:2:3:4:5:200', 11, '2001:…5:200'],
    ['short', 11, 'short'],
    ['数据库主节点', 6, '数 …点'],
  ])('cuts the middle of %j to %i cells: %j', (text, width, expected) =>
    expect(cutMiddle(text, width, '…')).toBe(expected),
  );

  it.each([
    ['数a→b…', '??a>b~'],
    ['e\u0301', '?'],
  ])('says %j in ASCII: %j', (text, expected) => expect(toAscii(text)).toBe(expected));

  const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  it('never goes beyond the width, and keeps it when written in ASCII', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, width) => {
        expect(cellWidth(cut(text, width, '…'))).toBeLessThanOrEqual(width);
        expect(cellWidth(cutMiddle(text, width, '…'))).toBeLessThanOrEqual(width);
        expect(cellWidth(pad(text, width))).toBe(Math.max(width, cellWidth(text)));
        expect(toAscii(text)).toMatch(/^[ -~]*$/);
        expect(toAscii(text)).toHaveLength(cellWidth(text));
      }),
    );
  });
});
