import type { UiState, ViewId } from './ui-state.js';

export type Action =
  | 'quit'
  | 'help'
  | 'back'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'first'
  | 'last'
  | 'page-up'
  | 'page-down'
  | 'next-panel'
  | 'previous-panel'
  | 'freeze'
  | 'zoom'
  | 'theme'
  | 'span-longer'
  | 'span-shorter'
  | 'record';

/** One thing a key does. Dispatch, footer and help are all made from these rows. */
export interface KeyRow {
  /** Names as the screen gives them: the character itself, or `C-c`, `escape`, `up`, `pageup`, `space`. The first is the one to show. */
  keys: readonly string[];
  action: Action;
  /** One word for the footer. */
  label: string;
  /** A sentence for the help. */
  help: string;
  view: ViewId | 'all';
  /** Place in the footer from the left; 0 keeps it out. */
  footer: number;
}

const key = (
  keys: string[],
  action: Action,
  label: string,
  help: string,
  footer = 0,
  view: KeyRow['view'] = 'all',
): KeyRow => ({
  keys,
  action,
  label,
  help,
  view,
  footer,
});

export const KEY_TABLE: readonly KeyRow[] = [
  key(['?'], 'help', 'help', 'This page; again or Esc closes it', 1),
  key(['q', 'C-c'], 'quit', 'quit', 'Quit; the terminal is left as it was', 2),
  key(['escape'], 'back', 'back', 'Back: close the help, leave zoom, follow the newest event'),
  key(['left', 'h'], 'left', 'node', 'Select the node to the left', 4, 'overview'),
  key(['right', 'l'], 'right', 'node', 'Select the node to the right', 0, 'overview'),
  key(['up', 'k'], 'up', 'row', 'Select the row above in the panel with the focus', 5, 'overview'),
  key(['down', 'j'], 'down', 'row', 'Select the row below', 0, 'overview'),
  key(['pageup'], 'page-up', 'page', 'Ten rows up', 0, 'overview'),
  key(['pagedown'], 'page-down', 'page', 'Ten rows down', 0, 'overview'),
  key(['g', 'home'], 'first', 'first', 'First row (of events: the newest)', 0, 'overview'),
  key(['G', 'end'], 'last', 'last', 'Last row (of events: the oldest)', 0, 'overview'),
  key(['tab'], 'next-panel', 'panel', 'Focus the next panel', 6, 'overview'),
  key(['S-tab'], 'previous-panel', 'panel', 'Focus the panel before', 0, 'overview'),
  key(['z'], 'zoom', 'zoom', 'Zoom the panel with the focus, and back', 7, 'overview'),
  key(['p', 'space'], 'freeze', 'pause', 'Freeze the screen, and go on; the capture never stops', 3, 'overview'),
  key(['+', '='], 'span-longer', 'longer', 'Look further back on the timeline', 8, 'overview'),
  key(['-'], 'span-shorter', 'shorter', 'Look less far back, in finer steps', 0, 'overview'),
  key(['t'], 'theme', 'theme', 'Next theme', 9, 'all'),
  key(['R'], 'record', 'record', 'Start or stop a recording', 10, 'all'),
];

/** The rows that hold in a view. */
export const keysOf = (view: ViewId): KeyRow[] => KEY_TABLE.filter((row) => row.view === view || row.view === 'all');

/** What a key does now: a row of the table, or a key of this session; null when it does nothing. */
export function lookUp(ui: UiState, name: string): { row: KeyRow } | { extra: UiState['extraKeys'][number] } | null {
  const row = keysOf(ui.view).find((r) => r.keys.includes(name));
  if (row !== undefined) return { row };
  const extra = ui.view === 'overview' ? ui.extraKeys.find((e) => e.key === name) : undefined;
  return extra === undefined ? null : { extra };
}
