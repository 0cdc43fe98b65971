import type { EvidenceKind, Mark } from '../../model/state.js';
import { pad } from '../cells.js';
import { age, seconds, stamp } from '../format.js';
import { MARK_ROLE } from '../glyphs.js';
import { EVIDENCE_KINDS, type VipItem } from '../items.js';
import { glyphsOf, text, type ViewInput } from '../panel.js';
import { wrap } from '../table.js';
import { type Line, plain, span } from '../text.js';
import { nextForms } from './next.js';

const LABEL = 10;
/** Moves that are told, the last one first. */
const MOST_MOVES = 5;
const TELLS: Readonly<Record<EvidenceKind, string>> = {
  wire: 'sent by',
  log: 'MASTER by the log of',
  addr: 'held by',
  arp: 'announced for',
};

/** All that is known of a virtual IP: each kind of evidence with its age, who takes over or why that is not known, and its moves. */
export function vipDetail(view: ViewInput, { router, vip }: VipItem, width: number): Line[] {
  const { state } = view;
  const g = glyphsOf(view.ui);
  const labelled = (label: string, line: Line): Line => [span(` ${pad(label, LABEL)}`, 'dim'), ...line];
  const next = nextForms(state, router, g.more).long;
  const [first = '', ...more] = wrap(plain(next).replace(/^next: /, ''), width - LABEL - 1);
  const role = next[1]?.role ?? 'text';
  const moves = router.failovers.slice(-MOST_MOVES).reverse();
  return [
    ...(vip === null ? [] : EVIDENCE_KINDS.map((kind) => labelled(kind, evidence(kind, vip.marks[kind], view)))),
    labelled('next', [span(first, role)]),
    ...more.map((line) => labelled('', [span(line, role)])),
    ...moves.map((m, i) =>
      labelled(i === 0 ? 'moves' : '', [
        span(`${stamp(m.at, state.now)} `, 'dim'),
        span(`${m.from} ${g.to} ${m.to}`),
        span(m.gapMs === null ? ', gap not known' : `, ${seconds(m.gapMs)} without a master`),
        span(`, ${m.cause}`, 'dim'),
      ]),
    ),
    ...(moves.length === 0 ? [labelled('moves', text('none was seen', 'dim'))] : []),
  ];
}

function evidence(kind: EvidenceKind, { verdict, nodes, at }: Mark, view: ViewInput): Line {
  const g = glyphsOf(view.ui);
  const said = verdict === 'unknown' || nodes.length === 0 ? 'does not tell' : `${TELLS[kind]} ${nodes.join(' and ')}`;
  return [
    span(`${g.mark[verdict]} `, MARK_ROLE[verdict]),
    span(said, verdict === 'unknown' ? 'dim' : 'text'),
    span(at === null ? '' : `, ${age(view.state.now - at)} ago`, verdict === 'stale' ? 'stale' : 'dim'),
  ];
}
