import type { VirtualRouter } from './state.js';
import type { WireRouter } from './wire-router.js';

/** The virtual router of this id (`ipv4/51`, `name/vi_w`), with what the wire knows of it. */
export function newRouter(id: string, wire: WireRouter | undefined): VirtualRouter {
  const named = id.startsWith('name/');
  const parts = id.split('/');
  const vrid = named ? null : Number(parts.at(-1));
  const family = named ? null : parts.at(-2) === 'ipv6' ? 'ipv6' : 'ipv4';
  const router: VirtualRouter = {
    id,
    vrid,
    family,
    version: wire?.version ?? null,
    names: named ? [id.slice('name/'.length)] : [],
    label: named ? id.slice('name/'.length) : `VRID ${vrid}`,
    role: null,
    advertIntervalMs: wire?.advertIntervalMs ?? null,
    vips: [],
    cells: new Map(),
    tenures: [],
    failovers: [],
    speeches: [],
  };
  for (const address of wire?.vips ?? []) addVip(router, address);
  return router;
}

/** The virtual router has this address too. */
export function addVip(router: VirtualRouter, address: string): void {
  if (router.vips.some((v) => v.address === address)) return;
  const mark = () => ({ verdict: 'unknown' as const, nodes: [], at: null });
  router.vips.push({
    address,
    holders: [],
    known: false,
    since: null,
    note: '',
    marks: { wire: mark(), log: mark(), addr: mark(), arp: mark() },
    announced: null,
  });
}
