import { selectedEventIndex } from './items.js';
import type { Action } from './keys.js';
import type { ViewInput } from './panel.js';
import { PANELS } from './registry.js';
import type { PanelId, UiState } from './ui-state.js';

const PAGE = 10;

/** What a key makes of the overview: the focus, the selected rows, a zoomed panel. */
export function overviewKey(ui: UiState, action: Action, view: ViewInput): UiState {
  switch (action) {
    case 'zoom':
      return { ...ui, zoomed: !ui.zoomed };
    case 'next-panel':
      return { ...ui, focus: nextPanel(ui.focus, 1) };
    case 'previous-panel':
      return { ...ui, focus: nextPanel(ui.focus, -1) };
    case 'left':
      return moved(ui, 'nodes', -1, view);
    case 'right':
      return moved(ui, 'nodes', 1, view);
    case 'up':
      return moved(ui, ui.focus, -1, view);
    case 'down':
      return moved(ui, ui.focus, 1, view);
    case 'page-up':
      return moved(ui, ui.focus, -PAGE, view);
    case 'page-down':
      return moved(ui, ui.focus, PAGE, view);
    case 'first':
      return moved(ui, ui.focus, Number.NEGATIVE_INFINITY, view);
    case 'last':
      return moved(ui, ui.focus, Number.POSITIVE_INFINITY, view);
    default:
      return ui;
  }
}

function nextPanel(now: PanelId, step: number): PanelId {
  const ids = PANELS.map((p) => p.id);
  return ids[(ids.indexOf(now) + step + ids.length) % ids.length] ?? now;
}

function moved(ui: UiState, panel: PanelId, by: number, view: ViewInput): UiState {
  const last = (PANELS.find((p) => p.id === panel)?.count(view) ?? 0) - 1;
  const now = panel === 'events' ? selectedEventIndex(ui, view.state) : ui.selected[panel];
  const index = Math.max(0, Math.min(last, now + by));
  if (panel !== 'events') return { ...ui, selected: { ...ui.selected, [panel]: index } };
  const newest = view.state.dropped.events + view.state.events.length - 1;
  return { ...ui, selectedEvent: index === 0 ? null : newest - index };
}
