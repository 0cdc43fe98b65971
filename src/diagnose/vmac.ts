import { confOf } from '../model/instance-conf.js';
import type { ClusterState, VirtualRouter } from '../model/state.js';
import type { VrrpInstanceConf } from '../protocol/conf/types.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf, patienceMs, silence } from './mastership.js';
import { nothing, readSince } from './nodes.js';

/** `use_vmac` that does not show on the wire, on one side only, or with the MAC address of another VRID. */
export const vmac: Rule = {
  id: 'vmac',
  rests: { settings: ['use_vmac'] },
  check(state): Verdict {
    const findings = state.routers.flatMap((r) => [...onWire(state, r), ...oneSided(state, r)]);
    if (findings.length > 0) return { verdict: 'findings', findings };
    const seen = state.routers.some((r) => [...r.cells.values()].some((c) => c.wire !== null && c.wire.mac !== ''));
    const read = [...state.nodes.values()].some((n) => n.conf !== null);
    return nothing(seen || read, "a capture with MAC addresses, or the nodes' keepalived.conf");
  },
};

/** RFC 5798 7.3: 00-00-5E-00-01-VRID for IPv4, 00-00-5E-00-02-VRID for IPv6. */
function virtualMac(router: VirtualRouter): string {
  return `00:00:5e:00:0${router.family === 'ipv6' ? 2 : 1}:${(router.vrid ?? 0).toString(16).padStart(2, '0')}`;
}

function onWire(state: ClusterState, router: VirtualRouter): Finding[] {
  const wanted = virtualMac(router);
  return [...router.cells.values()].flatMap((cell): Finding[] => {
    const { wire } = cell;
    if (wire === null || wire.mac === '' || wire.mac === wanted || wire.status !== 'master') return [];
    const conf = confOf(state, router, cell.node);
    const other = /^00:00:5e:00:0[12]:/.test(wire.mac);
    // Sent from the real card on purpose, or to peers, where the virtual MAC is not used.
    const own = conf === null || !conf.useVmac || conf.at.vmac_xmit_base !== undefined || wire.cast === 'unicast';
    if ((own && !other) || state.now - wire.lastAt > patienceMs(router)) return [];
    return [
      {
        ...common(router, [cell.node], `${router.id}/${cell.node}`),
        since: wire.startedAt,
        summary: `${nameOf(router)}: ${cell.node} sends from ${wire.mac}, ${other ? `the virtual MAC of another VRID or family` : 'though it has use_vmac'}; wanted ${wanted}`,
        advice: other
          ? `see which VRID and interface use_vmac names on ${cell.node}, and whether a CARP or another VRRP router uses that MAC`
          : `see on ${cell.node} whether the macvlan is there and up: ip -d link show vrrp.${router.vrid}`,
        clears: `${cell.node} sends from ${wanted}${other ? ' or from its own card' : ''}, or ${silence(cell.node, wire)}`,
        evidence: ['wire'],
      },
    ];
  });
}

function oneSided(state: ClusterState, router: VirtualRouter): Finding[] {
  const confs = [...router.cells.keys()].flatMap((node): { node: string; conf: VrrpInstanceConf }[] => {
    const conf = confOf(state, router, node);
    return conf === null ? [] : [{ node, conf }];
  });
  const [having, lacking] = [true, false].map((has) =>
    confs.filter((c) => c.conf.useVmac === has).map((c) => c.node),
  ) as [string[], string[]];
  if (having.length === 0 || lacking.length === 0) return [];
  return [
    {
      ...common(router, [...having, ...lacking].sort(), router.id),
      since: readSince(state, [...having, ...lacking]),
      summary: `${nameOf(router)}: ${having.join(', ')} has use_vmac, ${lacking.join(', ')} has not: the MAC address of the virtual IP changes with the MASTER`,
      advice: `give use_vmac to all of them or none: neighbours that keep ${virtualMac(router)} lose the address on ${lacking[0]!}`,
      clears: `keepalived.conf of ${[...having, ...lacking].sort().join(' and ')} agree about use_vmac`,
      evidence: [],
    },
  ];
}

function common(
  router: VirtualRouter,
  nodes: string[],
  key: string,
): Pick<Finding, 'rule' | 'key' | 'severity' | 'router' | 'nodes' | 'to'> {
  return { rule: 'vmac', key, severity: 'warning', router: router.id, nodes, to: null };
}
