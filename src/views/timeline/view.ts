import { pad } from '../cells.js';
import { age, clock, spanName, stamp } from '../format.js';
import { boxed } from '../frame.js';
import { type Lane, lanes } from '../items.js';
import { type Columns, columnStart, columnsFor, laneMarks } from '../lane.js';
import { glyphsOf, text, type ViewInput, windowStart } from '../panel.js';
import { lineWidth } from '../table.js';
import { aimed, type Line, span } from '../text.js';
import { axis } from './axis.js';
import { drawn, laneHeads, legend } from './lane-rows.js';
import { findingsRow, missRow } from './marks.js';
import { momentRows, nearEvents } from './pane.js';
import { cursorOf, spanOf, windowEnd } from './window.js';

/** The part of the height that the lanes may take from what is told of the cursor's moment. */
const LANES_SHARE = 0.55;
const FINDINGS = 'findings';

/** Who was what when: lanes over the chosen span, and below them all that is known of the cursor's moment. */
export function timelineRows(view: ViewInput, width: number, height: number): Line[] {
  const { state, ui } = view;
  const all = lanes(state);
  const inner = view.framed ? width - 2 : width;
  const chrome = view.framed ? 2 : 1;
  const end = windowEnd(ui, state);
  const spanMs = spanOf(ui, state);
  const title: Line = [span(`Timeline, ${spanName(spanMs)}`, 'accent')];
  const range = text(`  ${clock(end - spanMs)} to ${clock(end)}`, 'dim');
  const heading = width >= 110 ? [...title, ...range] : title;
  const note = legend(glyphsOf(ui), inner);
  if (all.length === 0) return boxed(view, heading, [], [text(' nothing to draw yet', 'dim')], width, height);
  const most = ui.zoomed ? height : Math.max(chrome + 3, Math.floor(height * LANES_SHARE));
  const { lines, shown } = laneRows(view, all, end, inner, most - chrome);
  const top = ui.zoomed ? height : Math.min(most, lines.length + chrome);
  const upper = boxed(view, heading, note, lines, width, top);
  return ui.zoomed ? upper : [...upper, ...momentBox(view, shown, width, height - top)];
}

/** The lanes around the selected one, with findings above, gaps below each virtual router where there is room, and the times. */
function laneRows(
  view: ViewInput,
  all: readonly Lane[],
  end: number,
  width: number,
  height: number,
): { lines: Line[]; shown: Lane[] } {
  const { state, ui } = view;
  const g = glyphsOf(ui);
  const above = view.findings.length > 0 ? 1 : 0;
  const size = Math.max(1, height - above - 1);
  const start = windowStart(all.length, size, ui.selected.timeline);
  const shown = all.slice(start, start + size);
  const heads = laneHeads(shown, g);
  const headWidth = Math.max(lineWidth(heads[0] ?? []), above === 1 ? FINDINGS.length + 1 : 0);
  const columns = columnsFor(end, spanOf(ui, state), width - headWidth - 2);
  const cursor = cursorColumn(cursorOf(ui, state.now), columns);
  let spare = height - above - 1 - shown.length;
  const indent = span(' '.repeat(headWidth + 1));
  const lines = shown.flatMap((lane, i): Line[] => {
    const head = heads[i] ?? [];
    const marks = laneMarks(lane.router, lane.cell, state.startedAt, state.now, columns);
    const marker = span(start + i === ui.selected.timeline ? g.marker : ' ', 'accent');
    const own = aimed(
      [marker, ...head, span(pad('', headWidth - lineWidth(head))), ...drawn(marks, g, cursor)],
      `timeline:${start + i}`,
    );
    if (shown[i + 1]?.router === lane.router || spare <= 0) return [own];
    const miss = missRow(lane.router, state.now, columns, g);
    if (miss === null) return [own];
    spare--;
    return [own, [indent, ...miss]];
  });
  const found: Line[] =
    above === 0
      ? []
      : [
          [
            span(pad(` ${FINDINGS}`, headWidth + 1), 'dim'),
            ...findingsRow(view.findings, state.now, columns, g, cursor),
          ],
        ];
  return { lines: [...found, ...lines, [indent, ...axisLine(columns, cursor, g.cursor)]], shown };
}

/** The axis, with the cursor's mark in its column. */
function axisLine(columns: Columns, cursor: number | null, mark: string): Line {
  const times = axis(columns);
  if (cursor === null) return text(times, 'dim');
  return [span(times.slice(0, cursor), 'dim'), span(mark, 'accent'), span(times.slice(cursor + 1), 'dim')];
}

function cursorColumn(at: number | null, columns: Columns): number | null {
  if (at === null) return null;
  const i = Math.floor((at - columnStart(columns, 0)) / columns.bucketMs);
  return i < 0 || i >= columns.count ? null : i;
}

function momentBox(view: ViewInput, shown: readonly Lane[], width: number, height: number): Line[] {
  const { state, ui } = view;
  const inner = view.framed ? width - 2 : width;
  const room = height - (view.framed ? 2 : 1);
  const cursor = cursorOf(ui, state.now);
  const at = cursor ?? state.now;
  const title: Line =
    cursor === null
      ? [span('Now', 'title'), span(', following', 'dim')]
      : [span(`At ${stamp(at, state.now)} UTC`, 'title'), span(`, ${age(state.now - at)} ago`, 'dim')];
  const rows = momentRows(view, shown, at, inner).slice(0, room);
  const below = room - rows.length;
  const events = below < 2 ? [] : [[], ...nearEvents(view, at, inner, below - 1)];
  return boxed(view, title, [], [...rows, ...events], width, height);
}
