import { linkNews } from '../../diagnose/link.js';
import type { Cell, VirtualRouter } from '../../model/state.js';
import { cut } from '../cells.js';
import { age } from '../format.js';
import { boxed } from '../frame.js';
import { type Glyphs, STATE_ROLE } from '../glyphs.js';
import { findingItems } from '../items.js';
import type { Action } from '../keys.js';
import { glyphsOf, text, type ViewInput } from '../panel.js';
import { SEVERITY_ROLE } from '../panels/findings.js';
import { rowAfter } from '../row-step.js';
import { type Column, ENDLESS, type Forms, forms, table, wrap } from '../table.js';
import { aimed, type Line, plain, type Role, span } from '../text.js';
import type { UiState } from '../ui-state.js';
import { linkRows } from './link-rows.js';
import { type Ear, earsOf, type Hearing, hearing } from './matrix.js';
import { pathRows } from './path-rows.js';

const PAGE = 5;
/** Of each virtual router: the worst; the rest is told in the view of findings. */
const MOST_FINDINGS = 2;

/** Who hears whom: for each virtual router who sends, where it is heard, and what each node believes. */
export function reachabilityRows(view: ViewInput, width: number, height: number): Line[] {
  const { routers } = view.state;
  const g = glyphsOf(view.ui);
  const inner = view.framed ? width - 2 : width;
  const room = height - (view.framed ? 2 : 1);
  const ears = earsOf(view.state);
  const title: Line = [span('Who hears whom', 'accent')];
  const below = [...limits(view, ears, inner), legend(g)];
  const chosen = Math.min(view.ui.reachabilityRouter, routers.length);
  const blocks = routers.map((router, i) =>
    block(view, router, ears, inner, i === chosen).map((line) => aimed(line, `router:${i}`)),
  );
  if (routers.length === 0) blocks.push([text(' no virtual router is known yet', 'dim')]);
  blocks.push(linkRows(linkNews(view.state), view.state.now, inner, chosen === routers.length && chosen > 0, g));
  const free = room - below.length;
  const start = firstBlock(blocks, chosen, free);
  const shown = blocks.slice(start).flatMap((lines, i) => (i === 0 ? lines : [[], ...lines]));
  const body = shown.slice(0, Math.max(0, free));
  while (body.length < free) body.push([]);
  const note = routers.length > 1 && chosen < routers.length ? text(`${chosen + 1} of ${routers.length}`, 'dim') : [];
  return boxed(view, title, note, [...body, ...below], width, height);
}

/** The selected virtual router: who sends, and who hears it; null without one. */
export function reachabilityText(view: ViewInput): string | null {
  const { routers } = view.state;
  const router = routers[Math.min(view.ui.reachabilityRouter, routers.length - 1)];
  if (router === undefined) return null;
  return block(view, router, earsOf(view.state), ENDLESS, false)
    .map((line) => plain(line).trim())
    .filter((line) => line !== '')
    .join('; ');
}

/** The first block to show so that the chosen one is seen whole. */
function firstBlock(blocks: Line[][], chosen: number, room: number): number {
  let start = chosen;
  let used = blocks[chosen]?.length ?? 0;
  while (start > 0) {
    used += (blocks[start - 1]?.length ?? 0) + 1;
    if (used > room) break;
    start--;
  }
  return start;
}

/** The matrix of one virtual router. */
function block(view: ViewInput, router: VirtualRouter, ears: Ear[], width: number, chosen: boolean): Line[] {
  const g = glyphsOf(view.ui);
  const cells = [...router.cells.values()];
  const heads = ears.map((ear) => {
    const place = ear.node ?? `here${ear.source === null ? '' : ` ${ear.source.id.replace(/^wire:/, '')}`}`;
    const role: Role = ear.source?.status === 'live' ? 'title' : 'unknown';
    return forms(
      text(`heard ${ear.node === null ? place : `on ${cut(place, 16, g.more)}`}`, role),
      text(cut(place, 12, g.more), role),
    );
  });
  const header: Forms[] = [
    forms(text('sender', 'dim')),
    forms(text('believes', 'dim')),
    forms(text('sends', 'dim'), text('sends', 'dim'), []),
    ...heads,
  ];
  const rows = cells.map((cell): Forms[] => [
    forms(text(cut(cell.node, 18, g.more), 'strong'), text(cut(cell.node, 11, g.more), 'strong')),
    forms([span(`${g.state[cell.state]} ${cell.state}`, STATE_ROLE[cell.state])]),
    sendsForms(cell),
    ...ears.map((ear) => hearingForms(hearing(view.state, router, cell, ear), view.state.now, g)),
  ]);
  const columns: Column[] = [[4], [], [1, 3], ...ears.map((): Column => [2])];
  const lines = table([header, ...rows], columns, width - 3, g.more);
  const said = findingItems(view.findings)
    .filter((f) => f.router === router.id && f.severity !== 'info')
    .slice(0, MOST_FINDINGS)
    .flatMap((f) => [
      ...wrap(f.summary, width - 4).map((l): Line => [span('   '), span(l, SEVERITY_ROLE[f.severity])]),
      ...wrap(f.advice, width - 6).map(
        (l, i): Line => [span(i === 0 ? `   ${g.advice} ` : '     ', 'accent'), span(l, 'accent')],
      ),
    ]);
  const name =
    router.vrid === null || router.label === `VRID ${router.vrid}`
      ? router.label
      : `${router.label}  VRID ${router.vrid}`;
  return [
    [span(chosen ? g.marker : ' ', 'accent'), span(name, 'title')],
    ...[...lines, ...pathRows(view.state, router, width - 3, g)].map((line): Line => [span('   '), ...line]),
    ...said,
  ];
}

function sendsForms(cell: Cell): Forms {
  const { wire } = cell;
  if (wire === null) {
    // A master that nobody hears is a fault; that a backup is silent is its duty.
    const role: Role = cell.state === 'MASTER' ? 'critical' : 'dim';
    return forms(text('nothing heard', role), text('nothing heard', role), []);
  }
  if (wire.status !== 'master') {
    const word = wire.status === 'resigned' ? 'resigned' : wire.status === 'silent' ? 'fell silent' : 'gave way';
    return forms(text(word, wire.status === 'silent' ? 'unknown' : 'dim'), text(word, 'dim'), []);
  }
  const interval = `every ${wire.advertIntervalMs / 1000} s`;
  return forms(
    text(`prio ${wire.priority}, ${interval}, ${wire.cast}`),
    text(`${wire.priority}, ${interval}`),
    text(interval),
    [],
  );
}

const SAID: Readonly<
  Record<Hearing['kind'], { mark: 'yes' | 'no' | 'stale' | 'unknown' | null; word: string; short: string; role: Role }>
> = {
  own: { mark: 'yes', word: 'own', short: 'own', role: 'dim' },
  heard: { mark: 'yes', word: '', short: '', role: 'ok' },
  late: { mark: 'no', word: 'not for', short: '', role: 'critical' },
  silent: { mark: 'stale', word: 'last', short: '', role: 'stale' },
  never: { mark: 'no', word: 'never', short: 'never', role: 'critical' },
  deaf: { mark: 'unknown', word: 'capture not live', short: '', role: 'unknown' },
  'no-sender': { mark: null, word: '', short: '', role: 'dim' },
};

function hearingForms(h: Hearing, now: number, g: Glyphs): Forms {
  const { mark, word, short, role } = SAID[h.kind];
  if (mark === null) return forms(text(g.dot, role));
  const when = 'at' in h ? age(now - h.at) : '';
  const said = (w: string): string => [g.mark[mark], w, when].filter((part) => part !== '').join(' ');
  return forms(text(said(word), role), text(said(short), role));
}

/** What cannot be known with the captures there are, and how to know more. */
function limits(view: ViewInput, ears: Ear[], width: number): Line[] {
  const g = glyphsOf(view.ui);
  const nodes = [...view.state.nodes.values()].filter((n) => n.inInventory);
  const without = nodes.filter((n) => !ears.some((e) => e.node === n.name)).map((n) => n.name);
  const say = (what: string, how: string): Line[] => [
    ...wrap(what, width - 2).map((l): Line => [span(' '), span(l, 'unknown')]),
    ...wrap(how, width - 4).map((l, i): Line => [span(i === 0 ? ` ${g.advice} ` : '   ', 'accent'), span(l, 'accent')]),
    [],
  ];
  const how =
    'capture: any beside the node in the configuration makes it listen there too (tcpdump, as root or by sudo)';
  if (ears.length === 0) return say('Nothing listens: neither this host nor a node captures.', how);
  if (nodes.length === 0 || without.length === 0) return [[]];
  const names = without.length > 6 ? `${without.length} nodes` : without.join(', ');
  const only = ears.every((e) => e.node === null) ? 'Only this host listens' : `Nobody listens on ${names}`;
  return say(`${only}: what arrives on ${names} is told by what keepalived does there, at best.`, how);
}

const legend = (g: Glyphs): Line => [
  span(` ${g.mark.yes}`, 'ok'),
  span(' heard', 'dim'),
  span(`  ${g.mark.no}`, 'critical'),
  span(' not heard', 'dim'),
  span(`  ${g.mark.stale}`, 'stale'),
  span(' no longer sent', 'dim'),
  span(`  ${g.mark.unknown}`, 'unknown'),
  span(' cannot tell', 'dim'),
  span(`  ${g.dot}`, 'dim'),
  span(' nothing to hear', 'dim'),
];

/** Up and down choose a virtual router, or the link behind the last one. */
export function reachabilityKey(ui: UiState, action: Action, view: ViewInput): UiState {
  // Behind the virtual routers comes the link.
  const last = view.state.routers.length;
  const now = Math.min(ui.reachabilityRouter, last);
  const row = rowAfter(action, now, last, PAGE);
  return row === null ? ui : { ...ui, reachabilityRouter: row };
}
