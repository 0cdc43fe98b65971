import type { NodeState } from './state.js';

/** A node of which nothing is known but its name. */
export function newNode(name: string): NodeState {
  return {
    name,
    addresses: [],
    inInventory: false,
    version: null,
    running: null,
    runningAt: null,
    held: new Set(),
    heldAt: null,
    heldChanged: new Map(),
    interfaces: [],
    lines: new Map(),
    troubles: [],
    down: null,
    startedAt: null,
    conf: null,
    scriptFiles: null,
    counters: null,
    confAt: null,
    clockOffsetMs: null,
    clockOffsetSince: null,
  };
}
