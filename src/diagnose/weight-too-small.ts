import { confOf, weightsOf } from '../model/instance-conf.js';
import type { Cell, ClusterState, VirtualRouter } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { nameOf } from './mastership.js';
import { readSince } from './nodes.js';

/** A tracker that fails on the MASTER lowers its priority, but not below the backup's: nothing moves. */
export const weightTooSmall: Rule = {
  id: 'weight-too-small',
  rests: { lines: ['priority-change', 'script-fail'], settings: ['priority', 'track_script'] },
  check(state) {
    const findings: Finding[] = [];
    let known = false;
    for (const router of state.routers) {
      const configured = byConf(state, router);
      known ||= configured !== null || [...router.cells.values()].some((c) => c.log !== null);
      const found = configured ?? byLog(state, router);
      if (found !== null) findings.push(...found);
    }
    if (findings.length > 0) return { verdict: 'findings', findings };
    return known || state.routers.length === 0
      ? { verdict: 'quiet' }
      : { verdict: 'insufficient', missing: 'keepalived.conf of both nodes, or their logs' };
  },
};

/** What the configurations tell; null when fewer than two are known. */
function byConf(state: ClusterState, router: VirtualRouter): Finding[] | null {
  const members = [...router.cells.keys()].flatMap((node) => {
    const conf = confOf(state, router, node);
    const all = state.nodes.get(node)?.conf ?? null;
    if (conf === null || all === null) return [];
    const weights = weightsOf(all, conf);
    // What it has while all its trackers are well: positive weights are added then.
    const healthy = clamp(conf.priority + sum(weights.filter((w) => w.weight > 0)));
    return [{ node, conf, weights, healthy }];
  });
  if (members.length < 2) return null;
  const [best, next] = [...members].sort((a, b) => b.healthy - a.healthy);
  if (best === undefined || next === undefined || best.healthy === next.healthy || best.conf.priority === 255)
    return [];
  const weights = best.weights.filter((w) => w.weight !== 0);
  const afterAll = clamp(best.healthy - sum(weights.map((w) => ({ weight: Math.abs(w.weight) }))));
  // Several that fail together may be meant to move it; only what never moves it is a fault for certain.
  if (weights.length === 0 || afterAll < next.healthy || next.conf.nopreempt) return [];
  const single = weights[0]!;
  const fails = state.nodes
    .get(best.node)
    ?.troubles.find((t) => t.to === null && t.kind === 'tracker' && weights.some((w) => w.name === t.name));
  const needed = best.healthy - next.healthy + 1 - sum(weights.slice(1).map((w) => ({ weight: Math.abs(w.weight) })));
  const names = weights.map((w) => `${w.name} (weight ${w.weight})`).join(' and ');
  return [
    {
      rule: 'weight-too-small',
      key: `${router.id}/${best.node}`,
      severity: 'warning',
      router: router.id,
      nodes: [best.node, next.node],
      since: fails?.from ?? readSince(state, [best.node, next.node]),
      to: null,
      summary: `${nameOf(router)}: ${fails === undefined ? 'when' : `${fails.name} fails now, and`} ${names} ${weights.length === 1 ? 'fails' : 'fail'} on ${best.node}, its priority goes from ${best.healthy} to ${afterAll}, not below ${next.healthy} of ${next.node}: no failover`,
      advice: `give ${single.name} a weight of at least ${single.weight < 0 ? '-' : ''}${needed} on ${best.node}, or none at all: failure is FAULT then`,
      clears: `keepalived.conf makes its failure take ${best.node} below ${next.healthy}`,
      evidence: fails === undefined ? [] : ['log'],
    },
  ];
}

/** What happens now: a tracker of the MASTER fails, its priority was lowered, and it is still MASTER. */
function byLog(state: ClusterState, router: VirtualRouter): Finding[] {
  const master = [...router.cells.values()].find((c) => c.state === 'MASTER');
  const change = master?.lines.get('priority-change');
  if (master === undefined || change === undefined) return [];
  const { ours, theirs } = change.last.values;
  const failing = state.nodes.get(master.node)?.troubles.find((t) => t.kind === 'tracker' && t.to === null);
  if (failing === undefined || ours === undefined || theirs === undefined || theirs >= ours) return [];
  const backup = bestBackup(router, master);
  if (backup === null || backup.priority! > theirs) return [];
  return [
    {
      rule: 'weight-too-small',
      key: `${router.id}/${master.node}`,
      severity: 'warning',
      router: router.id,
      nodes: [master.node, backup.node],
      since: change.lastAt,
      to: null,
      summary: `${nameOf(router)}: ${failing.name} fails on ${master.node}, its priority went from ${ours} to ${theirs}, not below ${backup.priority} of ${backup.node}: no failover`,
      advice: `give ${failing.name} a weight of at least -${ours - backup.priority! + 1} on ${master.node}, or none at all: failure is FAULT then`,
      clears: `${failing.name} succeeds, the priority of ${master.node} falls below ${backup.priority}, or ${master.node} is MASTER no more`,
      evidence: ['log'],
    },
  ];
}

function bestBackup(router: VirtualRouter, master: Cell): Cell | null {
  const backups = [...router.cells.values()].filter((c) => c !== master && c.state === 'BACKUP' && c.priority !== null);
  return backups.sort((a, b) => b.priority! - a.priority!)[0] ?? null;
}

/** keepalived keeps the effective priority within 1 to 254. */
const clamp = (priority: number): number => Math.min(254, Math.max(1, priority));

const sum = (weights: readonly { weight: number }[]): number => weights.reduce((s, w) => s + w.weight, 0);
