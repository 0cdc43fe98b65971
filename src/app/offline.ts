import { basename } from 'node:path';
import { JournalReader } from '../journal/reader.js';
import { REPORT_LIMITS } from '../model/cluster.js';
import type { InputBody } from '../model/input.js';
import { Monitor } from '../model/monitor.js';
import { type ReportSource, sumSources } from '../report/report.js';
import { readFileChunks } from '../sources/index.js';
import { type InputFile, inspectInputs } from './input-file.js';
import { mergeCaptures } from './merge-captures.js';

export interface OfflineOptions {
  /** For log stamps that name no year or zone. */
  year?: number;
  zone?: string;
}

/** `problems`: files that could not be read to their end, each with why; what was read before counts. */
export type OfflineResult =
  | { ok: true; monitor: Monitor; sources: ReportSource[]; problems: string[] }
  | { ok: false; message: string };

/** Reads files into a monitor: captures and logs by their own stamps, or one or more recordings as they were made. */
export function readOffline(inputs: readonly string[], options: OfflineOptions): OfflineResult {
  const found = inspectInputs(inputs);
  if (!found.ok) return found;
  const recorded = found.files[0]?.kind === 'journal';
  const monitor = new Monitor({ live: recorded, limits: REPORT_LIMITS, ...options });
  return recorded ? readRecordings(monitor, found.files) : readFiles(monitor, found.files);
}

function readFiles(monitor: Monitor, files: InputFile[]): OfflineResult {
  let seq = 0;
  const accept = (body: InputBody, at: number) => monitor.accept({ ...body, seq: ++seq, at });
  const captures = files.filter((f) => f.kind === 'pcap');
  const wire = (i: number) => `wire:${i + 1}`;
  const problems: string[] = [];
  if (captures.length === 1) {
    readFileChunks(
      captures[0]!.path,
      (bytes) => accept({ kind: 'capture', source: wire(0), node: null, bytes }, 0),
      65_536,
    );
  } else {
    const merged = mergeCaptures(captures.map((f) => f.path));
    problems.push(...merged.problems);
    for (const piece of merged.pieces)
      accept({ kind: 'capture', source: wire(piece.capture), node: null, bytes: piece.bytes }, 0);
  }
  const logs = files.filter((f) => f.kind === 'log');
  logs.forEach((f, i) => {
    readFileChunks(f.path, (bytes) =>
      accept({ kind: 'log', source: `log:${i + 1}:${f.node}`, node: f.node!, bytes }, f.modifiedAt),
    );
  });
  monitor.end();
  const { sources } = monitor.state;
  captures.forEach((f, i) => {
    const reason = sources.get(wire(i))?.reason ?? '';
    if (reason !== '') problems.push(`${f.path}: ${reason}`);
  });
  const counters = (id: string) => sources.get(id) ?? { records: 0, matched: 0, undecodable: 0 };
  return {
    ok: true,
    monitor,
    problems,
    sources: [
      ...captures.map((f, i) => ({ kind: f.kind, name: basename(f.path), ...countersOf(counters(wire(i))) })),
      ...logs.map((f, i) => ({
        kind: f.kind,
        name: `${f.node}=${basename(f.path)}`,
        ...countersOf(counters(`log:${i + 1}:${f.node}`)),
      })),
    ],
  };
}

function countersOf(c: { records: number; matched: number; undecodable: number }) {
  return { records: c.records, matched: c.matched, undecodable: c.undecodable };
}

function readRecordings(monitor: Monitor, files: InputFile[]): OfflineResult {
  const sources: ReportSource[] = [];
  const problems: string[] = [];
  for (const file of files) {
    let records = 0;
    const reader = new JournalReader((input) => {
      records++;
      monitor.accept(input);
    });
    readFileChunks(file.path, (bytes) => reader.push(bytes));
    reader.end();
    if (reader.error !== null) return { ok: false, message: `${file.path}: ${reader.error}` };
    sources.push({
      kind: 'journal',
      name: basename(file.path),
      records,
      ...sumSources(monitor.state.sources.values()),
    });
  }
  monitor.end();
  return { ok: true, monitor, sources, problems };
}
