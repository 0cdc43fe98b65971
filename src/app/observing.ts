import { randomBytes } from 'node:crypto';
import { Redactor } from '../journal/redact.js';
import { liveLimits } from '../model/cluster.js';
import { Fleet } from '../model/fleet.js';
import type { Inventory } from '../model/input.js';
import { Monitor } from '../model/monitor.js';
import type { ClusterState } from '../model/state.js';
import type { Sink, Source } from '../sources/index.js';
import { Door } from './door.js';
import { type Look, Roster } from './roster.js';
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

/** The same of several clusters. `states`, and `looks` with what is wrong, are as of now and in the order of `inventories`. */
export async function observingAll<T>(
  inventories: readonly Inventory[],
  open: (sink: Sink) => Source[],
  body: (watched: { push: Sink; states(): ClusterState[]; looks(): Look[] }) => Promise<T>,
): Promise<T> {
  const limits = liveLimits(inventories.length);
  const fleet = new Fleet((neighbours) => new Monitor({ live: true, limits, neighbours }));
  const roster = new Roster(fleet);
  let newest = 0;
  const door = new Door(new Redactor(randomBytes(16)), (input) => {
    newest = input.at;
    fleet.accept(input);
  });
  for (const inventory of inventories) door.push({ kind: 'start', inventory, program: PROGRAM });
  const sources = open(door.push);
  for (const source of sources) source.start();
  const stopTicking = door.startTicking();
  const each = <R>(give: (cluster: string) => R): R[] => {
    door.push({ kind: 'tick' });
    return inventories.map(({ cluster }) => give(cluster));
  };
  try {
    return await body({
      push: door.push,
      states: () => each((cluster) => fleet.member(cluster).refresh(newest)),
      looks: () => each((cluster) => roster.look(cluster, newest)),
    });
  } finally {
    stopTicking();
    await Promise.all(sources.map((s) => s.stop()));
  }
}
