import type { GrowingList, Shown } from './list.js';
import { glyphsOf } from './panel.js';
import { type Line, span } from './text.js';
import type { ListUi, UiState } from './ui-state.js';

/** Beside the title of a list: the filter, how much is shown of how much, and where the cursor is. */
export function listNote(
  ui: UiState,
  of: ListUi,
  list: GrowingList,
  shown: Shown,
  what: { name: string; dropped: number },
): Line {
  const g = glyphsOf(ui);
  const count = list.seqs.length;
  const matched = list.matches?.filter((yes) => yes).length;
  const said = matched === undefined ? `${count} ${what.name}` : `${matched} of ${count} ${what.name}`;
  const filter = of.filter.startsWith('!') ? `not /${of.filter.slice(1)}/` : `/${of.filter}/`;
  const parts: Line = [];
  if (matched !== undefined) parts.push(span(`${filter}${of.showsAll ? ' marked' : ''} `, 'accent'));
  if (list.isGivenUp) parts.push(span('costs too much, rows are missing ', 'critical'));
  parts.push(span(said, 'dim'));
  if (what.dropped > 0) parts.push(span(`, ${what.dropped} older dropped`, 'dim'));
  if (of.bookmarks.length > 0) parts.push(span(` ${g.bookmark}${of.bookmarks.length}`, 'accent'));
  parts.push(
    of.cursor === null
      ? span(ui.frozen ? ' frozen' : ' following', ui.frozen ? 'warning' : 'ok')
      : span(` row ${shown.cursor + 1}`, 'accent'),
  );
  return parts;
}
