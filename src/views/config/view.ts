import type { LintSeverity } from '../../diagnose/lint/types.js';
import type { NodeState } from '../../model/state.js';
import { cellWidth, cut, cutMiddle, pad } from '../cells.js';
import { boxed } from '../frame.js';
import type { Action } from '../keys.js';
import { glyphsOf, text, type ViewInput, windowStart } from '../panel.js';
import { rowAfter } from '../row-step.js';
import { cutLine, ENDLESS, lineWidth, wrap } from '../table.js';
import { aimed, type Line, plain, type Role, span } from '../text.js';
import type { UiState } from '../ui-state.js';
import { type ConfCell, type ConfRow, type ConfTable, confTable } from './rows.js';
import { unreadReason } from './unread.js';

const MAIN_FILE = 'keepalived.conf';
/** Labels are cut to this width where columns would get narrow. */
const LABEL = { least: 14, most: 24 } as const;
const ROOMY = 120;
/** Narrower columns would show no address. */
const MIN_COLUMN = 26;
const PAGE = 10;
/** Rows for what the selected one tells, without its heading. */
const PANE = { min: 3, share: 0.35 } as const;
const LINT_ROLE: Readonly<Record<LintSeverity, Role>> = { error: 'critical', warning: 'warning', info: 'info' };

type Setting = Extract<ConfRow, { kind: 'setting' }>;
const isSetting = (row: ConfRow): row is Setting => row.kind === 'setting';

/** keepalived.conf of each node side by side; what must be equal and is not stands out, and what lint finds. */
export function configRows(view: ViewInput, width: number, height: number): Line[] {
  const table = confTable(view.state);
  const settings = table.rows.filter(isSetting);
  const chosen = settings[Math.min(view.ui.configRow, settings.length - 1)] ?? null;
  const inner = view.framed ? width - 2 : width;
  const chrome = view.framed ? 2 : 1;
  const pane = chosen === null || view.ui.zoomed ? [] : paneLines(view, table, chosen, inner);
  const paneRows =
    pane.length === 0 ? 0 : Math.max(PANE.min, Math.min(Math.floor(height * PANE.share), pane.length)) + chrome;
  const title: Line = [span(MAIN_FILE, 'accent')];
  const upper = boxed(
    view,
    title,
    tally(table),
    grid(view, table, chosen, inner, height - paneRows - chrome),
    width,
    height - paneRows,
  );
  return paneRows === 0
    ? upper
    : [...upper, ...boxed(view, [span(chosen?.label ?? '', 'title')], [], pane, width, paneRows)];
}

function tally(table: ConfTable): Line {
  const differing = table.rows.filter((r) => isSetting(r) && r.differs).length;
  const read = table.nodes.filter((n) => n.conf !== null).length;
  if (differing === 0 && table.problems.length === 0)
    return read > 1 ? text('nothing differs that should not', 'ok') : [];
  const parts: Line = differing === 0 ? [] : [span(`${differing} differ`, 'warning')];
  for (const severity of ['error', 'warning', 'info'] as const) {
    const n = table.problems.filter((p) => p.severity === severity).length;
    if (n > 0)
      parts.push(
        span(
          `${parts.length === 0 ? '' : '  '}${n} ${severity}${n > 1 && severity !== 'info' ? 's' : ''}`,
          LINT_ROLE[severity],
        ),
      );
  }
  return parts;
}

/** Headings and settings under the names of the nodes; as many nodes as fit, the selected one among them. */
function grid(view: ViewInput, table: ConfTable, chosen: Setting | null, width: number, height: number): Line[] {
  const { nodes, rows } = table;
  if (nodes.length === 0) return [text(' no node is known yet', 'dim')];
  const g = glyphsOf(view.ui);
  const widest = Math.max(LABEL.least, ...rows.filter(isSetting).map((row) => cellWidth(row.label)));
  const label = width >= ROOMY ? Math.min(LABEL.most, widest) : LABEL.least;
  const across = Math.max(1, Math.min(nodes.length, Math.floor((width - label - 4) / MIN_COLUMN)));
  const first = windowStart(nodes.length, across, Math.min(view.ui.selected.nodes, nodes.length - 1));
  const each = Math.floor((width - label - 4) / across);
  const shown = nodes.slice(first, first + across);
  const more = nodes.length > across ? `${first + 1} to ${first + across} of ${nodes.length}` : '';
  const reasons = shown.map((node) => (node.conf === null ? wrap(unreadReason(view.state, node), each - 2) : []));
  const head: Line = [
    span(pad(` ${cut(more, label + 2, g.more)}`, label + 4), 'dim'),
    ...columns(
      shown.map((n) => nodeHead(n)),
      each,
      g.more,
    ),
  ];
  const size = height - 1;
  const selected = chosen === null ? 0 : rows.indexOf(chosen);
  const start = windowStart(rows.length, size, selected);
  const settings = rows.filter(isSetting);
  const body = rows.slice(start, start + size).map((row): Line => {
    if (row.kind === 'heading') return [span(` ${row.text}`, 'title')];
    const cells = row.cells.slice(first, first + across).map((cell) => cellLine(cell, row, each - 2, g.more));
    const marker = row === chosen ? span(g.marker, 'accent') : span(' ');
    const mark = row.differs ? span(`${g.differs} `, 'warning') : span('  ');
    const line = [
      marker,
      mark,
      span(pad(cut(row.label, label, g.more), label + 1), 'dim'),
      ...columns(cells, each, g.more),
    ];
    return aimed(line, `setting:${settings.indexOf(row)}`);
  });
  const unread = Math.max(0, ...reasons.map((lines) => lines.length));
  while (body.length < Math.min(unread, size)) body.push([]);
  return [head, ...body.map((line, i) => withReasons(line, reasons, i, label + 4, each))];
}

/** Where a node was not read, why, instead of empty cells. */
function withReasons(line: Line, reasons: string[][], i: number, left: number, each: number): Line {
  const out = [...line];
  for (const [c, lines] of reasons.entries()) {
    const said = lines[i];
    const x = left + c * each;
    if (said !== undefined && lineWidth(out) <= x)
      out.push(span(' '.repeat(x - lineWidth(out))), span(said, 'unknown'));
  }
  return out;
}

const columns = (cells: Line[], each: number, mark: string): Line => {
  const out: Line = [];
  for (const [i, cell] of cells.entries()) {
    const line = cutLine(cell, each - 1, mark);
    const isLastSaid = cells.slice(i + 1).every((c) => lineWidth(c) === 0);
    out.push(...line);
    if (isLastSaid) break;
    out.push(span(' '.repeat(each - lineWidth(line))));
  }
  return out;
};

const nodeHead = (node: NodeState): Line => [
  span(node.name, 'title'),
  ...(node.conf === null
    ? [span('  not read', 'unknown')]
    : text(node.version === null ? '' : `  ${node.version}`, 'dim')),
];

/** Value, line, and what lint says of it. */
function cellLine(cell: ConfCell, row: Setting, width: number, mark: string): Line {
  if (cell.text === null) return [];
  const told = cell.problems.filter((p) => !row.label.endsWith(p.id));
  const ids = [...new Map(told.map((p) => [p.id, p])).values()].flatMap((p) => [
    span(` ${p.id}`, LINT_ROLE[p.severity]),
  ]);
  const short = cell.at === null ? '' : ` :${cell.at.line}`;
  const file = cell.at === null ? '' : baseName(cell.at.file);
  // The file that it is in nearly always needs no name.
  const place = cell.at === null ? ' default' : file === MAIN_FILE ? short : ` ${file}:${cell.at.line}`;
  const role: Role = row.differs ? 'warning' : cell.at === null ? 'dim' : 'text';
  const room = width - lineWidth(ids);
  const said = cell.text === '-' ? short : cellWidth(cell.text) + cellWidth(place) <= room ? place : short;
  const shorten = cell.text.includes(' ') ? cut : cutMiddle;
  return [
    span(shorten(cell.text, Math.max(4, room - cellWidth(said)), mark), role),
    ...text(cell.text === '-' ? '' : said, 'dim'),
    ...ids,
  ];
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The selected setting in full: value and place on each node, and what keepalived makes of what is wrong. */
function paneLines(view: ViewInput, table: ConfTable, row: Setting, width: number): Line[] {
  const g = glyphsOf(view.ui);
  const nameWidth = Math.max(...table.nodes.map((n) => cellWidth(cut(n.name, 16, g.more))));
  const told = new Map(row.cells.flatMap((c) => c.problems).map((p) => [`${p.id} ${p.message}`, p]));
  const values = row.cells.flatMap((cell, i): Line[] => {
    const node = table.nodes[i];
    if (node === undefined || cell.text === null) return [];
    const place = cell.at === null ? 'by default' : `${cell.at.file}:${cell.at.line}`;
    return [
      [
        span(` ${pad(cut(node.name, 16, g.more), nameWidth)}  `, 'strong'),
        span(cell.text === '-' ? 'not set' : cell.text, row.differs ? 'warning' : 'text'),
        span(cell.text === '-' && cell.at === null ? '' : `  ${place}`, 'dim'),
      ],
    ];
  });
  const problems = [...told.values()].flatMap((p): Line[] => [
    ...wrap(`${p.severity} ${p.id}: ${p.message}`, width - 2).map((l): Line => [span(` ${l}`, LINT_ROLE[p.severity])]),
    ...wrap(p.consequence, width - 4).map(
      (l, i): Line => [span(i === 0 ? ` ${g.advice} ` : '   ', 'accent'), span(l, 'accent')],
    ),
  ]);
  return [...values, ...problems];
}

/** The selected setting with its value and place on each node, and what is wrong with it; null without one. */
export function configText(view: ViewInput): string | null {
  const table = confTable(view.state);
  const settings = table.rows.filter(isSetting);
  const chosen = settings[Math.min(view.ui.configRow, settings.length - 1)];
  if (chosen === undefined) return null;
  const heading = table.rows.slice(0, table.rows.indexOf(chosen)).findLast((row) => row.kind === 'heading');
  const lines = paneLines(view, table, chosen, ENDLESS).map((line) => plain(line).trim());
  return `${heading?.kind === 'heading' ? `${heading.text} ` : ''}${chosen.label}: ${lines.join('; ')}`;
}

/** Up and down choose a setting, left and right the nodes to see. */
export function configKey(ui: UiState, action: Action, view: ViewInput): UiState {
  const { nodes, rows } = confTable(view.state);
  const last = Math.max(0, rows.filter(isSetting).length - 1);
  const now = Math.min(ui.configRow, last);
  const go = (row: number): UiState => ({ ...ui, configRow: Math.max(0, Math.min(last, row)) });
  const side = (step: number): UiState => ({
    ...ui,
    selected: { ...ui.selected, nodes: Math.max(0, Math.min(nodes.length - 1, ui.selected.nodes + step)) },
  });
  const row = rowAfter(action, now, last, PAGE);
  if (row !== null) return go(row);
  switch (action) {
    case 'left':
      return side(-1);
    case 'right':
      return side(1);
    case 'zoom':
      return { ...ui, zoomed: !ui.zoomed };
    case 'next-problem':
    case 'previous-problem':
      return go(nextProblem(rows.filter(isSetting), now, action === 'next-problem' ? 1 : -1));
    default:
      return ui;
  }
}

/** The next row that is marked; the same where there is none. */
function nextProblem(settings: readonly Setting[], now: number, step: number): number {
  for (let i = now + step; i >= 0 && i < settings.length; i += step) {
    const row = settings[i];
    if (row !== undefined && (row.differs || row.cells.some((c) => c.problems.length > 0))) return i;
  }
  return now;
}
