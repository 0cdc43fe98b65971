import type { ClusterState, Speech, VirtualRouter } from '../model/state.js';
import { complaints } from './complaints.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf, patienceMs, seconds } from './mastership.js';
import { nothing } from './nodes.js';
import { freeVrids, isForeignPair, isOurs, listed } from './ownership.js';
import { byVersion, endOf, inContact, nodeOf, type Span, wireRead } from './wire.js';

/** How long it lasts hangs on chance at equal intervals: each of them may be the last. */
const HELD_INTERVALS = 60;

/** A stretch in which a cluster used the VRID of another one. */
export interface Conflict extends Span {
  ours: Speech;
  theirs: Speech;
}

/** Two clusters use one VRID on one link: their addresses have nothing in common. */
export const vridConflict: Rule = {
  id: 'vrid-conflict',
  rests: { lines: ['vip-mismatch', 'bogus-packet', 'version-mismatch', 'auth-mismatch'], settings: ['VIPs'] },
  check(state): Verdict {
    const findings = state.routers.flatMap((r) => conflictsIn(state, r).map((c) => describe(state, r, c)));
    if (findings.length > 0) return { verdict: 'findings', findings };
    // Which addresses the other one lists stands in no log.
    return nothing(wireRead(state), 'a capture');
  },
};

/**
 * Who sends need not do so beside the other: keepalived up to 2.3.2 begins its interval anew with each advert, also with
 * one that it refuses, so either side may keep the other silent, and by turns. One that was not heard for a while and
 * did not resign has therefore not ended while ours send.
 */
export function conflictsIn(state: ClusterState, router: VirtualRouter): Conflict[] {
  const found: Conflict[] = [];
  const patience = patienceMs(router);
  router.speeches.forEach((s, i) => {
    for (const c of found) if (c.theirs.address === s.address && goesOn(c.theirs, s.from)) c.theirs = s;
    for (const o of router.speeches.slice(0, i)) {
      const endOfOther = endOf(o, state.now);
      if (endOfOther !== null && endOfOther < s.from - patience) continue;
      if (o.address === s.address || !inContact(o, s) || !isForeignPair(state, router, o, s)) continue;
      const [ours, theirs] = isOurs(state, router, s.address) ? [s, o] : [o, s];
      const from = Math.max(theirs.from, ours.from);
      if (!found.some((c) => c.theirs.address === theirs.address && goesOn(c.theirs, from)))
        found.push({ ours, theirs, from, to: null });
    }
  });
  const left = oursLeftAt(state, router);
  for (const c of found) {
    const held = goesOn(c.theirs, state.now) && (endOf(c.theirs, state.now) === null || oursSend(state, router));
    if (!held) c.to = c.theirs.resignedAt ?? c.theirs.lastAt;
    else if (left !== null) c.to = Math.max(c.from, left);
  }
  return found;
}

/** By then it had not resigned, and was heard not long before. */
function goesOn(theirs: Speech, at: number): boolean {
  return (theirs.resignedAt === null || theirs.resignedAt > at) && at - theirs.lastAt <= holdMs(theirs);
}

const holdMs = (theirs: Speech): number => HELD_INTERVALS * theirs.advertIntervalMs;

function oursSend(state: ClusterState, router: VirtualRouter): boolean {
  return router.speeches.some((s) => endOf(s, state.now) === null && isOurs(state, router, s.address));
}

/** When the last of ours resigned; null while one has not. */
function oursLeftAt(state: ClusterState, router: VirtualRouter): number | null {
  const last = new Map<string, Speech>();
  for (const s of router.speeches) if (isOurs(state, router, s.address)) last.set(s.address, s);
  const ends = [...last.values()].map((s) => s.resignedAt);
  return ends.every((at) => at !== null) ? Math.max(...ends) : null;
}

const EFFECT = {
  v1: 'meanwhile each stays or becomes BACKUP of the other',
  mid: 'until then both stay MASTER of their own',
  v233: 'from 2.3.3 on the higher priority takes the role away from the other cluster',
};

function describe(state: ClusterState, router: VirtualRouter, { ours, theirs, from, to }: Conflict): Finding {
  const [owner, them] = [ours, theirs].map((s) => nodeOf(state, router, s.address)) as [string, string];
  const quiet = state.now - theirs.lastAt;
  const silent = to === null && quiet > patienceMs(router) ? `, not heard for ${seconds(quiet)}` : '';
  return {
    rule: 'vrid-conflict',
    key: `${router.id}/${theirs.address}/${from}`,
    severity: 'critical',
    router: router.id,
    nodes: [owner, them].sort(),
    since: from,
    to,
    summary: `${nameOf(router)}: two clusters use VRID ${router.vrid}: ${side(state, router, ours)}; ${side(state, router, theirs)}${silent}`,
    advice: `give one of them another virtual_router_id, free here: ${listed(freeVrids(state, router).map(String))}; ${byVersion(state, [owner], EFFECT)}`,
    clears: `${them} sends priority 0, or is not heard for ${seconds(holdMs(theirs))}: until then it may only be kept silent by ours`,
    evidence: complaints(state, router, ['vip-mismatch', 'bogus-packet']).length > 0 ? ['wire', 'log'] : ['wire'],
  };
}

function side(state: ClusterState, router: VirtualRouter, s: Speech): string {
  return `${nodeOf(state, router, s.address)} has ${listed(s.vips)} at priority ${s.priority}`;
}
