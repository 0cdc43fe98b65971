import { REFUSAL_KINDS } from '../model/cell.js';
import type { Cell, ClusterState, VirtualRouter } from '../model/state.js';
import { type Complaint, complaints } from './complaints.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf, patienceMs, seconds } from './mastership.js';
import { logRead, nothing } from './nodes.js';
import { sameVips } from './ownership.js';
import { clashes, nodeOf, overlap, type Span } from './wire.js';

/** A direction that does not work: adverts of `from` do nothing at `to`. */
interface Direction extends Span {
  sender: string;
  deaf: string;
  evidence: Finding['evidence'];
  /** The log of the sender; null when only captures tell. */
  line: Complaint | null;
}

/** Two are MASTER because one does not hear the other: which direction is broken, and on which hop. */
export const oneWay: Rule = {
  id: 'one-way',
  check(state): Verdict {
    const findings = state.routers.flatMap((r) => directions(state, r).map((d) => describe(state, r, d)));
    if (findings.length > 0) return { verdict: 'findings', findings };
    const split = state.routers.some((r) => sendingTogether(state, r).some((c) => c.to === null));
    return nothing(
      !split && (logRead(state) || state.captures.length > 0),
      'a capture on the nodes, or the log of the one that hears',
    );
  },
};

function directions(state: ClusterState, router: VirtualRouter): Direction[] {
  const found: Direction[] = [];
  const add = (d: Direction): void => {
    const same = found.find((f) => f.sender === d.sender && f.deaf === d.deaf && overlap(f, d) !== null);
    if (same === undefined) found.push(d);
    else {
      same.from = Math.min(same.from, d.from);
      same.to = same.to === null || d.to === null ? null : Math.max(same.to, d.to);
      same.line ??= d.line;
      for (const e of d.evidence) if (!same.evidence.includes(e)) same.evidence.push(e);
    }
  };
  for (const c of complaints(state, router, ['lower-prio-advert'])) {
    const deaf = c.peer ?? onlyOther(router, c);
    if (deaf === null || !stayedMaster(router, deaf, c) || refused(state, router, deaf, c)) continue;
    add({ sender: c.node, deaf, from: c.from, to: c.to, evidence: ['log'], line: c });
  }
  for (const pair of sendingTogether(state, router)) {
    if (pair.to !== null) continue;
    const [a, b] = [nodeOf(state, router, pair.a.address), nodeOf(state, router, pair.b.address)];
    for (const [sender, deaf] of [
      [a, b],
      [b, a],
    ] as const) {
      const arrives = arrival(state, router, sender, deaf);
      const weaker = (router.cells.get(deaf)?.wire?.priority ?? 0) < (router.cells.get(sender)?.wire?.priority ?? 0);
      const deafness = arrives === false || (arrives === true && weaker && !refused(state, router, deaf, pair));
      if (deafness) add({ sender, deaf, from: pair.from, to: null, evidence: ['wire'], line: null });
    }
  }
  return found;
}

/** Pairs that sent beside each other for longer than an election, and agree about all that is in an advert. */
function sendingTogether(state: ClusterState, router: VirtualRouter) {
  const alike = clashes(
    state,
    router,
    (a, b) =>
      a.version === b.version &&
      a.authType === b.authType &&
      a.authClass === b.authClass &&
      a.checksumMode === b.checksumMode &&
      (a.version === 3 || a.advertIntervalMs === b.advertIntervalMs) &&
      sameVips(a, b),
  );
  return alike.filter((c) => (c.to ?? state.now) - c.from > patienceMs(router));
}

/** A weaker MASTER gives way at the first advert that it hears: this one stayed, longer than an election, while it was complained of. */
function stayedMaster(router: VirtualRouter, node: string, c: Complaint): boolean {
  return router.tenures.some((t) => {
    const both = t.node === node ? overlap(t, { from: c.from, to: c.lastAt }) : null;
    return both !== null && both.to! - both.from > patienceMs(router);
  });
}

function onlyOther(router: VirtualRouter, c: Complaint): string | null {
  const others = new Set(router.tenures.filter((t) => t.node !== c.node && overlap(t, c) !== null).map((t) => t.node));
  return others.size === 1 ? [...others][0]! : null;
}

/** It says that it refuses what it hears: then it is not deaf, and another rule says why. */
function refused(state: ClusterState, router: VirtualRouter, node: string, span: Span): boolean {
  return complaints(state, router, REFUSAL_KINDS).some((c) => c.node === node && overlap(c, span) !== null);
}

/** Whether a capture on `node` hears `sender` now; null when none there could tell. */
function arrival(state: ClusterState, router: VirtualRouter, sender: string, node: string): boolean | null {
  const heard = router.cells.get(sender)?.wire?.heard;
  if (heard === undefined) return null;
  let known: boolean | null = null;
  state.captures.forEach((id, i) => {
    const source = state.sources.get(id);
    if (
      source === undefined ||
      source.node !== node ||
      source.status !== 'live' ||
      state.now - source.since <= patienceMs(router)
    )
      return;
    const at = heard[i];
    known = known === true || (at !== undefined && state.now - at <= patienceMs(router));
  });
  return known;
}

function describe(state: ClusterState, router: VirtualRouter, d: Direction): Finding {
  const priority = (cell: Cell | undefined) => (cell?.priority == null ? '' : ` (priority ${cell.priority})`);
  const [sender, deaf] = [router.cells.get(d.sender), router.cells.get(d.deaf)];
  const arrives = d.to === null ? arrival(state, router, d.sender, d.deaf) : null;
  const told = d.line === null ? '' : `; ${d.sender} hears it and says so (${d.line.count} lines)`;
  const tense = d.to === null ? ['do', 'stays'] : ['did', 'stayed'];
  const hop =
    arrives === true
      ? `they arrive at ${d.deaf}'s network card, keepalived gets none: allow protocol 112 in its firewall (iptables -L INPUT -v -n)`
      : arrives === false
        ? `they are not on ${d.deaf}'s network card: look at switch, ACL, IGMP snooping or vSwitch between the two`
        : `look at ${d.deaf}'s firewall for protocol 112 first (iptables -L INPUT -v -n), then at the network between; tcpdump on ${d.deaf} tells which`;
  return {
    rule: 'one-way',
    key: `${router.id}/${d.sender}/${d.deaf}/${d.from}`,
    severity: 'critical',
    router: router.id,
    nodes: [d.sender, d.deaf].sort(),
    since: d.from,
    to: d.to,
    summary: `${nameOf(router)}: adverts of ${d.sender}${priority(sender)} ${tense[0]} not reach ${d.deaf}${priority(deaf)}, which ${tense[1]} MASTER${told}`,
    advice: hop,
    clears:
      d.line !== null
        ? `${d.deaf} gives way, or ${d.line.clears}`
        : `${d.deaf} gives way to the adverts of ${d.sender}, or one of them sends nothing for ${seconds(patienceMs(router))}`,
    evidence: d.evidence,
  };
}
