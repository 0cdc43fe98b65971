import { diagnose } from '../diagnose/registry.js';
import type { Monitor } from '../model/monitor.js';
import type { ClusterState, SourceState } from '../model/state.js';
import { isoTime } from './time.js';

/** A file that the report was made from. */
export interface ReportSource {
  kind: 'pcap' | 'log' | 'journal';
  name: string;
  records: number;
  /** Records that meant something, and those that should have but could not be read. */
  matched: number;
  undecodable: number;
}

/** The report as data, schema `vrrptop-report/1`; times are ISO 8601 in UTC, null = not known or not over. */
export function buildReport(monitor: Monitor, sources: ReportSource[]) {
  const state = monitor.refresh();
  return {
    schema: 'vrrptop-report/1' as const,
    span: { from: isoTime(monitor.oldestAt), to: isoTime(monitor.newestAt) },
    sources,
    virtualRouters: state.routers.map((r) => ({
      id: r.id,
      vrid: r.vrid,
      family: r.family,
      version: r.version,
      names: r.names,
      vips: r.vips.map((v) => v.address),
      advertIntervalMs: r.advertIntervalMs,
      routers: [...r.cells.values()].map((c) => ({
        node: c.node,
        address: c.wire?.address ?? monitor.addressOf(c.node),
        priority: c.priority,
      })),
      tenures: r.tenures.map((t) => ({
        node: t.node,
        address: t.address,
        from: isoTime(t.from),
        to: isoTime(t.to),
        vips: t.vips,
        evidence: t.evidence,
      })),
    })),
    transitions: transitionsOf(state),
    failovers: state.routers
      .flatMap((r) => r.failovers.map((f) => ({ at: f.at, router: r, f })))
      .sort((a, b) => a.at - b.at)
      .map(({ f, router }) => ({
        vrid: router.vrid,
        family: router.family,
        instance: router.names[0] ?? null,
        at: isoTime(f.at),
        from: f.from,
        to: f.to,
        cause: f.cause,
        gapMs: f.gapMs === null ? null : Math.round(f.gapMs * 1000) / 1000,
      })),
    findings: diagnose(state)
      .sort((a, b) => a.since - b.since)
      .map((f) => ({
        rule: f.rule,
        severity: f.severity,
        vrid: state.routers.find((r) => r.id === f.router)?.vrid ?? null,
        nodes: f.nodes,
        from: isoTime(f.since),
        to: isoTime(f.to),
        summary: f.summary,
        advice: f.advice,
        clears: f.clears,
        evidence: f.evidence,
      })),
  };
}

export type Report = ReturnType<typeof buildReport>;

function transitionsOf(state: ClusterState) {
  return state.routers
    .flatMap((router) => [...router.cells.values()].flatMap((c) => c.transitions.map((t) => ({ t, router }))))
    .sort((a, b) => a.t.at - b.t.at)
    .map(({ t, router }) => ({
      at: isoTime(t.at),
      node: t.node,
      vrid: router.vrid,
      instance: t.instance,
      from: t.from,
      to: t.to,
      cause: t.cause,
      evidence: t.evidence,
    }));
}

/** The counters of live sources (a recording's) summed up for the report's list. */
export function sumSources(sources: Iterable<SourceState>): { matched: number; undecodable: number } {
  let matched = 0;
  let undecodable = 0;
  for (const s of sources) {
    matched += s.matched;
    undecodable += s.undecodable;
  }
  return { matched, undecodable };
}
