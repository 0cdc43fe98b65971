import { confOf } from '../model/instance-conf.js';
import type { ClusterState, Speaker, VirtualRouter } from '../model/state.js';
import { masterDownIntervalMs } from '../model/timers.js';
import { configured, disputeRule, quoted, sides } from './disputes.js';
import type { Finding, Rule } from './finding.js';
import { nameOf, seconds, silence } from './mastership.js';
import { readSince } from './nodes.js';
import { nodeOf } from './wire.js';

const V3 = 'version 3 follows the master, so a takeover takes as long as its interval says';

const differing = disputeRule(
  'advert-interval-mismatch',
  {
    differ: (a, b) => a.version === b.version && a.advertIntervalMs !== b.advertIntervalMs,
    kinds: ['interval-mismatch'],
    settings: ['advert_int', 'version'],
  },
  (d, state) => {
    const v3 = d.complaint === null ? d.clash!.a.version === 3 : /centi-sec|milli-sec/.test(d.complaint.last.detail);
    const said =
      sides(d, state, (s) => seconds(s.advertIntervalMs)) ??
      configured(d, state, (c) => seconds(c.advertIntervalMs)) ??
      quoted(d.complaint!);
    return {
      severity: v3 ? 'warning' : 'critical',
      summary: `${nameOf(d.router)}: advertisement intervals differ: ${said}`,
      advice: `set the same advert_int on ${d.nodes.join(' and ')}, then reload: ${
        v3 ? V3 : "version 2 ignores the other's adverts and both become MASTER; less than a second needs version 3"
      }`,
    };
  },
);

/** Routers that advertise other intervals than each other, or than they keep. */
export const advertIntervalMismatch: Rule = {
  id: differing.id,
  rests: differing.rests,
  check(state) {
    const verdict = differing.check(state);
    const found = verdict.verdict === 'findings' ? verdict.findings : [];
    const more = state.routers.flatMap((r) => [
      ...unkeptIn(state, r),
      ...(found.some((f) => f.router === r.id && f.to === null) ? [] : configuredIn(state, r)),
    ]);
    return more.length === 0 ? verdict : { verdict: 'findings', findings: [...found, ...more] };
  },
};

/** Senders that are alone, so that nobody makes them answer, and keep another interval than they advertise. */
function unkeptIn(state: ClusterState, router: VirtualRouter): Finding[] {
  const senders = [...router.cells.values()].flatMap((c) =>
    c.wire !== null && sends(c.wire, state.now) ? [c.wire] : [],
  );
  const [s] = senders;
  if (senders.length !== 1 || s === undefined || s.pace === null) return [];
  const { shortestMs, longestMs } = s.pace;
  const slow = shortestMs > 1.5 * s.advertIntervalMs;
  if (!slow && longestMs > 0.67 * s.advertIntervalMs) return [];
  const node = nodeOf(state, router, s.address);
  return [
    {
      rule: differing.id,
      key: `${router.id}/${s.address}`,
      severity: s.version === 2 ? 'critical' : 'warning',
      router: router.id,
      nodes: [node],
      since: s.startedAt,
      to: null,
      summary: `${nameOf(router)}: ${node} advertises every ${seconds(s.advertIntervalMs)} by its own word, but sends every ${seconds(shortestMs)} to ${seconds(longestMs)}`,
      advice: `look at the load of ${node} and at what limits its packets: a backup waits ${seconds(masterDownIntervalMs(s.version, s.priority, s.advertIntervalMs))} and no longer`,
      clears: `16 adverts of ${node} come between ${seconds(0.67 * s.advertIntervalMs)} and ${seconds(1.5 * s.advertIntervalMs)} apart, ${silence(node, s)}, or another sends beside it`,
      evidence: ['wire'],
    },
  ];
}

function sends(s: Speaker, now: number): boolean {
  return s.status === 'master' && now - s.lastAt <= 2 * masterDownIntervalMs(s.version, 1, s.advertIntervalMs);
}

/** Version 3 follows whoever is MASTER, so that neither wire nor log shows it: only the configurations do. */
function configuredIn(state: ClusterState, router: VirtualRouter): Finding[] {
  const confs = [...router.cells.keys()].flatMap((node) => {
    const conf = confOf(state, router, node);
    return conf === null || conf.version !== 3 ? [] : [{ node, interval: conf.advertIntervalMs }];
  });
  if (new Set(confs.map((c) => c.interval)).size < 2) return [];
  const nodes = confs.map((c) => c.node).sort();
  return [
    {
      rule: differing.id,
      key: `${router.id}/conf`,
      severity: 'warning',
      router: router.id,
      nodes,
      since: readSince(state, nodes),
      to: null,
      summary: `${nameOf(router)}: advert_int differs in keepalived.conf: ${confs.map((c) => `${c.node} ${seconds(c.interval)}`).join(', ')}`,
      advice: `set the same advert_int on ${nodes.join(' and ')}, then reload: ${V3}`,
      clears: `keepalived.conf of ${nodes.join(' and ')} has one advert_int`,
      evidence: [],
    },
  ];
}
