import type { ClusterState, VirtualRouter } from '../model/state.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { evidenceOf, patienceMs, type Stretch, stretchesOf } from './mastership.js';
import { nothing } from './nodes.js';

interface Group {
  name: string;
  routers: VirtualRouter[];
}

/** Instances of one sync group have their MASTER on different nodes. */
export const syncGroupDivided: Rule = {
  id: 'sync-group-divided',
  rests: { lines: ['state', 'group-state'], settings: ['sync group', 'priority'] },
  check(state): Verdict {
    const findings = groupsOf(state).flatMap((g) => findingsOf(state, g));
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(
      [...state.nodes.values()].some((n) => n.conf !== null),
      'keepalived.conf of a node: it names the groups',
    );
  },
};

/** By name, as any node's configuration has them. */
function groupsOf(state: ClusterState): Group[] {
  const groups = new Map<string, Set<VirtualRouter>>();
  for (const node of state.nodes.values()) {
    for (const g of node.conf?.syncGroups ?? []) {
      const routers = groups.get(g.name) ?? new Set();
      for (const r of state.routers) if (g.members.includes(r.cells.get(node.name)?.instance ?? '')) routers.add(r);
      groups.set(g.name, routers);
    }
  }
  return [...groups]
    .filter(([, routers]) => routers.size > 1)
    .map(([name, routers]) => ({ name, routers: [...routers] }));
}

/** A failover moves the members one by one: longer than the longest of them may take is divided. */
function findingsOf(state: ClusterState, group: Group): Finding[] {
  const patience = Math.max(...group.routers.map(patienceMs));
  const histories = group.routers.map(stretchesOf);
  const times = [...new Set(histories.flatMap((h) => h.map((s) => s.from)))].sort((a, b) => a - b);
  const found: Finding[] = [];
  let since: number | null = null;
  let last: Stretch[] = [];
  const close = (to: number | null): void => {
    if (since !== null && (to ?? state.now) - since > patience) found.push(describe(group, last, since, to));
    since = null;
  };
  for (const at of times) {
    const stretches = histories.flatMap((h) =>
      h.filter((s) => s.from <= at && (s.to === null || s.to > at) && s.masters.length > 0),
    );
    const divided =
      stretches.length > 1 &&
      !stretches[0]!.masters.some((m) => stretches.every((s) => s.masters.some((x) => x.node === m.node)));
    if (divided) {
      since ??= at;
      last = stretches;
    } else close(at);
  }
  close(null);
  return found;
}

function describe(group: Group, stretches: readonly Stretch[], since: number, to: number | null): Finding {
  const masters = stretches.flatMap((s) => s.masters);
  const where = group.routers.flatMap((r) => {
    const nodes = [...new Set(masters.filter((m) => r.tenures.includes(m)).map((m) => m.node))];
    return nodes.length === 0 ? [] : [`${r.label} on ${nodes.join(' and ')}`];
  });
  return {
    rule: 'sync-group-divided',
    key: `${group.name}/${since}`,
    severity: 'critical',
    router: group.routers[0]!.id,
    nodes: [...new Set(masters.map((m) => m.node))].sort(),
    since,
    to,
    summary: `sync group ${group.name} ${to === null ? 'is' : 'was'} divided: ${where.join(', ')}`,
    advice:
      'the node that is MASTER of a part should be of all: compare the group, its members and their priorities in both keepalived.conf, and look for a member that hears nothing',
    clears: `one node is MASTER of ${group.routers.map((r) => r.label).join(' and ')}`,
    evidence: evidenceOf(masters),
  };
}
