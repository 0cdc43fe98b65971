import { cellWidth, cut, pad } from '../cells.js';
import { type Glyphs, STATE_ROLE } from '../glyphs.js';
import type { Lane } from '../items.js';
import type { LaneMark } from '../lane.js';
import { type Line, type Role, span } from '../text.js';

/** What stands before the lanes: the router's name on its first lane only, and the node; all equally wide. */
export function laneHeads(shown: readonly Lane[], g: Glyphs): Line[] {
  const labels = shown.map((lane, i) => ({
    label: shown[i - 1]?.router === lane.router ? '' : cut(lane.router.label, 10, g.more),
    node: cut(lane.cell.node, 15, g.more),
  }));
  const labelWidth = Math.max(...labels.map(({ label }) => cellWidth(label)));
  const nodeWidth = Math.max(...labels.map(({ node }) => cellWidth(node)));
  return labels.map(({ label, node }) => [
    span(pad(label, labelWidth), 'strong'),
    span(' '),
    span(pad(node, nodeWidth)),
    span(' '),
  ]);
}

/** The marks as text, one cell each; the column `cursor` stands out. */
export function drawn(marks: readonly LaneMark[], g: Glyphs, cursor: number | null): Line {
  const out: Line = [];
  for (const [i, mark] of marks.entries()) {
    const state: Role = mark === null ? 'text' : mark === 'nobody' || mark === 'two' ? 'critical' : STATE_ROLE[mark];
    append(out, mark === null ? ' ' : g.lane[mark], i === cursor ? 'selected' : state);
  }
  return out;
}

/** One more character at the end of a row, in the span before where the role is the same. */
export function append(line: Line, ch: string, role: Role): void {
  const last = line.at(-1);
  if (last?.role === role) last.text += ch;
  else line.push(span(ch, role));
}

export function legend(g: Glyphs, width: number): Line {
  const entry = (symbol: string, word: string, role: Role): Line => [span(symbol, role), span(` ${word} `, 'dim')];
  const base = [
    ...entry(g.lane.MASTER, 'master', 'master'),
    ...entry(g.lane.BACKUP, 'backup', 'backup'),
    ...entry(g.lane.FAULT, 'fault', 'fault'),
  ];
  const rest = [
    ...entry(g.lane.UNKNOWN, 'unknown', 'unknown'),
    ...entry(g.lane.nobody, 'none', 'critical'),
    ...entry(g.lane.two, 'two', 'critical'),
  ];
  return width >= 90 ? [...base, ...entry(g.lane.STOPPED, 'stopped', 'stopped'), ...rest] : [...base, ...rest];
}
