import { LABELS, lineChart, placesOf } from './chart.js';
import { millis, seconds } from './format.js';
import { rule } from './frame.js';
import { lineWidth } from './table.js';
import { type Line, span } from './text.js';
import type { UiState } from './ui-state.js';

/** Intervals shorter than this are drawn in ms. */
const IN_MS = 100;
/** A gap is drawn as long as it is up to so many Master_Down_Intervals. */
const MOST_DOWNS = 3;

/** The times between adverts, oldest first, ms (null: not known), and what they are measured against. */
export interface Gaps {
  gaps: readonly (number | null)[];
  intervalMs: number;
  /** Master_Down_Interval, ms. */
  downMs: number;
}

/** The chart under a heading that names what it is of, by which capture, and what its lines are: as much as has room. */
export function headedGapChart(
  view: { ui: UiState },
  of: string,
  source: string,
  gaps: Gaps,
  width: number,
  height: number,
): Line[] {
  const short: Line = [span(of, 'title')];
  const long: Line = [...short, span(`, by ${source}`, 'dim')];
  const heads = gapLegend(gaps, view.ui.ascii).flatMap((note) => [
    { title: long, note },
    { title: short, note },
  ]);
  const fitting = heads.find(({ title, note }) => lineWidth(title) + lineWidth(note) + 8 <= width);
  return [
    rule(fitting?.title ?? short, fitting?.note ?? [], width, view),
    ...gapChart(gaps, width, height - 1, view.ui.ascii),
  ];
}

/** Gaps as a line against two others: the interval, and the Master_Down_Interval that ends it. */
function gapChart({ gaps, intervalMs, downMs }: Gaps, width: number, height: number, isAscii: boolean): Line[] {
  const places = placesOf(width);
  const unit = intervalMs < IN_MS ? 1 : 1000;
  const shown = gaps.slice(-places);
  const longest = Math.min(MOST_DOWNS * downMs, Math.max(0, ...shown.map((gap) => gap ?? 0)));
  const { max, step } = scale(Math.max(downMs * 1.1, longest) / unit, height);
  // What is less off the interval than a dot is high lies on its line: jitter has a chart of its own, and dots cost bytes.
  const dot = (max * unit) / (4 * Math.max(1, height - LABELS.below));
  const drawn = (gap: number): number => (Math.abs(gap - intervalMs) < dot ? intervalMs : gap) / unit;
  const unknown = new Array<null>(Math.max(0, places - shown.length)).fill(null);
  return lineChart(
    {
      kind: 'line',
      width,
      height,
      series: [
        { values: new Array<number>(places).fill(downMs / unit), role: 'fault' },
        { values: new Array<number>(places).fill(intervalMs / unit), role: 'dim' },
        { values: [...unknown, ...shown.map((gap) => (gap === null ? null : drawn(gap)))], role: 'accent' },
      ],
      max,
      step,
      every: 20,
    },
    isAscii,
  );
}

/** A round step between labels, and a whole number of them that holds `most`. */
function scale(most: number, height: number): { max: number; step: number } {
  const labels = Math.max(2, Math.floor(height / 3));
  const power = 10 ** Math.floor(Math.log10(most / labels));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => most / s <= labels) ?? most;
  return { max: Math.ceil(most / step) * step, step };
}

/** What the lines of the chart are, and the last and the longest gap; with the longest form first. */
function gapLegend({ gaps, intervalMs, downMs }: Gaps, isAscii: boolean): Line[] {
  const known = gaps.flatMap((gap) => gap ?? []);
  const [last, longest] = [known.at(-1), Math.max(...known)];
  const lines = isAscii ? { gap: '*', each: '-', down: '=' } : { gap: '─', each: '─', down: '─' };
  const unit: Line = [span(intervalMs < IN_MS ? 'ms  ' : 's  ', 'dim')];
  const told = (before: string): Line =>
    last === undefined
      ? [span('no gap yet', 'unknown')]
      : [span(lines.gap, 'accent'), span(`${before} longest ${millis(longest)}`)];
  const marks: Line = [
    span(`  ${lines.each}`, 'dim'),
    span(` each ${seconds(intervalMs)}`, 'dim'),
    span('  '),
    span(lines.down, 'fault'),
    span(` down ${seconds(downMs)}`, 'dim'),
  ];
  const full = told(` last ${millis(last ?? 0)},`);
  return [[...unit, ...full, ...marks], [...full, ...marks], [...told(''), ...marks], told('')];
}
