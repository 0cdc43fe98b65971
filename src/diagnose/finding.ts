import type { ClusterState, EvidenceKind, Severity } from '../model/state.js';

/** What a rule found. It lasts as long as the rule goes on finding it under the same `key`. */
export interface Finding {
  rule: string;
  /** Tells this finding from others of the same rule: `ipv4/51`, `log:db201`. */
  key: string;
  severity: Severity;
  /** Id of the virtual router, null when it concerns none. */
  router: string | null;
  nodes: string[];
  /** Since when the fault has been there, ms, as far as evidence goes back. */
  since: number;
  /** One line that says what is wrong, with the values. */
  summary: string;
  /** One line that says what to check or do first. */
  advice: string;
  evidence: EvidenceKind[];
}

/** `insufficient`: the rule cannot tell with the sources there are, and says what is missing. */
export type Verdict = { verdict: 'findings'; findings: Finding[] } | { verdict: 'quiet' } | { verdict: 'insufficient'; missing: string };

export interface Rule {
  /** Stable id, `split-brain`. */
  id: string;
  severity: Severity;
  check(state: ClusterState): Verdict;
}

/** A finding with its place in time: `to` is null while it lasts. */
export interface FindingRecord extends Finding {
  to: number | null;
}
