import type { Action } from './keys.js';
import { compile, type Matcher } from './pattern.js';
import type { ListUi } from './ui-state.js';

const PAGE = 10;
const MAX_BOOKMARKS = 100;

/** All rows of a list by their `seq`, the oldest first, and which of them match the filter; null without one. */
export interface GrowingList {
  seqs: readonly number[];
  matches: readonly boolean[] | null;
  /** The filter was given up before all rows were judged: it costs too much on them. */
  isGivenUp: boolean;
}

/** A list as it is to be seen. */
export interface Shown {
  /** Places in `seqs` of the rows that are shown. */
  rows: readonly number[];
  /** Place in `rows` of the selected one, the last one while the newest is followed; -1 without rows. */
  cursor: number;
}

interface Filter {
  matcher: Matcher;
  isInverse: boolean;
}

/** Judges texts by a filter; null for no filter. */
export function filterOf(filter: string): Filter | { error: string } | null {
  const isInverse = filter.startsWith('!');
  const pattern = isInverse ? filter.slice(1) : filter;
  if (pattern === '') return null;
  const compiled = compile(pattern);
  if (!compiled.ok) return { error: compiled.reason };
  return { matcher: compiled.matcher, isInverse };
}

interface Verdicts {
  key: string;
  bySeq: Map<number, boolean>;
  isGivenUp: boolean;
}
/** A row is judged once, not with each paint. */
const verdicts = new WeakMap<object, Verdicts>();

/**
 * The list with which of its rows match the filter.
 * @param owner what holds the rows; a row of it that has a `seq` never changes. @param context what else the texts depend on.
 */
export function filtered(
  owner: object,
  filter: string,
  context: string,
  seqs: readonly number[],
  textOf: (i: number) => string,
): GrowingList {
  const judge = filterOf(filter);
  if (judge === null || 'error' in judge) return { seqs, matches: null, isGivenUp: false };
  const { matcher, isInverse } = judge;
  const key = `${filter}\n${context}`;
  const known = verdicts.get(owner);
  const before = known?.key === key ? known.bySeq : new Map<number, boolean>();
  const now = new Map<number, boolean>();
  const matches = seqs.map((seq, i) => {
    const verdict = before.get(seq) ?? matcher.matches(textOf(i)) !== isInverse;
    now.set(seq, verdict);
    return verdict;
  });
  const isGivenUp = matcher.isSpent || (known?.key === key && known.isGivenUp);
  verdicts.set(owner, { key, bySeq: now, isGivenUp });
  return { seqs, matches, isGivenUp };
}

/** What of the list is shown, and where its cursor is: where its row is not shown, the next one that is. */
export function shownOf({ seqs, matches }: GrowingList, ui: ListUi): Shown {
  const rows = [...seqs.keys()].filter((i) => ui.showsAll || matches === null || matches[i] === true);
  if (ui.cursor === null) return { rows, cursor: rows.length - 1 };
  const place = seqs.indexOf(ui.cursor);
  const cursor = rows.findIndex((i) => i >= place);
  return { rows, cursor: cursor < 0 ? rows.length - 1 : cursor };
}

/** What a key makes of a list; the same object where it means nothing here. */
export function listKey(ui: ListUi, action: Action, list: GrowingList): ListUi {
  const shown = shownOf(list, ui);
  const { rows, cursor } = shown;
  const seq = (row: number): number | null => list.seqs[rows[row] ?? -1] ?? null;
  const to = (row: number): ListUi => {
    const bounded = Math.max(0, Math.min(row, rows.length - 1));
    return { ...ui, cursor: bounded === rows.length - 1 ? null : seq(bounded) };
  };
  switch (action) {
    case 'up':
      return to(cursor - 1);
    case 'down':
      return to(cursor + 1);
    case 'page-up':
      return to(cursor - PAGE);
    case 'page-down':
      return to(cursor + PAGE);
    case 'first':
      return to(0);
    case 'last':
      return { ...ui, cursor: null };
    case 'next-match':
    case 'previous-match': {
      const found = nextMatch(list, shown, action === 'next-match' ? 1 : -1);
      return found < 0 ? ui : to(found);
    }
    case 'all-rows':
      return { ...ui, showsAll: !ui.showsAll };
    case 'open':
      return rows.length === 0 ? ui : { ...ui, isOpen: !ui.isOpen, cursor: seq(cursor) };
    case 'bookmark': {
      const here = seq(cursor);
      if (here === null) return ui;
      const others = ui.bookmarks.filter((b) => b !== here);
      const isNew = others.length === ui.bookmarks.length;
      return { ...ui, cursor: here, bookmarks: isNew ? [...others, here].slice(-MAX_BOOKMARKS) : others };
    }
    case 'next-bookmark': {
      const marked = [...rows.keys()].filter((row) => ui.bookmarks.includes(seq(row) ?? -1));
      const next = marked.find((row) => row > cursor) ?? marked[0];
      return next === undefined ? ui : { ...ui, cursor: seq(next) };
    }
    case 'back':
      if (ui.isOpen) return { ...ui, isOpen: false };
      if (ui.cursor !== null) return { ...ui, cursor: null };
      return ui.filter === '' ? ui : { ...ui, filter: '', showsAll: false };
    default:
      return ui;
  }
}

/** The next place in `rows` that matches, in one direction; -1 without one. */
function nextMatch({ matches }: GrowingList, { rows, cursor }: Shown, step: number): number {
  if (matches === null) return -1;
  for (let row = cursor + step; row >= 0 && row < rows.length; row += step) {
    if (matches[rows[row] ?? -1] === true) return row;
  }
  return -1;
}
