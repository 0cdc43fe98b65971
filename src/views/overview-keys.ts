import type { ClusterState, VirtualRouter } from '../model/state.js';
import { eventAt, findingItems, lanes, selectedEventIndex, vipItems } from './items.js';
import type { Action } from './keys.js';
import type { ViewInput } from './panel.js';
import { PANELS } from './registry.js';
import { withCursor } from './timeline/window.js';
import type { PanelId, UiState } from './ui-state.js';

const PAGE = 10;

/** What a key makes of the overview: the focus, the selected rows, a zoomed panel. */
export function overviewKey(ui: UiState, action: Action, view: ViewInput): UiState {
  switch (action) {
    case 'zoom':
      return { ...ui, zoomed: !ui.zoomed };
    case 'open':
      return opened(ui, view);
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

/** What the selected row is about, in the view that tells more of it. */
function opened(ui: UiState, view: ViewInput): UiState {
  const { state } = view;
  const next: UiState = { ...ui, zoomed: false };
  switch (ui.focus) {
    case 'vips': {
      const item = vipItems(state)[ui.selected.vips];
      return item === undefined ? ui : openedAtLastMove({ ...next, view: 'timeline' }, item.router, state);
    }
    case 'findings': {
      const f = findingItems(view.findings)[ui.selected.findings];
      const finding = f === undefined ? null : { rule: f.rule, key: f.key, since: f.since };
      return { ...next, view: 'findings', finding };
    }
    case 'timeline':
      return { ...next, view: 'timeline', cursorAt: null, windowEnd: null };
    case 'events': {
      const event = eventAt(state, selectedEventIndex(ui, state));
      return event === undefined ? ui : withCursor({ ...next, view: 'timeline' }, event.at, state);
    }
    case 'pulse':
      return { ...next, view: 'packets' };
    case 'nodes':
      return { ...next, view: 'config' };
  }
}

/** The timeline on the virtual router's first lane, where it last changed hands. */
function openedAtLastMove(ui: UiState, router: VirtualRouter, state: ClusterState): UiState {
  const lane = lanes(state).findIndex((l) => l.router === router);
  const moves = [...router.cells.values()].flatMap((cell) => cell.transitions.at(-1)?.at ?? []);
  const at = router.failovers.at(-1)?.at ?? Math.max(...moves);
  const chosen = { ...ui, selected: { ...ui.selected, timeline: Math.max(0, lane) } };
  return Number.isFinite(at) ? withCursor(chosen, at, state) : { ...chosen, cursorAt: null, windowEnd: null };
}

function nextPanel(now: PanelId, step: number): PanelId {
  const ids = PANELS.map((p) => p.id);
  return ids[(ids.indexOf(now) + step + ids.length) % ids.length] ?? now;
}

function moved(ui: UiState, panel: PanelId, by: number, view: ViewInput): UiState {
  const now = panel === 'events' ? selectedEventIndex(ui, view.state) : ui.selected[panel];
  return withRow(ui, panel, now + by, view);
}

/** With that row of a panel selected, or the nearest there is. */
export function withRow(ui: UiState, panel: PanelId, row: number, view: ViewInput): UiState {
  const last = (PANELS.find((p) => p.id === panel)?.count(view) ?? 0) - 1;
  const index = Math.max(0, Math.min(last, row));
  if (panel !== 'events') return { ...ui, selected: { ...ui.selected, [panel]: index } };
  const newest = view.state.dropped.events + view.state.events.length - 1;
  return { ...ui, selectedEvent: index === 0 ? null : newest - index };
}
