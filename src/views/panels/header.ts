import type { SourceState } from '../../model/state.js';
import { cut } from '../cells.js';
import type { ClusterSummary } from '../clusters/summary.js';
import { clock } from '../format.js';
import { type Glyphs, SOURCE_ROLE } from '../glyphs.js';
import { glyphsOf, text, type ViewInput } from '../panel.js';
import { cutLine, lineWidth } from '../table.js';
import { type Line, type Role, span } from '../text.js';

/**
 * Who we look at, whether it is live, whether each source is well, and the time. One row, or two where `rows` allows it
 * and the sources need it.
 */
export function header(view: ViewInput, width: number, rows: number): Line[] {
  const { state, ui } = view;
  const g = glyphsOf(ui);
  const sources = ui.view === 'clusters' ? fleetForms(view) : sourceForms(view, g);
  const right = (full: boolean): Line => [...recording(view, g, full), span(`${clock(state.now)} UTC `, 'strong')];
  const oneRow = (full: boolean, said: Line): Line | null => {
    const left = [...title(view, g, full), span('  '), ...said];
    return lineWidth(left) + 2 + lineWidth(right(full)) <= width ? spread(left, right(full), width) : null;
  };
  const shortest = sources.at(-1) ?? [];
  const best = oneRow(true, sources[0] ?? shortest);
  if (best !== null) return [best];
  if (rows >= 2) {
    const second = sources.find((line) => lineWidth(line) < width) ?? shortest;
    return [spread(title(view, g, true), right(true), width), [span(' '), ...second]];
  }
  // A named source is worth more than our own name.
  for (const said of sources.slice(1)) {
    for (const full of [true, false]) {
      const line = oneRow(full, said);
      if (line !== null) return [line];
    }
  }
  const left = cutLine(
    [...title(view, g, false), span('  '), ...shortest],
    width - lineWidth(right(false)) - 1,
    g.more,
  );
  return [spread(left, right(false), width)];
}

function title(view: ViewInput, g: Glyphs, full: boolean): Line {
  const { state, ui } = view;
  const { live, watched } = sourcesOf(view);
  const health: Role = live === 0 ? 'critical' : live < watched ? 'warning' : 'ok';
  const mode: [string, Role] = ui.frozen
    ? ['FROZEN', 'warning']
    : [ui.mode.toUpperCase(), ui.mode === 'live' ? health : 'accent'];
  const all = view.clusters ?? [];
  const cluster = ui.view === 'clusters' ? `${all.length} clusters` : state.inventory.cluster;
  return [
    ...(full ? [span(' vrrptop', 'title')] : []),
    span(cluster === '' ? ' ' : ` ${cut(cluster, full ? 24 : 12, g.more)} `, 'strong'),
    span(` ${g.bullet} ${mode[0]}`, mode[1]),
    ...(full && ui.many && ui.view !== 'clusters' ? elsewhere(view) : []),
  ];
}

/** What burns in the clusters that are not shown. */
function elsewhere({ clusters = [], state }: ViewInput): Line {
  const { cluster } = state.inventory;
  const critical = clusters.filter((c) => c.word === 'CRITICAL' && c.name !== cluster).length;
  return critical === 0 ? [] : [span(`  ${critical} CRITICAL elsewhere`, 'critical')];
}

/** Of what is shown: the sources that tell, of those that should, and those that are lost. */
function sourcesOf({ clusters = [], state, ui }: ViewInput): { live: number; watched: number; lost: number } {
  if (ui.view === 'clusters') {
    const sum = (count: (c: ClusterSummary) => number): number => clusters.reduce((n, c) => n + count(c), 0);
    return { live: sum((c) => c.live), watched: sum((c) => c.sources), lost: sum((c) => c.lost.length) };
  }
  const all = [...state.sources.values()].filter((s) => s.status !== 'off');
  const count = (status: SourceState['status']): number => all.filter((s) => s.status === status).length;
  return { live: count('live'), watched: all.length, lost: count('lost') };
}

function fleetForms(view: ViewInput): Line[] {
  const { live, watched, lost } = sourcesOf(view);
  const counts = [span(`${live}/${watched} sources`, live === watched ? 'ok' : 'warning')];
  return [[...counts, ...(lost > 0 ? [span(` ${lost} lost`, 'critical')] : [])]];
}

function recording(view: ViewInput, g: Glyphs, full: boolean): Line {
  const { dropped } = view.state;
  const lost = dropped.speakers + dropped.routers;
  return [
    ...(lost > 0 && full ? [span(`${lost} senders not kept  `, 'warning')] : []),
    ...(view.ui.recording === null ? [] : [span(`${g.recording} REC  `, 'critical')]),
  ];
}

/** The sources from "each with its mark" down to two numbers. A source that is not live is named as long as there is room. */
function sourceForms(view: ViewInput, g: Glyphs): Line[] {
  const all = [...view.state.sources.values()];
  if (all.length === 0) return [text('no source yet', 'unknown')];
  const places = new Map<string, SourceState[]>();
  for (const node of [null, ...view.state.nodes.keys()]) {
    const here = all.filter((s) => s.node === node);
    if (here.length > 0) places.set(node ?? '', here);
  }
  for (const s of all)
    if (s.node !== null && !view.state.nodes.has(s.node)) places.set(s.node, [...(places.get(s.node) ?? []), s]);
  const live = all.filter((s) => s.status === 'live').length;
  const lost = all.filter((s) => s.status === 'lost').length;
  const rate = span(` ${view.state.advertsPerSecond.toFixed(1)}/s`, 'text');
  const groups = (full: boolean): Line =>
    [...places].flatMap(([node, here], i) => [
      ...(i === 0 ? [] : [span(` ${g.dot} `, 'dim')]),
      ...placeLine(node, here, full, rate, g),
    ]);
  const counts: Line = [span(`${live}/${all.length} sources`, live === all.length ? 'ok' : 'warning')];
  return [groups(true), groups(false), [...counts, ...(lost > 0 ? [span(` ${lost} lost`, 'critical')] : []), rate]];
}

function placeLine(node: string, here: SourceState[], full: boolean, rate: Line[number], g: Glyphs): Line {
  const name = cut(node, full ? 16 : 8, g.more);
  const isWell = here.every((s) => s.status === 'live' || s.status === 'off');
  const hasWire = here.some((s) => s.kind === 'wire' && s.status === 'live');
  const mark = (s: SourceState): Line => [span(` ${s.kind}`, 'dim'), span(g.source[s.status], SOURCE_ROLE[s.status])];
  if (node === '') {
    const marks = here.flatMap((s) => {
      const word = full ? s.id.replace(':', ' ') : s.kind;
      return [span(word, 'dim'), span(` ${g.source[s.status]}`, SOURCE_ROLE[s.status])];
    });
    return [...marks, ...(hasWire ? [rate] : [])];
  }
  const marks = full
    ? here.flatMap(mark)
    : isWell
      ? [span(` ${g.source.live}`, 'ok')]
      : here.filter((s) => s.status !== 'live' && s.status !== 'off').flatMap(mark);
  return [span(name, 'text'), ...marks, ...(hasWire && full ? [rate] : [])];
}

/** `left` at the left edge, `right` at the right one. */
function spread(left: Line, right: Line, width: number): Line {
  return [...left, span(' '.repeat(Math.max(1, width - lineWidth(left) - lineWidth(right)))), ...right];
}
