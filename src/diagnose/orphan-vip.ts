import type { Cell, ClusterState, NodeState, VirtualRouter } from '../model/state.js';
import type { Finding } from './finding.js';
import { addressRule, announce, ownsAddress, placeOf, tellsOf } from './held-addresses.js';
import { nameOf, seconds } from './mastership.js';

/** A virtual IP stayed on a node that is not MASTER: nobody there will ever remove it. */
export const orphanVip = addressRule('orphan-vip', { lines: ['state', 'stop', 'child-died'] }, findingsOf);

function findingsOf(state: ClusterState, router: VirtualRouter, cell: Cell, node: NodeState): Finding[] {
  if (!isOut(node, cell) || !tellsOf(state, node, router, cell.since)) return [];
  return router.vips
    .filter((vip) => node.held.has(vip.address) && !ownsAddress(state, router, cell, vip.address))
    .flatMap((vip) => {
      const place = placeOf(node, vip.address);
      // A real server behind LVS holds the address on lo on purpose.
      if (place !== null && /^(lo|dummy)/.test(place.dev)) return [];
      return [describe(state, router, cell, node, vip.address, place)];
    });
}

/**
 * It sends nothing for the virtual router, and by all that is known it should not. One that believes to be MASTER is
 * hung or not heard, which is another fault.
 */
function isOut(node: NodeState, cell: Cell): boolean {
  if (cell.wire?.status === 'master') return false;
  if (node.running === false || cell.state === 'STOPPED') return true;
  return (cell.state === 'BACKUP' || cell.state === 'FAULT') && cell.log !== null && cell.log.state !== 'MASTER';
}

function describe(
  state: ClusterState,
  router: VirtualRouter,
  cell: Cell,
  node: NodeState,
  address: string,
  place: { prefixed: string; dev: string } | null,
): Finding {
  const master = [...router.cells.values()].find((c) => c.state === 'MASTER');
  const gone = node.running === false || cell.state === 'STOPPED';
  const dev = place?.dev ?? 'DEV';
  const since = Math.max(cell.since, node.heldChanged.get(address) ?? cell.since);
  const beside = master === undefined ? 'nobody is MASTER' : `${master.node} is MASTER`;
  const then =
    master === undefined
      ? ''
      : `, then on ${master.node}: ${announce(address, deviceOn(state, master.node, address, dev))}`;
  return {
    rule: 'orphan-vip',
    key: `${router.id}/${node.name}/${address}`,
    severity: 'critical',
    router: router.id,
    nodes: [node.name],
    since,
    to: null,
    summary: `${nameOf(router)}: ${node.name} has held ${address} for ${seconds(state.now - since)} though ${gone ? 'its keepalived does not run' : `it is ${cell.state}`}; ${beside}`,
    advice: `on ${node.name}: ip addr del ${place?.prefixed ?? address} dev ${dev}${then}`,
    clears: `ip addr on ${node.name} shows no ${address} any more, or ${node.name} is MASTER`,
    evidence: cell.log === null ? ['addr'] : ['addr', 'log'],
  };
}

function deviceOn(state: ClusterState, name: string, address: string, otherwise: string): string {
  const node = state.nodes.get(name);
  return (node === undefined ? null : placeOf(node, address)?.dev) ?? otherwise;
}
