import { pad } from './cells.js';
import { type Chart, type Line, type Role, type Span, span } from './text.js';

export const LEVELS = 8;
/** A level in ASCII. */
const SPARKS = '_.-=+*%#';
/** Cells of the labels on the left and of the axis, rows of the axis and the labels below. */
export const LABELS = { left: 6, below: 2 } as const;
/** What stands for a series in ASCII, the last one first. */
const POINTS = ['*', '-', '='];

/** One row that shows how a value went: a level from 0 to 7 a cell, a blank where it is not known. */
export function sparkline(levels: readonly (number | null)[], role: Role, isAscii: boolean): Span {
  const text = levels.map((n) => (n === null ? ' ' : (SPARKS[n] ?? ' '))).join('');
  const chart: Chart = { kind: 'spark', width: levels.length, role, levels };
  return isAscii ? span(text, role) : { ...span(text, role), chart: { of: chart, row: 0 } };
}

/** How many values a line chart of that width shows at most. */
export const placesOf = (width: number): number => Math.max(0, width - LABELS.left);

/** A line chart of `height` rows: in ASCII, and what a terminal that can draw makes of the same values. */
export function lineChart(chart: Extract<Chart, { kind: 'line' }>, isAscii: boolean): Line[] {
  return asciiRows(chart).map((line, row) =>
    isAscii ? line : [{ ...span(textOf(line), 'text'), chart: { of: chart, row } }],
  );
}

const textOf = (line: Line): string => line.map((s) => s.text).join('');

function asciiRows({ width, height, series, max, step, every }: Extract<Chart, { kind: 'line' }>): Line[] {
  const rows = Math.max(1, height - LABELS.below);
  const places = placesOf(width);
  const rowOf = (value: number): number => rows - 1 - Math.round((Math.min(value, max) / max) * (rows - 1));
  const grid = Array.from({ length: rows }, () => Array.from({ length: places }, () => span(' ')));
  for (const [s, { values, role }] of series.entries()) {
    const point = POINTS[series.length - 1 - s] ?? '*';
    for (const [x, value] of values.entries()) {
      const line = value === null ? undefined : grid[rowOf(value)];
      if (line !== undefined && x < places) line[x] = span(point, role);
    }
  }
  const labels = new Map<number, string>();
  for (let value = 0; value < max; value += step) labels.set(rowOf(value), labelOf(value, step));
  const label = (y: number): Span => span(`${(labels.get(y) ?? '').padStart(LABELS.left - 1)}|`, 'dim');
  return [
    ...grid.map((cells, y): Line => [label(y), ...cells]),
    [span(`${' '.repeat(LABELS.left - 1)}+${'-'.repeat(places)}`, 'dim')],
    [span(pad(`${' '.repeat(LABELS.left)}${placeLabels(places, every)}`, width), 'dim')],
  ].slice(-height);
}

/** As blessed-contrib writes them. */
const labelOf = (value: number, step: number): string => value.toFixed(step < 1 && value !== 0 ? 2 : 0);

function placeLabels(places: number, every: number): string {
  let text = '';
  for (let x = 0; x < places; x += every) {
    const label = String(x - places);
    if (x + label.length <= places) text = `${pad(text, x)}${label}`;
  }
  return text;
}
