import type { EvidenceKind, Mark, VirtualRouter } from '../../model/state.js';
import { cut, cutMiddle } from '../cells.js';
import { age, seconds } from '../format.js';
import { type Glyphs, MARK_ROLE } from '../glyphs.js';
import { EVIDENCE_KINDS as KINDS, type Service, serviceOf, type VipItem, vipItems } from '../items.js';
import { glyphsOf, type Panel, row, text, type ViewInput, windowStart } from '../panel.js';
import { type Column, ENDLESS, type Forms, forms, lineWidth, table } from '../table.js';
import { type Line, plain, type Role, span } from '../text.js';
import { nextForms, nextLines } from './next.js';
import { serviceLine } from './service-line.js';
import { vipDetail } from './vip-detail.js';

const ROLE_OF: Readonly<Record<Service, Role>> = {
  served: 'master',
  conflict: 'critical',
  nobody: 'critical',
  unknown: 'unknown',
};
/** In the order of the cells of `vipRow`: what is said shorter first when the row is too long. */
const COLUMNS: Column[] = [[14], [11, 15], [13], [6, 12], [4, 8], [5], [3.5, 10], [1, 2, 3, 7, 9]];
/** From this width on each row tells who takes over; below it one line tells it of all. */
const WIDE = 130;

/** Is someone serving each VIP, who, and since when: one row a VIP, and one that tells how the load is split. */
export const vipsPanel: Panel = {
  id: 'vips',
  title: () => 'Virtual IPs',
  importance: 1,
  count: (view) => vipItems(view.state).length,
  build(view, width) {
    const items = vipItems(view.state);
    const g = glyphsOf(view.ui);
    const isWide = width >= WIDE;
    const split = summary(view, items, isWide, width - 1);
    const splitRows = split.length;
    return {
      // Only the short form needs to be told what it is; trouble takes its place.
      note:
        width < 100 &&
        items.some(({ router }) => router.failovers.length > 0) &&
        items.every((i) => serviceOf(i).service === 'served')
          ? text('last move: gap, cause', 'dim')
          : [],
      min: Math.min(items.length, 4) + splitRows || 1,
      want: items.length + splitRows || 1,
      rows(height) {
        if (items.length === 0)
          return [
            row(view, 'vips', false, text('none known yet: waiting for an advert, a log line or an address', 'dim')),
          ];
        const chosen = items[Math.min(view.ui.selected.vips, items.length - 1)];
        const detail = view.ui.zoomed && chosen !== undefined ? [[], ...vipDetail(view, chosen, width)] : [];
        const below = [...split, ...detail].slice(0, Math.max(0, height - 1));
        const size = height - below.length;
        const start = windowStart(items.length, size, view.ui.selected.vips);
        const shown = items.slice(start, start + size);
        const lines = table(
          shown.map((item) => vipRow(view, item, isWide, g)),
          COLUMNS,
          width - 1,
          g.more,
        ).map((line, i) => row(view, 'vips', start + i === view.ui.selected.vips, line, start + i));
        return [...lines, ...below.map((line) => row(view, 'vips', false, line))];
      },
    };
  },
};

/** What the rows mean together, and who takes over: in one line where it has room, else in two. */
function summary(view: ViewInput, items: readonly VipItem[], isWide: boolean, width: number): Line[] {
  const g = glyphsOf(view.ui);
  const service = serviceLine(items, g);
  const next = isWide ? [] : nextLines(view.state, [...new Set(items.map((item) => item.router))], g.more);
  const joined = next.map((line): Line => [...service, span('   '), ...line]);
  const fits = service.length === 0 ? undefined : joined.find((line) => lineWidth(line) <= width);
  if (fits !== undefined) return [fits];
  const below = next.find((line) => lineWidth(line) <= width) ?? next.at(-1) ?? [];
  return [service, below].filter((line) => line.length > 0);
}

function vipRow(view: ViewInput, item: VipItem, isWide: boolean, g: Glyphs): Forms[] {
  const { router, vip } = item;
  const { service, holders, since, why } = serviceOf(item);
  const loud: Role = service === 'served' ? 'strong' : ROLE_OF[service];
  const address = vip?.address ?? 'VIP unknown';
  const names = holders.map((name) => cut(name, 20, g.more)).join(' + ');
  const target = service === 'served' || service === 'conflict' ? names : service;
  const lasting = since === null ? '' : `for ${age(view.state.now - since)}`;
  const next = nextForms(view.state, router, g.more);
  return [
    forms(text(cut(router.label, 24, g.more), 'strong'), text(cut(router.label, 12, g.more), 'strong')),
    forms(text(address, loud), text(cutMiddle(address, 23, g.more), loud), text(cutMiddle(address, 15, g.more), loud)),
    forms(
      [span(`${g.arrow} `, 'dim'), span(target, ROLE_OF[service])],
      [span(`${g.arrow} `, 'dim'), span(cut(target, 21, g.more), ROLE_OF[service])],
    ),
    statusForms(service, lasting),
    marksForms(vip?.marks ?? null, holders, view.state.now, g),
    forms(text(router.role ?? '', 'accent'), []),
    isWide ? forms(next.long, next.short, []) : forms([]),
    service === 'served' ? moveForms(router, view.state.now, g) : { forms: [text(why, loud)], flex: 28 },
  ];
}

/** Its row in the longest form. */
export function vipText(view: ViewInput, item: VipItem): string {
  const g = glyphsOf(view.ui);
  return table([vipRow(view, item, true, g)], COLUMNS, ENDLESS, g.more)
    .map(plain)
    .join('');
}

function statusForms(service: Service, lasting: string): Forms {
  if (service === 'conflict') return forms(text(`CONFLICT ${lasting}`.trim(), 'critical'));
  if (service === 'nobody') return forms(text(`NO MASTER ${lasting}`.trim(), 'critical'));
  if (service === 'unknown') return forms(text(lasting, 'stale'), []);
  return forms(text(lasting), text(lasting.replace('for ', '')), []);
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
  const agree = `${KINDS.length - odd.length}/${KINDS.length}`;
  const count = odd.length === 0 ? span(`${g.mark.yes} ${agree}`, 'ok') : span(agree, 'dim');
  const tiny = (odd.length > 2 ? [] : odd).flatMap((kind) => [
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
    text(`${last.gapMs === null ? '?' : seconds(last.gapMs)} ${last.cause}`, role),
    [],
  );
}
