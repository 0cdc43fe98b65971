import { nextMaster, type Prediction } from '../../model/predict.js';
import type { ClusterState, VirtualRouter } from '../../model/state.js';
import { cut } from '../cells.js';
import { seconds } from '../format.js';
import { type Line, type Role, span } from '../text.js';

/** More routers than this are not named one by one. */
const MOST_NAMED = 4;

const takerOf = (p: Prediction, mark: string, joint = ' in '): { word: string; role: Role } => {
  if (p.node !== null) return { word: cut(p.node, 20, mark) + joint + seconds(p.inMs.crash), role: 'text' };
  return p.known ? { word: 'nobody', role: 'warning' } : { word: 'not known', role: 'unknown' };
};

/** Who takes over if the MASTER dies now: `next: db202 in 3.6 s`, `next: nobody (…)`; with the reason, and without. `mark` stands for what is cut off. */
export function nextForms(state: ClusterState, router: VirtualRouter, mark: string): { long: Line; short: Line } {
  const predicted = nextMaster(state, router);
  const { word, role } = takerOf(predicted, mark);
  const short: Line = [span('next: ', 'dim'), span(word, role)];
  return { long: predicted.node === null ? [...short, span(` (${predicted.why})`, 'dim')] : short, short };
}

/** The same for all in one line, longest form first; of many only those that nobody or nobody known takes over. */
export function nextLines(state: ClusterState, routers: readonly VirtualRouter[], mark: string): Line[] {
  const all = routers.map((router) => ({ label: router.label, predicted: nextMaster(state, router) }));
  const odd = all.filter(({ predicted }) => predicted.node === null);
  const named = all.length <= MOST_NAMED ? all : odd;
  const head = span('next: ', 'dim');
  if (all.length === 0) return [];
  if (named.length === 0) return [[head, span('a taker for each')]];
  if (named.length > MOST_NAMED) {
    const nobody = odd.filter(({ predicted }) => predicted.node === null && predicted.known).length;
    const unsure = odd.length - nobody;
    return [
      [
        head,
        span(`nobody for ${nobody} of ${all.length}`, nobody > 0 ? 'warning' : 'text'),
        span(`, not known for ${unsure}`, unsure > 0 ? 'unknown' : 'dim'),
      ],
    ];
  }
  const form = (joint: string): Line => [
    head,
    ...named.flatMap(({ label, predicted }, i): Line => {
      const { word, role } = takerOf(predicted, mark, joint);
      const name = all.length === 1 ? '' : `${cut(label, 12, mark)} `;
      return [span(`${i === 0 ? '' : ', '}${name}`, 'dim'), span(word, role)];
    }),
  ];
  return [form(' in '), form(' ')];
}
