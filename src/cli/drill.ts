import { writeFileSync, writeSync } from 'node:fs';
import { foreseeDrill, type Probed } from '../actions/drill.js';
import { type DrillReport, drillReport, headLines, resultLines } from '../actions/drill-report.js';
import { planRows } from '../actions/rows.js';
import { now } from '../app/clock.js';
import { drill } from '../app/drill.js';
import type { SequenceProgress } from '../app/sequence.js';
import { sanitize } from '../protocol/sanitize.js';
import { type ActingOptions, acting, RESULT_CODES, refusalOf } from './acting.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain } from './output.js';

interface DrillOptions extends ActingOptions {
  report?: string;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The operator's failover test on a live cluster: each of the hosts that is MASTER of something is stopped and started
 * again, while every virtual IP is asked 20 times a second. Leaves a report.
 */
export async function failoverDrill(hosts: string[], options: DrillOptions): Promise<ExitCode> {
  const say = sayer(options.json === true ? 2 : 1);
  const refuse = (_node: string, why: string): ExitCode => {
    complain(`${why}; nothing was done`);
    return RESULT_CODES.refused;
  };
  return acting(hosts, options, say, refuse, async ({ names, cluster, known, deps }) => {
    const { forecast, idle } = foreseeDrill(known, names);
    const { plans } = forecast;
    for (const node of idle) say(`${node} is MASTER of nothing when its turn comes: it is left out`);
    if (plans.length === 0) return refuse('', 'none of the nodes is MASTER of anything: there is nothing to fail over');
    for (const row of plans.flatMap(planRows)) say(row.text);
    if (options.plan === true) {
      const planned = drillReport(cluster.name, now(), plans, null);
      if (options.json === true) process.stdout.write(`${JSON.stringify(planned, null, 2)}\n`);
      return plans.some((p) => p.refusal !== null) ? RESULT_CODES.refused : EXIT.ok;
    }
    const refusal = await refusalOf('drill', plans, cluster.name, options);
    if (refusal !== null) return refuse(refusal.plan.node, refusal.why);

    const startedAt = now();
    const stopping = new AbortController();
    const leaving = new AbortController();
    // Whoever hangs up or interrupts must not leave a node stopped: the drill ends, and the node is started again.
    const interrupted = (): void => {
      if (stopping.signal.aborted) leaving.abort();
      else say('interrupted: what was stopped is started again; once more does not wait for what comes of that');
      stopping.abort();
    };
    for (const signal of SIGNALS) process.on(signal, interrupted);
    const signals = { signal: stopping.signal, stopping: stopping.signal };
    const ended = await drill(plans, cluster.virtualRouters, { ...deps, ...signals }, leaving.signal, tellOn(say));
    for (const signal of SIGNALS) process.off(signal, interrupted);
    return finish(drillReport(cluster.name, startedAt, plans, ended), options, say);
  });
}

/** Writes lines where nobody may read any more: a terminal that hung up must not end a drill in the middle. */
function sayer(descriptor: 1 | 2): (line: string) => void {
  return (line) => {
    try {
      writeSync(descriptor, `${sanitize(line, 1000)}\n`);
    } catch {
      // The report says it too.
    }
  };
}

type DrillProgress = SequenceProgress | { kind: 'baseline'; probes: readonly Probed[] };

/** Each phase as it comes. */
function tellOn(say: (line: string) => void): (progress: DrillProgress) => void {
  return (progress) => {
    if (progress.kind === 'baseline')
      for (const { vip, by, answers, note } of progress.probes)
        say(`baseline: ${vip} ${by}: ${note === '' ? `${answers.length} answers` : note}`);
    else if (progress.kind === 'begun') say(`${progress.plan.action} on ${progress.plan.node}`);
    else if (progress.kind === 'started') say(`  $ ${progress.line}`);
    else if (progress.kind === 'output') say(`    ${progress.text}`);
    else if (progress.kind === 'ended') say(`  ${progress.run.failure ?? `exit code ${progress.run.code}`}`);
    else if (progress.kind === 'over') say(`  ${progress.outcome.message}`);
  };
}

/** Prints the table, writes the report, and says how it ended. */
function finish(report: DrillReport, options: DrillOptions, say: (line: string) => void): ExitCode {
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const path = options.report ?? `vrrptop-drill-${report.at.slice(0, 19).replace(/[-:]/g, '')}Z.txt`;
  if (options.json === true) process.stdout.write(json);
  else for (const line of resultLines(report)) say(line);
  const text = `${[...headLines(report), ...resultLines(report)].map((line) => sanitize(line, 1000)).join('\n')}\n`;
  try {
    writeFileSync(path, path.endsWith('.json') ? json : text, { mode: 0o600 });
    say(`report: ${path}`);
  } catch (error) {
    complain(`the report cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return report.result === 'planned' ? EXIT.ok : RESULT_CODES[report.result];
}
