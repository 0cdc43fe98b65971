import type { Cell, ClusterState, VirtualRouter } from '../model/state.js';
import { type Complaint, complaints } from './complaints.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf, patienceMs, seconds } from './mastership.js';
import { logRead, nothing } from './nodes.js';
import { sameVips } from './ownership.js';
import { type Path, pathOf, refusalOf } from './path.js';
import { clashes, endOf, nodeOf, overlap, type Span } from './wire.js';

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
  rests: { lines: ['lower-prio-advert'] },
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
    if (deaf === null || !stayedMaster(router, deaf, c) || refusalOf(state, router, null, deaf, c) !== null) continue;
    add({ sender: c.node, deaf, from: c.from, to: c.to, evidence: ['log'], line: c });
  }
  for (const pair of sendingTogether(state, router)) {
    if (pair.to !== null) continue;
    const [a, b] = [nodeOf(state, router, pair.a.address), nodeOf(state, router, pair.b.address)];
    for (const [sender, deaf] of [
      [a, b],
      [b, a],
    ] as const) {
      const { arrives, taken } = pathOf(state, router, sender, deaf, pair);
      const weaker = (router.cells.get(deaf)?.wire?.priority ?? 0) < (router.cells.get(sender)?.wire?.priority ?? 0);
      const told = taken === 'refused' && refusalOf(state, router, null, deaf, pair) !== null;
      const deafness = arrives === false || taken === 'no' || (arrives === true && weaker && !told);
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

/** A capture heard the deaf one all that time and nothing of the sender: its adverts did not even come to the LAN. */
function isMute(state: ClusterState, router: VirtualRouter, d: Direction): boolean {
  const heard = (node: string): boolean =>
    router.speeches.some(
      (s) =>
        nodeOf(state, router, s.address) === node && overlap({ from: s.from, to: endOf(s, state.now) }, d) !== null,
    );
  return heard(d.deaf) && !heard(d.sender);
}

function describe(state: ClusterState, router: VirtualRouter, d: Direction): Finding {
  const priority = (cell: Cell | undefined) => (cell?.priority == null ? '' : ` (priority ${cell.priority})`);
  const [sender, deaf] = [router.cells.get(d.sender), router.cells.get(d.deaf)];
  const told = d.line === null ? '' : `; ${d.sender} hears it and says so (${d.line.count} lines)`;
  const tense = d.to === null ? ['do', 'stays'] : ['did', 'stayed'];
  const { hop, advice } = hopOf(d, pathOf(state, router, d.sender, d.deaf, d), {
    mute: isMute(state, router, d),
    logRead: logRead(state, d.deaf),
  });
  return {
    rule: 'one-way',
    key: `${router.id}/${d.sender}/${d.deaf}/${d.from}`,
    severity: 'critical',
    router: router.id,
    nodes: [d.sender, d.deaf].sort(),
    since: d.from,
    to: d.to,
    summary: `${nameOf(router)}: adverts of ${d.sender}${priority(sender)} ${tense[0]} not reach ${d.deaf}${priority(deaf)}, which ${tense[1]} MASTER${hop === '' ? '' : `: ${hop}`}${told}`,
    advice,
    clears:
      d.line !== null
        ? `${d.deaf} gives way, or ${d.line.clears}`
        : `${d.deaf} gives way to the adverts of ${d.sender}, or one of them sends nothing for ${seconds(patienceMs(router))}`,
    evidence: d.evidence,
  };
}

/** Where they are lost: at the sender, in the network, in the receiver's firewall, or in its keepalived. */
function hopOf(
  { sender, deaf, to }: Direction,
  path: Path,
  known: { mute: boolean; logRead: boolean },
): { hop: string; advice: string } {
  const input = 'iptables -L INPUT -v -n, nft list ruleset, firewall-cmd --list-all';
  if (path.leaves === false)
    return {
      hop: `they ${to === null ? 'do' : 'did'} not leave ${sender}`,
      advice: `keepalived sends, and none is on ${sender}'s own network card: allow protocol 112 in its firewall's way out (iptables -L OUTPUT -v -n, nft list ruleset)`,
    };
  if (known.mute && path.leaves === null)
    return {
      hop: `no capture ${to === null ? 'hears' : 'heard'} ${sender}`,
      advice: `look at ${sender}'s own firewall first (iptables -L OUTPUT -v -n), then at its cable and switch port`,
    };
  if (path.arrives === false)
    return {
      hop: 'lost in the network',
      advice: `they are not on ${deaf}'s network card: look at switch, ACL, IGMP snooping or vSwitch between the two`,
    };
  if (path.taken === 'refused')
    return {
      hop: `refused by ${deaf}'s keepalived`,
      advice: `it says why: ${path.how}; compare the two configurations (view 5, vrrptop lint)`,
    };
  const counted = path.taken === 'no' ? `, keepalived ${path.how}` : ', keepalived gets none';
  // A keepalived that refuses says so in its log, or counts it; where neither is read it may as well refuse them.
  if (path.arrives === true && path.taken === null && !known.logRead)
    return {
      hop: `they arrive${to === null ? '' : 'd'} at ${deaf}, and nothing came of them`,
      advice: `allow protocol 112 in ${deaf}'s firewall (${input}); where it is allowed, see in its log why keepalived refuses them`,
    };
  if (path.arrives === true)
    return {
      hop: `dropped by ${deaf}'s firewall`,
      advice: `they arrive at ${deaf}'s network card${counted}: allow protocol 112 in its firewall (${input})`,
    };
  return {
    hop: path.taken === 'no' ? `keepalived of ${deaf} ${path.how}` : '',
    advice: `look at ${deaf}'s firewall for protocol 112 first (iptables -L INPUT -v -n), then at the network between; tcpdump on ${deaf} tells which`,
  };
}
