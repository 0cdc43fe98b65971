import { NUMBERED, type UiState, type ViewId } from './ui-state.js';

export type Action =
  | 'quit'
  | 'help'
  | 'show-view'
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
interface KeyRow {
  /** Names as the screen gives them: the character itself, or `C-c`, `escape`, `up`, `pageup`, `space`. The first is the one to show. */
  keys: readonly string[];
  action: Action;
  /** One word for the footer, and at most 27 characters for the help: keys and symbols stand side by side in 80 columns. */
  label: string;
  help: string;
  /** Where it holds. */
  views: readonly ViewId[];
  /** Place in the footer from the left; 0 keeps it out. */
  footer: number;
  /** The other direction of the row before: shown together with it, by its label and help. */
  second: boolean;
}

type Shown = Partial<Pick<KeyRow, 'label' | 'help' | 'views' | 'footer' | 'second'>>;
const OVERVIEW: readonly ViewId[] = ['overview'];
/** The views that show the cluster: all but the help. */
const CLUSTER: readonly ViewId[] = NUMBERED.map(({ view }) => view);
const ALL: readonly ViewId[] = [...CLUSTER, 'help'];

const key = (keys: string[], action: Action, shown: Shown): KeyRow => ({
  keys,
  action,
  label: '',
  help: '',
  views: OVERVIEW,
  footer: 0,
  second: false,
  ...shown,
});
const SECOND: Shown = { second: true };

export const KEY_TABLE: readonly KeyRow[] = [
  key(['?'], 'help', { label: 'help', help: 'this page', footer: 1, views: ALL }),
  key(['q', 'C-c'], 'quit', { label: 'quit', help: 'quit, terminal as it was', footer: 2, views: ALL }),
  key(
    NUMBERED.map(({ key }) => key),
    'show-view',
    { label: 'view', help: 'what the footer names', views: ALL },
  ),
  key(['escape'], 'back', { label: 'back', help: 'leave help, zoom, view', footer: 0, views: ALL }),
  key(['p', 'space'], 'freeze', { label: 'pause', help: 'freeze screen, not capture', footer: 3, views: CLUSTER }),
  key(['left', 'h'], 'left', { label: 'node', help: 'select a node', footer: 4 }),
  key(['right', 'l'], 'right', SECOND),
  key(['up', 'k'], 'up', { label: 'row', help: 'rows of the focused panel', footer: 5 }),
  key(['down', 'j'], 'down', SECOND),
  key(['pageup'], 'page-up', { label: 'page', help: 'ten rows' }),
  key(['pagedown'], 'page-down', SECOND),
  key(['g', 'home'], 'first', { label: 'ends', help: 'first and last row' }),
  key(['G', 'end'], 'last', SECOND),
  key(['tab'], 'next-panel', { label: 'panel', help: 'focus another panel', footer: 6 }),
  key(['S-tab'], 'previous-panel', SECOND),
  key(['z'], 'zoom', { label: 'zoom', help: 'zoom the focused panel', footer: 7 }),
  key(['+', '='], 'span-longer', { label: 'span', help: 'timeline: longer, finer', footer: 8 }),
  key(['-'], 'span-shorter', SECOND),
  key(['t'], 'theme', { label: 'theme', help: 'next theme', footer: 9, views: ALL }),
  key(['R'], 'record', { label: 'record', help: 'start or stop recording', footer: 10, views: ALL }),
];

/** The rows to show people, each with all its keys: those of a second row stand beside the first's. */
export function shownKeys(view: ViewId): { row: KeyRow; names: readonly (readonly string[])[] }[] {
  const rows = keysOf(view);
  return rows.flatMap((row, i) => {
    if (row.second) return [];
    const next = rows[i + 1];
    return [{ row, names: next?.second === true ? [row.keys, next.keys] : [row.keys] }];
  });
}

/** The rows that hold in a view. */
export const keysOf = (view: ViewId): KeyRow[] => KEY_TABLE.filter((row) => row.views.includes(view));

/** What a key does now: a row of the table, or a key of this session; null when it does nothing. */
export function lookUp(ui: UiState, name: string): { row: KeyRow } | { extra: UiState['extraKeys'][number] } | null {
  const row = keysOf(ui.view).find((r) => r.keys.includes(name));
  if (row !== undefined) return { row };
  const extra = ui.view === 'overview' ? ui.extraKeys.find((e) => e.key === name) : undefined;
  return extra === undefined ? null : { extra };
}
