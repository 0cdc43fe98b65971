import type { Cell, ClusterState, VirtualRouter } from '../model/state.js';
import { complaints } from './complaints.js';
import { quoted } from './disputes.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf, patienceMs, silence } from './mastership.js';
import { logRead, nothing } from './nodes.js';
import { overlap, wireRead } from './wire.js';

/** Adverts to the group without TTL (hop limit) 255 crossed a router or were forged (RFC 5798 5.1.1.3); for unicast that is policy. */
export const ttl: Rule = {
  id: 'ttl',
  rests: { lines: ['ttl-mismatch'], settings: ['unicast_peer'] },
  check(state): Verdict {
    const findings = state.routers.flatMap((router) => {
      const seen = [...router.cells.values()].flatMap((cell) => seenOf(state, router, cell));
      const told = complaints(state, router, ['ttl-mismatch'])
        .filter((c) => !seen.some((f) => overlap({ from: f.since - patienceMs(router), to: f.to }, c) !== null))
        .map((c): Finding => {
          const nodes = c.peer === null ? [c.node] : [c.node, c.peer];
          return {
            ...common(router, nodes, c.from, c.to),
            key: `${router.id}/${c.node}/${c.from}`,
            summary: `${nameOf(router)}: ${quoted(c)}`,
            clears: c.clears,
            evidence: ['log'],
          };
        });
      return [...seen, ...told];
    });
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(wireRead(state) || logRead(state), 'a capture, or the logs of the nodes');
  },
};

function seenOf(state: ClusterState, router: VirtualRouter, cell: Cell): Finding[] {
  const odd = cell.wire?.oddTtl ?? null;
  if (odd === null) return [];
  const lasts = cell.wire!.lastAt === odd.to && state.now - odd.to <= patienceMs(router);
  const name = router.family === 'ipv6' ? 'hop limit' : 'TTL';
  return [
    {
      ...common(router, [cell.node], odd.from, lasts ? null : odd.to),
      key: `${router.id}/${cell.node}/${odd.from}`,
      summary: `${nameOf(router)}: multicast adverts of ${cell.wire!.address}${cell.node === cell.wire!.address ? '' : ` (${cell.node})`} have ${name} ${odd.ttl}, not 255`,
      clears: `${cell.node} sends with ${name} 255, or ${silence(cell.node, cell.wire!)}`,
      evidence: ['wire'],
    },
  ];
}

function common(
  router: VirtualRouter,
  nodes: string[],
  since: number,
  to: number | null,
): Omit<Finding, 'key' | 'summary' | 'clears' | 'evidence'> {
  return {
    rule: 'ttl',
    severity: 'warning',
    router: router.id,
    nodes,
    since,
    to,
    advice:
      'find what routes or forges them: receivers drop adverts that may come from beyond the link (unicast: min_ttl and max_ttl)',
  };
}
