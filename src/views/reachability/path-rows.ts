import { claimsMaster, type Path, pathOf } from '../../diagnose/path.js';
import type { ClusterState, VirtualRouter } from '../../model/state.js';
import { cut } from '../cells.js';
import type { Glyphs } from '../glyphs.js';
import { type Forms, forms, table } from '../table.js';
import { type Line, type Role, span } from '../text.js';

/** Of each virtual router: those that do not arrive first. */
const SHOWN = 6;

/** Who sends, to whom, and how far it gets: off the sender, onto the receiver's card, into its keepalived. */
export function pathRows(state: ClusterState, router: VirtualRouter, width: number, g: Glyphs): Line[] {
  const paths = pathsOf(state, router);
  const shown = paths.slice(0, SHOWN);
  const rows = shown.map((p): Forms[] => [
    forms(
      [span(`${cut(p.sender, 16, g.more)} ${g.to} ${cut(p.receiver, 16, g.more)}`, 'strong')],
      [span(`${cut(p.sender, 9, g.more)}${g.to}${cut(p.receiver, 9, g.more)}`, 'strong')],
    ),
    step(p.leaves, 'leaves it', 'leaves', `does not leave ${cut(p.sender, 16, g.more)}`, g),
    p.leaves === false ? forms([]) : step(p.arrives, 'arrives there', 'arrives', 'lost in the network', g),
    p.leaves === false || p.arrives === false ? forms([]) : taken(p, g),
  ]);
  const more = paths.length - shown.length;
  return [
    ...table(rows, [[3], [1], [2], [4]], width, g.more),
    ...(more > 0 ? [[span(`and ${more} more ways`, 'dim')]] : []),
  ];
}

/** From everyone that is MASTER to all others of ours, as far as anything tells. */
function pathsOf(state: ClusterState, router: VirtualRouter): Path[] {
  const cells = [...router.cells.values()];
  const senders = cells.filter((c) => claimsMaster(state, router, c));
  const ours = cells.filter((c) => state.nodes.get(c.node)?.inInventory === true);
  return senders
    .flatMap((s) => ours.filter((r) => r !== s).map((r) => pathOf(state, router, s.node, r.node)))
    .filter((p) => p.arrives !== null || p.taken !== null || p.leaves === false)
    .sort((a, b) => Number(works(a)) - Number(works(b)));
}

const works = (p: Path): boolean => p.leaves !== false && p.arrives !== false && (p.taken ?? 'yes') === 'yes';

function step(known: boolean | null, long: string, short: string, not: string, g: Glyphs): Forms {
  if (known === false) return forms([span(`${g.mark.no} ${not}`, 'critical')]);
  const [mark, role] = known === null ? ([g.mark.unknown, 'unknown'] as const) : ([g.mark.yes, 'ok'] as const);
  return forms([span(`${mark} ${long}`, role)], [span(`${mark} ${short}`, role)]);
}

function taken({ receiver, taken, how, by, arrives }: Path, g: Glyphs): Forms {
  const source = by === null ? '' : ` (${by})`;
  const form = (mark: string, word: string, role: Role): Forms => ({
    forms: [[span(`${mark} ${word}`, role), span(how === '' ? '' : `: ${how}${source}`, role)]],
    flex: 40,
  });
  if (taken === null) return form(g.mark.unknown, 'whether keepalived takes it', 'unknown');
  if (taken === 'yes') return form(g.mark.yes, 'taken', 'ok');
  if (taken === 'refused') return form(g.mark.no, 'refused by keepalived', 'critical');
  return form(
    g.mark.no,
    arrives === true ? `dropped by ${cut(receiver, 16, g.more)}'s firewall` : 'not taken',
    'critical',
  );
}
