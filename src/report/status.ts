import type { Finding } from '../diagnose/finding.js';
import type { ClusterState, VipState, VirtualRouter } from '../model/state.js';
import { sanitize } from '../protocol/sanitize.js';
import { isoTime } from './time.js';

/** The four words of monitoring plugins; their index is the exit code. */
export const STATUS_WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
export type StatusWord = (typeof STATUS_WORDS)[number];

/**
 * The cluster in one word: CRITICAL when a virtual IP is nowhere, at two places, or a finding says so; UNKNOWN when
 * nobody can tell where one is, or nothing was observed at all; else WARNING or OK by the findings.
 */
export function statusWord(state: ClusterState, findings: readonly Finding[]): StatusWord {
  const vips = state.routers.flatMap((r) => r.vips);
  if (vips.some((v) => v.known && v.holders.length !== 1) || findings.some((f) => f.severity === 'critical'))
    return 'CRITICAL';
  if (vips.length === 0 || vips.some((v) => !v.known)) return 'UNKNOWN';
  return findings.some((f) => f.severity === 'warning') ? 'WARNING' : 'OK';
}

/** One look as data, schema `vrrptop-status/1`. */
export function buildStatus(state: ClusterState, findings: readonly Finding[]) {
  return {
    schema: 'vrrptop-status/1' as const,
    at: isoTime(state.now),
    cluster: state.inventory.cluster,
    status: statusWord(state, findings),
    virtualRouters: state.routers.map((r) => ({
      id: r.id,
      vrid: r.vrid,
      family: r.family,
      name: r.label,
      role: r.role,
      vips: r.vips.map((v) => ({
        address: v.address,
        holders: v.holders,
        known: v.known,
        since: isoTime(v.since),
        note: v.note,
        marks: v.marks,
      })),
      routers: [...r.cells.values()].map((c) => ({
        node: c.node,
        state: c.state,
        since: c.since === 0 ? null : isoTime(c.since),
        priority: c.priority,
        note: c.note,
      })),
    })),
    nodes: [...state.nodes.values()].map((n) => ({
      name: n.name,
      addresses: n.addresses,
      version: n.version,
      running: n.running,
      clockOffsetMs: n.clockOffsetMs,
    })),
    sources: [...state.sources.values()].map((s) => ({ id: s.id, status: s.status, reason: s.reason })),
    findings: findings.map((f) => ({
      rule: f.rule,
      severity: f.severity,
      nodes: f.nodes,
      since: isoTime(f.since),
      summary: f.summary,
      advice: f.advice,
      clears: f.clears,
    })),
  };
}

/** One look for people: the word, a line for each virtual IP, the findings. */
export function statusText(state: ClusterState, findings: readonly Finding[]): string {
  const lines = state.routers.flatMap((r) => r.vips.map((v) => vipLine(r, v)));
  const lost = [...state.sources.values()]
    .filter((s) => s.status !== 'live')
    .map((s) => `${s.id} is ${s.status}${s.reason === '' ? '' : `: ${s.reason}`}`);
  const found = findings.flatMap((f) => [`${f.severity}: ${f.summary}`, `  ${f.advice}`]);
  const nothing = lines.length === 0 ? ['no virtual router was seen'] : [];
  return [statusWord(state, findings), ...nothing, ...lines, ...found, ...lost]
    .map((line) => sanitize(line, 500))
    .join('\n');
}

function vipLine(router: VirtualRouter, vip: VipState): string {
  const where = vip.holders.length > 0 ? vip.holders.join(' + ') : vip.known ? 'nobody' : `unknown (${vip.note})`;
  const states = [...router.cells.values()].map((c) => `${c.node} ${c.state}`).join(', ');
  return `${router.label} ${vip.address} --> ${where}  [${states}]`;
}
