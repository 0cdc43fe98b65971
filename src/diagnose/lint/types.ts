import type { ConfPosition, KeepalivedConf } from '../../protocol/conf/types.js';

/** The configuration of one node. */
export interface LintFile {
  node: string;
  conf: KeepalivedConf;
  /** keepalived's version there, `2.2.7`; null = not known. */
  version: string | null;
  /** Names of the node's interfaces, and its own addresses, where it was asked. */
  interfaces?: readonly string[];
  addresses?: readonly string[];
}

export type LintSeverity = 'error' | 'warning' | 'info';

export interface LintProblem {
  /** Of reference/CONFIG.md 3: `X03` between nodes, `N17` on one. */
  id: string;
  severity: LintSeverity;
  node: string;
  file: string;
  line: number;
  /** What is wrong, with the values. */
  message: string;
  /** What keepalived really does about it. */
  consequence: string;
}

/** What a rule found; id, severity and consequence are the rule's unless told otherwise. */
export interface Found {
  node: string;
  at: ConfPosition;
  message: string;
  severity?: LintSeverity;
  consequence?: string;
}

/** A row of the table of rules. */
export interface LintRule {
  id: string;
  severity: LintSeverity;
  /** What keepalived really does. */
  consequence: string;
  check(files: readonly LintFile[]): Found[];
}
