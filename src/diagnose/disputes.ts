import { confOf } from '../model/instance-conf.js';
import type { ClusterState, EvidenceKind, Speech, VirtualRouter } from '../model/state.js';
import type { VrrpInstanceConf } from '../protocol/conf/types.js';
import type { LogEvent, LogKind } from '../protocol/log-event.js';
import { type Complaint, complaints } from './complaints.js';
import type { Finding, Rule, Setting, Verdict } from './finding.js';
import { patienceMs, silence } from './mastership.js';
import { logRead, nothing, times } from './nodes.js';
import { isForeignPair } from './ownership.js';
import { conflictsIn } from './vrid-conflict.js';
import { type Clash, clashes, inContact, nodeOf, overlap, type Span, wireRead } from './wire.js';

/** A time in which routers did not agree about one thing: what they sent, and what their logs said of it. */
export interface Dispute extends Span {
  router: VirtualRouter;
  nodes: string[];
  /** The last two that clashed on the wire; null when only logs tell. */
  clash: Clash | null;
  /** The loudest one; null when only the wire tells. */
  complaint: Complaint | null;
  evidence: EvidenceKind[];
}

interface Side {
  s: Speech;
  node: string;
}

interface About {
  differ(a: Speech, b: Speech): boolean;
  contact?(a: Speech, b: Speech): boolean;
  /** Lines that complain of it. */
  kinds: readonly LogKind[];
  wanted?(e: LogEvent): boolean;
}

/** All disputes of one kind in `router`, oldest first: what one source tells of the same time as another is one. */
export function disputes(state: ClusterState, router: VirtualRouter, about: About): Dispute[] {
  const differ = (a: Speech, b: Speech): boolean => about.differ(a, b) && !isForeignPair(state, router, a, b);
  const complained = complaints(state, router, about.kinds, about.wanted);
  // Two clusters on one VRID differ in everything: that is one fault, and has a rule of its own.
  const conflicts = complained.length === 0 ? [] : conflictsIn(state, router);
  const told: (Span & { clash?: Clash; complaint?: Complaint })[] = [
    ...clashes(state, router, differ, about.contact ?? inContact).map((clash) => ({
      from: clash.from,
      to: clash.to,
      clash,
    })),
    ...complained
      .filter((complaint) => !conflicts.some((c) => overlap(c, complaint) !== null))
      .map((complaint) => ({ from: complaint.from, to: complaint.to, complaint })),
  ].sort((a, b) => a.from - b.from);
  const found: Dispute[] = [];
  for (const t of told) {
    let last = found.at(-1);
    if (
      last === undefined ||
      (last.to !== null && t.from - last.to > patienceMs(router) + (router.advertIntervalMs ?? 1000))
    ) {
      last = { router, from: t.from, to: t.to, nodes: [], clash: null, complaint: null, evidence: [] };
      found.push(last);
    } else last.to = last.to === null || t.to === null ? null : Math.max(last.to, t.to);
    const { clash, complaint } = t;
    last.clash = clash ?? last.clash;
    if (complaint !== undefined && complaint.count >= (last.complaint?.count ?? 0)) last.complaint = complaint;
    const kind = clash === undefined ? 'log' : 'wire';
    if (!last.evidence.includes(kind)) last.evidence.push(kind);
    const nodes =
      clash === undefined
        ? [complaint!.node, complaint!.peer]
        : [clash.a, clash.b].map((s) => nodeOf(state, router, s.address));
    for (const node of nodes) if (node !== null && !last.nodes.includes(node)) last.nodes.push(node);
  }
  for (const d of found) d.nodes.sort();
  return found;
}

/** A rule about something that all routers of one virtual router have to agree about. */
export function disputeRule(
  id: string,
  about: About & { settings: readonly Setting[] },
  describe: (d: Dispute, state: ClusterState) => Pick<Finding, 'severity' | 'summary' | 'advice'> | null,
): Rule {
  return {
    id,
    rests: { lines: about.kinds, settings: about.settings },
    check(state): Verdict {
      const findings = state.routers.flatMap((router) =>
        disputes(state, router, about).flatMap((d): Finding[] => {
          const described = describe(d, state);
          if (described === null) return [];
          return [
            {
              rule: id,
              key: `${router.id}/${d.from}`,
              router: router.id,
              nodes: d.nodes,
              since: d.from,
              to: d.to,
              evidence: d.evidence,
              clears: agreed(d, state),
              ...described,
            },
          ];
        }),
      );
      if (findings.length > 0) return { verdict: 'findings', findings };
      return nothing(wireRead(state) || logRead(state), 'a capture, or the logs of the nodes');
    },
  };
}

/** When a dispute is over, by what tells of it. */
export function agreed(d: Dispute, state: ClusterState): string {
  const ends: string[] = [];
  if (d.clash !== null) {
    const [a, b] = [d.clash.a, d.clash.b].map((s) => ({ s, node: nodeOf(state, d.router, s.address) })) as [Side, Side];
    ends.push(`${a.node} and ${b.node} send the same, ${silence(a.node, a.s)}, or ${silence(b.node, b.s)}`);
  }
  if (d.complaint !== null) ends.push(d.complaint.clears);
  return ends.join('; and ');
}

/** `db201 1 s, db202 2 s`: what each side of the clash said; null when only logs tell. */
export function sides(d: Dispute, state: ClusterState, say: (s: Speech) => string): string | null {
  if (d.clash === null) return null;
  const { a, b } = d.clash;
  const named = [a, b].map((s) => ({ node: nodeOf(state, d.router, s.address), text: say(s) }));
  return named
    .sort((x, y) => (x.node < y.node ? -1 : 1))
    .map((n) => `${n.node} ${n.text}`)
    .join(', ');
}

/**
 * The same out of the configurations, for a dispute that only logs tell of: a MASTER of keepalived 2.2 that refuses
 * adverts begins its interval anew with each, and may send none. null when they are not read, or do not differ.
 */
export function configured(d: Dispute, state: ClusterState, say: (c: VrrpInstanceConf) => string): string | null {
  const said = [...d.router.cells.keys()].flatMap((node) => {
    const conf = confOf(state, d.router, node);
    return conf === null ? [] : [{ node, text: say(conf) }];
  });
  if (new Set(said.map((s) => s.text)).size < 2) return null;
  return said.map((s) => `${s.node} ${s.text}`).join(', ');
}

/** `db202's log, 12 times: "received an invalid passwd!"` */
export function quoted(c: Complaint): string {
  return `${c.node}'s log, ${times(c.count)}: "${c.last.detail}"`;
}
