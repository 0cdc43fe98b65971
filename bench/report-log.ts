import type { Benchmark } from './benchmark.js';
import { type LogTruth, logFile } from './generate-log.js';
import { byTurns, median, outputOf, run, VRRPTOP } from './measure.js';
import { comparison, figure, times } from './print.js';
import { mustBe, reportOf } from './report-of.js';

const NODE = 'db202';

export const reportLog: Benchmark = {
  name: 'report-log',
  what: "report --format json of 8,000,000 log lines, one in 1,000 keepalived's, beside grep -c Keepalived",
  run: ({ quick }) => compare(logFile(8_000_000, 1000), quick, 2),
};

export const reportKeepalivedLog: Benchmark = {
  name: 'report-keepalived-log',
  what: "report --format json of 100,000 log lines, all keepalived's, beside grep -c Keepalived",
  run: ({ quick }) => compare(logFile(100_000, 1), quick),
};

async function compare(
  { file, truth }: { file: string; truth: LogTruth },
  quick: boolean,
  target?: number,
): Promise<void> {
  const output = outputOf('report-log.json');
  const counted = outputOf('grep.txt');
  const measured = await byTurns(
    quick ? 3 : 5,
    () => run([...VRRPTOP, 'report', '--format', 'json', `${NODE}=${file}`], output),
    () => run(['grep', '-c', 'Keepalived', file], counted),
  );
  checkLog(output, truth);
  comparison({ ours: 'vrrptop report', peers: 'grep -c Keepalived' }, times(measured), 'ms', target);
  figure('lines a second', truth.lines / (median(measured.ours.map((m) => m.ms)) / 1000), '/s');
  figure('peak memory', median(measured.ours.map((m) => m.peakMebibytes)), 'MiB');
}

function checkLog(output: string, truth: LogTruth): void {
  const report = reportOf(output);
  mustBe('lines', report.sources[0]?.records, truth.lines);
  const became = (state: string): number => report.transitions.filter((t) => t.to === state && t.node === NODE).length;
  mustBe('transitions to MASTER', became('MASTER'), truth.masters);
  mustBe('transitions to BACKUP', became('BACKUP'), truth.backups);
}
