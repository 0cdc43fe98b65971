import type { Cell, ClusterState, Tenure, VirtualRouter } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { tellsOf } from './held-addresses.js';
import { canSee, evidenceOf, nameOf, patienceMs, type Stretch, seconds, stretchesOf } from './mastership.js';
import { weigh } from './ownership.js';

/** Nobody is MASTER for longer than any backup would wait, and somebody looked. */
export const noMaster: Rule = {
  id: 'no-master',
  rests: { lines: ['state', 'script-fail', 'script-timeout', 'link-down', 'stop'] },
  check(state) {
    const findings = state.routers.flatMap((r) => findingsOf(r, state));
    if (findings.length > 0) return { verdict: 'findings', findings };
    return canSee(state)
      ? { verdict: 'quiet' }
      : { verdict: 'insufficient', missing: 'a live capture or the logs of the nodes' };
  },
};

function findingsOf(router: VirtualRouter, state: ClusterState): Finding[] {
  const limit = patienceMs(router) + (router.advertIntervalMs ?? 1000);
  const findings: Finding[] = [];
  for (const s of stretchesOf(router)) {
    if (s.masters.length > 0) continue;
    const left = s.ended;
    // A tenure that ended because its source was lost says nothing of what came after.
    if (left.some((t) => !t.endSeen) || (s.to === null && !canSee(state))) continue;
    if ((s.to ?? state.now) - s.from <= limit || left.some((t) => onlyUnheard(state, router, t, s))) continue;
    findings.push(
      describe(
        router,
        state,
        s.from,
        s.to,
        left.map((t) => t.node),
        evidenceOf(left),
      ),
    );
  }
  if (router.tenures.length === 0 && neverHad(state, router)) {
    const since = Math.max(state.startedAt, ...[...router.cells.values()].map((c) => c.since));
    if (state.now - since > limit) findings.push(describe(router, state, since, null, [], ['log']));
  }
  return findings;
}

/**
 * A capture lost its adverts, and that is all: its log, which is followed, tells of no change, and it answers that it
 * has an address still, or was heard again as if nothing had happened.
 */
function onlyUnheard(state: ClusterState, router: VirtualRouter, left: Tenure, s: Stretch): boolean {
  const node = state.nodes.get(left.node);
  const cell = router.cells.get(left.node);
  if (node === undefined || cell === undefined || state.sources.get(`log:${left.node}`)?.status !== 'live')
    return false;
  if (s.to === null)
    return (
      cell.log?.state === 'MASTER' &&
      node.running !== false &&
      tellsOf(state, node, router, s.from) &&
      router.vips.some((v) => node.held.has(v.address))
    );
  const changes = cell.transitions.filter((t) => t.at >= s.from && t.at <= s.to!);
  return changes.at(-1)?.to === 'MASTER' && changes.every((t) => t.evidence.join() === 'wire');
}

/** Every router that could be MASTER is known to be out. One that stays BACKUP hears somebody whom we do not. */
function neverHad(state: ClusterState, router: VirtualRouter): boolean {
  const cells = [...router.cells.values()];
  // One node's instance that is mapped to no VRID tells nothing of the others.
  if (cells.length < Math.min(2, state.inventory.nodes.length)) return false;
  return cells.length > 0 && cells.every((c) => c.state === 'STOPPED' || c.state === 'FAULT');
}

function describe(
  router: VirtualRouter,
  state: ClusterState,
  since: number,
  to: number | null,
  lastNodes: string[],
  evidence: Finding['evidence'],
): Finding {
  const cells = [...router.cells.values()];
  const down = cells.filter((c) => c.state === 'FAULT' || c.state === 'STOPPED');
  const last = lastNodes.length === 0 ? '' : `; last was ${lastNodes.join(', ')}`;
  const states = cells.map((c) => `${c.node} ${c.state}`).join(', ');
  return {
    rule: 'no-master',
    key: `${router.id}/${since}`,
    severity: weigh(state, router, 'critical'),
    router: router.id,
    nodes: cells.map((c) => c.node),
    since,
    to,
    summary: `${nameOf(router)}: ${to === null ? 'nobody is' : 'nobody was'} MASTER for ${seconds((to ?? state.now) - since)}${last}${to === null ? ` (${states})` : ''}`,
    advice:
      to === null ? advise(state, down, cells) : `it is over; see in the events who left, and why nobody was ready`,
    clears: 'somebody sends adverts, or a log says that its node entered MASTER',
    evidence,
  };
}

function advise(state: ClusterState, down: Cell[], cells: Cell[]): string {
  const stopped = down.filter((c) => c.state === 'STOPPED').map((c) => c.node);
  const [fault] = down.filter((c) => c.state === 'FAULT').sort((a, b) => a.since - b.since);
  if (fault !== undefined) {
    const trouble = state.nodes
      .get(fault.node)
      ?.troubles.find((t) => t.to === null && (t.kind === 'tracker' || t.kind === 'interface'));
    const why = trouble === undefined ? 'its log names the interface or script' : `"${trouble.detail}"`;
    return `look first at ${fault.node}, in FAULT for ${seconds(state.now - fault.since)}: ${why}`;
  }
  if (stopped.length > 0) return `start keepalived on ${stopped.join(' or ')}: systemctl start keepalived`;
  return `see whether keepalived runs on ${cells.map((c) => c.node).join(' and ')}, and whether the capture hears the LAN`;
}
