import { AGREEMENT_RULES } from './between.js';
import { COMPLAINT_RULES } from './complaints.js';
import { ELECTION_RULES } from './election.js';
import { FILE_RULES } from './files.js';
import { SCRIPT_RULES } from './scripts.js';
import { INSTANCE_RULES } from './single.js';
import type { LintFile, LintProblem, LintRule } from './types.js';

/** All rows; an id may have several where different faults have one consequence for the operator. */
export const LINT_RULES: readonly LintRule[] = [
  ...AGREEMENT_RULES,
  ...ELECTION_RULES,
  ...COMPLAINT_RULES,
  ...INSTANCE_RULES,
  ...SCRIPT_RULES,
  ...FILE_RULES,
];

const RANK = { error: 0, warning: 1, info: 2 } as const;
/** More than anybody reads. */
const MAX_PROBLEMS = 2000;

/**
 * Finds what is wrong in the configurations of one or several nodes, each by itself and between them (CONFIG.md 3).
 * What needs the node itself (its interfaces and addresses, do scripts exist) is looked at where it was asked. The firewall
 * (N27) and what is not keepalived's (N28, N29) are not. Sorted: the worst first, then by place.
 */
export function lint(files: readonly LintFile[]): LintProblem[] {
  const problems = LINT_RULES.flatMap((rule) =>
    rule.check(files).map(
      (f): LintProblem => ({
        id: rule.id,
        severity: f.severity ?? rule.severity,
        node: f.node,
        file: f.at.file,
        line: f.at.line,
        message: f.message,
        consequence: f.consequence ?? rule.consequence,
      }),
    ),
  );
  return sortProblems(problems).slice(0, MAX_PROBLEMS);
}

export function sortProblems(problems: readonly LintProblem[]): LintProblem[] {
  return [...problems].sort(
    (a, b) =>
      RANK[a.severity] - RANK[b.severity] ||
      compareText(a.node, b.node) ||
      compareText(a.file, b.file) ||
      a.line - b.line ||
      compareText(a.id, b.id),
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** As compilers write: `file:line: error X03: db202: what is wrong`, and what keepalived does, indented, below. */
export function lintText(problems: readonly LintProblem[]): string {
  return problems
    .map((p) => `${p.file}:${p.line}: ${p.severity} ${p.id}: ${p.node}: ${p.message}\n    ${p.consequence}`)
    .join('\n');
}
