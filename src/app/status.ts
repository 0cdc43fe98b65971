import { randomBytes } from 'node:crypto';
import type { Finding } from '../diagnose/finding.js';
import { diagnose } from '../diagnose/registry.js';
import { Redactor } from '../journal/redact.js';
import { LIVE_LIMITS } from '../model/cluster.js';
import type { Inventory } from '../model/input.js';
import { Monitor } from '../model/monitor.js';
import type { ClusterState } from '../model/state.js';
import type { Sink, Source } from '../sources/index.js';
import { Door } from './door.js';
import { PROGRAM } from './version.js';

const TICK_MS = 250;

export interface Look {
  state: ClusterState;
  /** What is wrong now. */
  findings: Finding[];
}

/** Looks at the cluster for `waitMs` and tells what was seen then; nothing is left running. */
export async function look(inventory: Inventory, open: (sink: Sink) => Source[], waitMs: number): Promise<Look> {
  const monitor = new Monitor({ live: true, limits: LIVE_LIMITS });
  let newest = 0;
  const door = new Door(new Redactor(randomBytes(16)), (input) => {
    newest = input.at;
    monitor.accept(input);
  });
  door.push({ kind: 'start', inventory, program: PROGRAM });
  const sources = open(door.push);
  for (const source of sources) source.start();
  const ticking = setInterval(() => door.push({ kind: 'tick' }), TICK_MS);
  await new Promise((done) => setTimeout(done, waitMs));
  clearInterval(ticking);
  door.push({ kind: 'tick' });
  const state = structuredClone(monitor.refresh(newest));
  await Promise.all(sources.map((s) => s.stop()));
  return { state, findings: diagnose(state).filter((f) => f.to === null) };
}
