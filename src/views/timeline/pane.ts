import type { ClusterEvent } from '../../model/state.js';
import { cut } from '../cells.js';
import { eventForms, FAR_EVENT_COLUMNS } from '../event-row.js';
import { age, millis, stamp } from '../format.js';
import { STATE_ROLE } from '../glyphs.js';
import { EVIDENCE_KINDS, type Lane } from '../items.js';
import { glyphsOf, text, type ViewInput } from '../panel.js';
import { type Column, type Forms, forms, table } from '../table.js';
import { type Line, span } from '../text.js';
import { missAt, momentOf } from './moment.js';

/** A time less sure than this is told with how sure it is, ms. */
const TOLD_PRECISION_MS = 50;
/** Neighbours further away than this have nothing to do with each other, ms. */
const NEIGHBOUR_MS = 100_000;
const LANE_COLUMNS: Column[] = [[], [], [], [9], [1, 3], [8], [2, 7], [4, 6]];

/** What each lane was at that moment, why, by which evidence, and how far its neighbours are. */
export function momentRows(view: ViewInput, shown: readonly Lane[], at: number, width: number): Line[] {
  const g = glyphsOf(view.ui);
  const rows = shown.map((lane, i) => laneRow(view, lane, shown[i - 1], at));
  const lines = table(rows, LANE_COLUMNS, width - 1, g.more);
  return shown.flatMap((lane, i) => {
    const own: Line = [span(' '), ...(lines[i] ?? [])];
    if (shown[i + 1]?.router === lane.router) return [own];
    const miss = missAt(lane.router, at, view.state.now);
    if (miss === null) return [own];
    const what = miss.kind === 'two' ? `${g.lane.two} two were MASTER` : `${g.lane.nobody} nobody was MASTER`;
    const said = `${what} for ${millis(miss.to - miss.from)}`;
    const until = miss.to === view.state.now ? 'until now' : `to ${stamp(miss.to, view.state.now)}`;
    return [own, [span(' '), span(said, 'critical'), span(`  ${stamp(miss.from, view.state.now)} ${until}`, 'dim')]];
  });
}

function laneRow(view: ViewInput, lane: Lane, before: Lane | undefined, at: number): Forms[] {
  const g = glyphsOf(view.ui);
  const { now } = view.state;
  const moment = momentOf(lane, at, view.state);
  const head = [
    forms(text(before?.router === lane.router ? '' : cut(lane.router.label, 10, g.more), 'strong')),
    forms(text(cut(lane.cell.node, 15, g.more))),
  ];
  if (moment === null) return [...head, forms(text('nothing known yet', 'dim'))];
  const { came, next, evidence, since } = moment;
  const isNow = at >= now;
  const unsure = came !== null && came.precisionMs >= TOLD_PRECISION_MS ? ` ±${age(came.precisionMs)}` : '';
  const gap =
    came === null || moment.before === null || came.at - moment.before.at > NEIGHBOUR_MS
      ? ''
      : `+${millis(came.at - moment.before.at)}`;
  const behind = moment.before === null || gap === '' ? '' : ` after ${moment.before.node} ${g.to} ${moment.before.to}`;
  const leads = next === null ? '' : `${g.to} ${next.to} in ${millis(next.at - at)}`;
  const note = isNow ? lane.cell.note : '';
  const why = came === null ? note : `${came.from} ${g.to} ${came.to} ${came.cause}${note === '' ? '' : `, ${note}`}`;
  return [
    ...head,
    forms([span(`${g.state[moment.state]} ${moment.state}`, STATE_ROLE[moment.state])]),
    forms(text(since === null ? 'since before' : `for ${age(at - since)}`), []),
    forms(
      text(since === null ? '' : `${stamp(since, now)}${unsure}`, 'dim'),
      text(since === null ? '' : stamp(since, now), 'dim'),
      [],
    ),
    forms(text(EVIDENCE_KINDS.filter((kind) => evidence.includes(kind)).join(' '), 'dim'), []),
    { forms: [text(why), text(came?.cause ?? note)], flex: 30 },
    forms(
      [...text(gap + behind, 'text'), ...text(leads === '' ? '' : `  ${leads}`, 'dim')],
      [...text(gap), ...text(leads === '' ? '' : ` ${leads}`, 'dim')],
      text(gap),
    ),
  ];
}

/** The events nearest to that moment, oldest first, with how far they are from it. */
export function nearEvents(view: ViewInput, at: number, width: number, height: number): Line[] {
  const { events } = view.state;
  if (height <= 0 || events.length === 0) return [];
  const next = events.findIndex((e) => e.at > at);
  const middle = next < 0 ? events.length : next;
  const start = Math.max(0, Math.min(middle - Math.ceil(height / 2), events.length - height));
  const shown = events.slice(start, start + height);
  const g = glyphsOf(view.ui);
  return table(
    shown.map((e) => eventForms(view, e, distance(e, at))),
    FAR_EVENT_COLUMNS,
    width - 1,
    g.more,
  ).map((line, i): Line => {
    const isLast = start + i === middle - 1;
    return [span(isLast ? g.marker : ' ', 'accent'), ...line];
  });
}

const distance = (e: ClusterEvent, at: number): string =>
  e.at === at ? 'here' : `${e.at > at ? '+' : '-'}${millis(Math.abs(e.at - at))}`;
