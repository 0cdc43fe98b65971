import type { AnnouncementRun, ClusterState, Tenure, VipState, VirtualRouter } from '../model/state.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf } from './mastership.js';
import { nothing } from './nodes.js';

/** keepalived announces again so long after it has taken over (`garp_master_delay`), ms. */
const GARP_MASTER_DELAY_MS = 5000;

/** What the neighbours were told last about a virtual IP leads to another node than the MASTER. */
export const staleArp: Rule = {
  id: 'stale-arp',
  rests: { lines: ['state'] },
  check(state): Verdict {
    const findings = state.routers.flatMap((router) =>
      router.vips.flatMap((vip) => router.tenures.flatMap((tenure) => stale(state, router, vip, tenure))),
    );
    if (findings.length > 0) return { verdict: 'findings', findings };
    const heard = state.routers.some((r) => r.vips.some((v) => v.announced !== null));
    return nothing(heard, 'a capture that hears gratuitous ARP');
  },
};

function stale(state: ClusterState, router: VirtualRouter, vip: VipState, tenure: Tenure): Finding[] {
  const mac = router.cells.get(tenure.node)?.wire?.mac ?? '';
  const runs = vip.announced?.runs ?? [];
  // What only another cluster on the VRID lists is not this one's to announce.
  if (mac === '' || (tenure.vips.length > 0 && !tenure.vips.includes(vip.address))) return [];
  const end = tenure.to ?? state.now;
  const own = lastOf(
    runs.filter((r) => r.mac === mac),
    end,
  );
  const other = lastOf(
    runs.filter((r) => r.mac !== mac && isOther(state, router, r.mac, own !== null)),
    end,
  );
  if (other === null || (own !== null && own.at >= other.at)) return [];
  // While two are MASTER it is a split brain; what it leaves behind counts from its end.
  const beside = router.tenures.filter(
    (t) => t !== tenure && t.from < end && (t.to ?? Number.POSITIVE_INFINITY) > tenure.from,
  );
  if (beside.some((t) => t.to === null || t.to > end)) return [];
  const since = Math.max(tenure.from, other.at, ...beside.map((t) => t.to ?? 0));
  const interval = router.advertIntervalMs ?? 1000;
  const later = other.at > tenure.from;
  // Its own announcements were heard by nobody: that needs one who listened from the takeover on.
  if (!later && (tenure.to !== null || !listened(state, tenure.from))) return [];
  if (end - since <= 2 * interval + (later ? 0 : GARP_MASTER_DELAY_MS)) return [];
  const owner = ownerOf(state, other.mac);
  const dev = state.nodes.get(tenure.node)?.conf?.instances.find((i) => i.vrid === router.vrid)?.interface ?? 'DEV';
  return [
    {
      rule: 'stale-arp',
      key: `${router.id}/${vip.address}/${since}`,
      severity: 'critical',
      router: router.id,
      nodes: owner === null ? [tenure.node] : [tenure.node, owner].sort(),
      since,
      to: tenure.to,
      summary: `${nameOf(router)}: ${vip.address} was announced last for ${other.mac}${owner === null ? '' : ` (${owner})`}, MASTER is ${tenure.node} with ${mac}`,
      advice: `announce it again from ${tenure.node}: arping -c 3 -U -I ${dev} ${vip.address}${vip.address.includes(':') ? ' (IPv6: reload keepalived there)' : ''}; then see that ${owner ?? 'the other'} does not hold it`,
      clears: `${vip.address} is announced from ${mac}, or ${tenure.node} is MASTER no more`,
      evidence: ['wire', 'arp'],
    },
  ];
}

/** The last announcement of these runs up to `end`, ms; a run that goes on beyond it counts up to there. */
function lastOf(runs: readonly AnnouncementRun[], end: number): { mac: string; at: number } | null {
  let last: { mac: string; at: number } | null = null;
  for (const r of runs)
    if (r.from <= end && (last === null || Math.min(r.to, end) > last.at))
      last = { mac: r.mac, at: Math.min(r.to, end) };
  return last;
}

/**
 * Whether a MAC address is certainly not the MASTER's: another sender's, or, where the MASTER announced with the one it
 * sends from before, any. A node may hold its VIPs on another card; a virtual MAC belongs to all.
 */
function isOther(state: ClusterState, router: VirtualRouter, mac: string, ownSeen: boolean): boolean {
  if (mac === '' || mac.startsWith('00:00:5e:00:0')) return false;
  return ownSeen || [...router.cells.values()].some((c) => c.wire?.mac === mac) || ownerOf(state, mac) !== null;
}

function ownerOf(state: ClusterState, mac: string): string | null {
  for (const r of state.routers) for (const c of r.cells.values()) if (c.wire?.mac === mac) return c.node;
  return null;
}

/** A capture was live at `at` and has been since; one that was read from a file was live as long as it tells. */
function listened(state: ClusterState, at: number): boolean {
  return [...state.sources.values()].some(
    (s) => s.kind === 'wire' && s.status === 'live' && (s.since <= at || s.since > state.now),
  );
}
