import type { Finding } from '../diagnose/finding.js';
import { statusWord, WORST_FIRST, worstWord } from '../diagnose/status-word.js';
import type { ClusterState, VipState, VirtualRouter } from '../model/state.js';
import { sanitize } from '../protocol/sanitize.js';
import { isoTime } from './time.js';

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
    findings: findings.map(findingData),
  };
}

/** A finding as data. */
export const findingData = (f: Finding) => ({
  rule: f.rule,
  severity: f.severity,
  nodes: f.nodes,
  since: isoTime(f.since),
  to: isoTime(f.to),
  summary: f.summary,
  advice: f.advice,
  clears: f.clears,
});

/** One look at several clusters for people: the worst word, how many there are of each, then each under its name. */
export function fleetText(looks: readonly { state: ClusterState; findings: readonly Finding[] }[]): string {
  const [only] = looks;
  if (looks.length === 1 && only !== undefined) return statusText(only.state, only.findings);
  const words = looks.map(({ state, findings }) => statusWord(state, findings));
  const counts = WORST_FIRST.map((word) => ({ word, count: words.filter((w) => w === word).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`);
  const parts = looks.map(({ state, findings }) => {
    const lines = statusText(state, findings).split('\n');
    return [`${sanitize(state.inventory.cluster, 64)}: ${lines[0]}`, ...lines.slice(1).map((l) => `  ${l}`)].join('\n');
  });
  return [`${worstWord(words)}, ${looks.length} clusters: ${counts.join(', ')}`, ...parts].join('\n');
}

/** One look for people: the word, a line for each virtual IP, the findings. */
function statusText(state: ClusterState, findings: readonly Finding[]): string {
  const lines = state.routers.flatMap((r) => r.vips.map((v) => vipLine(r, v)));
  const lost = [...state.sources.values()]
    .filter((s) => s.status !== 'live')
    .map((s) => `${s.id} is ${s.status}${s.reason === '' ? '' : `: ${s.reason}`}`);
  const found = findings.flatMap((f) => [`${f.severity}: ${f.summary}`, `  ${f.advice}`, `  clears when ${f.clears}`]);
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
