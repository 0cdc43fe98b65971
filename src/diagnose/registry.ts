import type { ClusterState, Severity } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { noMaster } from './no-master.js';
import { sourceLost } from './source-lost.js';
import { splitBrain } from './split-brain.js';

/** All rules; a new one is its file and a line here. */
export const RULES: readonly Rule[] = [splitBrain, noMaster, sourceLost];

const RANK: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** Everything that the rules find in `state`, past and present: what lasts first, the worst first, the oldest first. */
export function diagnose(state: ClusterState): Finding[] {
  const findings: Finding[] = [];
  for (const rule of RULES) {
    const verdict = rule.check(state);
    if (verdict.verdict === 'findings') findings.push(...verdict.findings);
  }
  return findings.sort((a, b) => Number(a.to !== null) - Number(b.to !== null) || RANK[a.severity] - RANK[b.severity] || a.since - b.since);
}
