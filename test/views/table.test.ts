import { describe, expect, it } from 'vitest';
import { cutLine, forms, table, wrap } from '../../src/views/table.js';
import { plain, span } from '../../src/views/text.js';

const f = (...texts: string[]) => forms(...texts.map((t) => (t === '' ? [] : [span(t)])));
const shown = (rows: Parameters<typeof table>[0], columns: number[][], width: number): string[] =>
  table(rows, columns, width, '~').map((line) => plain(line).trimEnd());

describe('table', () => {
  const rows = [
    [f('vi_w'), f('prio 100', '100', ''), f('advert 0.4 s', '0.4 s')],
    [f('vi_read'), f('prio 90', '90', ''), f('down in 3.2 s', '3.2 s')],
  ];
  const columns = [[], [1, 3], [2]];
  it.each([
    [40, ['vi_w     prio 100  advert 0.4 s', 'vi_read  prio 90   down in 3.2 s']],
    [30, ['vi_w     100  advert 0.4 s', 'vi_read  90   down in 3.2 s']],
    [20, ['vi_w     100  0.4 s', 'vi_read  90   3.2 s']],
    [15, ['vi_w     0.4 s', 'vi_read  3.2 s']],
    [10, ['vi_w     ~', 'vi_read  ~']],
  ])('shortens whole columns by rank at %i', (width, expected) =>
    expect(shown(rows, columns, width)).toEqual(expected),
  );

  it('gives a flexible cell what is left and cuts it there', () => {
    const flexible = [
      [f('a'), { ...f('a long reason that does not fit'), flex: 5 }, f('wire')],
      [f('b'), f('ok'), f('wire log')],
    ];
    // 30 cells: 1 for the first column, 8 for the last, two gaps of 2, so 17 for the reason.
    expect(shown(flexible, [[], [], [1]], 30)).toEqual([
      'a  a long reason th~  wire',
      'b  ok                 wire log',
    ]);
  });

  it.each([
    ['abc def', 7, 'abc def'],
    ['abc def', 5, 'abc ~'],
  ])('cuts the line %j at %i: %j', (text, width, expected) => {
    expect(
      plain(
        cutLine(
          text.split(/(?<= )/).map((t) => span(t)),
          width,
          '~',
        ),
      ),
    ).toBe(expected);
  });

  it('wraps at blanks, the first line apart', () => {
    expect(wrap('one two three four', 7, 10)).toEqual(['one two', 'three four']);
    expect(wrap('', 7)).toEqual([]);
  });
});
