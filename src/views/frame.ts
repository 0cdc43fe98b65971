import { pad } from './cells.js';
import { glyphsOf } from './panel.js';
import { cutLine, lineWidth } from './table.js';
import { type Line, span } from './text.js';
import type { UiState } from './ui-state.js';

/** `── title ───── note ──`: a heading that costs one row and no column. */
export function rule(
  title: Line,
  note: Line,
  width: number,
  view: { ui: UiState },
  corners?: { left: string; right: string },
): Line {
  const g = glyphsOf(view.ui);
  const left = corners?.left ?? g.frame.h;
  const right = corners?.right ?? g.frame.h;
  const room = width - 6;
  const said = cutLine(title, room, g.more);
  const used = lineWidth(said);
  const beside = lineWidth(note) + 2 <= room - used ? note : [];
  const end: Line = beside.length === 0 ? [span(right, 'border')] : [span(' '), ...beside, span(` ${right}`, 'border')];
  const start: Line = [span(`${left} `, 'border'), ...said];
  const fill = Math.max(0, width - lineWidth(start) - 1 - lineWidth(end));
  return [...start, span(` ${g.frame.h.repeat(fill)}`, 'border'), ...end];
}

/** `body` under its heading, within a frame where there is room for one: `height` rows in all. */
export function boxed(
  view: { ui: UiState; framed: boolean },
  title: Line,
  note: Line,
  body: Line[],
  width: number,
  height: number,
): Line[] {
  const inner = height - (view.framed ? 2 : 1);
  const lines = body.slice(0, Math.max(0, inner));
  while (lines.length < inner) lines.push([]);
  const all = view.framed ? frame(title, note, lines, width, view) : [rule(title, note, width, view), ...lines];
  return all.slice(0, Math.max(0, height));
}

/** Two blocks of rows side by side, the left one `leftWidth` wide, with a blank between them. */
export function beside(left: Line[], leftWidth: number, right: Line[], mark: string): Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i): Line => {
    const line = cutLine(left[i] ?? [], leftWidth, mark);
    return [...line, span(pad('', leftWidth - lineWidth(line) + 1)), ...(right[i] ?? [])];
  });
}

/** The rows within a frame: two rows and two columns more than `body`. */
export function frame(title: Line, note: Line, body: Line[], width: number, view: { ui: UiState }): Line[] {
  const g = glyphsOf(view.ui);
  const inner = width - 2;
  const side = span(g.frame.v, 'border');
  return [
    rule(title, note, width, view, { left: g.frame.tl, right: g.frame.tr }),
    ...body.map((line): Line => {
      const fitted = cutLine(line, inner, g.more);
      return [side, ...fitted, span(pad('', inner - lineWidth(fitted))), side];
    }),
    [span(g.frame.bl + g.frame.h.repeat(Math.max(0, inner)) + g.frame.br, 'border')],
  ];
}
