import type { Cell, VirtualRouter } from '../../model/state.js';
import type { VrrpState } from '../../protocol/log-event.js';
import { cut } from '../cells.js';
import { type Glyphs, STATE_ROLE } from '../glyphs.js';
import type { NodeItem } from '../items.js';
import { glyphsOf, type ViewInput, windowStart } from '../panel.js';
import { type Column, type Forms, forms, table } from '../table.js';
import { aimed, type Line, span } from '../text.js';

/** What an instance takes at least: more of them than fit are counted by state. */
const MIN_CELL = 14;
/** Trouble first: it must not be cut off. */
const STATES: readonly VrrpState[] = ['FAULT', 'UNKNOWN', 'STOPPED', 'INIT', 'MASTER', 'BACKUP'];

/** Without room for boxes: a row a node, its instances side by side, or how many are in which state. */
export function denseNodes(view: ViewInput, items: NodeItem[], width: number, height: number): Line[] {
  const g = glyphsOf(view.ui);
  const start = windowStart(items.length, height, view.ui.selected.nodes);
  const shown = items.slice(start, start + height);
  const most = Math.max(...shown.map((item) => item.cells.length));
  const counted = most * MIN_CELL > width;
  const rows = shown.map(({ node, cells }, i): Forms[] => {
    const selected = start + i === view.ui.selected.nodes;
    const name: Line = [
      span(selected ? g.marker : ' ', 'accent'),
      span(cut(node.name, 16, g.more), selected ? 'accent' : 'title'),
    ];
    const down: Line = node.running === false ? [span('DOWN', 'critical')] : [];
    return [forms(name), forms(down), ...(counted ? counts(cells, g) : cells.map((c) => instance(c, g)))];
  });
  const columns = counted ? STATES.map((): Column => []) : Array.from({ length: most }, (_, i): Column => [most - i]);
  return table(rows, [[], [], ...columns], width, g.more).map((line, i) => aimed(line, `nodes:${start + i}`));
}

function instance({ router, cell }: { router: VirtualRouter; cell: Cell }, g: Glyphs): Forms {
  const state: Line = [
    span(`${cut(router.label, 10, g.more)} `, 'strong'),
    span(`${g.state[cell.state]} ${cell.state}`, STATE_ROLE[cell.state]),
  ];
  const priority = cell.priority ?? cell.configuredPriority;
  return priority === null ? forms(state) : forms([...state, span(` ${priority}`)], state);
}

function counts(cells: NodeItem['cells'], g: Glyphs): Forms[] {
  return STATES.map((state) => {
    const n = cells.filter(({ cell }) => cell.state === state).length;
    return forms(n === 0 ? [] : [span(`${n} `), span(`${g.state[state]} ${state}`, STATE_ROLE[state])]);
  });
}
