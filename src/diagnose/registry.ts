import type { ClusterState, Severity } from '../model/state.js';
import { clockStep } from './clock-step.js';
import { daemonDown } from './daemon-down.js';
import type { Finding, Rule } from './finding.js';
import { flapping } from './flapping.js';
import { handover } from './handover.js';
import { noMaster } from './no-master.js';
import { nopreemptHold } from './nopreempt-hold.js';
import { nopreemptMisconfigured } from './nopreempt-misconfigured.js';
import { orphanVip } from './orphan-vip.js';
import { redundancyLost } from './redundancy-lost.js';
import { sourceLost } from './source-lost.js';
import { splitBrain } from './split-brain.js';
import { timerStall } from './timer-stall.js';
import { trackerFailed } from './tracker-failed.js';
import { vipMissing } from './vip-missing.js';
import { weightTooSmall } from './weight-too-small.js';

/** All rules, what touches the virtual IP first; a new one is its file and a line here. */
export const RULES: readonly Rule[] = [
  splitBrain,
  noMaster,
  orphanVip,
  vipMissing,
  flapping,
  handover,
  nopreemptHold,
  nopreemptMisconfigured,
  weightTooSmall,
  redundancyLost,
  clockStep,
  timerStall,
  trackerFailed,
  daemonDown,
  sourceLost,
];

const RANK: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** Everything that the rules find in `state`, past and present: what lasts first, the worst first, the oldest first. */
export function diagnose(state: ClusterState): Finding[] {
  const findings: Finding[] = [];
  for (const rule of RULES) {
    const verdict = rule.check(state);
    if (verdict.verdict === 'findings') findings.push(...verdict.findings);
  }
  return findings.sort(
    (a, b) => Number(a.to !== null) - Number(b.to !== null) || RANK[a.severity] - RANK[b.severity] || a.since - b.since,
  );
}
