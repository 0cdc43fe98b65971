import type { Cell, ClusterState, VirtualRouter } from '../model/state.js';
import { parseAddress } from '../protocol/address.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf } from './mastership.js';
import { nothing, readSince } from './nodes.js';

/** The priority of an address owner (RFC 5798 5.2.4): its router never gives way. */
const OWNER = 255;

/** Two routers have one priority: who is MASTER is left to chance and to their addresses. */
export const equalPriority: Rule = {
  id: 'equal-priority',
  rests: { lines: ['priority-change'], settings: ['priority'] },
  check(state): Verdict {
    const findings = state.routers.flatMap((r) => findingsOf(state, r));
    if (findings.length > 0) return { verdict: 'findings', findings };
    const known = state.routers.some((r) => [...r.cells.values()].filter((c) => priorityOf(c) !== null).length > 1);
    return nothing(known, 'the priorities of two nodes: their keepalived.conf, or adverts of both');
  },
};

/** The configured one; else what it advertised, unless its log tells of weights that come and go. */
function priorityOf(cell: Cell): number | null {
  if (cell.configuredPriority !== null) return cell.configuredPriority;
  return cell.lines.has('priority-change') ? null : (cell.wire?.priority ?? null);
}

function findingsOf(state: ClusterState, router: VirtualRouter): Finding[] {
  const byPriority = new Map<number, Cell[]>();
  for (const cell of router.cells.values()) {
    const priority = priorityOf(cell);
    if (priority !== null) byPriority.set(priority, [...(byPriority.get(priority) ?? []), cell]);
  }
  return [...byPriority].flatMap(([priority, cells]): Finding[] => {
    if (cells.length < 2) return [];
    const nodes = cells.map((c) => c.node).sort();
    const owner = priority === OWNER;
    const configured = cells.every((c) => c.configuredPriority !== null);
    return [
      {
        rule: 'equal-priority',
        key: `${router.id}/${priority}`,
        severity: owner ? 'critical' : 'warning',
        router: router.id,
        nodes,
        since: configured ? readSince(state, nodes) : Math.max(...cells.map((c) => c.wire?.startedAt ?? 0)),
        to: null,
        summary: `${nameOf(router)}: ${nodes.join(' and ')} have the same priority ${priority}${winner(router, cells, state)}`,
        advice: owner
          ? `only the owner of the address may have 255 (so does state MASTER without a priority): give all but one a lower priority`
          : `give the node that shall be MASTER a higher priority: as it is, whoever started first stays, and a tie at the start goes to the higher address`,
        clears: configured
          ? `keepalived.conf of one of ${nodes.join(' and ')} has another priority than ${priority}`
          : `one of ${nodes.join(' and ')} sends another priority than ${priority}`,
        evidence: configured ? [] : ['wire'],
      },
    ];
  });
}

function winner(router: VirtualRouter, cells: readonly Cell[], state: ClusterState): string {
  const known = cells.flatMap((c) => {
    const addresses = [c.wire?.address, ...(state.nodes.get(c.node)?.addresses ?? [])];
    const address = addresses.find((a) => a !== undefined && a.includes(':') === (router.family === 'ipv6'));
    const bytes = address === undefined ? null : parseAddress(address);
    return bytes === null ? [] : [{ node: c.node, address: address!, bytes }];
  });
  if (known.length < cells.length) return '';
  const [first] = known.sort((a, b) => compare(b.bytes, a.bytes));
  return `; a tie goes to ${first!.node} (${first!.address})`;
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - (b[i] ?? 0);
  return 0;
}
