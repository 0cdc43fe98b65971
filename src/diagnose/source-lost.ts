import type { SourceState } from '../model/state.js';
import type { Rule } from './finding.js';
import { nothing } from './nodes.js';

/** A source is lost: what only it told is unknown until it is back. */
export const sourceLost: Rule = {
  id: 'source-lost',
  rests: {},
  check(state) {
    const lost = [...state.sources.values()].filter((s) => s.status === 'lost');
    if (lost.length === 0) return nothing(state.sources.size > 0, 'any source');
    // One lost connection takes all that came over it along: say it once.
    const unreachable = new Set(lost.filter((s) => s.kind === 'ssh').map((s) => s.node));
    const findings = lost
      .filter((s) => s.kind === 'ssh' || !unreachable.has(s.node))
      .map((s) => ({
        rule: 'source-lost',
        key: s.id,
        severity: 'warning' as const,
        router: null,
        nodes: s.node === null ? [] : [s.node],
        since: s.since,
        to: null,
        summary: `${s.id} is lost: ${s.reason === '' ? 'no reason known' : s.reason}`,
        advice: ADVICE[s.kind](s.node ?? 'this host'),
        clears: `${s.id} is live again; it is tried again and again`,
        evidence: [],
      }));
    return { verdict: 'findings', findings };
  },
};

const ADVICE: Record<SourceState['kind'], (node: string) => string> = {
  ssh: (node) => `its state, log and addresses are unknown until it answers; try: ssh ${node} true`,
  wire: (node) => `nothing on the wire is seen from ${node} until the capture runs again; silence means nothing now`,
  log: (node) => `what ${node} believes is unknown; see that its log is readable`,
  addr: (node) => `which addresses ${node} holds is unknown; see that 'ip addr' runs there`,
};
