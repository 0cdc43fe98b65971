import { masterDownAt } from '../../model/countdown.js';
import { confOf, weightsOf } from '../../model/instance-conf.js';
import type { Cell, ClusterState, NodeState, VirtualRouter } from '../../model/state.js';
import { cut } from '../cells.js';
import { age } from '../format.js';
import { frame, rule } from '../frame.js';
import { type Glyphs, STATE_ROLE } from '../glyphs.js';
import { type NodeItem, nodeItems } from '../items.js';
import { glyphsOf, type Panel, row, text, type ViewInput } from '../panel.js';
import { type Column, cutLine, ENDLESS, type Forms, forms, lineWidth, table } from '../table.js';
import { aimed, type Line, plain, type Role, span } from '../text.js';
import { denseNodes } from './dense-nodes.js';

/** Below this width a box can no longer tell state, priority and timer of an instance. */
const MIN_BOX = 37;
const COLUMNS: Column[] = [[8], [], [2.5, 3, 5, 6], [4, 7], [1, 2]];
/** An offset that matters when logs of several nodes are compared. */
const CLOCK_TOLD_MS = 500;

/** A box a node, a row an instance. It draws its own frames: it is `bare` to the layout. */
export const nodesPanel: Panel = {
  id: 'nodes',
  title: () => 'Nodes',
  bare: true,
  importance: 2,
  count: (view) => view.state.nodes.size,
  build(view, width) {
    const items = nodeItems(view.state);
    const across = Math.max(1, Math.min(items.length, Math.floor((width + 1) / (MIN_BOX + 1))));
    const grid: NodeItem[][] = [];
    for (let i = 0; i < items.length; i += across) grid.push(items.slice(i, i + across));
    const chrome = view.framed ? 2 : 1;
    const heights = grid.map((boxes) => chrome + Math.max(1, ...boxes.map((b) => b.cells.length)));
    const want = heights.reduce((sum, h) => sum + h, 0);
    return {
      note: [],
      min: Math.min(want, Math.max(2, items.length)),
      want: Math.max(want, 1),
      rigid: true,
      rows(height) {
        if (items.length === 0) return [row(view, 'nodes', false, text('no node seen yet', 'dim'))];
        if (height < want) return denseNodes(view, items, width, height);
        return grid.flatMap((boxes, i) => boxRow(view, boxes, i * across, width, (heights[i] ?? 0) - chrome));
      },
    };
  },
};

/** Boxes side by side, each as wide as the others. */
function boxRow(view: ViewInput, boxes: NodeItem[], first: number, width: number, height: number): Line[] {
  const n = boxes.length;
  const gap = 1;
  const each = Math.floor((width - gap * (n - 1)) / n);
  // All boxes choose their forms for the same width and together, or their columns would differ.
  const rows = instanceRows(view, boxes, view.framed ? each - 3 : each);
  const drawn = boxes.map((item, i) => {
    const w = i === n - 1 ? width - (each + gap) * (n - 1) : each;
    const lines = rows[i] ?? [];
    const body = [...lines, ...Array.from({ length: Math.max(0, height - lines.length) }, (): Line => [])].slice(
      0,
      height,
    );
    const title = nodeTitle(view, item, first + i === view.ui.selected.nodes, w - 6);
    return { w, lines: view.framed ? frame(title, [], body, w, view) : [rule(title, [], w, view), ...body] };
  });
  return (drawn[0]?.lines ?? []).map((_, y) =>
    drawn.flatMap(({ lines, w }, i) => {
      const line = aimed(cutLine(lines[y] ?? [], w, glyphsOf(view.ui).more), `nodes:${first + i}`);
      const missing = w - lineWidth(line) + gap;
      return i === n - 1 ? line : [...line, span(' '.repeat(missing))];
    }),
  );
}

/** Who the node is and whether its keepalived runs. */
function nodeTitle(view: ViewInput, item: NodeItem, selected: boolean, width: number): Line {
  const g = glyphsOf(view.ui);
  const { node } = item;
  const name = span(`${selected ? `${g.marker} ` : ''}${cut(node.name, 24, g.more)}`, selected ? 'accent' : 'title');
  const address = node.addresses.find((a) => a !== node.name) ?? '';
  const [word, role]: [string, Role] =
    node.running === null ? ['?', 'unknown'] : node.running ? ['up', 'ok'] : ['DOWN', 'critical'];
  const offset = node.clockOffsetMs;
  const clock: Line =
    offset === null || Math.abs(offset) < CLOCK_TOLD_MS
      ? []
      : [span(`  clock ${offset > 0 ? '+' : '-'}${age(Math.abs(offset))}`, 'warning')];
  const candidate = (long: { address: boolean; words: boolean }): Line => {
    const said = [long.words || (node.version === null && word === '?') ? 'keepalived' : '', node.version ?? '']
      .filter((s) => s !== '')
      .join(' ');
    return [
      name,
      ...text(isStranger(view, node) ? (long.words ? '  not in the inventory' : '  unlisted') : '', 'warning'),
      ...text(long.address && address !== '' ? `  ${address}` : '', 'dim'),
      span(`  ${said}${said === '' ? '' : ' '}`, 'dim'),
      span(word, role),
      ...clock,
    ];
  };
  const candidates = [true, false].flatMap((withAddress) =>
    [true, false].map((words) => candidate({ address: withAddress, words })),
  );
  const fallback: Line = [name, span('  '), span(word, role)];
  return candidates.find((line) => lineWidth(line) <= width) ?? fallback;
}

/** Heard on the wire, but nobody told us of it; where nobody told us of any, that says nothing. */
const isStranger = (view: ViewInput, node: NodeState): boolean =>
  !node.inInventory && view.state.inventory.nodes.length > 0;

/** A node's box in one line. */
export function nodeText(view: ViewInput, item: NodeItem): string {
  const [rows = []] = instanceRows(view, [item], ENDLESS);
  return [plain(nodeTitle(view, item, false, ENDLESS)), ...rows.map((line) => plain(line).trim())].join('; ');
}

/** The rows of each box. */
function instanceRows(view: ViewInput, boxes: NodeItem[], width: number): Line[][] {
  const g = glyphsOf(view.ui);
  const all = boxes.flatMap((box) => box.cells.map(({ router, cell }) => instanceRow(view, router, cell, g)));
  const lines = table(all, COLUMNS, width - 1, g.more);
  return boxes.map((box) => {
    const own = lines.splice(0, box.cells.length);
    return own.length === 0 ? [text(' no instance seen on it', 'dim')] : own.map((line): Line => [span(' '), ...line]);
  });
}

function instanceRow(view: ViewInput, router: VirtualRouter, cell: Cell, g: Glyphs): Forms[] {
  const lasting = `for ${age(view.state.now - cell.since)}`;
  const timer = timerOf(view.state, router, cell);
  return [
    forms(text(router.label, 'strong'), text(cut(router.label, 10, g.more), 'strong')),
    forms([span(`${g.state[cell.state]} ${cell.state}`, STATE_ROLE[cell.state])]),
    priorityForms(view.state, router, cell),
    timer === null
      ? { forms: [text(cell.note || lasting, cell.note === '' ? 'text' : 'unknown')], flex: 10 }
      : forms(timer.long, timer.short, []),
    timer === null || cell.note === ''
      ? forms(timer === null ? [] : text(lasting, 'dim'), [])
      : { forms: [text(cell.note, 'warning'), text(cell.note, 'warning')], flex: 10 },
  ];
}

/** The configured priority, and where a tracker has changed it the effective one and by whom; the short form is as in the help. */
function priorityForms(state: ClusterState, router: VirtualRouter, cell: Cell): Forms {
  const { priority, configuredPriority: configured } = cell;
  if (priority === null && configured === null) return forms(text('prio ?', 'dim'), []);
  if (priority === null || configured === null || priority === configured) {
    const value = text(`${priority ?? configured}`, priority === null ? 'dim' : 'text');
    return forms([span('prio ', 'dim'), ...value], value, value, value, []);
  }
  const why = failingTrackers(state, router, cell);
  const names = why.map((t) => t.name).join(', ');
  const said = why.map((t) => `${t.kind} ${t.name}`).join(', ');
  const now = `${configured} (now ${priority}`;
  const because = (reason: string): string => (reason === '' ? `${now})` : `${now}: ${reason})`);
  return forms(
    [span('prio ', 'dim'), span(because(said), 'warning')],
    text(because(names), 'warning'),
    text(`${now})`, 'warning'),
    text(`${priority}/${configured}`, 'warning'),
    [],
  );
}

/** What fails on the node now and weighs on this instance, as far as its configuration and its log tell. */
function failingTrackers(state: ClusterState, router: VirtualRouter, cell: Cell): { kind: string; name: string }[] {
  const node = state.nodes.get(cell.node);
  const own = confOf(state, router, cell.node);
  const weights = node?.conf == null || own === null ? null : weightsOf(node.conf, own);
  const kindOf = (name: string): string => {
    if (own?.trackScripts.some((t) => t.name === name) === true) return 'script';
    return own?.trackInterfaces.some((t) => t.name === name) === true ? 'interface' : 'tracker';
  };
  const failing = (node?.troubles ?? []).filter(
    (t) => t.to === null && (t.kind === 'tracker' || t.kind === 'interface'),
  );
  return failing
    .filter(({ name }) => weights === null || weights.some((w) => w.name === name && w.weight !== 0))
    .map(({ name }) => ({ kind: kindOf(name), name }));
}

/** A master's age of advert, a backup's time until it would take over; null for states without a timer, and where no advert can tell. */
function timerOf(state: ClusterState, router: VirtualRouter, cell: Cell): { long: Line; short: Line } | null {
  if (router.vrid === null) return null;
  if (cell.state === 'MASTER') {
    if (cell.wire === null || cell.wire.status !== 'master')
      return { long: text('advert not seen', 'unknown'), short: text('unseen', 'unknown') };
    const quiet = state.now - cell.wire.lastAt;
    const role: Role =
      quiet > 3 * cell.wire.advertIntervalMs ? 'critical' : quiet > 1.5 * cell.wire.advertIntervalMs ? 'stale' : 'text';
    return { long: [span('advert ', 'dim'), span(age(quiet), role)], short: text(age(quiet), role) };
  }
  if (cell.state !== 'BACKUP') return null;
  const { at } = masterDownAt(state, router, cell);
  if (at === null) return { long: text('down in ?', 'dim'), short: [] };
  const left = at - state.now;
  if (left < 0) return { long: text(`overdue ${age(-left)}`, 'critical'), short: text(`-${age(-left)}`, 'critical') };
  return { long: [span('down in ', 'dim'), span(age(left), 'text')], short: [span('in ', 'dim'), span(age(left))] };
}
