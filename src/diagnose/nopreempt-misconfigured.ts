import { confOf, type TrackerWeight, weightsOf } from '../model/instance-conf.js';
import type { ClusterState, VirtualRouter } from '../model/state.js';
import type { VrrpInstanceConf } from '../protocol/conf/types.js';
import type { Finding, Rule } from './finding.js';
import { nameOf } from './mastership.js';
import { readSince } from './nodes.js';

/** nopreempt that keepalived clears, that stands on the wrong node, or that makes weights useless. */
export const nopreemptMisconfigured: Rule = {
  id: 'nopreempt-misconfigured',
  rests: { lines: ['config-warning'], settings: ['state', 'nopreempt', 'priority', 'track_script'] },
  check(state) {
    const findings = [...state.routers.flatMap((router) => byConf(state, router)), ...byLog(state)];
    if (findings.length > 0) return { verdict: 'findings', findings };
    const known = [...state.nodes.values()].some((n) => n.conf !== null);
    return known || state.routers.some((r) => [...r.cells.values()].some((c) => c.log !== null))
      ? { verdict: 'quiet' }
      : { verdict: 'insufficient', missing: 'keepalived.conf or the log of a node' };
  },
};

interface Member {
  node: string;
  conf: VrrpInstanceConf;
}

function byConf(state: ClusterState, router: VirtualRouter): Finding[] {
  const members: Member[] = [...router.cells.keys()].flatMap((node) => {
    const conf = confOf(state, router, node);
    return conf === null ? [] : [{ node, conf }];
  });
  const cleared = members.filter(({ conf }) => conf.at.nopreempt !== undefined && !conf.nopreempt);
  const findings = cleared.map(({ node, conf }) =>
    describe(
      state,
      router,
      node,
      'state',
      `${node} has nopreempt with ${conf.priority === 255 ? 'priority 255' : 'state MASTER'}, so keepalived clears it and ${node} takes the role back when it returns`,
      conf.priority === 255
        ? `give ${node} a priority below 255 and state BACKUP`
        : `write state BACKUP on ${node}, then reload; the state line decides nothing else`,
    ),
  );
  if (members.length < 2) return findings;
  const ranked = [...members].sort((a, b) => b.conf.priority - a.conf.priority);
  const best = ranked[0]!;
  const lower = ranked.filter((m) => m.conf.priority < best.conf.priority && m.conf.nopreempt);
  if (!best.conf.nopreempt && best.conf.at.nopreempt === undefined && lower.length > 0) {
    const names = lower.map((m) => `${m.node} (priority ${m.conf.priority})`).join(', ');
    findings.push(
      describe(
        state,
        router,
        best.node,
        'lower',
        `nopreempt stands on ${names} only; ${best.node} (priority ${best.conf.priority}) has none and takes the role back when it returns`,
        `write nopreempt and state BACKUP on ${best.node}: it counts on the node with the higher priority`,
      ),
    );
  }
  findings.push(...uselessWeights(state, router, best, ranked.slice(1)));
  return findings;
}

/** The best node is to give way by a weight, and whoever should take over then never preempts. */
function uselessWeights(state: ClusterState, router: VirtualRouter, best: Member, others: Member[]): Finding[] {
  const negative = trackersOf(state, best).filter((t) => t.weight < 0);
  const harder = trackersOf(state, best).some((t) => t.weight === 0);
  const held = others.filter((m) => m.conf.nopreempt);
  if (negative.length === 0 || harder || others.length === 0 || held.length < others.length) return [];
  const { name, weight } = negative[0]!;
  return [
    describe(
      state,
      router,
      held[0]!.node,
      'weights',
      `${name} takes ${-weight} from the priority of ${best.node}, but ${held[0]!.node} has nopreempt and never takes over from a living MASTER`,
      `use ${name} without a weight on ${best.node} (failure is FAULT then), or take nopreempt off ${held[0]!.node}`,
    ),
  ];
}

function trackersOf(state: ClusterState, member: Member): TrackerWeight[] {
  const conf = state.nodes.get(member.node)?.conf ?? null;
  return conf === null ? [] : weightsOf(conf, member.conf);
}

/** keepalived itself says so when it reads its configuration; told only where that was not read here. */
function byLog(state: ClusterState): Finding[] {
  return state.routers.flatMap((router) =>
    [...router.cells.values()].flatMap((cell) => {
      const line = cell.lines.get('config-warning');
      if (line === undefined || !line.last.detail.includes('nopreempt') || confOf(state, router, cell.node) !== null)
        return [];
      const finding = describe(
        state,
        router,
        cell.node,
        'log',
        `${cell.node} says "${line.last.detail}"`,
        `write state BACKUP on ${cell.node} where nopreempt is meant`,
      );
      const clears = `keepalived.conf of ${cell.node} is read and has it right`;
      return [{ ...finding, since: line.lastAt, clears, evidence: ['log' as const] }];
    }),
  );
}

function describe(
  state: ClusterState,
  router: VirtualRouter,
  node: string,
  which: string,
  what: string,
  advice: string,
): Finding {
  return {
    rule: 'nopreempt-misconfigured',
    key: `${router.id}/${node}/${which}`,
    severity: 'warning',
    router: router.id,
    nodes: [node],
    since: readSince(state, [node]),
    to: null,
    summary: `${nameOf(router)}: ${what}`,
    advice,
    clears: `keepalived.conf of ${node} ${which === 'weights' ? 'or its trackers are' : 'is'} changed so`,
    evidence: [],
  };
}
