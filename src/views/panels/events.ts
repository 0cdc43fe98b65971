import type { ClusterEvent } from '../../model/state.js';
import { EVENT_COLUMNS, eventForms } from '../event-row.js';
import { eventAt, selectedEventIndex } from '../items.js';
import { glyphsOf, type Panel, row, text, windowStart } from '../panel.js';
import { table } from '../table.js';

/** What happened, the newest on top: where rows are few, the newest is the one that stays. */
export const eventsPanel: Panel = {
  id: 'events',
  title: () => 'Events',
  importance: 5,
  count: (view) => view.state.events.length,
  build(view, width) {
    const { state, ui } = view;
    const g = glyphsOf(ui);
    const count = state.events.length;
    const chosen = selectedEventIndex(ui, state);
    const lost = state.dropped.events > 0 ? `, ${state.dropped.events} older dropped` : '';
    return {
      note:
        count === 0 ? [] : text(`${ui.selectedEvent === null ? '' : `${chosen + 1} of `}${count} in all${lost}`, 'dim'),
      min: 1,
      want: Math.max(1, count),
      rows(height) {
        if (count === 0) return [row(view, 'events', false, text('none yet', 'dim'))];
        const start = windowStart(count, height, chosen);
        const shown: ClusterEvent[] = [];
        for (let i = start; i < start + height && i < count; i++) {
          const event = eventAt(state, i);
          if (event !== undefined) shown.push(event);
        }
        const lines = table(
          shown.map((event) => eventForms(view, event, null)),
          EVENT_COLUMNS,
          width - 1,
          g.more,
        );
        return lines.map((line, i) => row(view, 'events', start + i === chosen, line, start + i));
      },
    };
  },
};
