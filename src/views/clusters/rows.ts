import type { StatusWord } from '../../diagnose/status-word.js';
import { cut, pad } from '../cells.js';
import { age } from '../format.js';
import type { Glyphs } from '../glyphs.js';
import { glyphsOf, text, type ViewInput } from '../panel.js';
import { type Column, type Forms, forms, table } from '../table.js';
import { type Line, type Role, span } from '../text.js';
import { placesLine } from './places.js';
import type { ClusterSummary } from './summary.js';

/** From this width on, where the VIPs are and what is wrong have a column each. */
const WIDE = 130;

export const WORD_ROLE: Readonly<Record<StatusWord, Role>> = {
  CRITICAL: 'critical',
  WARNING: 'warning',
  UNKNOWN: 'unknown',
  OK: 'ok',
};
const symbolOf = (word: StatusWord, g: Glyphs): string =>
  ({ CRITICAL: g.mark.no, WARNING: g.differs, UNKNOWN: g.mark.unknown, OK: g.mark.yes })[word];

/** A heading, and a line for each cluster. */
export function tableOf(view: ViewInput, rows: readonly ClusterSummary[], width: number, nameWidth: number): Line[] {
  const wide = width >= WIDE;
  const head = (...titles: string[]): Forms[] => titles.map((t) => forms(text(t, 'dim')));
  const titles = wide
    ? head('state', 'cluster', 'served', 'who has what', 'last move', 'sources', 'what is wrong')
    : head('state', 'cluster', 'srv', 'moved', 'lost', 'what is wrong, or who has what');
  const columns: Column[] = wide ? [[], [], [], [3], [2, 4], [5], []] : [[2], [], [], [], [], []];
  const cells = rows.map((c) => (wide ? wideRow : denseRow)(c, view, nameWidth));
  return table([titles, ...cells], columns, width - 1, glyphsOf(view.ui).more);
}

function wideRow(c: ClusterSummary, view: ViewInput, nameWidth: number): Forms[] {
  const g = glyphsOf(view.ui);
  const { move } = c;
  const ago = move === null ? '' : `${age(view.state.now - move.at)} ago`;
  return [
    forms(wordOf(c, g)),
    forms(nameOf(c, nameWidth, g)),
    forms(servedOf(c)),
    { forms: [placesLine(c, g.dot, false), placesLine(c, g.dot, true)], flex: 44 },
    forms(
      move === null ? [] : text(`${move.what} ${move.from} ${g.to} ${move.to} ${ago}`),
      move === null ? [] : text(`${move.what} ${g.to} ${move.to} ${ago}`),
      text(ago),
    ),
    forms(
      c.lost.length > 0
        ? text(`${c.lost.length} of ${c.sources} lost`, 'critical')
        : text(`${c.live}/${c.sources}`, c.live === c.sources ? 'ok' : 'unknown'),
      c.lost.length > 0 ? text(`${c.lost.length} lost`, 'critical') : [],
    ),
    { forms: [foundOf(c)], flex: 40 },
  ];
}

function denseRow(c: ClusterSummary, view: ViewInput, nameWidth: number): Forms[] {
  const g = glyphsOf(view.ui);
  return [
    forms(wordOf(c, g), [
      span(symbolOf(c.word, g), WORD_ROLE[c.word]),
      span(` ${c.word.slice(0, 4)}`, WORD_ROLE[c.word]),
    ]),
    forms(nameOf(c, Math.min(nameWidth, 16), g)),
    forms(servedOf(c)),
    forms(text(c.move === null ? '' : age(view.state.now - c.move.at))),
    forms(text(c.lost.length === 0 ? '' : String(c.lost.length), 'critical')),
    { forms: [c.word === 'OK' && c.count === 0 ? placesLine(c, g.dot, false) : foundOf(c)], flex: 20 },
  ];
}

const wordOf = (c: ClusterSummary, g: Glyphs): Line =>
  text(`${symbolOf(c.word, g)} ${pad(c.word, 'CRITICAL'.length)}`, WORD_ROLE[c.word]);
const nameOf = (c: ClusterSummary, width: number, g: Glyphs): Line =>
  text(pad(cut(c.name, width, g.more), width), 'strong');
const servedOf = (c: ClusterSummary): Line =>
  text(`${c.served}/${c.routers}`, c.served === c.routers && c.routers > 0 ? 'ok' : 'warning');

/** The worst finding in words; what the virtual IPs alone tell where there is none yet. */
export function foundOf(c: ClusterSummary): Line {
  const [worst] = c.findings;
  if (worst === undefined) {
    const odd = c.places.find((p) => p.service !== 'served');
    return odd === undefined ? text(c.routers === 0 ? 'no virtual router was seen' : '', 'unknown') : oddPlace(odd);
  }
  const more = c.count > 1 ? `+${c.count - 1} ` : '';
  // How bad it is stands in the first column.
  return [span(more, 'dim'), span(worst.summary)];
}

function oddPlace({ who, service, what }: ClusterSummary['places'][number]): Line {
  const names = what.join(' ');
  if (service === 'conflict') return text(`${names} on ${who} at once`);
  return service === 'nobody'
    ? text(`${names} nowhere`, 'critical')
    : text(`nobody tells where ${names} is`, 'unknown');
}
