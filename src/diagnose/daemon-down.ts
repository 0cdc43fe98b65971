import type { ClusterState, NodeState, Trouble } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { seconds } from './mastership.js';
import { episodes, logRead, nothing, times, wasStopped } from './nodes.js';

/** A process that dies again within this time of its last start is the same trouble, ms. */
const PAUSE_MS = 60_000;

/** keepalived died, dies again and again, refuses its configuration, or does not run and nobody said why. */
export const daemonDown: Rule = {
  id: 'daemon-down',
  rests: { lines: ['child-died', 'unit-failed', 'config-warning', 'child-start'] },
  check(state) {
    const nodes = [...state.nodes.values()];
    const findings = nodes.flatMap((node) => [
      ...episodes(node, ['daemon'], PAUSE_MS).map((run) => died(state, node, run)),
      ...unexplained(state, node),
    ]);
    if (findings.length > 0) return { verdict: 'findings', findings };
    const asked = nodes.some((n) => n.running !== null);
    return nothing(asked || logRead(state), "the log of a node, or the state of its keepalived's process");
  },
};

const RUNS = (node: string): string =>
  `keepalived runs on ${node}: a probe sees its process, or its log says "Starting VRRP child process"`;

function died(state: ClusterState, node: NodeState, run: Trouble[]): Finding {
  const since = run[0]!.from;
  const to = run.at(-1)!.to;
  const detail = run.findLast((t) => t.detail !== '')?.detail ?? '';
  const why = detail === '' ? 'without a word in its log' : `"${detail}"`;
  const often = run.length === 1 ? '' : `, ${times(run.length)}`;
  const lasts = to === null ? `down for ${seconds(state.now - since)}` : `back after ${seconds(to - since)}`;
  return {
    rule: 'daemon-down',
    key: `${node.name}/${since}`,
    severity: 'warning',
    router: null,
    nodes: [node.name],
    since,
    to,
    summary: `${node.name}: keepalived died ${why}${often}; ${lasts}`,
    advice: advise(node.name, detail, to !== null),
    clears: RUNS(node.name),
    evidence: detail === '' ? [] : ['log'],
  };
}

function advise(node: string, detail: string, back: boolean): string {
  if (/CONFIG|config/.test(detail)) return `keepalived refuses its configuration; on ${node}: keepalived -t`;
  const look = `journalctl -u keepalived, dmesg (killed for memory?), coredumpctl on ${node}`;
  return back ? `find out why before it dies again: ${look}` : `${look}; then systemctl start keepalived`;
}

/** It does not run, and no log tells whether it was stopped. */
function unexplained(state: ClusterState, node: NodeState): Finding[] {
  const { down } = node;
  if (down === null || down.planned !== null) return [];
  const stopped = wasStopped(state, node);
  if (stopped === true) return [];
  const fell = stopped === false;
  return [
    {
      rule: 'daemon-down',
      key: node.name,
      severity: fell ? 'warning' : 'info',
      router: null,
      nodes: [node.name],
      since: down.since,
      to: null,
      summary: `${node.name}: keepalived does not run; ${fell ? 'it fell silent as MASTER without priority 0' : 'nothing tells whether it was stopped or died'}`,
      advice: `see systemctl status keepalived on ${node.name}; start it when it should run`,
      clears: RUNS(node.name),
      evidence: fell ? ['wire'] : [],
    },
  ];
}
