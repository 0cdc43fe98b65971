import { spanName } from '../format.js';
import { lanes } from '../items.js';
import { columnsFor, laneMarks } from '../lane.js';
import { glyphsOf, type Panel, row, text, windowStart } from '../panel.js';
import { lineWidth } from '../table.js';
import { span } from '../text.js';
import { axis } from '../timeline/axis.js';
import { drawn, laneHeads, legend } from '../timeline/lane-rows.js';
import { spanOf } from '../timeline/window.js';

/** Who was what over the last minutes: a lane for each instance on each node, the same moment in the same column. */
export const timelinePanel: Panel = {
  id: 'timeline',
  title: ({ ui, state }) => `Timeline, ${spanName(spanOf(ui, state))}`,
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
        const heads = laneHeads(shown, g);
        const headWidth = lineWidth(heads[0] ?? []);
        const columns = columnsFor(view.state.now, spanOf(view.ui, view.state), width - headWidth - 1);
        const lines = shown.map((lane, i) => {
          const marks = laneMarks(lane.router, lane.cell, view.state.startedAt, view.state.now, columns);
          const line = [...(heads[i] ?? []), ...drawn(marks, g, null)];
          return row(view, 'timeline', start + i === view.ui.selected.timeline, line, start + i);
        });
        return axisRows === 0 ? lines : [...lines, [span(' '.repeat(headWidth + 1)), span(axis(columns), 'dim')]];
      },
    };
  },
};
