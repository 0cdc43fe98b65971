import type { ClusterState, Speech, VirtualRouter } from '../model/state.js';
import { complaints } from './complaints.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf, patienceMs } from './mastership.js';
import { nothing } from './nodes.js';
import { freeVrids, isForeignPair, isOurs, listed } from './ownership.js';
import { byVersion, endOf, inContact, nodeOf, type Span, wireRead } from './wire.js';

/** A stretch in which a cluster used the VRID of another one. */
interface Conflict extends Span {
  ours: Speech;
  theirs: Speech;
}

/** Two clusters use one VRID on one link: their addresses have nothing in common. */
export const vridConflict: Rule = {
  id: 'vrid-conflict',
  check(state): Verdict {
    const findings = state.routers.flatMap((r) => conflictsIn(state, r).map((c) => describe(state, r, c)));
    if (findings.length > 0) return { verdict: 'findings', findings };
    // Which addresses the other one lists stands in no log.
    return nothing(wireRead(state), 'a capture');
  },
};

/**
 * Who sends need not do so beside the other: a MASTER of keepalived 2.2 that refuses adverts begins its interval anew
 * with each of them, and may never send again. One after the other, without a pause in which nobody was, is enough.
 */
function conflictsIn(state: ClusterState, router: VirtualRouter): Conflict[] {
  const found: Conflict[] = [];
  const patience = patienceMs(router);
  router.speeches.forEach((s, i) => {
    const end = endOf(s, state.now);
    for (const o of router.speeches.slice(0, i)) {
      const endOfOther = endOf(o, state.now);
      if (endOfOther !== null && endOfOther < s.from - patience) continue;
      if (o.address === s.address || !inContact(o, s) || !isForeignPair(state, router, o, s)) continue;
      const [ours, theirs] = isOurs(state, router, s.address) ? [s, o] : [o, s];
      const to = theirs === s ? end : endOfOther;
      const known = found.find(
        (c) => c.theirs.address === theirs.address && (c.to === null || c.to >= s.from - patience),
      );
      if (known === undefined) found.push({ ours, theirs, from: Math.max(theirs.from, ours.from), to });
      else known.to = known.to === null || to === null ? null : Math.max(known.to, to);
    }
  });
  return found;
}

const EFFECT = {
  v1: 'meanwhile each stays or becomes BACKUP of the other',
  mid: 'until then both stay MASTER of their own',
  v233: 'from 2.3.3 on the higher priority takes the role away from the other cluster',
};

function describe(state: ClusterState, router: VirtualRouter, { ours, theirs, from, to }: Conflict): Finding {
  const owner = nodeOf(state, router, ours.address);
  return {
    rule: 'vrid-conflict',
    key: `${router.id}/${theirs.address}/${from}`,
    severity: 'critical',
    router: router.id,
    nodes: [owner, nodeOf(state, router, theirs.address)].sort(),
    since: from,
    to,
    summary: `${nameOf(router)}: two clusters use VRID ${router.vrid}: ${side(state, router, ours)}; ${side(state, router, theirs)}`,
    advice: `give one of them another virtual_router_id, free here: ${listed(freeVrids(state, router).map(String))}; ${byVersion(state, [owner], EFFECT)}`,
    evidence: complaints(state, router, ['vip-mismatch', 'bogus-packet']).length > 0 ? ['wire', 'log'] : ['wire'],
  };
}

function side(state: ClusterState, router: VirtualRouter, s: Speech): string {
  return `${nodeOf(state, router, s.address)} has ${listed(s.vips)} at priority ${s.priority}`;
}
