import type { Finding } from '../../diagnose/finding.js';
import { eventForms, FAR_EVENT_COLUMNS } from '../event-row.js';
import { age, millis, seconds, stamp } from '../format.js';
import { STATE_ROLE } from '../glyphs.js';
import { EVIDENCE_KINDS, routerLabel } from '../items.js';
import { glyphsOf, text, type ViewInput } from '../panel.js';
import { SEVERITY_ROLE, SEVERITY_WORD } from '../panels/findings.js';
import { lineWidth, table, wrap } from '../table.js';
import { type Line, span } from '../text.js';
import { recordsOf } from './records.js';

/** Events this long before and after a finding may tell how it came and went, ms. */
const AROUND_MS = 10_000;
const MOST_EVENTS = 100;
const MOST_EARLIER = 5;
const LABEL = 10;
const MOST_RECORDS = 40;
/** Cells in front of a record: its kind and its time. */
const STAMPED = 19;

/** All that is known of a finding, what to do first at the top, what happened around it at the end. */
export function detail(view: ViewInput, f: Finding, width: number): Line[] {
  const g = glyphsOf(view.ui);
  const { state } = view;
  const role = SEVERITY_ROLE[f.severity];
  const label = routerLabel(state, f.router);
  const standing =
    f.to === null ? span(SEVERITY_WORD[f.severity], role) : span(`${SEVERITY_WORD[f.severity]}, ended`, 'dim');
  return [
    [span(' '), standing, ...(label === '' ? [] : [span(`  ${label}`, 'strong')])],
    ...wrap(f.summary, width - 2).map((l): Line => [span(' '), span(l, 'strong')]),
    ...wrap(f.advice, width - 4).map(
      (l, i): Line => [span(i === 0 ? ` ${g.advice} ` : '   ', 'accent'), span(l, 'accent')],
    ),
    ...labelled('when', times(view, f), width),
    ...labelled('nodes', nodes(view, f), width),
    ...(f.to === null && f.clears !== '' ? hanging('clears', `when ${f.clears}`, width) : []),
    ...labelled('earlier', earlier(view, f), width),
    ...evidence(view, f, width),
    ...around(view, f, width),
  ];
}

/** Facts behind their label, as many in a row as fit. */
function labelled(label: string, facts: Line[], width: number): Line[] {
  const rows: Line[] = [];
  const head = (i: number): Line => [span(` ${(i === 0 ? label : '').padEnd(LABEL)}`, 'dim')];
  let used = 0;
  for (const fact of facts) {
    const size = lineWidth(fact);
    const last = rows.at(-1);
    if (last !== undefined && used + 2 + size <= width) {
      last.push(span('  '), ...fact);
      used += 2 + size;
    } else {
      rows.push([...head(rows.length), ...fact]);
      used = 1 + LABEL + size;
    }
  }
  return rows;
}

/** A text behind its label, in as many lines as it needs. */
function hanging(label: string, what: string, width: number): Line[] {
  return wrap(what, width - LABEL - 2).map(
    (l, i): Line => [span(` ${(i === 0 ? label : '').padEnd(LABEL)}`, 'dim'), span(l)],
  );
}

/** The records that it rests on, each with its time. */
function evidence(view: ViewInput, f: Finding, width: number): Line[] {
  const { state } = view;
  const records = recordsOf(state, f);
  if (records.length === 0) {
    const kinds = EVIDENCE_KINDS.filter((kind) => f.evidence.includes(kind)).join(' ');
    return labelled('evidence', [text(kinds === '' ? 'none of its own' : `${kinds}, none of it kept`)], width);
  }
  const shown = records.slice(-MOST_RECORDS);
  const heading = ` Evidence${records.length > shown.length ? `, the last ${shown.length} of ${records.length}` : ''}`;
  return [
    [],
    text(heading, 'title'),
    ...shown.flatMap((r) => {
      const from = r.from === null ? '' : stamp(r.from, state.now);
      const until = r.from === null || r.to === null || r.to - r.from < 1 ? '' : ` until ${stamp(r.to, state.now)}`;
      return wrap(`${r.text}${until}`, width - STAMPED - 1).map(
        (l, i): Line =>
          i === 0
            ? [span(` ${r.kind.padEnd(5)}`, 'accent'), span(from.padEnd(STAMPED - 6), 'dim'), span(l)]
            : [span(' '.repeat(STAMPED)), span(l)],
      );
    }),
  ];
}

function times(view: ViewInput, f: Finding): Line[] {
  const { now } = view.state;
  const from = text(`${stamp(f.since, now)} UTC`);
  if (f.to === null) return [from, text(`for ${age(now - f.since)}, lasts`, 'strong')];
  return [
    from,
    text(`to ${stamp(f.to, now)}`),
    text(`lasted ${seconds(f.to - f.since)}`, 'strong'),
    text(`ended ${age(now - f.to)} ago`, 'dim'),
  ];
}

/** The nodes with what each is now. */
function nodes(view: ViewInput, f: Finding): Line[] {
  const g = glyphsOf(view.ui);
  const router = view.state.routers.find((r) => r.id === f.router);
  return f.nodes.map((name) => {
    const cell = router?.cells.get(name);
    return cell === undefined
      ? text(name)
      : [span(`${name} `), span(`${g.state[cell.state]} ${cell.state}`, STATE_ROLE[cell.state]), span(' now', 'dim')];
  });
}

/** The same fault at other times. */
function earlier(view: ViewInput, f: Finding): Line[] {
  const alike = view.findings
    .filter(
      (other) =>
        other !== f && other.rule === f.rule && other.key === f.key && other.to !== null && other.since < f.since,
    )
    .sort((a, b) => b.since - a.since);
  if (alike.length === 0) return [];
  const shown = alike
    .slice(0, MOST_EARLIER)
    .map(
      (other): Line => [
        span(stamp(other.since, view.state.now).slice(0, -3)),
        span(` ${seconds((other.to ?? other.since) - other.since)}`, 'dim'),
      ],
    );
  return [text(alike.length === 1 ? 'once' : `${alike.length} times`, 'strong'), ...shown];
}

/** What happened to its router and nodes from shortly before it until shortly after it. */
function around(view: ViewInput, f: Finding, width: number): Line[] {
  const { state } = view;
  const until = (f.to ?? state.now) + AROUND_MS;
  const near = state.events.filter((e) => {
    if (e.at < f.since - AROUND_MS || e.at > until) return false;
    if (e.router === null || f.router === null) return e.node === null || f.nodes.includes(e.node);
    return e.router === f.router;
  });
  if (near.length === 0) return [[], text(' No event of it is kept: it began before the first one that is.', 'dim')];
  const rows = near.slice(0, MOST_EVENTS).map((e) => {
    const far = `${e.at < f.since ? '-' : '+'}${millis(Math.abs(e.at - f.since))}`;
    return eventForms(view, e, far);
  });
  const lines = table(rows, FAR_EVENT_COLUMNS, width - 2, glyphsOf(view.ui).more);
  return [
    [],
    text(' Events around it, from its begin on', 'title'),
    ...lines.map((line): Line => [span(' '), ...line]),
  ];
}
