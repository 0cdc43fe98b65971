import type { ClusterState, NodeState, Trouble } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { seconds } from './mastership.js';
import { episodes, logRead, nothing, times } from './nodes.js';

/** Beyond this a node's clock makes logs of two nodes tell a wrong order, ms. */
const SKEW_MS = 1000;
/** Steps within this time of each other are one trouble with the clock, ms. */
const PAUSE_MS = 600_000;

/** A node's clock was set while keepalived ran, or is not what the other clocks are. */
export const clockStep: Rule = {
  id: 'clock-step',
  rests: { lines: ['clock-step'] },
  check(state) {
    const nodes = [...state.nodes.values()];
    const findings = [
      ...nodes.flatMap((node) => episodes(node, ['clock-step'], PAUSE_MS).map((run) => stepped(node, run))),
      ...skewed(state, nodes),
    ];
    if (findings.length > 0) return { verdict: 'findings', findings };
    const measured = nodes.some((n) => n.clockOffsetMs !== null);
    return nothing(measured || logRead(state), 'the log or the clock of a node');
  },
};

function stepped(node: NodeState, run: Trouble[]): Finding {
  return {
    rule: 'clock-step',
    key: `${node.name}/${run[0]!.from}`,
    severity: 'warning',
    router: null,
    nodes: [node.name],
    since: run[0]!.from,
    to: run.at(-1)!.to,
    summary: `${node.name}: its clock was set ${times(run.length)}; keepalived's timers and the order of its log lines suffer`,
    advice: `see on ${node.name} who sets it (chronyc tracking, timedatectl) and let it slew instead of step`,
    clears: 'its clock was set: told once, and over with it',
    evidence: ['log'],
  };
}

function skewed(state: ClusterState, nodes: readonly NodeState[]): Finding[] {
  const off = nodes.filter((n) => n.clockOffsetMs !== null && Math.abs(n.clockOffsetMs) > SKEW_MS);
  const measured = nodes.flatMap((n) => (n.clockOffsetMs === null ? [] : [n.clockOffsetMs]));
  // Nodes that agree with each other and not with us: the clock here is the wrong one, and that harms nobody.
  const ours = measured.length > 1 && Math.max(...measured) - Math.min(...measured) <= SKEW_MS;
  if (ours && off.length > 0) {
    return [finding('this-host', 'info', off, state, `this host's clock is ${ahead(-measured[0]!)} the nodes'`)];
  }
  return off.map((n) =>
    finding(n.name, 'warning', [n], state, `${n.name}: its clock is ${ahead(n.clockOffsetMs!)} this host's`),
  );
}

function finding(
  key: string,
  severity: Finding['severity'],
  nodes: NodeState[],
  state: ClusterState,
  summary: string,
): Finding {
  const where = key === 'this-host' ? 'this host' : key;
  return {
    rule: 'clock-step',
    key,
    severity,
    router: null,
    nodes: nodes.map((n) => n.name),
    since: Math.min(...nodes.map((n) => n.clockOffsetSince ?? state.now)),
    to: null,
    summary,
    advice: `see that ${where} is synchronised: chronyc tracking, or timedatectl timesync-status`,
    clears: `the next measurement finds ${key === 'this-host' ? 'the clocks of the nodes' : 'it'} within ${seconds(SKEW_MS)} of this host's`,
    evidence: [],
  };
}

function ahead(ms: number): string {
  return `${(Math.abs(ms) / 1000).toFixed(1)} s ${ms > 0 ? 'ahead of' : 'behind'}`;
}
