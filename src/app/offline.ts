import { basename } from 'node:path';
import { REPORT_LIMITS } from '../model/cluster.js';
import { Fleet } from '../model/fleet.js';
import type { InputBody } from '../model/input.js';
import { Monitor } from '../model/monitor.js';
import { type ReportSource, sumSources } from '../report/report.js';
import { readFileChunks } from '../sources/index.js';
import { type InputFile, inspectInputs } from './input-file.js';
import { mergeCaptures } from './merge-captures.js';
import { readRecording } from './read-recording.js';

export interface OfflineOptions {
  /** For log stamps that name no year or zone. */
  year?: number;
  zone?: string;
}

/** A cluster that files tell of, with what each file brought for it; `name` is '' where no file names it. */
interface OfflineCluster {
  name: string;
  monitor: Monitor;
  sources: ReportSource[];
}

/** `problems`: files that could not be read to their end, each with why; what was read before counts. */
export type OfflineResult =
  | { ok: true; clusters: OfflineCluster[]; problems: string[] }
  | { ok: false; message: string };

/** Reads files into monitors: captures and logs by their own stamps, or one or more recordings as they were made. */
export function readOffline(inputs: readonly string[], options: OfflineOptions): OfflineResult {
  const found = inspectInputs(inputs);
  if (!found.ok) return found;
  const recorded = found.files[0]?.kind === 'journal';
  const limits = REPORT_LIMITS;
  const fleet = new Fleet((neighbours) => new Monitor({ live: recorded, limits, neighbours, ...options }));
  return recorded ? readRecordings(fleet, found.files) : readFiles(fleet, found.files);
}

function readFiles(fleet: Fleet, files: InputFile[]): OfflineResult {
  let seq = 0;
  const accept = (body: InputBody, at: number) => fleet.accept({ ...body, seq: ++seq, at });
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
  fleet.end();
  const name = '';
  const monitor = fleet.member(name);
  const { sources } = monitor.state;
  captures.forEach((f, i) => {
    const reason = sources.get(wire(i))?.reason ?? '';
    if (reason !== '') problems.push(`${f.path}: ${reason}`);
  });
  const counters = (id: string) => sources.get(id) ?? { records: 0, matched: 0, undecodable: 0 };
  const read: ReportSource[] = [
    ...captures.map((f, i) => ({ kind: f.kind, name: basename(f.path), ...countersOf(counters(wire(i))) })),
    ...logs.map((f, i) => ({
      kind: f.kind,
      name: `${f.node}=${basename(f.path)}`,
      ...countersOf(counters(`log:${i + 1}:${f.node}`)),
    })),
  ];
  return { ok: true, problems, clusters: [{ name, monitor, sources: read }] };
}

function countersOf(c: { records: number; matched: number; undecodable: number }) {
  return { records: c.records, matched: c.matched, undecodable: c.undecodable };
}

function readRecordings(fleet: Fleet, files: InputFile[]): OfflineResult {
  const sources = new Map<string, ReportSource[]>();
  for (const file of files) {
    let records = 0;
    const error = readRecording(file.path, (input) => {
      records++;
      fleet.accept(input);
    });
    if (error !== null) return { ok: false, message: error };
    for (const [name, { state }] of fleet.members) {
      const read: ReportSource = {
        kind: 'journal',
        name: basename(file.path),
        records,
        ...sumSources(state.sources.values()),
      };
      sources.set(name, [...(sources.get(name) ?? []), read]);
    }
  }
  fleet.end();
  const clusters = [...fleet.members].map(([name, monitor]) => ({ name, monitor, sources: sources.get(name) ?? [] }));
  return { ok: true, clusters, problems: [] };
}
