import { type PacketRecord, packetAt, packetRange } from '../../model/tail.js';
import { pad } from '../cells.js';
import { dateTime } from '../format.js';
import { beside, boxed } from '../frame.js';
import type { Action } from '../keys.js';
import { filtered, type GrowingList, listKey, shownOf } from '../list.js';
import { listNote } from '../list-note.js';
import { glyphsOf, type ViewInput, windowStart } from '../panel.js';
import { ENDLESS, lineWidth, table } from '../table.js';
import { aimed, type Line, plain, span } from '../text.js';
import type { UiState } from '../ui-state.js';
import { senderChart } from './chart.js';
import { type Field, fieldsOf, packetTitle } from './fields.js';
import { hexRows } from './hex.js';
import { type Names, namesOf } from './names.js';
import { deltaOf, PACKET_COLUMNS, PACKET_HEAD, packetRow, packetText } from './row.js';

/** From this height on the details are always shown. */
const ROOMY_HEIGHT = 40;
const FIELD_NAME = 12;
const MOST_CHART = 14;

/** What the chart gets of `height` rows: the list keeps at least half of them. */
const chartRows = (height: number): number => Math.min(MOST_CHART, Math.floor(height / 2));

/** The packets as they came, and the selected one to its last byte. */
export function packetsRows(view: ViewInput, width: number, height: number): Line[] {
  const { tail } = view.state;
  const { packets } = view.ui;
  const names = namesOf(view.state);
  const list = listOf(view, names);
  const shown = shownOf(list, packets);
  const inner = view.framed ? width - 2 : width;
  const chrome = view.framed ? 2 : 1;
  const selected = packetAt(tail, list.seqs[shown.rows[shown.cursor] ?? -1] ?? -1);
  const wantsDetail = packets.isOpen || packets.field !== null || height >= ROOMY_HEIGHT;
  const detailHeight = selected === undefined || !wantsDetail ? 0 : Math.min(28 + chrome, Math.ceil(height * 0.55));
  const chartHeight = selected === undefined || !packets.hasChart ? 0 : chartRows(height - detailHeight);
  const room = height - detailHeight - chartHeight;
  const start = windowStart(shown.rows.length, room - chrome - 1, shown.cursor);
  const rows = shown.rows.slice(start, start + room - chrome - 1);
  return [
    ...boxed(
      view,
      [span('Packets', packets.field === null ? 'accent' : 'title')],
      listNote(view.ui, packets, list, shown, { name: 'packets', dropped: tail.packetCount - list.seqs.length }),
      rows.length === 0
        ? [[span(emptyText(view), 'dim')]]
        : tableRows(view, list, names, rows, shown.cursor - start, inner),
      width,
      room,
    ),
    ...(selected === undefined || chartHeight === 0 ? [] : senderChart(view, selected, names, width, chartHeight)),
    ...(selected === undefined || detailHeight === 0 ? [] : detail(view, selected, names, width, detailHeight)),
  ];
}

export function packetsKey(ui: UiState, action: Action, view: ViewInput): UiState {
  const names = namesOf(view.state);
  const list = listOf(view, names);
  const { field, ...place } = ui.packets;
  const set = (more: Partial<UiState['packets']>): UiState => ({ ...ui, packets: { ...ui.packets, ...more } });
  if (action === 'chart') return set({ hasChart: !ui.packets.hasChart });
  if (action === 'next-panel') {
    if (field !== null) return set({ field: null });
    const { rows, cursor } = shownOf(list, place);
    const seq = list.seqs[rows[cursor] ?? -1];
    return seq === undefined ? ui : set({ field: 0, isOpen: true, cursor: seq });
  }
  if (field !== null) {
    const record = packetAt(view.state.tail, place.cursor ?? -1);
    const last = record === undefined ? 0 : fieldsOf(record, names, '').length - 1;
    const to = (index: number): UiState => set({ field: Math.max(0, Math.min(last, index)) });
    if (action === 'up') return to(field - 1);
    if (action === 'down') return to(field + 1);
    if (action === 'first' || action === 'page-up') return to(0);
    if (action === 'last' || action === 'page-down') return to(last);
    if (action === 'back' || action === 'open') return set({ field: null });
  }
  const next = listKey(ui.packets, action, list);
  return next === ui.packets ? ui : set(next);
}

/** The selected packet, decoded in one line; null without one. Authentication data is not in it. */
export function packetsText(view: ViewInput): string | null {
  const { tail, now } = view.state;
  const names = namesOf(view.state);
  const list = listOf(view, names);
  const { rows, cursor } = shownOf(list, view.ui.packets);
  const record = packetAt(tail, list.seqs[rows[cursor] ?? -1] ?? -1);
  if (record === undefined) return null;
  const [, ...said] = packetRow(record, deltaOf(tail, record), names, now, glyphsOf(view.ui));
  const [line = []] = table([said], PACKET_COLUMNS.slice(1), ENDLESS, '');
  return `${dateTime(record.at)} UTC ${plain(line)}`;
}

function listOf({ state, ui }: ViewInput, names: Names): GrowingList {
  const { tail } = state;
  const { first, last } = packetRange(tail);
  const seqs = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const textOf = (i: number): string => {
    const record = packetAt(tail, first + i);
    return record === undefined ? '' : packetText(record, names);
  };
  return filtered(tail.packets, ui.packets.filter, names.key, seqs, textOf);
}

function emptyText({ state, ui }: ViewInput): string {
  if (state.tail.packetCount > 0) return ` nothing matches ${ui.packets.filter}`;
  const isLive = [...state.sources.values()].some((s) => s.kind === 'wire' && s.status === 'live');
  return isLive
    ? ' no advert heard yet'
    : ' no capture runs: it needs tcpdump and the right to use it, here or on a node';
}

function tableRows(
  view: ViewInput,
  list: GrowingList,
  names: Names,
  rows: readonly number[],
  cursor: number,
  width: number,
): Line[] {
  const g = glyphsOf(view.ui);
  const { packets } = view.ui;
  const { tail } = view.state;
  const records = rows.flatMap((i) => packetAt(tail, list.seqs[i] ?? -1) ?? []);
  const cells = records.map((record) => packetRow(record, deltaOf(tail, record), names, view.state.now, g));
  const [head = [], ...lines] = table([PACKET_HEAD, ...cells], PACKET_COLUMNS, width - 2, g.more);
  return [
    [span('  '), ...head],
    ...lines.map((line, i): Line => {
      const record = records[i];
      const isCursor = i === cursor && packets.cursor !== null;
      const isMarked = record !== undefined && packets.bookmarks.includes(record.seq);
      const isFaint = packets.showsAll && list.matches?.[rows[i] ?? -1] === false;
      const whole = [
        span(isCursor ? g.marker : ' ', 'accent'),
        span(isMarked ? g.bookmark : ' ', 'accent'),
        ...(isFaint ? line.map((s) => span(s.text, 'dim')) : line),
      ];
      return aimed(whole, `packet:${record?.seq ?? ''}`);
    }),
  ];
}

function detail(view: ViewInput, record: PacketRecord, names: Names, width: number, height: number): Line[] {
  const g = glyphsOf(view.ui);
  const { field } = view.ui.packets;
  const inner = view.framed ? width - 2 : width;
  const room = height - (view.framed ? 2 : 1);
  const fields = fieldsOf(record, names, g.hidden);
  const at = field === null ? -1 : Math.min(field, fields.length - 1);
  const bytes = hexRows(record, fields[at], inner >= 120 ? 80 : 40);
  const hexWidth = Math.max(0, ...bytes.map(lineWidth));
  // Where there is no room for all, the last ones matter most: VRRP, and what is wrong.
  const start = windowStart(fields.length, room, at < 0 ? fields.length - 1 : at);
  const hexStart = windowStart(bytes.length, room, Math.floor((fields[at]?.from ?? 0) / (hexWidth > 50 ? 16 : 8)));
  const left = fields.slice(start, start + room).map((f, i) => fieldLine(f, start + i === at, g.marker));
  const body = beside(left, Math.min(inner - hexWidth - 1, 76), bytes.slice(hexStart, hexStart + room), g.more);
  const unseen = fields.length - left.length;
  return boxed(
    view,
    [span(packetTitle(record.packet), field === null ? 'title' : 'accent')],
    unseen > 0 ? [span(`${unseen} more fields`, 'dim')] : [],
    body,
    width,
    height,
  );
}

const fieldLine = (f: Field, isSelected: boolean, marker: string): Line => [
  span(isSelected ? marker : ' ', 'accent'),
  span(pad(f.name, FIELD_NAME), isSelected ? 'accent' : 'dim'),
  span(f.value, f.role),
];
