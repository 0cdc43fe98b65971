import { syslogLine } from '../../src/sources/simulator/texts.js';
import type { Rig } from './rig.js';

const START = Date.parse('2026-11-22T12:00:00Z');

/** A line of keepalived's parent or of systemd in the node's log. */
export function says(rig: Rig, node: string, at: number, ident: string, message: string): Rig {
  const line = syslogLine(START + at * 1000, node, ident, 801, message);
  return rig.input(at, { kind: 'log', source: `log:${node}`, node, bytes: Buffer.from(line) });
}

/** What a probe saw of keepalived's process. */
export function runs(rig: Rig, node: string, at: number, running: boolean): Rig {
  return rig.input(at, {
    kind: 'probe',
    source: `ssh:${node}`,
    node,
    probe: 'process',
    text: running ? 'running 801' : 'stopped',
  });
}

/** A stop on purpose, as 2.2.7 writes it. */
export function stops(rig: Rig, node: string, at: number): Rig {
  says(rig, node, at, 'Keepalived', 'Stopping');
  rig.logs(node, at + 1, 'Stopped - used (self/children) 0.1/0.1 user time, 0.1/0.1 system time');
  says(rig, node, at + 1, 'Keepalived', 'Stopped Keepalived v2.2.7 (01/16,2022)');
  return runs(rig, node, at + 1.5, false);
}

export function starts(rig: Rig, node: string, at: number): Rig {
  says(rig, node, at, 'Keepalived', 'Starting Keepalived v2.2.7 (01/16,2022)');
  says(rig, node, at, 'Keepalived', 'Starting VRRP child process, pid=812');
  rig.logs(node, at + 0.1, '(vi_w) Entering BACKUP STATE (init)');
  return runs(rig, node, at + 0.5, true);
}

/** The node's addresses are asked from now on. */
export function asks(rig: Rig, ...nodes: string[]): Rig {
  for (const node of nodes)
    rig.input(0, { kind: 'health', source: `addr:${node}`, node, status: 'live', reason: 'changes are streamed' });
  return rig;
}
