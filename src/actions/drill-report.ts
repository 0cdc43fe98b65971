import { type DrillLeg, type DrillRow, drillTable, type Probed, tableLines } from './drill.js';
import type { Outcome, Result } from './explain.js';
import type { ActionId, Plan } from './plan.js';
import type { SequenceEnd } from './sequence.js';

/** What became of a drill. */
export interface DrillEnd {
  end: SequenceEnd;
  legs: DrillLeg[];
  probes: Probed[];
  /** What was done to start a node that the drill had stopped and left; null = nothing had to be. */
  mended: { node: string; outcome: Outcome } | null;
}

/** Schema `vrrptop-drill/1`; times in ms. */
export interface DrillReport {
  schema: 'vrrptop-drill/1';
  at: string;
  cluster: string;
  result: Result | 'planned';
  message: string;
  plans: { action: ActionId; node: string; commands: string[]; predictions: string[]; objections: readonly string[] }[];
  done: { action: ActionId; node: string; result: Result; message: string }[];
  table: DrillRow[];
  /** What was not measured, and why. */
  notes: string[];
}

/** The report of a drill that began at `startedAt` (ms). @param ended null = it is only planned. */
export function drillReport(
  cluster: string,
  startedAt: number,
  plans: readonly Plan[],
  ended: DrillEnd | null,
): DrillReport {
  const table = ended === null ? [] : drillTable(ended.legs, ended.probes);
  return {
    schema: 'vrrptop-drill/1',
    at: new Date(startedAt).toISOString(),
    cluster,
    ...(ended === null ? { result: 'planned', message: '' } : verdictOf(ended, table)),
    plans: plans.map(({ action, node, steps, outlook, objections }) => ({
      action,
      node,
      commands: steps.map((s) => s.line),
      predictions: outlook.map((o) => o.text),
      objections,
    })),
    done: (ended?.legs ?? []).map(({ plan, outcome }) => ({
      action: plan.action,
      node: plan.node,
      result: outcome.result,
      message: outcome.message,
    })),
    table,
    notes: (ended?.probes ?? []).filter((p) => p.note !== '').map((p) => `${p.vip} ${p.by}: ${p.note}`),
  };
}

/** A node that is left stopped comes first, then what did not end as predicted, then what took too long. */
function verdictOf({ end, mended }: DrillEnd, table: readonly DrillRow[]): { result: Result; message: string } {
  const last = end.done.at(-1)?.outcome;
  const wrong = last !== undefined && last.result !== 'as-predicted';
  const slow = table.filter((r) => r.ok === false);
  const messages = [
    ...(mended === null ? [] : [mended.outcome.message]),
    ...(wrong ? [last.message] : []),
    ...(end.left.length === 0 ? [] : [`ended: ${end.why}`]),
    ...slow.map((r) => `${r.step}, ${r.router} ${r.vip}: ${r.what} is not as predicted`),
  ];
  if (messages.length === 0) return { result: 'as-predicted', message: 'the drill went as predicted' };
  const result = mended?.outcome.result === 'failed' ? 'failed' : wrong ? last.result : 'otherwise';
  return { result, message: messages.join('; ') };
}

/** What the drill was to do, for a report in text. */
export const headLines = ({ cluster, at, plans }: DrillReport): string[] => [
  `failover drill of ${cluster}, ${at}`,
  ...plans.flatMap((p) => [
    `${p.action} on ${p.node}: ${p.commands.join(' && ')}`,
    ...p.predictions.map((text) => `  ${text}`),
    ...p.objections.map((text) => `  against it: ${text}`),
  ]),
];

/** What came of it. */
export const resultLines = ({ table, notes, message }: DrillReport): string[] => [
  ...tableLines(table),
  ...notes.map((note) => `note: ${note}`),
  message,
];
