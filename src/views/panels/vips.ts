import type { EvidenceKind, Mark, VirtualRouter } from '../../model/state.js';
import { cut, cutMiddle } from '../cells.js';
import { age, seconds } from '../format.js';
import { type Glyphs, MARK_ROLE } from '../glyphs.js';
import { type Service, serviceOf, type VipItem, vipItems } from '../items.js';
import { glyphsOf, type Panel, row, text, type ViewInput, windowStart } from '../panel.js';
import { type Column, type Forms, forms, table } from '../table.js';
import { type Line, type Role, span } from '../text.js';

const KINDS: readonly EvidenceKind[] = ['wire', 'log', 'addr', 'arp'];
const ROLE_OF: Readonly<Record<Service, Role>> = {
  served: 'master',
  conflict: 'critical',
  nobody: 'critical',
  unknown: 'unknown',
};
/** In the order of the cells of `vipRow`: what is said shorter first when the row is too long. */
const COLUMNS: Column[] = [[12], [10, 13], [11], [9], [3, 7], [5], [1, 2, 4, 6]];

/** Is someone serving each VIP, who, and since when: one row a VIP, and one that tells how the load is split. */
export const vipsPanel: Panel = {
  id: 'vips',
  title: () => 'Virtual IPs',
  importance: 1,
  count: (view) => vipItems(view.state).length,
  build(view, width) {
    const items = vipItems(view.state);
    const g = glyphsOf(view.ui);
    const split = splitLine(items, g);
    const splitRows = split.length > 0 ? 1 : 0;
    return {
      note: [],
      min: Math.min(items.length, 4) + splitRows || 1,
      want: items.length + splitRows || 1,
      rows(height) {
        if (items.length === 0)
          return [
            row(view, 'vips', false, text('none known yet: waiting for an advert, a log line or an address', 'dim')),
          ];
        const showSplit = splitRows === 1 && height > 1;
        const size = height - (showSplit ? 1 : 0);
        const start = windowStart(items.length, size, view.ui.selected.vips);
        const shown = items.slice(start, start + size);
        const lines = table(
          shown.map((item) => vipRow(view, item, g)),
          COLUMNS,
          width - 1,
          g.more,
        ).map((line, i) => row(view, 'vips', start + i === view.ui.selected.vips, line));
        return showSplit ? [...lines, row(view, 'vips', false, split)] : lines;
      },
    };
  },
};

function vipRow(view: ViewInput, item: VipItem, g: Glyphs): Forms[] {
  const { router, vip } = item;
  const { service, holders, since, why } = serviceOf(item);
  const loud: Role = service === 'served' ? 'strong' : ROLE_OF[service];
  const address = vip?.address ?? 'VIP unknown';
  const names = holders.map((name) => cut(name, 20, g.more)).join(' + ');
  const target = service === 'served' || service === 'conflict' ? names : service;
  const lasting = since === null ? '' : `for ${age(view.state.now - since)}`;
  return [
    forms(text(router.label, 'strong'), text(cut(router.label, 12, g.more), 'strong')),
    forms(text(address, loud), text(cutMiddle(address, 23, g.more), loud), text(cutMiddle(address, 15, g.more), loud)),
    forms(
      [span(`${g.arrow} `, 'dim'), span(target, ROLE_OF[service])],
      [span(`${g.arrow} `, 'dim'), span(cut(target, 21, g.more), ROLE_OF[service])],
    ),
    statusForms(service, lasting),
    marksForms(vip?.marks ?? null, holders, view.state.now, g),
    forms(text(router.role ?? '', 'accent'), []),
    service === 'served' ? moveForms(router, view.state.now, g) : { forms: [text(why, loud)], flex: 24 },
  ];
}

function statusForms(service: Service, lasting: string): Forms {
  if (service === 'conflict') return forms(text(`CONFLICT ${lasting}`.trim(), 'critical'));
  if (service === 'nobody') return forms(text(`NO MASTER ${lasting}`.trim(), 'critical'));
  if (service === 'unknown') return forms(text(lasting, 'stale'), []);
  return forms(text(lasting), []);
}

/** Whether the four kinds of evidence agree; one that does not is named with what it says instead. */
function marksForms(marks: Record<EvidenceKind, Mark> | null, holders: string[], now: number, g: Glyphs): Forms {
  if (marks === null) return forms([]);
  const detail = (mark: Mark): string => {
    if (mark.verdict === 'stale' && mark.at !== null) return age(now - mark.at);
    return mark.verdict === 'no' ? mark.nodes.filter((n) => !holders.includes(n)).join('+') : '';
  };
  const full = KINDS.map((kind) => {
    const more = detail(marks[kind]);
    return [
      span(`${kind} `, 'dim'),
      span(`${g.mark[marks[kind].verdict]}${more && ` ${more}`}`, MARK_ROLE[marks[kind].verdict]),
    ];
  });
  const short = KINDS.map((kind) => [
    span(kind, 'dim'),
    span(g.mark[marks[kind].verdict], MARK_ROLE[marks[kind].verdict]),
  ]);
  const odd = KINDS.filter((kind) => marks[kind].verdict !== 'yes');
  const count = span(`${g.mark.yes} ${KINDS.length - odd.length}/${KINDS.length}`, odd.length === 0 ? 'ok' : 'dim');
  const tiny = odd.flatMap((kind) => [
    span(` ${kind}`, 'dim'),
    span(g.mark[marks[kind].verdict], MARK_ROLE[marks[kind].verdict]),
  ]);
  return forms(joined(full), joined(short), [count, ...tiny]);
}

const joined = (parts: Line[]): Line => parts.flatMap((part, i) => (i === 0 ? part : [span(' '), ...part]));

/** How it last changed hands: from whom, when, how long nobody served it, and why. */
function moveForms(router: VirtualRouter, now: number, g: Glyphs): Forms {
  const last = router.failovers.at(-1);
  if (last === undefined) return forms([]);
  const gap = last.gapMs === null ? 'gap not known' : `${seconds(last.gapMs)} without a master`;
  const short = last.gapMs === null ? 'gap ?' : `${seconds(last.gapMs)} gap`;
  const role: Role = last.gapMs !== null && last.gapMs >= 1000 ? 'text' : 'dim';
  const ago = `${age(now - last.at)} ago`;
  return forms(
    text(`${last.from} ${g.to} ${last.to} ${ago}, ${gap}, ${last.cause}`, role),
    text(`from ${last.from} ${ago}, ${short}, ${last.cause}`, role),
    text(`from ${last.from}, ${short}, ${last.cause}`, role),
    text(`${short}, ${last.cause}`, role),
    [],
  );
}

/** `writes on db201, reads on db202: split over 2 nodes`; empty where there is nothing to split. */
function splitLine(items: VipItem[], g: Glyphs): Line {
  if (items.length < 2) return [];
  const served = items.map((item) => ({ name: item.router.role ?? item.router.label, ...serviceOf(item) }));
  const nodes = new Set(served.flatMap((s) => s.holders));
  const bad = served.filter((s) => s.service !== 'served');
  const who = (s: (typeof served)[number]): string =>
    s.service === 'served' || s.service === 'conflict' ? s.holders.join('+') : s.service;
  const list =
    items.length <= 4
      ? served.map((s) => `${s.name} ${who(s)}`).join(` ${g.dot} `)
      : [...nodes]
          .map((node) => `${node} serves ${served.filter((s) => s.holders.includes(node)).length}`)
          .join(` ${g.dot} `);
  const verdict: [string, Role] =
    bad.length > 0
      ? [
          `${bad.length} of ${items.length} not served by exactly one node`,
          bad.every((s) => s.service === 'unknown') ? 'unknown' : 'critical',
        ]
      : nodes.size === 1
        ? [`not split: all on ${[...nodes].join('')}`, 'warning']
        : [`split over ${nodes.size} nodes`, 'ok'];
  return [span('split  ', 'dim'), span(`${verdict[0]}  `, verdict[1]), span(list, 'dim')];
}
