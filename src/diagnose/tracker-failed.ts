import type { ClusterState, NodeState, Trouble } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { seconds } from './mastership.js';
import { cellsOf, episodes, logRead, nothing, times } from './nodes.js';

/** A tracker that fails again within this time is the same trouble, ms. */
const PAUSE_MS = 600_000;
/** What a failed tracker did to an instance happens within this time, ms. */
const EFFECT_MS = 5000;

/** A tracked script, file, process or interface failed: it takes priority or the whole role from its node. */
export const trackerFailed: Rule = {
  id: 'tracker-failed',
  rests: {
    lines: ['script-fail', 'script-timeout', 'quorum-lost', 'link-down', 'script-ok', 'link-up', 'priority-change'],
    settings: ['track_script'],
  },
  check(state) {
    const findings = [...state.nodes.values()].flatMap((node) =>
      episodes(node, ['tracker', 'interface'], PAUSE_MS).map((run) => describe(state, node, run)),
    );
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(logRead(state), 'the log of a node');
  },
};

function describe(state: ClusterState, node: NodeState, run: Trouble[]): Finding {
  const first = run[0]!;
  const last = run.at(-1)!;
  const isLink = first.kind === 'interface';
  const script = node.conf?.scripts.find((s) => s.name === first.name);
  const what = isLink ? `interface ${first.name}` : `tracker ${first.name}`;
  const verb = isLink ? (last.to === null ? 'is down' : 'was down') : last.to === null ? 'fails' : 'failed';
  const often = run.length === 1 ? '' : `, ${times(run.length)}`;
  const length = `for ${seconds((last.to ?? state.now) - last.from)}`;
  return {
    rule: 'tracker-failed',
    key: `${node.name}/${first.kind}/${first.name}/${first.from}`,
    severity: 'warning',
    router: null,
    nodes: [node.name],
    since: first.from,
    to: last.to,
    summary: `${node.name}: ${what} ${verb} ${length}${often}${effectOf(state, node, last, script?.weight)}`,
    advice: isLink
      ? `look at the cable, the switch port and: ip -s link show ${first.name} on ${node.name}`
      : script === undefined || script.script === ''
        ? `see on ${node.name} what ${first.name} tests (vrrp_script in keepalived.conf), run it by hand, then mend what it tests`
        : `run it by hand on ${node.name} as the script user, then mend what it tests: ${script.script}`,
    clears: isLink
      ? `the log of ${node.name} says that ${first.name} is up`
      : `the log of ${node.name} says that ${first.name} succeeds${script === undefined ? '' : ` (run every ${seconds(script.intervalS * 1000)})`}${last.instance === null ? '' : `, or that ${last.instance} left FAULT`}`,
    evidence: ['log'],
  };
}

/** What it did to the instances of the node: FAULT, or a lower priority. */
function effectOf(state: ClusterState, node: NodeState, t: Trouble, weight: number | undefined): string {
  const cells = cellsOf(state, node.name);
  const near = (at: number): boolean => at >= t.from - EFFECT_MS && at <= t.from + EFFECT_MS;
  const faulty = cells.filter(({ cell }) => cell.transitions.some((x) => x.to === 'FAULT' && near(x.at)));
  if (faulty.length > 0) return `; FAULT in ${faulty.map(({ router }) => router.label).join(', ')}`;
  const lowered = cells.flatMap(({ cell, router }) => {
    const seen = cell.lines.get('priority-change');
    const { ours, theirs } = seen?.last.values ?? {};
    return seen === undefined || !near(seen.lastAt) || theirs === undefined
      ? []
      : [`${router.label} priority ${ours ?? '?'} to ${theirs}`];
  });
  if (lowered.length > 0) return `; ${lowered.join(', ')}`;
  return weight === undefined || weight === 0 ? '' : ` (weight ${weight})`;
}
