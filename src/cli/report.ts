import { readOffline } from '../app/offline.js';
import { sanitize } from '../protocol/sanitize.js';
import { buildReport } from '../report/report.js';
import { reportText } from '../report/report-text.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain, Output } from './output.js';

interface ReportOptions {
  format: 'text' | 'json';
  year?: number;
  tz?: string;
}

/** The report of files, on stdout. Exit 1 when one of them cannot be read. */
export function report(inputs: string[], options: ReportOptions): ExitCode {
  const result = readOffline(inputs, {
    ...(options.year === undefined ? {} : { year: options.year }),
    ...(options.tz === undefined ? {} : { zone: options.tz }),
  });
  if (!result.ok) {
    complain(result.message);
    return EXIT.failed;
  }
  for (const problem of result.problems) complain(problem);
  const reports = result.clusters.map(({ name, monitor, sources }) => ({ name, data: buildReport(monitor, sources) }));
  const [only] = reports;
  const out = new Output();
  if (options.format === 'json') {
    const all = reports.map(({ name, data }) => ({ cluster: name, ...data }));
    out.line(JSON.stringify(reports.length === 1 ? only?.data : all, null, 2));
  } else if (reports.length === 1 && only !== undefined) out.line(reportText(only.data));
  else out.line(reports.map(({ name, data }) => `Cluster ${sanitize(name, 64)}\n\n${reportText(data)}`).join('\n\n'));
  out.flush();
  return EXIT.ok;
}
