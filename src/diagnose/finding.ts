import type { ClusterState, EvidenceKind, Severity } from '../model/state.js';
import type { LogKind } from '../protocol/log-event.js';

/** What a rule found, now or earlier. */
export interface Finding {
  rule: string;
  /** Tells this finding from others of the same rule: `ipv4/51`, `log:db201`. */
  key: string;
  severity: Severity;
  /** Id of the virtual router, null when it concerns none. */
  router: string | null;
  nodes: string[];
  /** Since when the fault has been there, as far as evidence goes back, and when it ended (null: it lasts); ms. */
  since: number;
  to: number | null;
  /** One line that says what is wrong, with the values. */
  summary: string;
  /** One line that says what to check or do first. */
  advice: string;
  /** Completes "clears when …": what must be observed so that it ends, with the values. */
  clears: string;
  evidence: EvidenceKind[];
}

/** `insufficient`: the rule cannot tell with the sources there are, and says what is missing. */
export type Verdict =
  | { verdict: 'findings'; findings: Finding[] }
  | { verdict: 'quiet' }
  | { verdict: 'insufficient'; missing: string };

/** What findings of a rule rest on beside adverts, addresses and announcements. */
export interface Basis {
  /** Lines of the logs, by what they say. */
  lines?: readonly LogKind[];
  /** Settings of keepalived.conf. */
  settings?: readonly Setting[];
}

/** A setting of an instance, of a script that it tracks, or of its group. */
export type Setting =
  | 'state'
  | 'priority'
  | 'advert_int'
  | 'version'
  | 'auth'
  | 'VIPs'
  | 'nopreempt'
  | 'track_script'
  | 'unicast_peer'
  | 'sync group'
  | 'use_vmac'
  | 'strict'
  | 'accept';

/** One fault that can be named. It looks at the whole history in the state and finds what was and what is. */
export interface Rule {
  /** Stable id, `split-brain`. */
  id: string;
  rests: Basis;
  check(state: ClusterState): Verdict;
}
