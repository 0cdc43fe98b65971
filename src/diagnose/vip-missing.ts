import { confOf } from '../model/instance-conf.js';
import type { Cell, ClusterState, NodeState, VirtualRouter } from '../model/state.js';
import type { Finding } from './finding.js';
import { addressRule, announce, settleMs, tellsOf } from './held-addresses.js';
import { nameOf, seconds } from './mastership.js';

/**
 * A node is MASTER and does not hold the address: traffic finds nobody. keepalived 2.2 resigns and sets it anew when
 * somebody removes it; one with `no_track`, or an older keepalived, goes on without it, also over a reload.
 */
export const vipMissing = addressRule(
  'vip-missing',
  { lines: ['state', 'addr-removed'], settings: ['VIPs'] },
  findingsOf,
);

function findingsOf(state: ClusterState, router: VirtualRouter, cell: Cell, node: NodeState): Finding[] {
  if (cell.state !== 'MASTER' || !tellsOf(state, node, router, cell.since)) return [];
  // keepalived in a network namespace of its own holds its addresses where nobody looked.
  if (node.conf?.globals.netNamespace != null) return [];
  return router.vips.flatMap((vip) => {
    if (node.held.has(vip.address) || !advertises(state, router, cell, vip.address)) return [];
    const since = Math.max(cell.since, node.heldChanged.get(vip.address) ?? cell.since);
    return stillMaster(state, router, cell, since) ? [describe(state, router, cell, node, vip.address, since)] : [];
  });
}

/** The address is this node's to hold: it says so itself, on the wire or in its configuration. */
function advertises(state: ClusterState, router: VirtualRouter, cell: Cell, address: string): boolean {
  const conf = confOf(state, router, cell.node);
  if (conf !== null) return [...conf.vips, ...conf.excludedVips].some((v) => v.address === address);
  return cell.wire === null || cell.wire.vips.length === 0 || cell.wire.vips.includes(address);
}

/** It went on as MASTER after the address was gone: one that gives way drops the address in the same moment. */
function stillMaster(state: ClusterState, router: VirtualRouter, cell: Cell, since: number): boolean {
  if (cell.wire?.status === 'master') return cell.wire.lastAt > since + (router.advertIntervalMs ?? 1000);
  return cell.log?.state === 'MASTER' && state.now > since + settleMs(router);
}

function describe(
  state: ClusterState,
  router: VirtualRouter,
  cell: Cell,
  node: NodeState,
  address: string,
  since: number,
): Finding {
  const conf = confOf(state, router, node.name);
  const vip = [...(conf?.vips ?? []), ...(conf?.excludedVips ?? [])].find((v) => v.address === address);
  const dev = vip?.dev ?? conf?.interface ?? 'DEV';
  const length = vip?.prefixLength ?? (address.includes(':') ? 128 : 32);
  return {
    rule: 'vip-missing',
    key: `${router.id}/${node.name}/${address}`,
    severity: 'critical',
    router: router.id,
    nodes: [node.name],
    since,
    to: null,
    summary: `${nameOf(router)}: ${node.name} is MASTER without ${address} for ${seconds(state.now - since)}; nobody answers for it`,
    advice: `on ${node.name}: ip addr add ${address}/${length} dev ${dev} && ${announce(address, dev)}; then see what removed it (network manager restarted?)`,
    clears: `ip addr on ${node.name} shows ${address} again, or ${node.name} is MASTER no more`,
    evidence: cell.wire?.status === 'master' ? ['addr', 'wire'] : ['addr', 'log'],
  };
}
