import { randomBytes } from 'node:crypto';
import { Redactor } from '../journal/redact.js';
import { liveLimits } from '../model/cluster.js';
import { Fleet } from '../model/fleet.js';
import type { Inventory } from '../model/input.js';
import { Monitor } from '../model/monitor.js';
import type { ClusterState } from '../model/state.js';
import type { Sink, Source } from '../sources/index.js';
import { Door } from './door.js';
import { PROGRAM } from './version.js';

/** A cluster that is being looked at without a screen. */
export interface Watched {
  push: Sink;
  /** The state as of now; it goes on changing. */
  state(): ClusterState;
}

/** Looks at a cluster for as long as `body` takes; nothing is left running. @returns what `body` gives. */
export const observing = <T>(
  inventory: Inventory,
  open: (sink: Sink) => Source[],
  body: (watched: Watched) => Promise<T>,
): Promise<T> => observingAll([inventory], open, ({ push, states }) => body({ push, state: () => states()[0]! }));

/** The same of several clusters. `states` are in the order of `inventories`. */
export async function observingAll<T>(
  inventories: readonly Inventory[],
  open: (sink: Sink) => Source[],
  body: (watched: { push: Sink; states(): ClusterState[] }) => Promise<T>,
): Promise<T> {
  const limits = liveLimits(inventories.length);
  const fleet = new Fleet((neighbours) => new Monitor({ live: true, limits, neighbours }));
  let newest = 0;
  const door = new Door(new Redactor(randomBytes(16)), (input) => {
    newest = input.at;
    fleet.accept(input);
  });
  for (const inventory of inventories) door.push({ kind: 'start', inventory, program: PROGRAM });
  const sources = open(door.push);
  for (const source of sources) source.start();
  const stopTicking = door.startTicking();
  try {
    return await body({
      push: door.push,
      states() {
        door.push({ kind: 'tick' });
        return inventories.map(({ cluster }) => fleet.member(cluster).refresh(newest));
      },
    });
  } finally {
    stopTicking();
    await Promise.all(sources.map((s) => s.stop()));
  }
}
