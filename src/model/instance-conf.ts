import type { KeepalivedConf, VrrpInstanceConf } from '../protocol/conf/types.js';
import type { ClusterState, VirtualRouter } from './state.js';

/** What keepalived.conf of `node` says of `router`; null = it was not read, or has no such instance. */
export function confOf(state: ClusterState, router: VirtualRouter, node: string): VrrpInstanceConf | null {
  const conf = state.nodes.get(node)?.conf;
  if (conf == null) return null;
  const byVrid = conf.instances.find((i) => i.vrid === router.vrid && (i.family ?? 'ipv4') === router.family);
  return byVrid ?? conf.instances.find((i) => i.name === router.cells.get(node)?.instance) ?? null;
}

/** A tracker of an instance with the weight that counts; 0 = its failure is FAULT. */
export interface TrackerWeight {
  name: string;
  weight: number;
}

/**
 * The scripts and interfaces that `instance` tracks. A weight written there wins over the script's own; keepalived sets
 * the weights of members of a sync group to 0 (vrrp.c, vrrp_complete_instance).
 */
export function weightsOf(conf: KeepalivedConf, instance: VrrpInstanceConf): TrackerWeight[] {
  const weigh = (w: number): number => (instance.syncGroup === null ? w : 0);
  return [
    ...instance.trackScripts.map((t) => ({
      name: t.name,
      weight: weigh(t.weight ?? conf.scripts.find((s) => s.name === t.name)?.weight ?? 0),
    })),
    ...instance.trackInterfaces.map((t) => ({ name: t.name, weight: weigh(t.weight ?? 0) })),
  ];
}
