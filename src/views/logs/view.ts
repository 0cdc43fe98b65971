import type { LogLine } from '../../model/tail.js';
import { cellWidth, cut, pad } from '../cells.js';
import { dateTime, stamp } from '../format.js';
import { boxed } from '../frame.js';
import type { Action } from '../keys.js';
import { filtered, type GrowingList, listKey, shownOf } from '../list.js';
import { listNote } from '../list-note.js';
import { glyphsOf, type ViewInput, windowStart } from '../panel.js';
import { aimed, type Line, span } from '../text.js';
import type { UiState } from '../ui-state.js';
import { lineDetail } from './detail.js';
import { colouredText, meaningOf } from './meaning.js';

const MAX_NODE = 12;
const MAX_INSTANCE = 14;
/** From this width on the instance has a column of its own. */
const WIDE = 100;

/** All lines of keepalived's on all nodes, merged by time. */
export function logsRows(view: ViewInput, width: number, height: number): Line[] {
  const { lines } = view.state.tail;
  const { logs } = view.ui;
  const list = listOf(view);
  const shown = shownOf(list, logs);
  const inner = view.framed ? width - 2 : width;
  const selected = lines[shown.rows[shown.cursor] ?? -1];
  const detail = logs.isOpen && selected !== undefined ? lineDetail(selected, inner, glyphsOf(view.ui)) : [];
  const chrome = view.framed ? 2 : 1;
  const detailHeight = detail.length === 0 ? 0 : Math.min(detail.length + chrome, Math.floor(height * 0.6));
  const room = height - detailHeight;
  const start = windowStart(shown.rows.length, room - chrome, shown.cursor);
  const body = shown.rows.slice(start, start + room - chrome).flatMap((i, k) => {
    const line = lines[i];
    if (line === undefined) return [];
    return [aimed(rowOf(view, line, inner, start + k === shown.cursor, list.matches?.[i]), `line:${line.seq}`)];
  });
  return [
    ...boxed(
      view,
      [span('Logs', 'title')],
      listNote(view.ui, logs, list, shown, { name: 'lines', dropped: view.state.tail.linesDropped }),
      body.length > 0 ? body : [[span(emptyText(view), 'dim')]],
      width,
      room,
    ),
    ...(detailHeight === 0 ? [] : boxed(view, [span('Line', 'title')], [], detail, width, detailHeight)),
  ];
}

export function logsKey(ui: UiState, action: Action, view: ViewInput): UiState {
  const logs = listKey(ui.logs, action, listOf(view));
  return logs === ui.logs ? ui : { ...ui, logs };
}

/** The selected line as it was written, with its time and node; null without one. */
export function logsText(view: ViewInput): string | null {
  const { rows, cursor } = shownOf(listOf(view), view.ui.logs);
  const line = view.state.tail.lines[rows[cursor] ?? -1];
  return line === undefined ? null : `${dateTime(line.at)} UTC ${line.node} ${line.text}`;
}

function listOf({ state, ui }: ViewInput): GrowingList {
  const { lines } = state.tail;
  const seqs = lines.map((line) => line.seq);
  const textOf = (i: number): string => {
    const line = lines[i];
    return line === undefined ? '' : `${line.node} ${line.event?.instance ?? ''} ${line.text}`;
  };
  return filtered(lines, ui.logs.filter, '', seqs, textOf);
}

function emptyText({ state, ui }: ViewInput): string {
  if (state.tail.lines.length > 0) return ` nothing matches ${ui.logs.filter}`;
  const isLive = [...state.sources.values()].some((s) => s.kind === 'log' && s.status === 'live');
  return isLive ? ' no line of keepalived yet' : ' no log is read: no node can be reached, or none was named';
}

function rowOf(view: ViewInput, line: LogLine, width: number, isCursor: boolean, matches: boolean | undefined): Line {
  const g = glyphsOf(view.ui);
  const { logs } = view.ui;
  const { event } = line;
  const { symbol, role } = meaningOf(event, g);
  const isMarked = logs.bookmarks.includes(line.seq);
  const marker = isCursor && logs.cursor !== null ? g.marker : ' ';
  const nodeWidth = Math.min(MAX_NODE, Math.max(...[...view.state.nodes.keys()].map(cellWidth), 4));
  const out: Line = [
    span(marker, 'accent'),
    span(isMarked ? g.bookmark : ' ', 'accent'),
    span(stamp(line.at, view.state.now), 'dim'),
    span(` ${pad(cut(line.node, nodeWidth, g.more), nodeWidth)} `),
  ];
  let { text } = line;
  if (width >= WIDE) {
    const instance = event?.instance ?? '';
    const instanceWidth = Math.min(
      MAX_INSTANCE,
      Math.max(...view.state.routers.flatMap((r) => r.names.map(cellWidth)), 4),
    );
    out.push(span(`${pad(cut(instance, instanceWidth, g.more), instanceWidth)} `, 'strong'));
    // The instance has been said.
    if (instance !== '' && text.startsWith(`(${instance}) `)) text = text.slice(instance.length + 3);
  }
  const isFaint = logs.showsAll && matches === false;
  const said = isFaint ? [span(text, 'dim')] : colouredText(text, event, role);
  const times = line.times > 1 ? [span(`${line.times}${g.times} `, 'dim')] : [];
  return [...out, span(`${symbol} `, isFaint ? 'dim' : role), ...times, ...said];
}
