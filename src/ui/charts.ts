import { cellWidth } from '../views/cells.js';
import { type Chart, type Line, ROLES, type Role, span } from '../views/text.js';
import { contrib } from './contrib.js';

/** The widgets are drawn beside the screen and their text is taken: all that they ask of one is this. */
const NO_SCREEN = { setEffects: () => undefined };
/** What a line chart leaves of its size to a frame, and the empty row that it keeps at its end; cells and rows. */
const FRAME = { width: 6, height: 2 };
const EMPTY = 1;
const TOP_LEVEL = 7;
const SGR = /\u001b\[([\d;]*)m/;
/** Charts that are kept drawn: more than are ever seen at once. */
const MOST_DRAWN = 64;

/** The colours of a chart are the numbers of roles: what they look like is the theme's business, as with all text. */
const colourOf = (role: Role): number => ROLES.indexOf(role);

const drawn = new Map<string, Line[]>();

/** The rows with their charts drawn; the same rows where there are none. A chart that has not changed is not drawn again. */
export function withCharts(rows: readonly Line[]): Line[] {
  return rows.map((row) =>
    row.every((s) => s.chart === undefined)
      ? row
      : row.flatMap((s) => (s.chart === undefined ? s : (rowsOf(s.chart.of)[s.chart.row] ?? s))),
  );
}

/** Blanks in the place of charts. */
export const withoutCharts = (rows: readonly Line[]): Line[] =>
  rows.map((row) => row.map((s) => (s.chart === undefined ? s : span(' '.repeat(cellWidth(s.text))))));

export const hasChart = (rows: readonly Line[]): boolean => rows.some((row) => row.some((s) => s.chart !== undefined));

function rowsOf(chart: Chart): Line[] {
  const key = JSON.stringify(chart);
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const rows = chart.kind === 'spark' ? [spark(chart)] : line(chart);
  if (drawn.size >= MOST_DRAWN) drawn.clear();
  drawn.set(key, rows);
  return rows;
}

function spark({ levels, width, role }: Extract<Chart, { kind: 'spark' }>): Line {
  const widget = new (contrib().Sparkline)({ screen: NO_SCREEN, width: width + 4 });
  // It stretches what it is given from the least to the greatest: both ends of the scale are given, behind what is shown.
  widget.setData([''], [[...levels.map((n) => n ?? 0), 0, TOP_LEVEL]]);
  const bars = widget.content.split('\r\n')[2] ?? '';
  return [span(levels.map((n, i) => (n === null ? ' ' : (bars[i] ?? ' '))).join(''), role)];
}

function line({ width, height, series, max, step, every }: Extract<Chart, { kind: 'line' }>): Line[] {
  const widget = new (contrib().Line)({
    screen: NO_SCREEN,
    width: width + FRAME.width,
    height: height + FRAME.height + EMPTY,
    maxY: max,
    numYLabels: Math.round(max / step),
    showNthLabel: every,
    style: { line: colourOf('text'), text: colourOf('dim'), baseline: colourOf('border') },
  });
  // It makes its canvas when it is attached to a screen.
  widget.emit('attach');
  const places = series[0]?.values.length ?? 0;
  const labels = Array.from({ length: places }, (_, i) => String(i - places));
  widget.setData(
    series.map(({ values, role }) => ({
      x: labels,
      // What is not a number is not drawn, and the line begins anew behind it.
      y: values.map((n) => (n === null ? Number.NaN : Math.min(n, max))),
      style: { line: colourOf(role) },
    })),
  );
  return widget.ctx._canvas.frame().split('\n').slice(0, height).map(coloured);
}

/** A row of text with its colours, which are roles. */
function coloured(text: string): Line {
  const out: Line = [];
  let role: Role = 'text';
  // Text and the parameters of what is between, in turn.
  for (const [i, part] of text.split(SGR).entries()) {
    if (i % 2 === 0) {
      if (part !== '') out.push(span(part, role));
      continue;
    }
    const [first, , number] = part.split(';');
    if (first === '38') role = ROLES[Number(number)] ?? 'text';
    else if (first === '39') role = 'text';
  }
  return out;
}
