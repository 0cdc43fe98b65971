import { WORST_FIRST } from '../../diagnose/status-word.js';
import { filterOf } from '../list.js';
import type { ClusterSort, ClustersUi } from '../ui-state.js';
import { placesText } from './places.js';
import type { ClusterSummary } from './summary.js';

/** The order stays as it is for so long after a key, so that no row moves away under the operator's fingers; ms. */
const HOLD_MS = 5000;

export const SORTS: readonly { sort: ClusterSort; name: string }[] = [
  { sort: 'severity', name: 'worst first' },
  { sort: 'name', name: 'by name' },
  { sort: 'change', name: 'last change first' },
];

const names = new Intl.Collator('en', { numeric: true });
const byName = (a: ClusterSummary, b: ClusterSummary): number => names.compare(a.name, b.name);
const COMPARE: Readonly<Record<ClusterSort, (a: ClusterSummary, b: ClusterSummary) => number>> = {
  severity: (a, b) => WORST_FIRST.indexOf(a.word) - WORST_FIRST.indexOf(b.word) || b.count - a.count || byName(a, b),
  name: byName,
  change: (a, b) => b.changedAt - a.changedAt || byName(a, b),
};

/** The clusters in the order in which they are shown, those that the filter lets through, and which one is selected. */
export function listed(
  clusters: readonly ClusterSummary[],
  ui: ClustersUi,
  now: number,
): { rows: ClusterSummary[]; cursor: number } {
  const rows = ordered(clusters, ui, now).filter(filterBy(ui.filter));
  return {
    rows,
    cursor: Math.max(
      0,
      rows.findIndex((c) => c.name === ui.selected),
    ),
  };
}

function ordered(clusters: readonly ClusterSummary[], { sort, held }: ClustersUi, now: number): ClusterSummary[] {
  const sorted = [...clusters].sort(COMPARE[sort]);
  if (held === null || now >= held.until) return sorted;
  const place = new Map(held.order.map((name, i) => [name, i]));
  const placeOf = (c: ClusterSummary): number => place.get(c.name) ?? held.order.length;
  return sorted.sort((a, b) => placeOf(a) - placeOf(b));
}

/** With this row selected, and the order held for a while. */
export function selecting(ui: ClustersUi, clusters: readonly ClusterSummary[], row: number, now: number): ClustersUi {
  const order = ordered(clusters, ui, now).map((c) => c.name);
  const selected = listed(clusters, ui, now).rows[row]?.name ?? ui.selected;
  return { ...ui, selected, held: { order, until: now + HOLD_MS } };
}

function filterBy(filter: string): (c: ClusterSummary) => boolean {
  const judge = filterOf(filter);
  if (judge === null || 'error' in judge) return () => true;
  return (c) => judge.matcher.matches(textOf(c)) !== judge.isInverse;
}

const textOf = (c: ClusterSummary): string =>
  [c.word, c.name, placesText(c), ...c.lost, ...c.findings.map((f) => `${f.rule} ${f.summary}`)].join(' ');
