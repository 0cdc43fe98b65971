import type { Finding } from '../../diagnose/finding.js';
import { cut } from '../cells.js';
import { age, stamp } from '../format.js';
import { beside, boxed } from '../frame.js';
import { findingHistory, routerLabel, selectedFindingIndex } from '../items.js';
import type { Action } from '../keys.js';
import { glyphsOf, text, type ViewInput, windowStart } from '../panel.js';
import { quietLine, SEVERITY_ROLE, SEVERITY_WORD, tally } from '../panels/findings.js';
import { rowAfter } from '../row-step.js';
import { type Column, type Forms, forms, table } from '../table.js';
import { aimed, type Line, type Role, span } from '../text.js';
import type { UiState } from '../ui-state.js';
import { detail } from './detail.js';

/** From this width on the list stands beside what it opens to. */
const SIDE_BY_SIDE = 150;
const COLUMNS: Column[] = [[], [5], [4], [], [1]];
const PAGE = 10;
/** No screen is narrower: no finding opens to more lines than here. */
const NARROW = 80;

/** What is and what was wrong, and for the selected finding all that is known of it. */
export function findingsRows(view: ViewInput, width: number, height: number): Line[] {
  const all = findingHistory(view.findings);
  const chosen = all[selectedFindingIndex(view.ui, all)];
  const title: Line = [span('Findings', 'accent')];
  if (chosen === undefined) {
    return boxed(view, title, [], [[span(' '), ...quietLine(view)], ...watched()], width, height);
  }
  const chrome = view.framed ? 2 : 1;
  const opened = (w: number, h: number): Line[] => {
    const heading: Line = [span(chosen.rule, 'title')];
    const lines = detail(view, chosen, view.framed ? w - 2 : w);
    const room = h - chrome;
    const top = view.ui.zoomed ? Math.max(0, Math.min(view.ui.findingTop, lines.length - room)) : 0;
    const below = lines.length - top - room;
    const note = below > 0 ? text(`${below} more${view.ui.zoomed ? '' : ': z'}`, 'dim') : [];
    return boxed(view, heading, note, lines.slice(top), w, h);
  };
  if (view.ui.zoomed) return opened(width, height);
  const listed = (w: number, h: number): Line[] =>
    boxed(view, title, tally(view), list(view, all, view.framed ? w - 2 : w, h - chrome), w, h);
  if (width >= SIDE_BY_SIDE) {
    const left = Math.floor(width * 0.45);
    return beside(listed(left, height), left, opened(width - left - 1, height), glyphsOf(view.ui).more);
  }
  const above = Math.min(all.length + chrome, Math.max(3 + chrome, Math.floor(height * 0.35)));
  return [...listed(width, above), ...opened(width, height - above)];
}

const watched = (): Line[] => [[], text(' What has ended stays listed here with its times.', 'dim')];

function list(view: ViewInput, all: Finding[], width: number, height: number): Line[] {
  const g = glyphsOf(view.ui);
  const chosen = selectedFindingIndex(view.ui, all);
  const start = windowStart(all.length, height, chosen);
  const rows = all.slice(start, start + height).map((f) => listRow(view, f));
  return table(rows, COLUMNS, width - 1, g.more).map((line, i): Line => {
    const selected = start + i === chosen;
    return aimed([span(selected ? g.marker : ' ', 'accent'), ...line], `finding:${start + i}`);
  });
}

function listRow(view: ViewInput, f: Finding): Forms[] {
  const g = glyphsOf(view.ui);
  const { now } = view.state;
  const ended = f.to !== null;
  const role: Role = ended ? 'dim' : SEVERITY_ROLE[f.severity];
  const place = routerLabel(view.state, f.router) || f.nodes.join(' ');
  const lasted = age((f.to ?? now) - f.since);
  return [
    forms(text(SEVERITY_WORD[f.severity], role)),
    forms(text(stamp(f.since, now).slice(0, -3), 'dim'), []),
    forms(
      text(ended ? `ended, ${lasted}` : `for ${lasted}`, ended ? 'dim' : 'text'),
      text(lasted, ended ? 'dim' : 'text'),
    ),
    forms(text(`${f.rule}${place === '' ? '' : ` ${cut(place, 16, g.more)}`}`, ended ? 'dim' : 'strong')),
    { forms: [text(f.summary, ended ? 'dim' : 'text')], flex: 20 },
  ];
}

/** Up and down choose a finding; Enter and z give what it opens to the whole screen, where they scroll. */
export function findingsKey(ui: UiState, action: Action, view: ViewInput): UiState {
  const all = findingHistory(view.findings);
  const now = selectedFindingIndex(ui, all);
  const go = (index: number): UiState => {
    const f = all[Math.max(0, Math.min(all.length - 1, index))];
    return f === undefined ? ui : { ...ui, finding: { rule: f.rule, key: f.key, since: f.since }, findingTop: 0 };
  };
  const chosen = all[now];
  if (ui.zoomed && chosen !== undefined) {
    const top = rowAfter(action, ui.findingTop, detail(view, chosen, NARROW).length - 1, PAGE);
    if (top !== null) return { ...ui, findingTop: top };
  }
  const row = rowAfter(action, now, all.length - 1, PAGE);
  if (row !== null) return go(row);
  switch (action) {
    case 'open':
    case 'zoom':
      return { ...go(now), zoomed: !ui.zoomed };
    default:
      return ui;
  }
}
