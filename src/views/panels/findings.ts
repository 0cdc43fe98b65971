import type { Finding } from '../../diagnose/finding.js';
import type { Severity } from '../../model/state.js';
import { cellWidth, cut, pad } from '../cells.js';
import { age } from '../format.js';
import { findingItems, routerLabel } from '../items.js';
import { glyphsOf, type Panel, row, text, type ViewInput } from '../panel.js';
import { wrap } from '../table.js';
import { type Line, type Role, span } from '../text.js';

export const SEVERITY_ROLE: Readonly<Record<Severity, Role>> = {
  critical: 'critical',
  warning: 'warning',
  info: 'info',
};
export const SEVERITY_WORD: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  warning: 'WARNING',
  info: 'info',
};

const INDENT = 10;

/** What is wrong and what to do first, the worst on top. */
export const findingsPanel: Panel = {
  id: 'findings',
  title: () => 'Findings',
  importance: 3,
  count: (view) => findingItems(view.findings).length,
  build(view, width) {
    const found = findingItems(view.findings);
    if (found.length === 0) {
      return { note: tally(view), min: 1, want: 1, rows: () => [row(view, 'findings', false, quietLine(view))] };
    }
    const blocks = found.map((f, i) => block(view, f, i, width));
    const worst = found[0]?.severity === 'critical' ? 2 : 1;
    return {
      note: tally(view),
      min: Math.min(worst * Math.min(found.length, 2), 4),
      want: blocks.reduce((sum, b) => sum + rowsOf(b), 0),
      rows: (height) => visible(view, blocks, height),
    };
  },
};

/** "None" is worth only as much as what is watched. */
export function quietLine(view: ViewInput): Line {
  const sources = [...view.state.sources.values()].filter((s) => s.status !== 'off');
  const blind = sources.filter((s) => s.status !== 'live').length;
  if (sources.length === 0) return text('none, but nothing is watched yet', 'unknown');
  if (blind === 0) return text('none', 'ok');
  return [span('none in what is seen', 'text'), span(`; ${blind} of ${sources.length} sources do not tell`, 'unknown')];
}

/** How many of which severity; what was wrong and is no more counts by itself. */
export function tally(view: ViewInput): Line {
  const severities: readonly Severity[] = ['critical', 'warning', 'info'];
  const counts = severities.map((severity): [number, string, Role] => [
    view.findings.filter((f) => f.to === null && f.severity === severity).length,
    severity,
    SEVERITY_ROLE[severity],
  ]);
  counts.push([view.findings.filter((f) => f.to !== null).length, 'ended', 'dim']);
  return counts
    .filter(([n]) => n > 0)
    .flatMap(([n, word, role], i) => [...(i === 0 ? [] : [span('  ')]), span(`${n} ${word}`, role)]);
}

/** What a finding says, in as many rows as it needs. */
interface Block {
  summary: Line[];
  advice: Line[];
}

function block(view: ViewInput, f: Finding, index: number, width: number): Block {
  const g = glyphsOf(view.ui);
  const role = SEVERITY_ROLE[f.severity];
  const label = routerLabel(view.state, f.router);
  const head = `  ${label === '' ? '' : `${cut(label, 16, g.more)}  `}${f.rule}, ${age(view.state.now - f.since)}: `;
  const [first = '', ...more] = wrap(f.summary, width - 1 - 8 - cellWidth(head), width - 1 - INDENT);
  const selected = index === view.ui.selected.findings;
  const said = role === 'info' ? 'text' : 'strong';
  return {
    summary: [
      row(
        view,
        'findings',
        selected,
        [span(pad(SEVERITY_WORD[f.severity], 8), role), span(head, 'text'), span(first, said)],
        index,
      ),
      ...more.map((l) => row(view, 'findings', false, [span(' '.repeat(INDENT)), span(l, said)], index)),
    ],
    advice: wrap(f.advice, width - 3 - INDENT).map((l, i) =>
      row(
        view,
        'findings',
        false,
        [span(`${' '.repeat(INDENT)}${i === 0 ? g.advice : ' '} `, 'accent'), span(l, 'accent')],
        index,
      ),
    ),
  };
}

const rowsOf = (b: Block): number => b.summary.length + b.advice.length;

/** Every finding gets its first row as long as there are rows; the rest goes to the worst, or from the selected one on. */
function visible(view: ViewInput, blocks: Block[], height: number): Line[] {
  const total = blocks.reduce((sum, b) => sum + rowsOf(b), 0);
  const chosen = Math.min(view.ui.selected.findings, blocks.length - 1);
  const shown = total <= height || view.ui.focus !== 'findings' ? blocks : blocks.slice(chosen);
  const out: Line[] = [];
  for (const [i, b] of shown.entries()) {
    const left = height - out.length;
    if (left <= 0) break;
    const others = shown.length - 1 - i;
    out.push(...shortened(b, Math.max(Math.min(2, left), left - others), glyphsOf(view.ui).more));
  }
  return out;
}

/** The finding in at most `height` rows: one at least for what to do, as soon as there are two. */
function shortened({ summary, advice }: Block, height: number, mark: string): Line[] {
  const said = Math.min(
    summary.length,
    Math.max(1, height - Math.min(advice.length, Math.max(1, Math.floor(height / 2)))),
  );
  const cutOff = (lines: Line[], n: number): Line[] =>
    lines
      .slice(0, n)
      .map((line, i) => (i === n - 1 && n < lines.length ? [...line, span(mark, line.at(-1)?.role)] : line));
  return [...cutOff(summary, said), ...cutOff(advice, Math.max(0, height - said))];
}
