import { sanitize } from '../protocol/sanitize.js';
import type { Report } from './report.js';

const time = (iso: string | null): string => (iso === null ? 'now' : iso.replace('T', ' ').replace('Z', ''));
const gap = (ms: number | null): string => (ms === null ? 'unknown time' : `${(ms / 1000).toFixed(2)} s`);
const routerName = (r: Report['virtualRouters'][number]): string =>
  `${r.names.join('/') || 'unnamed'}${r.vrid === null ? '' : ` VRID ${r.vrid}`}`;

/** The report for people, in plain text; times in UTC. */
export function reportText(report: Report): string {
  const lines: string[] = [];
  const { from, to } = report.span;
  lines.push(from === null ? 'Nothing was observed.' : `From ${time(from)} to ${time(to)} UTC`);
  for (const s of report.sources)
    lines.push(`  ${s.kind} ${s.name}: ${s.records} records, ${s.matched} about VRRP, ${s.undecodable} undecodable`);
  for (const r of report.virtualRouters) {
    lines.push(
      '',
      `${routerName(r)}  ${r.family ?? ''}${r.version === null ? '' : ` v${r.version}`}  ${r.vips.join(' ')}`,
    );
    lines.push(
      `  routers: ${r.routers.map((x) => `${x.node}${x.address === null || x.address === x.node ? '' : ` ${x.address}`}${x.priority === null ? '' : ` priority ${x.priority}`}`).join(', ')}`,
    );
    for (const t of r.tenures)
      lines.push(
        `  MASTER  ${t.node.padEnd(16)} ${time(t.from)} to ${t.to === null ? 'the end' : time(t.to)}  by ${t.evidence.join(', ')}`,
      );
  }
  if (report.failovers.length > 0) lines.push('', 'Failovers');
  for (const f of report.failovers)
    lines.push(
      `  ${time(f.at)}  ${f.instance ?? `VRID ${f.vrid}`}  ${f.from} -> ${f.to}  ${gap(f.gapMs)} without a master, ${f.cause}`,
    );
  if (report.transitions.length > 0) lines.push('', 'Transitions');
  for (const t of report.transitions)
    lines.push(
      `  ${time(t.at)}  ${t.instance ?? `VRID ${t.vrid}`}  ${t.node}  ${t.from} -> ${t.to}  ${t.cause}  by ${t.evidence.join(', ') || 'conclusion'}`,
    );
  lines.push('', report.findings.length === 0 ? 'No findings.' : 'Findings');
  for (const f of report.findings)
    lines.push(
      `  ${f.severity.toUpperCase()} ${f.rule}  ${time(f.from)} to ${f.to === null ? 'the end' : time(f.to)}`,
      `    ${f.summary}`,
      `    ${f.advice}`,
      ...(f.to === null ? [`    clears when ${f.clears}`] : []),
    );
  return lines.map((line) => sanitize(line, 2000)).join('\n');
}
