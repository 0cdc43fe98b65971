import { readOffline } from '../app/offline.js';
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
  const data = buildReport(result.monitor, result.sources);
  const out = new Output();
  out.line(options.format === 'json' ? JSON.stringify(data, null, 2) : reportText(data));
  out.flush();
  return EXIT.ok;
}
