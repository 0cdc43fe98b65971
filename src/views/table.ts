import { cellWidth, cut } from './cells.js';
import { type Line, span } from './text.js';

/**
 * What a cell of a table can say, the longest form first; an empty line means that it may be left out. A cell with `flex`
 * asks for no more than that many cells, takes what is left over, and is cut where that is too little.
 */
export interface Forms {
  forms: Line[];
  flex?: number;
}

/** For each step to a shorter form its rank: steps of low rank are taken first, in all rows at once so that columns align. */
export type Column = number[];

const GAP = 2;
/** Room enough that no table shortens anything. */
export const ENDLESS = 1000;
export const lineWidth = (line: Line): number => line.reduce((sum, s) => sum + cellWidth(s.text), 0);
export const forms = (...lines: Line[]): Forms => ({ forms: lines });

/** The line in at most `width` cells. */
export function cutLine(line: Line, width: number, mark: string): Line {
  if (lineWidth(line) <= width) return line;
  const out: Line = [];
  let left = width;
  for (const s of line) {
    const w = cellWidth(s.text);
    // The span that meets the edge carries the mark, even when it would just fit: more follows it.
    if (w < left) {
      out.push(s);
      left -= w;
    } else {
      out.push(span(cut(`${s.text} `, left, mark), s.role));
      break;
    }
  }
  return out;
}

/**
 * Rows of cells as aligned lines of at most `width` cells: the longest forms that fit.
 * @param mark one cell that shows where a line was cut because not even the shortest forms fit.
 */
export function table(rows: Forms[][], columns: Column[], width: number, mark: string): Line[] {
  const levels = columns.map(() => 0);
  const form = (row: Forms[], c: number): Line => {
    const all = row[c]?.forms ?? [];
    return all[Math.min(levels[c] ?? 0, all.length - 1)] ?? [];
  };
  const natural = (row: Forms[], c: number): number => lineWidth(form(row, c));
  const widths = (): number[] =>
    columns.map((_, c) =>
      rows.reduce((max, row) => Math.max(max, Math.min(natural(row, c), row[c]?.flex ?? width)), 0),
    );
  let sizes = widths();
  while (total(sizes) > width) {
    const next = nextStep(columns, levels);
    if (next === null) break;
    levels[next] = (levels[next] ?? 0) + 1;
    sizes = widths();
  }
  for (const c of columns.keys()) {
    const wish = rows.reduce((max, row) => Math.max(max, natural(row, c)), 0);
    const size = sizes[c] ?? 0;
    sizes[c] = size + Math.max(0, Math.min(wish - size, width - total(sizes)));
  }
  const starts = sizes.map((_, c) => total(sizes.slice(0, c)) + GAP);
  return rows.map((row) => {
    const cells = columns.map((_, c) => {
      const said = form(row, c);
      if (row[c]?.flex === undefined) return said;
      // What stands beside a flexible cell and is empty in this row is its room too.
      const next = columns.findIndex((_, after) => after > c && lineWidth(form(row, after)) > 0);
      const end = next < 0 ? width : (starts[next] ?? width) - GAP;
      return cutLine(said, end - (starts[c] ?? 0), mark);
    });
    return cutLine(joinRow(cells, starts), width, mark);
  });
}

const total = (sizes: number[]): number => sizes.reduce((sum, w) => sum + (w > 0 ? w + GAP : 0), -GAP);

function nextStep(columns: Column[], levels: number[]): number | null {
  let best: number | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const [c, ranks] of columns.entries()) {
    const rank = ranks[levels[c] ?? 0];
    if (rank !== undefined && rank < bestRank) {
      best = c;
      bestRank = rank;
    }
  }
  return best;
}

/** The cells, each from its column's start on. */
function joinRow(cells: Line[], starts: number[]): Line {
  const out: Line = [];
  let x = 0;
  for (const [c, cell] of cells.entries()) {
    const used = lineWidth(cell);
    if (used === 0) continue;
    const start = starts[c] ?? 0;
    if (start > x) out.push(span(' '.repeat(start - x)));
    out.push(...cell);
    x = Math.max(x, start) + used;
  }
  return out;
}

/** Text broken at blanks: the first line has `width` cells, the others `rest`; a longer word is left for `cutLine` to cut. */
export function wrap(text: string, width: number, rest: number = width): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = lines.length === 0 ? width : rest;
    if (line !== '' && cellWidth(line) + 1 + cellWidth(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}
