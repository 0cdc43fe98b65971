import { cellWidth, cut, pad } from '../cells.js';
import { clockMinute, spanName } from '../format.js';
import { type Glyphs, STATE_ROLE } from '../glyphs.js';
import { type Lane, lanes } from '../items.js';
import { type Columns, columnStart, columnsFor, type LaneMark, laneMarks } from '../lane.js';
import { glyphsOf, type Panel, row, text, windowStart } from '../panel.js';
import { type Line, type Role, span } from '../text.js';

const TICKS_MS: readonly number[] = [10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600].map((s) => s * 1000);
/** Columns that a time on the axis needs with the blanks around it. */
const TICK_WIDTH = 8;

/** Who was what over the last minutes: a lane for each instance on each node, the same moment in the same column. */
export const timelinePanel: Panel = {
  id: 'timeline',
  title: (ui) => `Timeline, ${spanName(ui.spanMs)}`,
  importance: 4,
  count: (view) => lanes(view.state).length,
  build(view, width) {
    const all = lanes(view.state);
    const g = glyphsOf(view.ui);
    return {
      note: legend(g, width),
      min: Math.min(all.length, 4) || 1,
      want: all.length === 0 ? 1 : all.length + 1,
      rows(height) {
        if (all.length === 0) return [row(view, 'timeline', false, text('nothing to draw yet', 'dim'))];
        const axisRows = height > all.length || height > 8 ? 1 : 0;
        const size = height - axisRows;
        const start = windowStart(all.length, size, view.ui.selected.timeline);
        const shown = all.slice(start, start + size);
        const labels = shown.map((lane, i) => laneLabel(lane, shown[i - 1], g));
        const names = columnsOf(labels);
        const labelWidth = names[0] + names[1] + 1;
        const columns = columnsFor(view.state.now, view.ui.spanMs, width - labelWidth - 2);
        const lines = shown.map((lane, i) => {
          const marks = laneMarks(lane.router, lane.cell, view.state.startedAt, view.state.now, columns);
          const [label, node] = labels[i] ?? ['', ''];
          const head = [span(pad(label, names[0]), 'strong'), span(' '), span(pad(node, names[1]), 'text'), span(' ')];
          return row(view, 'timeline', start + i === view.ui.selected.timeline, [...head, ...drawn(marks, g)]);
        });
        return axisRows === 0 ? lines : [...lines, [span(' '.repeat(labelWidth + 2)), span(axis(columns), 'dim')]];
      },
    };
  },
};

type Label = [label: string, node: string];

/** The router's name only on its first lane. */
const laneLabel = (lane: Lane, before: Lane | undefined, g: Glyphs): Label => [
  before?.router === lane.router ? '' : cut(lane.router.label, 10, g.more),
  cut(lane.cell.node, 15, g.more),
];

const columnsOf = (labels: Label[]): [number, number] => [
  Math.max(...labels.map(([label]) => cellWidth(label))),
  Math.max(...labels.map(([, node]) => cellWidth(node))),
];

function drawn(marks: LaneMark[], g: Glyphs): Line {
  const out: Line = [];
  for (const mark of marks) {
    const ch = mark === null ? ' ' : g.lane[mark];
    const role: Role = mark === null ? 'text' : mark === 'nobody' || mark === 'two' ? 'critical' : STATE_ROLE[mark];
    const last = out.at(-1);
    if (last?.role === role) last.text += ch;
    else out.push(span(ch, role));
  }
  return out;
}

/** Times of day under the columns in which they fall, at round minutes that move with the lanes. */
function axis(columns: Columns): string {
  const tick = TICKS_MS.find((t) => t / columns.bucketMs >= TICK_WIDTH) ?? 43_200_000;
  const cells = ' '.repeat(columns.count).split('');
  const from = columnStart(columns, 0);
  for (let at = Math.ceil(from / tick) * tick; at < columns.end; at += tick) {
    const i = Math.floor((at - from) / columns.bucketMs);
    const label = clockMinute(at);
    const whole = at % 60_000 === 0 && i + label.length <= columns.count;
    if (whole) for (const [k, ch] of [...label].entries()) cells[i + k] = ch;
  }
  return cells.join('');
}

function legend(g: Glyphs, width: number): Line {
  const entry = (symbol: string, word: string, role: Role): Line => [span(symbol, role), span(` ${word} `, 'dim')];
  const base = [
    ...entry(g.lane.MASTER, 'master', 'master'),
    ...entry(g.lane.BACKUP, 'backup', 'backup'),
    ...entry(g.lane.FAULT, 'fault', 'fault'),
  ];
  const rest = [
    ...entry(g.lane.UNKNOWN, 'unknown', 'unknown'),
    ...entry(g.lane.nobody, 'none', 'critical'),
    ...entry(g.lane.two, 'two', 'critical'),
  ];
  return width >= 90 ? [...base, ...entry(g.lane.STOPPED, 'stopped', 'stopped'), ...rest] : [...base, ...rest];
}
