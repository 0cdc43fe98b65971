import type { ClusterState, NodeState } from '../../model/state.js';

/** Why there is no configuration of that node. */
export function unreadReason(state: ClusterState, node: NodeState): string {
  if (!node.inInventory) return 'heard on the wire only; nobody told us to log in there';
  const own = [...state.sources.values()].filter((s) => s.node === node.name);
  const ssh = own.find((s) => s.kind === 'ssh') ?? own.find((s) => s.kind === 'addr');
  if (ssh === undefined) return 'no connection to it: only what was recorded, or the wire, tells of it';
  if (ssh.status === 'off') return `no connection to it${ssh.reason === '' ? '' : `: ${ssh.reason}`}`;
  if (ssh.status !== 'live') return `${ssh.status}${ssh.reason === '' ? '' : `: ${ssh.reason}`}`;
  const told = own.find((s) => s.reason.includes('configuration'))?.reason;
  return told ?? 'not read yet';
}
