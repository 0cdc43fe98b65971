import type { ClusterState, Severity } from '../model/state.js';
import { advertIntervalMismatch } from './advert-interval-mismatch.js';
import { authMismatch } from './auth-mismatch.js';
import { authTrailer } from './auth-trailer.js';
import { castMix } from './cast-mix.js';
import { checksum } from './checksum.js';
import { clockStep } from './clock-step.js';
import { daemonDown } from './daemon-down.js';
import { equalPriority } from './equal-priority.js';
import type { Finding, Rule } from './finding.js';
import { flapping } from './flapping.js';
import { garpStorm } from './garp-storm.js';
import { handover } from './handover.js';
import { noMaster } from './no-master.js';
import { nopreemptHold } from './nopreempt-hold.js';
import { nopreemptMisconfigured } from './nopreempt-misconfigured.js';
import { oneWay } from './one-way.js';
import { orphanVip } from './orphan-vip.js';
import { redundancyLost } from './redundancy-lost.js';
import { rogueMaster } from './rogue-master.js';
import { sourceLost } from './source-lost.js';
import { splitBrain } from './split-brain.js';
import { staleArp } from './stale-arp.js';
import { syncGroupDivided } from './sync-group-divided.js';
import { timerStall } from './timer-stall.js';
import { trackerFailed } from './tracker-failed.js';
import { ttl } from './ttl.js';
import { unreachableByStrict } from './unreachable-by-strict.js';
import { versionMismatch } from './version-mismatch.js';
import { vipListMismatch } from './vip-list-mismatch.js';
import { vipMissing } from './vip-missing.js';
import { vmac } from './vmac.js';
import { vridConflict } from './vrid-conflict.js';
import { weightTooSmall } from './weight-too-small.js';

/** All rules, what touches the virtual IP first; a new one is its file and a line here. */
export const RULES: readonly Rule[] = [
  splitBrain,
  oneWay,
  noMaster,
  orphanVip,
  vipMissing,
  staleArp,
  flapping,
  handover,
  authMismatch,
  authTrailer,
  advertIntervalMismatch,
  vridConflict,
  vipListMismatch,
  versionMismatch,
  checksum,
  ttl,
  castMix,
  nopreemptHold,
  nopreemptMisconfigured,
  weightTooSmall,
  equalPriority,
  unreachableByStrict,
  rogueMaster,
  garpStorm,
  vmac,
  syncGroupDivided,
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
