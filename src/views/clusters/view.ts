import { WORST_FIRST } from '../../diagnose/status-word.js';
import { cellWidth, pad } from '../cells.js';
import { age } from '../format.js';
import { boxed } from '../frame.js';
import type { Action } from '../keys.js';
import { glyphsOf, text, type ViewInput, windowStart } from '../panel.js';
import { rowAfter } from '../row-step.js';
import { ENDLESS, lineWidth, wrap } from '../table.js';
import { aimed, type Line, plain, type Role, span } from '../text.js';
import { atCluster, type UiState } from '../ui-state.js';
import { listed, SORTS, selecting } from './order.js';
import { placesLine } from './places.js';
import { foundOf, tableOf, WORD_ROLE } from './rows.js';
import type { ClusterSummary } from './summary.js';

const PAGE = 10;
/** Rows that tell of the selected cluster, below the list, where there is room for frames. */
const DETAIL = 9;
const MAX_NAME = 28;

/** All clusters, a row each: how it is, who has what, when that changed, what is wrong. */
export function clustersRows(view: ViewInput, width: number, height: number): Line[] {
  const all = view.clusters ?? [];
  const { rows, cursor } = listed(all, view.ui.clusters, view.state.now);
  const selected = rows[cursor];
  const inner = view.framed ? width - 2 : width;
  const detail = view.framed && selected !== undefined ? detailOf(view, selected, inner) : [];
  const room = height - (detail.length === 0 ? 0 : DETAIL + 2);
  const chrome = (view.framed ? 2 : 1) + 1;
  const start = windowStart(rows.length, room - chrome, cursor);
  const shown = rows.slice(start, start + room - chrome);
  const nameWidth = Math.min(MAX_NAME, Math.max(...all.map((c) => cellWidth(c.name))));
  const body = tableOf(view, shown, inner, nameWidth).map((line, i): Line => {
    const isCursor = i > 0 && start + i - 1 === cursor;
    const row: Line = [span(isCursor ? glyphsOf(view.ui).marker : ' ', 'accent'), ...line];
    return i === 0 ? row : aimed(row, `cluster:${start + i - 1}`);
  });
  const title = [span('Clusters', 'title')];
  return [
    ...boxed(view, title, noteOf(view, rows.length, cursor), rows.length > 0 ? body : [EMPTY], width, room),
    ...(detail.length === 0 ? [] : boxed(view, [span(selected?.name ?? '', 'title')], [], detail, width, DETAIL + 2)),
  ];
}

const EMPTY: Line = [span(' no cluster matches', 'dim')];

/** The selected cluster: how it is, and what is wrong; null without one. */
export function clustersText(view: ViewInput): string | null {
  const { rows, cursor } = listed(view.clusters ?? [], view.ui.clusters, view.state.now);
  const chosen = rows[cursor];
  if (chosen === undefined) return null;
  const lines = detailOf(view, chosen, ENDLESS).map((line) => plain(line).trim());
  return `${chosen.name} ${chosen.word}: ${lines.join('; ')}`;
}

export function clustersKey(ui: UiState, action: Action, view: ViewInput): UiState {
  const all = view.clusters ?? [];
  const { now } = view.state;
  const { rows, cursor } = listed(all, ui.clusters, now);
  const row = rowAfter(action, cursor, rows.length - 1, PAGE);
  if (row !== null) return { ...ui, clusters: selecting(ui.clusters, all, row, now) };
  switch (action) {
    case 'sort': {
      const at = SORTS.findIndex((s) => s.sort === ui.clusters.sort);
      const { sort } = SORTS[(at + 1) % SORTS.length]!;
      return { ...ui, clusters: { ...ui.clusters, sort, held: null, selected: rows[cursor]?.name ?? null } };
    }
    case 'open': {
      const chosen = rows[cursor];
      if (chosen === undefined) return ui;
      const clusters = selecting(ui.clusters, all, cursor, now);
      return atCluster({ ...ui, clusters, view: 'overview' }, chosen.name);
    }
    case 'back':
      return ui.clusters.filter === '' ? ui : { ...ui, clusters: { ...ui.clusters, filter: '' } };
    default:
      return ui;
  }
}

/** The next or previous cluster, in the order of the list. */
export function besideCluster(ui: UiState, step: 1 | -1, view: ViewInput): UiState {
  const { rows } = listed(view.clusters ?? [], ui.clusters, view.state.now);
  const at = rows.findIndex((c) => c.name === view.state.inventory.cluster);
  const next = rows[(at + step + rows.length) % rows.length];
  if (next === undefined) return ui;
  const row = rows.indexOf(next);
  return atCluster({ ...ui, clusters: selecting(ui.clusters, view.clusters ?? [], row, view.state.now) }, next.name);
}

function noteOf(view: ViewInput, count: number, cursor: number): Line {
  const all = view.clusters ?? [];
  const { filter, sort } = view.ui.clusters;
  const parts: Line[] = WORST_FIRST.flatMap((word) => {
    const n = all.filter((c) => c.word === word).length;
    return n === 0 ? [] : [[span(`${n} ${word}`, WORD_ROLE[word])]];
  });
  if (filter !== '') {
    const said = filter.startsWith('!') ? `not /${filter.slice(1)}/` : `/${filter}/`;
    parts.push([span(said, 'accent'), span(` ${count} of ${all.length}`, 'dim')]);
  }
  parts.push([span(SORTS.find((s) => s.sort === sort)?.name ?? '', 'dim')]);
  parts.push([span(`row ${count === 0 ? 0 : cursor + 1}/${count}`, 'dim')]);
  return parts.flatMap((part, i) => (i === 0 ? part : [span('  '), ...part]));
}

/** The selected cluster in full. */
function detailOf(view: ViewInput, c: ClusterSummary, width: number): Line[] {
  const g = glyphsOf(view.ui);
  const label = (name: string, line: Line, role: Role = 'dim'): Line => [
    span(` ${name}`, role),
    span(pad('', 9 - name.length)),
    ...line,
  ];
  const { move } = c;
  const moved: Line =
    move === null
      ? text('no move was seen', 'dim')
      : text(`${move.what} ${move.from} ${g.to} ${move.to}, ${age(view.state.now - move.at)} ago`);
  const sources: Line =
    c.lost.length > 0
      ? text(`${c.live} of ${c.sources} live; lost: ${c.lost.join(' ')}`, 'critical')
      : text(`${c.live} of ${c.sources} live`, c.live === c.sources ? 'ok' : 'unknown');
  const found = c.findings.flatMap((f) => {
    const lines = wrap(`${f.summary} ${g.advice} ${f.advice}`, width - 11);
    return lines.map((line, i) => label(i === 0 ? f.severity : '', [span(line)], f.severity));
  });
  const all = [
    label('has', placesLine(c, g.dot, false)),
    label('moved', moved),
    label('sources', sources),
    ...(found.length > 0 ? found : [label('wrong', c.word === 'OK' ? text('nothing that is seen', 'ok') : foundOf(c))]),
  ];
  return all.filter((line) => lineWidth(line) > 0);
}
