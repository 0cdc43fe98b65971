import { NUMBERED, numbered, type UiState, type ViewId } from './ui-state.js';

export type Action =
  | 'quit'
  | 'help'
  | 'show-view'
  | 'open'
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
  | 'record'
  | 'suspend'
  | 'copy'
  | 'mouse'
  | 'alarm'
  | 'act'
  | 'far-left'
  | 'far-right'
  | 'next-problem'
  | 'previous-problem'
  | 'next-event'
  | 'previous-event'
  | 'next-finding'
  | 'previous-finding'
  | 'chart'
  | 'filter'
  | 'sort'
  | 'next-cluster'
  | 'previous-cluster'
  | 'all-rows'
  | 'next-match'
  | 'previous-match'
  | 'bookmark'
  | 'next-bookmark'
  | 'type-done'
  | 'type-cancel'
  | 'type-erase'
  | 'type-clear';

/** What decides about the meaning of a key: the view, or that a line is being typed. */
type KeyMode = ViewId | 'typing';

/** One thing a key does. Dispatch, footer and help are all made from these rows. */
interface KeyRow {
  /** Names as the screen gives them: the character itself, or `C-c`, `escape`, `up`, `pageup`, `space`. The first is the one to show. */
  keys: readonly string[];
  action: Action;
  /** One word for the footer, and at most 27 characters for the help: keys and symbols stand side by side in 80 columns. */
  label: string;
  help: string;
  /** Where it holds. */
  views: readonly KeyMode[];
  /** Place in the footer from the left; 0 keeps it out. */
  footer: number;
  /** The other direction of the row before: shown together with it, by its label and help. */
  second: boolean;
  /** It is there only where more than one cluster is watched. */
  many: boolean;
}

type Shown = Partial<Pick<KeyRow, 'label' | 'help' | 'views' | 'footer' | 'second' | 'many'>>;
const OVERVIEW: readonly ViewId[] = ['overview'];
/** All views but the help. */
const SHOWING: readonly ViewId[] = NUMBERED.map(({ view }) => view);
/** Those of one cluster. */
const CLUSTER: readonly ViewId[] = numbered(false).map(({ view }) => view);
/** The views in which rows are chosen. */
const LISTS: readonly ViewId[] = ['clusters', 'overview', 'config', 'findings', 'reachability'];
const ZOOMING: readonly ViewId[] = ['overview', 'config', 'findings'];
const OPENING: readonly ViewId[] = ['clusters', 'overview', 'findings'];
const NODES: readonly ViewId[] = ['overview', 'config'];
const SPANNED: readonly ViewId[] = ['overview', 'timeline'];
const TIMELINE: readonly ViewId[] = ['timeline'];
/** The views of lists that grow at their end. */
const GROWING: readonly ViewId[] = ['logs', 'packets'];
const TYPING: readonly KeyMode[] = ['typing'];
const ALL: readonly ViewId[] = [...SHOWING, 'help'];

const key = (keys: string[], action: Action, shown: Shown): KeyRow => ({
  keys,
  action,
  label: '',
  help: '',
  views: OVERVIEW,
  footer: 0,
  second: false,
  many: false,
  ...shown,
});
const SECOND: Shown = { second: true };

export const KEY_TABLE: readonly KeyRow[] = [
  key(['?'], 'help', { label: 'help', help: 'this page', footer: 1, views: ALL }),
  key(['q', 'C-c'], 'quit', { label: 'quit', help: 'quit, terminal as it was', footer: 2, views: ALL }),
  key(
    numbered(false).map(({ key }) => key),
    'show-view',
    { label: 'view', help: 'what the footer names', views: ALL },
  ),
  key(['0'], 'show-view', { label: 'clusters', help: 'all clusters', views: ALL, many: true }),
  key(['J'], 'next-cluster', {
    label: 'cluster',
    help: 'next cluster, one before',
    footer: 12,
    views: CLUSTER,
    many: true,
  }),
  key(['K'], 'previous-cluster', { ...SECOND, views: CLUSTER, many: true }),
  key(['s'], 'sort', { label: 'sort', help: 'worst, name, last change', footer: 6.5, views: ['clusters'] }),
  key(['escape'], 'back', { label: 'back', help: 'leave help, zoom, view', footer: 0, views: ALL }),
  key(['p', 'space'], 'freeze', { label: 'pause', help: 'freeze screen, not capture', footer: 3, views: SHOWING }),
  key(['left', 'h'], 'left', { label: 'node', help: 'select a node', footer: 4, views: NODES }),
  key(['right', 'l'], 'right', { ...SECOND, views: NODES }),
  key(['n'], 'next-problem', { label: 'marked', help: 'next marked row, one before', footer: 6, views: ['config'] }),
  key(['N'], 'previous-problem', { ...SECOND, views: ['config'] }),
  key(['up', 'k'], 'up', { label: 'row', help: 'rows of the focused panel', footer: 5, views: LISTS }),
  key(['down', 'j'], 'down', { ...SECOND, views: LISTS }),
  key(['pageup'], 'page-up', { label: 'page', help: 'ten rows', views: LISTS }),
  key(['pagedown'], 'page-down', { ...SECOND, views: LISTS }),
  key(['g', 'home'], 'first', { label: 'ends', help: 'first and last row', views: LISTS }),
  key(['G', 'end'], 'last', { ...SECOND, views: LISTS }),
  key(['enter'], 'open', { label: 'open', help: 'open the selected row', footer: 6, views: OPENING }),
  key(['tab'], 'next-panel', { label: 'panel', help: 'focus another panel', footer: 6 }),
  key(['S-tab'], 'previous-panel', SECOND),
  key(['z'], 'zoom', { label: 'zoom', help: 'zoom the focused panel', footer: 7, views: ZOOMING }),
  key(['left', 'h'], 'left', { label: 'cursor', help: 'cursor back and forth', footer: 4, views: TIMELINE }),
  key(['right', 'l'], 'right', { ...SECOND, views: TIMELINE }),
  key(['+', '='], 'span-longer', { label: 'span', help: 'timeline: longer, finer', footer: 5, views: SPANNED }),
  key(['-'], 'span-shorter', { ...SECOND, views: SPANNED }),
  key(['e'], 'next-event', { label: 'event', help: 'next event; the one before', footer: 6, views: TIMELINE }),
  key(['E'], 'previous-event', { ...SECOND, views: TIMELINE }),
  key(['n'], 'next-finding', { label: 'finding', help: 'next finding, one before', footer: 7, views: TIMELINE }),
  key(['N'], 'previous-finding', { ...SECOND, views: TIMELINE }),
  key(['G', 'end'], 'last', { label: 'now', help: 'follow now; oldest known', footer: 8, views: TIMELINE }),
  key(['g', 'home'], 'first', { ...SECOND, views: TIMELINE }),
  key(['S-left', 'H'], 'far-left', { label: 'stride', help: 'a tenth back and forth', views: TIMELINE }),
  key(['S-right', 'L'], 'far-right', { ...SECOND, views: TIMELINE }),
  key(['pageup'], 'page-up', { label: 'page', help: 'a span back and forth', views: TIMELINE }),
  key(['pagedown'], 'page-down', { ...SECOND, views: TIMELINE }),
  key(['up', 'k'], 'up', { label: 'lane', help: 'select a lane', footer: 9, views: TIMELINE }),
  key(['down', 'j'], 'down', { ...SECOND, views: TIMELINE }),
  key(['z'], 'zoom', { label: 'zoom', help: 'lanes alone', footer: 9, views: TIMELINE }),
  key(['t'], 'theme', { label: 'theme', help: 'next theme', footer: 9, views: ALL }),
  key(['R'], 'record', { label: 'record', help: 'start or stop recording', footer: 10, views: ALL }),
  key(['C-z'], 'suspend', { label: 'suspend', help: 'to the shell; fg comes back', views: ALL }),
  key(['y'], 'copy', { label: 'copy', help: 'selected row, by OSC 52', views: CLUSTER }),
  key(['m'], 'mouse', { label: 'mouse', help: 'mouse on or off', views: ALL }),
  key(['A'], 'alarm', { label: 'alarm', help: 'acknowledge; silence, ring', views: ALL }),
  key(['r'], 'act', { label: 'act', help: 'restart … selected node', footer: 11 }),
  key(['/'], 'filter', {
    label: 'filter',
    help: 'only rows like x, !x: rest',
    footer: 1.5,
    views: [...GROWING, 'clusters'],
  }),
  key(['a'], 'all-rows', { label: 'all', help: 'all rows, matches stand out', footer: 9, views: GROWING }),
  key(['up', 'k'], 'up', { label: 'row', help: 'select a row', footer: 5, views: GROWING }),
  key(['down', 'j'], 'down', { ...SECOND, views: GROWING }),
  key(['pageup'], 'page-up', { label: 'page', help: 'ten rows', views: GROWING }),
  key(['pagedown'], 'page-down', { ...SECOND, views: GROWING }),
  key(['G', 'end'], 'last', { label: 'newest', help: 'follow the newest; oldest', footer: 6, views: GROWING }),
  key(['g', 'home'], 'first', { ...SECOND, views: GROWING }),
  key(['enter'], 'open', { label: 'open', help: 'the row in full', footer: 2.5, views: GROWING }),
  key(['tab'], 'next-panel', { label: 'field', help: 'fields of the packet; list', footer: 2.7, views: ['packets'] }),
  key(['c'], 'chart', { label: 'chart', help: 'gaps of its sender, drawn', footer: 8.5, views: ['packets'] }),
  key(['n'], 'next-match', { label: 'match', help: 'next match; the one before', footer: 7, views: GROWING }),
  key(['N'], 'previous-match', { ...SECOND, views: GROWING }),
  key(['b'], 'bookmark', { label: 'mark', help: 'bookmark; go to the next', footer: 8, views: GROWING }),
  key(['B'], 'next-bookmark', { ...SECOND, views: GROWING }),
  key(['enter'], 'type-done', { label: 'keep', help: 'keep the filter', footer: 1, views: TYPING }),
  key(['escape'], 'type-cancel', { label: 'cancel', help: 'the filter as it was', footer: 2, views: TYPING }),
  key(['C-u'], 'type-clear', { label: 'clear', help: 'begin anew', footer: 3, views: TYPING }),
  key(['backspace'], 'type-erase', { label: 'erase', help: 'one character less', views: TYPING }),
  key(['C-c'], 'quit', { label: 'quit', help: 'quit, terminal as it was', views: TYPING }),
  key(['C-z'], 'suspend', { label: 'suspend', help: 'to the shell; fg comes back', views: TYPING }),
];

/** The rows to show people, each with all its keys: those of a second row stand beside the first's. */
export function shownKeys(view: KeyMode, many = false): { row: KeyRow; names: readonly (readonly string[])[] }[] {
  const rows = keysOf(view, many);
  return rows.flatMap((row, i) => {
    if (row.second) return [];
    const next = rows[i + 1];
    return [{ row, names: next?.second === true ? [row.keys, next.keys] : [row.keys] }];
  });
}

/** The rows that hold in a view. @param many more than one cluster is watched. */
export const keysOf = (view: KeyMode, many = false): KeyRow[] =>
  KEY_TABLE.filter((row) => row.views.includes(view) && (many || !row.many));

/** The session's own keys that hold in a view. */
export const extraKeysOf = (ui: UiState, view: ViewId): UiState['extraKeys'] =>
  view === 'help' ? [] : ui.extraKeys.filter((e) => view === 'overview' || e.everywhere === true);

/** What a key does now: a row of the table, a key of this session, a letter to type; null when it does nothing. */
export function lookUp(
  ui: UiState,
  name: string,
): { row: KeyRow } | { extra: UiState['extraKeys'][number] } | { letter: string } | null {
  const row = keysOf(ui.typing === null ? ui.view : 'typing', ui.many).find((r) => r.keys.includes(name));
  if (row !== undefined) return { row };
  if (ui.typing !== null) {
    const letter = name === 'space' ? ' ' : name;
    return [...letter].length === 1 ? { letter } : null;
  }
  const extra = extraKeysOf(ui, ui.view).find((e) => e.key === name);
  return extra === undefined ? null : { extra };
}
