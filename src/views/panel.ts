import type { Finding } from '../diagnose/finding.js';
import type { ClusterState } from '../model/state.js';
import type { ClusterSummary } from './clusters/summary.js';
import { ASCII, type Glyphs, UNICODE } from './glyphs.js';
import { aimed, type Line, type Role, span } from './text.js';
import type { PanelId, UiState } from './ui-state.js';

/** All that a panel may look at. */
export interface ViewInput {
  state: ClusterState;
  findings: readonly Finding[];
  /** All clusters, of which `state` is one; left out where there is only one. */
  clusters?: readonly ClusterSummary[];
  ui: UiState;
  /** Whether there is room for frames; else a panel has a heading only. */
  framed: boolean;
}

/** A panel that knows its width and waits to be told its height. */
export interface PanelBody {
  /** Beside the title: what does not need a row of its own. */
  note: Line;
  /** Rows it cannot do without, and rows it could fill; both without frame. */
  min: number;
  want: number;
  /** Between `min` and `want` there is nothing to show. */
  rigid?: true;
  /** At most `height` rows, each at most the width given to `build`. */
  rows(height: number): Line[];
}

export interface Panel {
  id: PanelId;
  /** Heading; a `bare` panel draws its own. */
  title(view: ViewInput): string;
  bare?: true;
  /** Shown only where there is room for frames, or when it has the focus. */
  isExtra?: true;
  /** Who gets rows first when there are few: 1 before 2. */
  importance: number;
  /** How many items can be selected in it. */
  count(view: ViewInput): number;
  build(view: ViewInput, width: number): PanelBody;
}

export const glyphsOf = (ui: UiState): Glyphs => (ui.ascii ? ASCII : UNICODE);

/** A row with its margin: the marker where this is the selected row of the focused panel. `index`: which of its items it tells of. */
export function row(view: ViewInput, panel: PanelId, selected: boolean, line: Line, index?: number): Line {
  const marked = selected && view.ui.focus === panel;
  const margin = span(marked ? glyphsOf(view.ui).marker : ' ', marked ? 'accent' : 'text');
  return aimed([margin, ...line], `${panel}:${index ?? ''}`);
}

/** The first of `size` rows out of `count` to show so that `selected` is among them, near the middle when it can be. */
export function windowStart(count: number, size: number, selected: number): number {
  return Math.max(0, Math.min(selected - Math.floor(size / 2), count - size));
}

export const text = (value: string, role: Role = 'text'): Line => (value === '' ? [] : [span(value, role)]);
