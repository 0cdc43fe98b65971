import { cellWidth, toCells } from '../cells.js';
import type { Glyphs } from '../glyphs.js';
import { extraKeysOf, shownKeys } from '../keys.js';
import { glyphsOf, type ViewInput } from '../panel.js';
import { lineWidth } from '../table.js';
import { type Line, span } from '../text.js';
import { type NUMBERED, numbered, type Typing, type UiState } from '../ui-state.js';

/** Places in the footer that the names of the views must leave room for; in the overview keys of this session come next. */
const FIRST_PLACES = { overview: 4, others: 7 } as const;

/** How a key is written for people. */
export function keyName(key: string, g: Glyphs): string {
  const names: Readonly<Record<string, string>> = {
    ...g.keys,
    escape: 'Esc',
    'S-left': `S-${g.keys.left}`,
    'S-right': `S-${g.keys.right}`,
    tab: 'Tab',
    'S-tab': 'S-Tab',
    space: 'Space',
    enter: 'Enter',
    pageup: 'PgUp',
    pagedown: 'PgDn',
    home: 'Home',
    end: 'End',
    'C-c': 'Ctrl-C',
    'C-z': 'Ctrl-Z',
  };
  return names[key] ?? key;
}

/** Both directions where they are short, else the first. */
const both = (names: string[]): string => (names.every((name) => name.length <= 2) ? names.join('') : (names[0] ?? ''));

/** The keys that matter now, as many as fit; a notice takes their place until the next key. */
export function footer(view: ViewInput, width: number): Line {
  const g = glyphsOf(view.ui);
  const { ui } = view;
  if (ui.typing !== null) return typingLine(ui.typing, width, g);
  if (ui.notice !== '') return [span(' '), span(ui.notice, 'info')];
  const entry = (name: string, label: string): Line => [span(name, 'key'), span(` ${label}`, 'dim')];
  const shown = shownKeys(ui.view, ui.many)
    .filter(({ row }) => row.footer > 0 || (row.action === 'back' && isLeft(ui)))
    .sort((a, b) => a.row.footer - b.row.footer);
  const rows = shown.map(({ row, names }) => entry(both(names.map((keys) => keyName(keys[0] ?? '', g))), row.label));
  const views = viewForms(ui);
  const extras = extraKeysOf(ui, ui.view).map((e) => entry(e.key, e.label));
  const places = ui.view === 'overview' ? FIRST_PLACES.overview : FIRST_PLACES.others;
  const first = shown.filter(({ row }) => row.footer <= places).length;
  const before = [...rows.slice(0, first), ...extras];
  // The views in the longest form beside which the keys before them have room.
  const named = views.find((form) => lineWidth(joined([...before, form], Number.POSITIVE_INFINITY)) <= width);
  return joined([...rows.slice(0, 2), named ?? views.at(-1) ?? [], ...before.slice(2), ...rows.slice(first)], width);
}

/** Whether there is a view to go back to. */
const isLeft = ({ view, many }: UiState): boolean => view !== 'clusters' && (many || view !== 'overview');

/** The line that is being typed, its end always in sight; what is wrong with it, else what ends it. */
function typingLine({ text, error }: Typing, width: number, g: Glyphs): Line {
  const keys = shownKeys('typing').filter(({ row }) => row.footer > 0);
  const hints = keys.map(({ row }) => `${keyName(row.keys[0] ?? '', g)} ${row.label}`).join('  ');
  const beside = error === '' ? hints : error;
  const room = Math.max(10, width - cellWidth(beside) - 6);
  const cells = toCells(text);
  const typed = cells.length < room ? cells.join('') : g.more + cells.slice(cells.length - room + 1).join('');
  const line: Line = [span(' /', 'key'), span(typed, error === '' ? 'strong' : 'warning'), span(' ', 'selected')];
  return [...line, span(`  ${beside}`, error === '' ? 'dim' : 'critical')];
}

/** As many of the parts as fit. */
function joined(parts: Line[], width: number): Line {
  const out: Line = [];
  for (const part of parts) {
    const gap = span(out.length === 0 ? ' ' : '  ');
    if (lineWidth([...out, gap, ...part]) > width) break;
    out.push(gap, ...part);
  }
  return out;
}

/** The numbered views: by name, by short name, by number alone; the one that is shown stands out. */
function viewForms({ view: shown, many }: UiState): Line[] {
  const form = (gap: string, label: (v: (typeof NUMBERED)[number]) => string): Line =>
    numbered(many).flatMap((v, i) => {
      const role = v.view === shown ? 'selected' : null;
      return [span(i === 0 ? '' : gap), span(v.key, role ?? 'key'), span(label(v), role ?? 'dim')];
    });
  return [form(' ', (v) => ` ${v.name}`), form(' ', (v) => v.short), [...form('', () => ''), span(' views', 'dim')]];
}
