import type { Finding } from '../../diagnose/finding.js';
import type { Severity, VirtualRouter } from '../../model/state.js';
import { cellWidth } from '../cells.js';
import { millis } from '../format.js';
import type { Glyphs } from '../glyphs.js';
import { type Columns, columnStart, misses } from '../lane.js';
import { SEVERITY_ROLE, SEVERITY_WORD } from '../panels/findings.js';
import { type Line, span } from '../text.js';
import { append } from './lane-rows.js';

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** When something was wrong: its first letter where a finding begins, a line as long as it lasted; the worst wins. */
export function findingsRow(
  findings: readonly Finding[],
  now: number,
  columns: Columns,
  g: Glyphs,
  cursor: number | null,
): Line {
  const out: Line = [];
  for (let i = 0; i < columns.count; i++) {
    const from = columnStart(columns, i);
    const to = from + columns.bucketMs;
    const here = findings.filter((f) => f.since < to && (f.to ?? now) >= from && from <= now);
    const worst = SEVERITIES.find((severity) => here.some((f) => f.severity === severity));
    const begins = here.some((f) => f.severity === worst && f.since >= from);
    const ch = worst === undefined ? ' ' : begins ? SEVERITY_WORD[worst].charAt(0).toUpperCase() : g.frame.h;
    append(out, ch, i === cursor ? 'selected' : worst === undefined ? 'text' : SEVERITY_ROLE[worst]);
  }
  return out;
}

/** How long nobody, or more than one, was MASTER: each under the column where it began; null where there is none to tell. */
export function missRow(router: VirtualRouter, now: number, columns: Columns, g: Glyphs): Line | null {
  const from = columnStart(columns, 0);
  const { two, nobody } = misses(router, now);
  const all = [
    ...two.map((r) => ({ ...r, said: `${g.lane.two} two ${millis(r.to - r.from)}` })),
    ...nobody.map((r) => ({ ...r, said: `${g.lane.nobody} none ${millis(r.to - r.from)}` })),
  ]
    .filter((r) => r.to > from && r.from < columns.end)
    .sort((a, b) => a.from - b.from);
  if (all.length === 0) return null;
  const out: Line = [];
  let x = 0;
  for (const { from: began, said } of all) {
    const size = cellWidth(said);
    const i = Math.min(Math.max(0, Math.floor((began - from) / columns.bucketMs)), columns.count - size);
    if (i < x) continue;
    out.push(span(' '.repeat(i - x)), span(said, 'critical'));
    out.push(span(' '));
    x = i + size + 1;
  }
  return out;
}
