import type { Service } from '../items.js';
import { type Line, type Role, span } from '../text.js';
import type { ClusterSummary } from './summary.js';

const ROLE: Readonly<Record<Service, Role>> = {
  served: 'text',
  conflict: 'critical',
  nobody: 'critical',
  unknown: 'unknown',
};

/** `db201 vi_w · db202 vi_r`, or with numbers in the place of names: who has what. */
export function placesLine({ places }: ClusterSummary, dot: string, counted: boolean): Line {
  return places.flatMap(({ who, service, what }, i) => [
    ...(i === 0 ? [] : [span(` ${dot} `, 'dim')]),
    span(who, ROLE[service]),
    span(` ${counted ? what.length : what.join(' ')}`, 'dim'),
  ]);
}

export const placesText = ({ places }: ClusterSummary): string =>
  places.map(({ who, what }) => `${who} ${what.join(' ')}`).join(' ');
