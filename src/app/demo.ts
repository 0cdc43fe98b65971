import { SIMULATED_INVENTORY, type SimCommand } from '../sources/simulator/lan.js';
import { createSimulator, type Simulator } from '../sources/simulator/simulator.js';
import { type Source, scoped } from '../sources/source.js';
import type { ExtraKey } from '../views/ui-state.js';
import { now } from './clock.js';
import { type WatchOptions, watch } from './watch.js';

export type DemoOptions = Pick<WatchOptions, 'theme' | 'themes' | 'ascii' | 'record'> & {
  v3: boolean;
  nopreempt: boolean;
  /** How many clusters, each on a LAN of its own; in several something happens now and then by itself. */
  clusters: number;
};

/** Long enough that the other node takes over, short enough to wait for. */
const HANG_SECONDS = 8;
/** Between the starts of two LANs; between two faults in all of them; until one is mended. */
const START_MS = 25;
const FAULT_MS = 4000;
const MEND_MS = 30_000;

const KEYS: ExtraKey[] = [
  { key: 's', label: 'stop/start', action: 'service' },
  { key: 'x', label: 'crash/power', action: 'power' },
  { key: 'c', label: 'cut/mend', action: 'cable' },
  { key: 'f', label: 'firewall', action: 'firewall' },
  { key: 'v', label: 'script', action: 'script' },
  { key: 'H', label: `hang ${HANG_SECONDS} s`, action: 'hang' },
];

/** The screen on two simulated routers, or on as many pairs of them as there are to be clusters; @returns the exit code. */
export function demo(options: DemoOptions): Promise<number> {
  const { v3, nopreempt } = options;
  const many = options.clusters > 1;
  const width = String(options.clusters).length;
  const names = Array.from({ length: options.clusters }, (_, i) => `shop${String(i + 1).padStart(width, '0')}`);
  const inventories = many ? names.map((cluster) => ({ ...SIMULATED_INVENTORY, cluster })) : [SIMULATED_INVENTORY];
  return watch({
    ...options,
    mode: 'demo',
    inventories,
    extraKeys: KEYS,
    async open(sink) {
      const seed = Date.now() % 1_000_000;
      const lans = new Map(
        inventories.map(({ cluster }, i) => [
          cluster,
          createSimulator({ now, seed: seed + i, v3, nopreempt, isYoung: many }, scoped(sink, cluster)),
        ]),
      );
      return {
        sources: many ? [startingOneByOne([...lans.values()])] : [...lans.values()],
        command(cluster, action, node) {
          const lan = lans.get(cluster);
          if (lan !== undefined) operate(lan, action, node);
        },
      };
    },
  });
}

/** All of them, started one after another so that the screen goes on meanwhile; then each few seconds a fault, mended later. */
function startingOneByOne(lans: readonly Simulator[]): Source {
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(Math.random() * of.length)];
  const fault = (): void => {
    later(FAULT_MS * (0.5 + Math.random()), fault);
    const [lan, node, key] = [pick(lans), pick(SIMULATED_INVENTORY.nodes), pick(KEYS)];
    if (lan === undefined || node === undefined || key === undefined) return;
    operate(lan, key.action, node.name);
    if (key.action !== 'hang') later(MEND_MS * (0.5 + Math.random()), () => operate(lan, key.action, node.name));
  };
  return {
    start() {
      for (const [i, lan] of lans.entries()) later(i * START_MS, () => lan.start());
      later(lans.length * START_MS + FAULT_MS, fault);
    },
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(lans.map((lan) => lan.stop()));
    },
  };
}

/** Each key undoes what it did. */
function operate(simulator: Simulator, action: string, node: string): void {
  const truth = simulator.truth().find((t) => t.node === node);
  if (truth === undefined) return;
  const either = (
    yes: boolean,
    a: Exclude<SimCommand['do'], 'hang'>,
    b: Exclude<SimCommand['do'], 'hang'>,
  ): SimCommand => ({
    node,
    do: yes ? a : b,
  });
  const commands: Record<string, SimCommand> = {
    service: either(truth.keepalived === 'stopped', 'start', 'stop'),
    power: either(truth.powered, 'crash', 'power-on'),
    cable: either(truth.plugged, 'cut', 'mend'),
    firewall: either(truth.deaf, 'allow', 'firewall'),
    script: either(truth.scriptOk, 'script-fail', 'script-ok'),
    hang: { node, do: 'hang', seconds: HANG_SECONDS },
  };
  const command = commands[action];
  if (command !== undefined) simulator.command(command);
}
