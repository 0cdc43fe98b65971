import type { Outcome } from './explain.js';
import { ACTIONS, type Plan } from './plan.js';
import { type Forecast, foresee, masterships } from './sequence.js';
import { type RouterResult, TOLERANCE_MS } from './verify.js';

/** How a virtual IP was asked from here, again and again, and when it answered. */
export interface Probed {
  vip: string;
  /** `ping` or `TCP 3306`. */
  by: string;
  /** Between two questions, ms: no outage is known more exactly. */
  everyMs: number;
  /** When answers came, ms, in order. */
  answers: readonly number[];
  /** False: nothing is measured by it. */
  tells: boolean;
  /** Why it does not tell, or not as exactly as was meant; '' = nothing to say. */
  note: string;
}

/** One action of a drill, and the time it took with its verification, ms by the clock of `Probed.answers`. */
export interface DrillLeg {
  plan: Plan;
  outcome: Outcome;
  from: number;
  to: number;
}

/** One line of the table. */
export interface DrillRow {
  /** `stop db201`. */
  step: string;
  router: string;
  vip: string;
  what: string;
  expectedMs: number | null;
  /** null = not measured. */
  measuredMs: number | null;
  /** Whether it is as predicted; null = cannot be told. */
  ok: boolean | null;
}

/**
 * The plans of a drill: each of the nodes that is MASTER of something when its turn comes is stopped and started.
 * `idle`: those that are not.
 */
export function foreseeDrill(before: Forecast, nodes: readonly string[]): { forecast: Forecast; idle: string[] } {
  const [stop, start] = (['stop', 'start'] as const).map((id) => ACTIONS.find((a) => a.id === id)!);
  let forecast = before;
  const idle: string[] = [];
  for (const node of nodes) {
    if (masterships(forecast.state, node) === 0) idle.push(node);
    else forecast = foresee(foresee(forecast, stop!, node), start!, node);
  }
  return { forecast, idle };
}

/** Expected and measured seconds of each step and virtual IP. */
export const drillTable = (legs: readonly DrillLeg[], probes: readonly Probed[]): DrillRow[] =>
  legs.flatMap((leg) => (leg.outcome.verification?.routers ?? []).flatMap((r) => routerTable(leg, r, probes)));

function routerTable(leg: DrillLeg, result: RouterResult, probes: readonly Probed[]): DrillRow[] {
  const { outlook, seen, inMs, gapMs, master } = result;
  const { vips, label } = outlook;
  return (vips.length === 0 ? [''] : vips).flatMap((vip) => {
    const row = (what: string, expectedMs: number | null, measuredMs: number | null, ok: boolean | null): DrillRow => ({
      step: `${leg.plan.action} ${leg.plan.node}`,
      router: label,
      vip,
      what,
      expectedMs,
      measuredMs,
      ok,
    });
    const came = seen.length === 0 ? `stays on ${master ?? 'nobody'}` : `on ${seen.join(', then ')}`;
    // Counted from the command: the way to the node is in what is measured, not in what is expected.
    const inTime = outlook.sequence?.length === 0 ? null : (outlook.backInMs ?? outlook.gapMs);
    const own = probes.filter((p) => p.vip === vip);
    return [
      row(came, inTime, inMs, result.asPredicted),
      row('outage by adverts', outlook.gapMs, gapMs, within(outlook.gapMs, gapMs, 0)),
      ...own.map((probe) => {
        const measured = outageMs(probe, leg.from, leg.to);
        return row(`outage by ${probe.by}`, outlook.gapMs, measured, within(outlook.gapMs, measured, probe.everyMs));
      }),
    ];
  });
}

const within = (expectedMs: number | null, measuredMs: number | null, grainMs: number): boolean | null =>
  expectedMs === null || measuredMs === null ? null : measuredMs <= expectedMs + TOLERANCE_MS + grainMs;

/**
 * The longest time without an answer between `from` and `to`, less the time between two questions, ms; null where it
 * did not answer before `from`: then its silence tells nothing.
 */
export function outageMs({ answers, everyMs, tells }: Probed, from: number, to: number): number | null {
  if (!tells || !answers.some((at) => at <= from)) return null;
  const times = [...answers.filter((at) => at < to), to];
  let longest = 0;
  for (const [i, at] of times.entries()) {
    const before = times[i - 1];
    if (before !== undefined && at > from) longest = Math.max(longest, at - before);
  }
  return Math.max(0, longest - everyMs);
}

/** The table as text, a VIP of a step under another. */
export function tableLines(rows: readonly DrillRow[]): string[] {
  const seconds = (ms: number | null): string => (ms === null ? '-' : `${(ms / 1000).toFixed(2)} s`);
  const names = rows.map((r) => `${r.router} ${r.vip}`);
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((t) => t.length));
  const [nameWidth, whatWidth] = [width(names), width(rows.map((r) => r.what))];
  let step = '';
  return rows.flatMap((r, i) => {
    const begins = r.step !== step;
    step = r.step;
    const head = `${r.step.padEnd(nameWidth + whatWidth + 4)}  ${'expected'.padStart(9)}  ${'measured'.padStart(9)}`;
    const first = begins || names[i] !== names[i - 1];
    const verdict = r.ok === null ? '' : r.ok ? 'ok' : 'NOT AS PREDICTED';
    const text = `  ${(first ? names[i]! : '').padEnd(nameWidth)}  ${r.what.padEnd(whatWidth)}  ${seconds(r.expectedMs).padStart(9)}  ${seconds(r.measuredMs).padStart(9)}  ${verdict}`;
    return [...(begins ? [head] : []), text.trimEnd()];
  });
}
