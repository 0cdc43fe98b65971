import { listed, selecting } from './clusters/order.js';
import { findingHistory } from './items.js';
import { withRow } from './overview-keys.js';
import type { ViewInput } from './panel.js';
import { PANELS } from './registry.js';
import type { UiState } from './ui-state.js';

/** Keys that the mouse presses, as `Screen.onKey` names them. */
const CLICK = 'click:';
const WHEEL: Readonly<Record<string, string>> = { wheelup: 'up', wheeldown: 'down' };

/** The wheel goes through rows like the arrows. */
export const unwheeled = (key: string): string => WHEEL[key] ?? key;

/** What was clicked, by what was painted there (`Span.hit`); null for any other key. */
export const clickedHit = (key: string): string | null => (key.startsWith(CLICK) ? key.slice(CLICK.length) : null);

/** A click selects the row that it meets, and gives its panel the focus. */
export function clicked(ui: UiState, hit: string, view: ViewInput): UiState {
  const [what = '', number = ''] = hit.split(':');
  const index = Number(number);
  const panel = PANELS.find((p) => p.id === what)?.id;
  if (panel !== undefined) {
    const focused: UiState = ui.view === 'overview' ? { ...ui, focus: panel } : ui;
    return number === '' ? focused : withRow(focused, panel, index, view);
  }
  if (number === '') return ui;
  switch (what) {
    case 'line':
      return { ...ui, logs: { ...ui.logs, cursor: index } };
    case 'packet':
      return { ...ui, packets: { ...ui.packets, cursor: index, field: null } };
    case 'setting':
      return { ...ui, configRow: index };
    case 'router':
      return { ...ui, reachabilityRouter: index };
    case 'finding': {
      const f = findingHistory(view.findings)[index];
      return f === undefined ? ui : { ...ui, finding: { rule: f.rule, key: f.key, since: f.since }, findingTop: 0 };
    }
    case 'cluster': {
      const all = view.clusters ?? [];
      const { rows } = listed(all, ui.clusters, view.state.now);
      return rows[index] === undefined ? ui : { ...ui, clusters: selecting(ui.clusters, all, index, view.state.now) };
    }
    default:
      return ui;
  }
}
