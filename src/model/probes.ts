import { parseKeepalivedConf } from '../protocol/conf/parse.js';
import { parseCounters } from '../protocol/counters.js';
import { parseIpAddr } from '../protocol/ip-addr.js';
import { parseScriptFiles } from '../protocol/script-files.js';
import type { Cluster } from './cluster.js';
import { takeCounters } from './counters.js';
import type { Input } from './input.js';
import type { Emit } from './observation.js';

/** A node's clock that moved by more than this was set, ms. */
const CLOCK_MOVED_MS = 500;
/** Addresses are asked at least this often; a change is told at once where the node can (ms). */
const POLL_MS = 5000;

/**
 * Takes the answer to a probe into the cluster.
 * @returns the node's time zone when the probe told it, else null.
 */
export function takeProbe(cluster: Cluster, input: Input & { kind: 'probe' }, emit: Emit): string | null {
  const node = cluster.node(input.node);
  switch (input.probe) {
    case 'addr': {
      if (input.text === 'same') {
        if (node.heldAt !== null) node.heldAt = input.at;
        return null;
      }
      const result = parseIpAddr(input.text);
      if (!result.ok) return null;
      const held = new Set<string>();
      for (const i of result.interfaces) {
        for (const a of i.addresses) {
          held.add(a.address);
          const host = a.prefixLength === (a.family === 'ipv4' ? 32 : 128);
          if (!a.secondary && !host && i.name !== 'lo' && !cluster.isVirtual(a.address))
            cluster.setNodeAddress(input.node, a.address);
        }
      }
      const precisionMs = node.heldAt === null ? POLL_MS : Math.min(POLL_MS, Math.max(1, input.at - node.heldAt));
      const first = node.heldAt === null;
      const before = node.held;
      node.held = held;
      node.interfaces = result.interfaces;
      cluster.setAsked(input.node);
      node.heldAt = input.at;
      if (first) return null;
      const change = (kind: 'vip-held' | 'vip-released', address: string) => {
        if (!cluster.isVirtual(address)) return;
        node.heldChanged.set(address, input.at);
        emit({ kind, node: input.node, address, at: input.at, precisionMs, knownAt: input.at });
      };
      for (const address of held) if (!before.has(address)) change('vip-held', address);
      for (const address of before) if (!held.has(address)) change('vip-released', address);
      return null;
    }
    case 'config': {
      const conf = parseKeepalivedConf(input.text);
      node.conf = conf;
      node.confAt = input.at;
      cluster.setInstances(
        input.node,
        conf.instances.flatMap((i) =>
          i.vrid === null
            ? []
            : [
                {
                  name: i.name,
                  vrid: i.vrid,
                  family: i.family ?? 'ipv4',
                  vips: [...i.vips, ...i.excludedVips].map((v) => v.address),
                  priority: i.priority,
                  advertIntervalMs: i.advertIntervalMs,
                  version: i.version,
                  nopreempt: i.nopreempt,
                },
              ],
        ),
        input.at,
      );
      return null;
    }
    case 'version':
      node.version = /Keepalived v(\d+(?:\.\d+)+)/.exec(input.text)?.[1] ?? null;
      return null;
    case 'process': {
      const running = input.text.startsWith('running');
      if (node.running !== running)
        emit({ kind: 'process', node: input.node, running, at: input.at, precisionMs: 1000, knownAt: input.at });
      node.running = running;
      node.runningAt = input.at;
      return null;
    }
    case 'files':
      node.scriptFiles = parseScriptFiles(input.text);
      return null;
    case 'counters':
      node.counters = takeCounters(node.counters, parseCounters(input.text), input.at);
      return null;
    case 'clock': {
      const [seconds, zone] = input.text.trim().split(/\s+/);
      const at = Number(seconds) * 1000;
      if (Number.isFinite(at)) {
        const offset = at - input.at;
        if (node.clockOffsetMs === null || Math.abs(offset - node.clockOffsetMs) > CLOCK_MOVED_MS)
          node.clockOffsetSince = input.at;
        node.clockOffsetMs = offset;
      }
      return zone !== undefined && /^[+-]\d{4}$/.test(zone) ? zone : null;
    }
  }
}
