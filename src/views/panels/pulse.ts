import { gapsUntil, heardUntil, type Pulse, patienceOf, pulseBuckets, pulseOf } from '../../model/pulse.js';
import type { ClusterState, VirtualRouter } from '../../model/state.js';
import { cut, pad } from '../cells.js';
import { LEVELS, sparkline } from '../chart.js';
import { dateTime, millis, spanName } from '../format.js';
import { beside } from '../frame.js';
import { type Gaps, headedGapChart } from '../gap-chart.js';
import { glyphsOf, type Panel, row, text, type ViewInput, windowStart } from '../panel.js';
import { lineWidth } from '../table.js';
import { type Line, span } from '../text.js';

/** A mark of a sparkline stands for at least this long, ms, and at least so many intervals: shorter ones would only jitter. */
const MARK_MS = 5000;
const MARK_INTERVALS = 5;
/** From this width on there are charts of the gaps; narrower ones stand one above the other. */
const WIDE = 150;
const CHART_HEIGHT = 10;
const MIN_CHART = 6;
const MOST_MARKS = 120;
const LABEL = 12;
/** The level of a rate that is as it should be: twice that are two masters. Whole, so that jitter does not show in it. */
const HEALTHY = 3;
/** Jitter as parts of the interval, from one level of its sparkline to the next. */
const JITTER_STEPS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25];

interface Pulsing {
  router: VirtualRouter;
  pulse: Pulse;
  intervalMs: number;
}

/** The adverts themselves: their rate and jitter over the last minutes, and where there is room the gaps between them. */
export const pulsePanel: Panel = {
  id: 'pulse',
  title: () => 'Pulse',
  importance: 4.5,
  isExtra: true,
  count: (view) => pulsing(view.state).length,
  build(view, width) {
    const all = pulsing(view.state);
    const isDrawn = width >= WIDE || view.ui.zoomed;
    const mark = markMs(all);
    return {
      note: all.length === 0 ? [] : text(`adverts and jitter, ${spanName(mark)} a mark`, 'dim'),
      min: Math.min(all.length, 4) || 1,
      want: Math.max(1, all.length + (isDrawn ? CHART_HEIGHT + 1 : 0)),
      rows(height) {
        if (all.length === 0) return [row(view, 'pulse', false, text('no advert is kept', 'dim'))];
        const chosen = Math.min(view.ui.selected.pulse, all.length - 1);
        const chart =
          isDrawn && height - all.length > MIN_CHART ? Math.min(height - 1, height - Math.min(all.length, 4)) : 0;
        const size = height - chart;
        const start = windowStart(all.length, size, chosen);
        const rows = all
          .slice(start, start + size)
          .map((p, i) => row(view, 'pulse', start + i === chosen, sparks(view, p, mark, width - 1), start + i));
        return chart === 0 ? rows : [...rows, ...charts(view, all.slice(chosen), width, chart)];
      },
    };
  },
};

/** What the gaps of the selected virtual router are, in words; null without one. */
export function pulseText({ state, ui }: ViewInput): string | null {
  const all = pulsing(state);
  const chosen = all[Math.min(ui.selected.pulse, all.length - 1)];
  if (chosen === undefined) return null;
  const { router, pulse, intervalMs } = chosen;
  const gaps = gapsUntil(pulse.beats, heardUntil(state, pulse), intervalMs).flatMap((gap) => gap ?? []);
  const longest = gaps.length === 0 ? 'no gap yet' : `longest gap ${millis(Math.max(...gaps))}`;
  const since = pulse.beats[0]?.at ?? state.now;
  return `${router.label} by ${pulse.source}: ${pulse.beats.length} adverts since ${dateTime(since)}, ${longest}, interval ${millis(intervalMs)}`;
}

/** The virtual routers of which adverts are kept. */
const pulsing = (state: ClusterState): Pulsing[] =>
  state.routers.flatMap((router) => {
    const pulse = pulseOf(state, router.id);
    const { advertIntervalMs: intervalMs } = router;
    return pulse === null || intervalMs === null ? [] : [{ router, pulse, intervalMs }];
  });

/** All routers have the same scale of time: that of the slowest. */
const markMs = (all: readonly Pulsing[]): number => Math.max(MARK_MS, ...all.map((p) => MARK_INTERVALS * p.intervalMs));

function sparks(view: ViewInput, { router, pulse, intervalMs }: Pulsing, mark: number, width: number): Line {
  const { state, ui } = view;
  const name = pad(cut(router.label, LABEL, glyphsOf(ui).more), LABEL);
  const rated = (rate: string): string => `${rate.padStart(5)}/s `;
  const jittered = (jitter: string): string => `  jitter ${pad(jitter, 7)} `;
  const room = width - lineWidth([span(name + rated('') + jittered(''))]);
  const marks = Math.max(0, Math.min(MOST_MARKS, Math.floor(room / 2)));
  const buckets = pulseBuckets(pulse.beats, intervalMs, state.now, heardUntil(state, pulse), mark, marks);
  const last = buckets.at(-1) ?? null;
  const worst = Math.max(...buckets.map((b) => b?.jitterMs ?? 0));
  const isOdd = last !== null && Math.round(last.rate * HEALTHY) !== HEALTHY;
  return [
    span(name, 'strong'),
    span(rated(last === null ? '?' : ((last.rate * 1000) / intervalMs).toFixed(1)), isOdd ? 'warning' : 'text'),
    sparkline(
      buckets.map((b) => (b === null ? null : Math.min(LEVELS - 1, Math.round(b.rate * HEALTHY)))),
      'ok',
      ui.ascii,
    ),
    span(jittered(millis(worst)), 'dim'),
    sparkline(
      buckets.map((b) => (b === null ? null : jitterLevel(b.jitterMs / intervalMs))),
      'info',
      ui.ascii,
    ),
  ];
}

const jitterLevel = (part: number): number => JITTER_STEPS.filter((step) => part >= step).length;

/** The gaps of as many routers as have room side by side, from the chosen one on. */
function charts(view: ViewInput, all: readonly Pulsing[], width: number, height: number): Line[] {
  const g = glyphsOf(view.ui);
  const columns = width >= WIDE ? Math.min(2, all.length) : 1;
  const each = Math.floor((width - columns + 1) / columns);
  return all
    .slice(0, columns)
    .map((p) => chartOf(view, p, each, height))
    .reduce((left, right) => beside(left, each, right, g.more));
}

function chartOf(view: ViewInput, { router, pulse, intervalMs }: Pulsing, width: number, height: number): Line[] {
  const { state, ui } = view;
  const gaps: Gaps = {
    gaps: gapsUntil(pulse.beats, heardUntil(state, pulse), intervalMs),
    intervalMs,
    downMs: patienceOf(state, router, intervalMs),
  };
  return headedGapChart(
    view,
    `Gaps of ${cut(router.label, LABEL, glyphsOf(ui).more)}`,
    pulse.source,
    gaps,
    width,
    height,
  );
}
