import type { Glyphs } from '../glyphs.js';
import { type KeyRow, keysOf } from '../keys.js';
import { glyphsOf, type ViewInput } from '../panel.js';
import { lineWidth } from '../table.js';
import { type Line, span } from '../text.js';

/** How a key is written for people. */
export function keyName(key: string, g: Glyphs): string {
  const names: Readonly<Record<string, string>> = {
    ...g.keys,
    escape: 'Esc',
    tab: 'Tab',
    'S-tab': 'S-Tab',
    space: 'Space',
    pageup: 'PgUp',
    pagedown: 'PgDn',
    home: 'Home',
    end: 'End',
    'C-c': 'Ctrl-C',
  };
  return names[key] ?? key;
}

/** Keys that are one thing in two directions. */
const PAIRS: Readonly<Record<string, string>> = { left: 'right', up: 'down', '+': '-' };

/** The keys that matter now, as many as fit; a notice takes their place until the next key. */
export function footer(view: ViewInput, width: number): Line {
  const g = glyphsOf(view.ui);
  const { ui } = view;
  if (ui.notice !== '') return [span(' '), span(ui.notice, 'info')];
  const shown = keysOf(ui.view).filter((row) => row.footer > 0);
  const rows = shown.sort((a, b) => a.footer - b.footer).map((row) => entry(row, g));
  if (ui.view === 'help') rows.push([span('Esc', 'key'), span(' back', 'dim')]);
  const extras =
    ui.view === 'overview' ? ui.extraKeys.map((e): Line => [span(e.key, 'key'), span(` ${e.label}`, 'dim')]) : [];
  const out: Line = [];
  for (const part of [...rows.slice(0, 4), ...extras, ...rows.slice(4)]) {
    const gap = span(out.length === 0 ? ' ' : '  ');
    if (lineWidth([...out, gap, ...part]) > width) break;
    out.push(gap, ...part);
  }
  return out;
}

function entry(row: KeyRow, g: Glyphs): Line {
  const first = row.keys[0] ?? '';
  const other = PAIRS[first];
  const name = keyName(first, g) + (other === undefined ? '' : keyName(other, g));
  return [span(name, 'key'), span(` ${row.label === 'longer' ? 'span' : row.label}`, 'dim')];
}
