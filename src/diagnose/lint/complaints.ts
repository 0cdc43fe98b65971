import type { ConfProblem } from '../../protocol/conf/types.js';
import type { Found, LintFile, LintRule, LintSeverity } from './types.js';

/** What the reader of keepalived.conf complains of, sorted into rules by its words; the first row that fits counts. */
const ROWS: readonly [id: string, severity: LintSeverity, pattern: RegExp, consequence: string][] = [
  [
    'N01',
    'error',
    /stays open|closes nothing|without a keyword|inside each other/,
    'keepalived starts all the same: what follows lands in the wrong block, instances are swallowed',
  ],
  ['N01', 'error', /quote is not closed/, 'the rest of the line is part of the value'],
  ['N05', 'error', /already defined|without a name/, 'the second definition is skipped'],
  [
    'N03',
    'error',
    /^virtual_router_id:|no usable virtual_router_id/,
    'the instance is dropped, or keepalived does not start',
  ],
  ['N03', 'error', /^priority:/, 'priority 100 is used'],
  ['N08', 'warning', /^state:/, 'the instance starts as BACKUP; the words are MASTER and BACKUP, in capitals'],
  ['N15', 'warning', /not of the family/, 'the address is not set'],
  [
    'N26',
    'warning',
    /^garp_\w+_repeat:/,
    'keepalived warns and uses 1: after a failover one lost announcement leaves the neighbours with the old node',
  ],
  ['N12', 'warning', /^advert_int:/, 'the interval stays 1 s'],
  ['N10', 'warning', /^auth_type:/, 'there is no authentication'],
  ['N21', 'warning', /^sync group .* no instance/, 'the name is ignored, and a group of one member does nothing'],
  [
    'N13',
    'warning',
    /is ignored|want 0 to|no IP address|nothing behind/,
    'keepalived ignores it silently or leaves the address out',
  ],
];
const REST = ['N30', 'info', 'keepalived warns, ignores it and goes on'] as const;
const UNSEEN = 'nothing can be said about what it holds; look at it on the node';

function rowOf(problem: ConfProblem): { id: string; severity: LintSeverity; consequence: string } {
  const row = ROWS.find(([, , pattern]) => pattern.test(problem.message));
  if (row !== undefined) return { id: row[0], severity: row[1], consequence: row[3] };
  const unseen = /not seen|config-id is not known/.test(problem.message);
  return { id: REST[0], severity: REST[1], consequence: unseen ? UNSEEN : REST[2] };
}

/** The ids above, each as a rule. */
export const COMPLAINT_RULES: readonly LintRule[] = [...new Set([...ROWS.map(([id]) => id), REST[0]])].map((id) => ({
  id,
  severity: 'warning' as const,
  consequence: '',
  check: (files) => files.flatMap((file) => found(file, id)),
}));

function found(file: LintFile, id: string): Found[] {
  const seen = new Set<string>();
  return file.conf.problems.flatMap((p) => {
    const row = rowOf(p);
    // One fault of an instance is told at the keyword and once more at its head.
    const key = `${p.file}:${p.line}:${row.id}`;
    if (row.id !== id || seen.has(key) || isEcho(file, p)) return [];
    seen.add(key);
    return [{ node: file.node, at: p, message: p.message, severity: row.severity, consequence: row.consequence }];
  });
}

/** `no usable virtual_router_id` where the line that is not usable was told already. */
function isEcho(file: LintFile, problem: ConfProblem): boolean {
  if (!problem.message.includes('no usable virtual_router_id')) return false;
  const instance = file.conf.instances.find((i) => i.file === problem.file && i.line === problem.line);
  return instance?.at.virtual_router_id !== undefined;
}
