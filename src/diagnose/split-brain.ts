import type { ClusterState, VirtualRouter } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { canSee, evidenceOf, nameOf, patienceMs, type Stretch, seconds, stretchesOf } from './mastership.js';
import { weigh } from './ownership.js';

/** Two or more are MASTER of one virtual router for longer than an election takes (one Master_Down_Interval). */
export const splitBrain: Rule = {
  id: 'split-brain',
  rests: { lines: ['state'], settings: ['priority'] },
  check(state) {
    const findings = state.routers.flatMap((r) => findingsOf(r, state));
    if (findings.length > 0) return { verdict: 'findings', findings };
    return canSee(state)
      ? { verdict: 'quiet' }
      : { verdict: 'insufficient', missing: 'a live capture or the logs of two nodes' };
  },
};

function findingsOf(router: VirtualRouter, state: ClusterState): Finding[] {
  const findings: Finding[] = [];
  let run: Stretch[] = [];
  const close = (): void => {
    const first = run[0];
    const last = run.at(-1);
    if (first !== undefined && last !== undefined && (last.to ?? state.now) - first.from > patienceMs(router))
      findings.push(describe(router, run, state));
    run = [];
  };
  for (const stretch of stretchesOf(router)) {
    if (stretch.masters.length >= 2) run.push(stretch);
    else close();
  }
  close();
  return findings;
}

function describe(router: VirtualRouter, run: Stretch[], state: ClusterState): Finding {
  const since = run[0]!.from;
  const to = run.at(-1)!.to;
  const masters = [...new Set(run.flatMap((s) => s.masters))];
  const nodes = [...new Set(masters.map((m) => m.node))].sort();
  const priority = (node: string) => router.cells.get(node)?.priority ?? null;
  const who = nodes.map((n) => `${n}${priority(n) === null ? '' : ` (priority ${priority(n)})`}`).join(' and ');
  const ranked = [...nodes].sort((a, b) => (priority(b) ?? 0) - (priority(a) ?? 0));
  // A tie is won by the higher address; whoever that is, nobody should be told without knowing both.
  const decided = nodes.every((n) => priority(n) !== null) && priority(ranked[0]!) !== priority(ranked[1]!);
  const loser = decided ? `; ${ranked.slice(1).join(', ')} should have given way` : '';
  return {
    rule: 'split-brain',
    key: `${router.id}/${since}`,
    severity: weigh(state, router, 'critical'),
    router: router.id,
    nodes,
    since,
    to,
    summary: `${nameOf(router)}: ${who} ${to === null ? 'are' : 'were'} MASTER at once for ${seconds((to ?? state.now) - since)}${loser}`,
    advice:
      to === null
        ? `check that ${ranked.slice(1).join(', ')} hears ${ranked[0]} (protocol 112 in its firewall: iptables -L INPUT -n) before restarting anything`
        : `it is over; see what kept ${ranked.slice(1).join(', ')} from hearing ${ranked[0]} then, and which writes went to which node`,
    clears: `only one of ${nodes.join(', ')} is MASTER: the others give way, stop, or send nothing for ${seconds(patienceMs(router))}`,
    evidence: evidenceOf(masters),
  };
}
