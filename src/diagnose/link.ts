import type { ClusterState, Speech, VirtualRouter } from '../model/state.js';
import { isOurs, unaccounted } from './ownership.js';
import { endOf } from './wire.js';

/** What can be told of VRIDs on one link and family: a VRID is free only as far as nobody used it while we listened. */
export interface FreeVrids {
  /** `vlan7`, or '' for the untagged link. */
  link: string;
  family: 'ipv4' | 'ipv6';
  /** Not heard and not configured: first and last of each range, 1 to 255. */
  ranges: [number, number][];
}

/** One that speaks here and is none of the inventory's nodes, with what it says for one virtual router. */
export interface Stranger {
  router: VirtualRouter;
  /** Its last words. */
  speech: Speech;
  mac: string | null;
  /** null while it speaks. */
  to: number | null;
}

export interface LinkNews {
  /** Captures that are live, and since when the one that has listened the longest does, ms; null: none is. */
  heardBy: string[];
  since: number | null;
  free: FreeVrids[];
  strangers: Stranger[];
  /** More routers were heard than are kept: what looks free may not be. */
  incomplete: boolean;
}

const FAMILIES = ['ipv4', 'ipv6'] as const;

/** Which VRIDs are free on the links that are listened to, and who else speaks VRRP there. */
export function linkNews(state: ClusterState): LinkNews {
  const live = state.captures.flatMap((id) => {
    const source = state.sources.get(id);
    return source?.status === 'live' ? [source] : [];
  });
  const known = state.routers.filter((r) => r.vrid !== null && r.family !== null);
  const links = [...new Set(['', ...known.map(linkOf)])].sort();
  const configured = [...state.nodes.values()].flatMap((n) => n.conf?.instances.map((i) => i.vrid) ?? []);
  const free = links.flatMap((link) =>
    FAMILIES.flatMap((family) => {
      const here = known.filter((r) => linkOf(r) === link && r.family === family);
      return here.length === 0 && (link !== '' || family === 'ipv6')
        ? []
        : [{ link, family, ranges: rangesWithout(new Set([...here.map((r) => r.vrid), ...configured])) }];
    }),
  );
  return {
    heardBy: live.map((s) => s.id.replace(/^wire:/, '').replace(/^any$/, 'any interface')),
    since: live.length === 0 ? null : Math.min(...live.map((s) => s.since)),
    free,
    strangers: state.routers.flatMap((r) => strangersOf(state, r)),
    incomplete: state.dropped.routers > 0,
  };
}

/** Of each address outside of the inventory what it said last; nobody is a stranger while one of ours may be it. */
function strangersOf(state: ClusterState, router: VirtualRouter): Stranger[] {
  if (state.inventory.nodes.length === 0 || unaccounted(state, router).length > 0) return [];
  const last = new Map(router.speeches.map((s) => [s.address, s]));
  return [...last.values()]
    .filter((s) => !isOurs(state, router, s.address))
    .map((speech) => {
      const cell = [...router.cells.values()].find((c) => c.wire?.address === speech.address);
      return { router, speech, mac: cell?.wire?.mac ?? null, to: endOf(speech, state.now) };
    });
}

/** `vlan7/ipv6/51` is on `vlan7`. */
const linkOf = (router: VirtualRouter): string => router.id.split('/').slice(0, -2).join('/');

function rangesWithout(used: ReadonlySet<number | null>): [number, number][] {
  const ranges: [number, number][] = [];
  for (let vrid = 1; vrid <= 255; vrid++) {
    if (used.has(vrid)) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === vrid - 1) last[1] = vrid;
    else ranges.push([vrid, vrid]);
  }
  return ranges;
}
