import { type CommandRun, daemonInWords, type Outcome } from './explain.js';
import type { NodeFacts } from './facts.js';
import type { Plan } from './plan.js';
import type { SequenceEnd } from './sequence.js';
import type { RouterResult, Verification } from './verify.js';

/** What a row means; whoever draws gives it a colour. */
export type Tone = 'title' | 'text' | 'dim' | 'ok' | 'warning' | 'critical' | 'key';

/** A row of a plan or a result: the same on the screen and on the command line. */
export interface Row {
  text: string;
  tone: Tone;
}

const row = (text: string, tone: Tone = 'text'): Row => ({ text, tone });

/** What will be done, what will happen, and what speaks against it. */
export function planRows(plan: Plan): Row[] {
  const rows = [row(`${plan.action} on ${plan.node}`, 'title'), ...plan.steps.map((s) => row(`  $ ${s.line}`, 'key'))];
  if (plan.refusal !== null) return [...rows, row(`  cannot be done: ${plan.refusal}`, 'critical')];
  rows.push(row('What will happen', 'title'));
  for (const { text, sequence, master } of plan.outlook) {
    const tone =
      sequence === null ? 'warning' : sequence.length === 0 && master !== null && master !== plan.node ? 'dim' : 'text';
    rows.push(row(`  ${text}`, tone));
  }
  for (const note of plan.notes) rows.push(row(`  ${note}`, 'dim'));
  rows.push(testRow(plan.facts));
  if (plan.objections.length > 0) rows.push(row('Against it', 'title'));
  for (const objection of plan.objections) rows.push(row(`  ${objection}`, 'critical'));
  return rows;
}

/** The plans of a sequence, in order. */
export function sequenceRows(plans: readonly Plan[]): Row[] {
  const order = plans.map((p) => p.node).join(', then ');
  return [
    row(`${order}: each is verified before the next, and what does not come out as predicted ends it`),
    ...plans.flatMap((plan) => planRows(plan)),
  ];
}

/** The last words on a sequence; on one that had a single plan, the outcome of that. */
export function endRows({ done, left, why }: SequenceEnd): Row[] {
  const last = done.at(-1)?.outcome;
  const ended =
    last === undefined || (last.result === 'as-predicted' && done.length + left.length > 1) ? [] : [outcomeRow(last)];
  if (left.length > 0)
    return [
      ...ended,
      row(`ended: ${why}; not done: ${left.map((p) => `${p.action} on ${p.node}`).join(', ')}`, 'critical'),
    ];
  return ended.length > 0 ? ended : [row(`all ${done.length} done as predicted`, 'ok')];
}

function testRow({ test }: NodeFacts): Row {
  if (test === null) return row('  its configuration is not tested: this keepalived cannot, or may not', 'dim');
  if (test.complaints.length === 0) return row(`  its configuration passes the test (${test.line})`, 'ok');
  return row('  its configuration does not pass the test, see below', 'warning');
}

/** Prediction and result of each virtual router, one above the other. */
export function resultRows(plan: Plan, seen: Verification): Row[] {
  const width = Math.max(0, ...seen.routers.map((r) => r.outlook.label.length));
  const rows = seen.routers.flatMap((r) => [
    row(`  ${r.outlook.label.padEnd(width)}  predicted  ${predicted(r)}`, 'dim'),
    row(`  ${' '.repeat(width)}  seen       ${observed(r)}`, r.asPredicted ? 'ok' : 'warning'),
  ]);
  const { running } = seen;
  return [...rows, row(`  ${daemonInWords(plan.node, running)}`, running === plan.runsAfter ? 'ok' : 'warning')];
}

const way = (from: string | null, to: readonly string[]): string =>
  to.length === 0 ? `stays on ${from ?? 'nobody'}` : [from ?? 'nobody', ...to].join(' -> ');
const without = (ms: number | null): string => (ms === null ? '' : `, ${(ms / 1000).toFixed(2)} s without a master`);

function predicted({ outlook }: RouterResult): string {
  if (outlook.sequence === null) return 'cannot be told';
  if (outlook.sequence.length === 0 && outlook.gapMs === null)
    return outlook.master === null ? 'with nobody' : `${outlook.master} -> nobody`;
  const then = outlook.maybeThen === null ? '' : `, perhaps -> ${outlook.maybeThen}`;
  return `${way(outlook.master, outlook.sequence)}${then}${without(outlook.gapMs)}`;
}

function observed(r: RouterResult): string {
  const { master } = r.outlook;
  const left = r.seen.length === 0 && r.master !== master;
  return `${left ? `${master ?? 'nobody'} -> ${r.master ?? 'nobody'}` : way(master, r.seen)}${without(r.gapMs)}`;
}

/** How one command ended. */
export function runRows(run: CommandRun): Row[] {
  const end = run.failure ?? `exit code ${run.code}`;
  return [...run.output.map((l) => row(`    ${l}`, 'dim')), row(`  ${end}`, run.code === 0 ? 'ok' : 'critical')];
}

/** The last word. */
export const outcomeRow = (outcome: Outcome): Row =>
  row(
    outcome.message,
    outcome.result === 'as-predicted' ? 'ok' : outcome.result === 'otherwise' ? 'warning' : 'critical',
  );
