import { confOf } from '../model/instance-conf.js';
import type { ClusterState, VirtualRouter } from '../model/state.js';
import type { VrrpInstanceConf } from '../protocol/conf/types.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf } from './mastership.js';
import { nothing, readSince } from './nodes.js';
import { listed } from './ownership.js';

/** `vrrp_strict` or `no_accept`: the MASTER drops what is sent to the virtual IP, unless it owns the address (255). */
export const unreachableByStrict: Rule = {
  id: 'unreachable-by-strict',
  rests: { settings: ['strict', 'accept', 'version', 'priority'] },
  check(state): Verdict {
    const findings = state.routers.flatMap((r) => findingsOf(state, r));
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(
      [...state.nodes.values()].some((n) => n.conf !== null),
      'keepalived.conf of a node',
    );
  },
};

function findingsOf(state: ClusterState, router: VirtualRouter): Finding[] {
  const closed = [...router.cells.keys()].flatMap((node): { node: string; conf: VrrpInstanceConf }[] => {
    const conf = confOf(state, router, node);
    return conf === null || conf.priority === 255 || conf.vips.length === 0 || !refuses(conf) ? [] : [{ node, conf }];
  });
  if (closed.length === 0) return [];
  const nodes = closed.map((c) => c.node).sort();
  const vips = [...new Set(closed.flatMap((c) => c.conf.vips.map((v) => v.address)))];
  const strict = closed.some((c) => c.conf.accept !== false);
  return [
    {
      rule: 'unreachable-by-strict',
      key: router.id,
      severity: 'warning',
      router: router.id,
      nodes,
      since: readSince(state, nodes),
      to: null,
      summary: `${nameOf(router)}: ${listed(vips)} answers nobody while ${nodes.join(' or ')} is MASTER: ${strict ? 'vrrp_strict' : 'no_accept'} is set and the priority is not 255`,
      advice: strict
        ? `take vrrp_strict (strict_mode) out on ${nodes.join(' and ')}, or with version 3 add accept; its rules are shown by: nft list ruleset, iptables -L INPUT -n`
        : `take no_accept out on ${nodes.join(' and ')}, then restart keepalived there`,
      clears: `keepalived.conf of ${nodes.join(' and ')} has no ${strict ? 'vrrp_strict' : 'no_accept'}, or accept with version 3, or priority 255`,
      evidence: [],
    },
  ];
}

/** Strict mode accepts only where version 3 says so (RFC 5798 6.1 Accept_Mode). */
function refuses(conf: VrrpInstanceConf): boolean {
  return conf.accept === false || (conf.strict && conf.accept !== true);
}
