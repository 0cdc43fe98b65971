import type { VrrpState } from '../../protocol/log-event.js';
import { pad } from '../cells.js';
import { type Glyphs, MARK_ROLE, STATE_ROLE } from '../glyphs.js';
import { extraKeysOf, shownKeys } from '../keys.js';
import { glyphsOf, type ViewInput } from '../panel.js';
import { cutLine, lineWidth } from '../table.js';
import { type Line, span } from '../text.js';
import { keyName } from './footer.js';

const STATES: readonly [VrrpState, string][] = [
  ['MASTER', 'serves the VIP'],
  ['BACKUP', 'waits to take over'],
  ['FAULT', 'interface, script'],
  ['INIT', 'just started'],
  ['STOPPED', 'keepalived is down'],
  ['UNKNOWN', 'no source tells'],
];

/** Every key and every symbol, made from the tables that the screen itself uses. */
export function helpRows(view: ViewInput, width: number, height: number): Line[] {
  const g = glyphsOf(view.ui);
  const keys = keyLines(view, g);
  const symbols = symbolLines(g);
  const left = Math.max(...keys.map(lineWidth)) + 2;
  const beside = left + Math.max(...symbols.map(lineWidth)) <= width;
  if (!beside) return [...keys, [], ...symbols].slice(0, height).map((line) => cutLine(line, width, g.more));
  const rows = Math.min(height, Math.max(keys.length, symbols.length));
  return Array.from({ length: rows }, (_, i) => {
    const key = keys[i] ?? [];
    const symbol = symbols[i] ?? [];
    return cutLine(
      symbol.length === 0 ? key : [...key, span(' '.repeat(left - lineWidth(key))), ...symbol],
      width,
      g.more,
    );
  });
}

function keyLines(view: ViewInput, g: Glyphs): Line[] {
  const rows = shownKeys(view.ui.helpOn, view.ui.many).map(({ row, names }) => ({
    names: names.map((keys) => keys.map((k) => keyName(k, g)).join(' ')).join('  '),
    help: row.help,
  }));
  const extras = extraKeysOf(view.ui, view.ui.helpOn).map((e) => ({
    names: e.key,
    help: e.everywhere === true ? e.label : `${e.label}: selected node`,
  }));
  const width = Math.max(...[...rows, ...extras].map(({ names }) => names.length));
  return [
    [span(' Keys', 'title')],
    ...[...rows, ...extras].map(({ names, help }): Line => [span(` ${pad(names, width)}`, 'key'), span(`  ${help}`)]),
  ];
}

function symbolLines(g: Glyphs): Line[] {
  const marks: Line[] = [
    [span(` ${g.mark.yes}`, MARK_ROLE.yes), span(' this evidence says so too')],
    [span(` ${g.mark.no}`, MARK_ROLE.no), span(' it says otherwise: look there')],
    [span(` ${g.mark.stale}`, MARK_ROLE.stale), span(' it said so, but that is old')],
    [span(` ${g.mark.unknown}`, MARK_ROLE.unknown), span(' it does not tell')],
  ];
  return [
    [span(' States, in boxes and over time', 'title')],
    ...STATES.map(
      ([state, means]): Line => [
        span(` ${g.state[state]} ${g.lane[state]} ${pad(state, 7)}`, STATE_ROLE[state]),
        span(` ${means}`),
      ],
    ),
    [span(`   ${g.lane.nobody}`, 'critical'), span(' nobody    no master then')],
    [span(`   ${g.lane.two}`, 'critical'), span(' two       two masters then')],
    [],
    [span(' Evidence: wire log addr arp', 'title')],
    ...marks,
    [],
    [span(' 100 (now 90)', 'warning'), span(' by a tracker')],
    [span(' down in 3.2 s', 'text'), span(' then takes over')],
    [span(' copy', 'text'), span(' in tmux: set-clipboard on')],
  ];
}
