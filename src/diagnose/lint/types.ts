import type { ConfPosition, KeepalivedConf } from '../../protocol/conf/types.js';
import type { NodeInterface } from '../../protocol/ip-addr.js';
import type { ScriptFiles } from '../../protocol/script-files.js';

/** The configuration of one node. */
export interface LintFile {
  node: string;
  conf: KeepalivedConf;
  /** keepalived's version there, `2.2.7`; null = not known. */
  version: string | null;
  /** The node's interfaces, its own addresses, and the files that the configuration names, where it was asked. */
  links?: readonly NodeInterface[];
  addresses?: readonly string[];
  scriptFiles?: ScriptFiles | null;
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
