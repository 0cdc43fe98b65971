import type { ClusterEvent, Severity } from '../../model/state.js';
import { cut } from '../cells.js';
import { stamp } from '../format.js';
import { EVIDENCE_KINDS, eventAt, routerLabel, selectedEventIndex } from '../items.js';
import { glyphsOf, type Panel, row, text, type ViewInput, windowStart } from '../panel.js';
import { type Column, type Forms, forms, table } from '../table.js';
import type { Role } from '../text.js';

const ROLE: Readonly<Record<Severity, Role>> = { critical: 'critical', warning: 'warning', info: 'text' };
const COLUMNS: Column[] = [[5], [], [], [], [1]];

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
          shown.map((event) => eventRow(view, event)),
          COLUMNS,
          width - 1,
          g.more,
        );
        return lines.map((line, i) => row(view, 'events', start + i === chosen, line));
      },
    };
  },
};

function eventRow(view: ViewInput, event: ClusterEvent): Forms[] {
  const g = glyphsOf(view.ui);
  const when = stamp(event.at, view.state.now);
  return [
    forms(text(when, 'dim'), text(when.slice(0, -3), 'dim')),
    forms(text(cut(routerLabel(view.state, event.router), 12, g.more), 'strong')),
    forms(text(cut(event.node ?? '', 14, g.more))),
    { forms: [text(event.text, ROLE[event.severity])], flex: 44 },
    forms(text(EVIDENCE_KINDS.filter((kind) => event.evidence.includes(kind)).join(' '), 'dim'), []),
  ];
}
