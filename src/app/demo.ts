import { SIMULATED_INVENTORY, type SimCommand } from '../sources/simulator/lan.js';
import { createSimulator, type Simulator } from '../sources/simulator/simulator.js';
import type { ExtraKey } from '../views/ui-state.js';
import { now } from './clock.js';
import { type WatchOptions, watch } from './watch.js';

export type DemoOptions = Pick<WatchOptions, 'theme' | 'themes' | 'ascii' | 'record'> & {
  v3: boolean;
  nopreempt: boolean;
};

/** Long enough that the other node takes over, short enough to wait for. */
const HANG_SECONDS = 8;

const KEYS: ExtraKey[] = [
  { key: 's', label: 'stop/start', action: 'service' },
  { key: 'x', label: 'crash/power', action: 'power' },
  { key: 'c', label: 'cut/mend', action: 'cable' },
  { key: 'f', label: 'firewall', action: 'firewall' },
  { key: 'v', label: 'script', action: 'script' },
  { key: 'H', label: `hang ${HANG_SECONDS} s`, action: 'hang' },
];

/** The screen on two simulated routers; @returns the exit code. */
export function demo(options: DemoOptions): Promise<number> {
  return watch({
    ...options,
    mode: 'demo',
    inventories: [SIMULATED_INVENTORY],
    extraKeys: KEYS,
    async open(sink) {
      const simulator = createSimulator(
        { now, seed: Date.now() % 1_000_000, v3: options.v3, nopreempt: options.nopreempt },
        sink,
      );
      return { sources: [simulator], command: (_cluster, action, node) => operate(simulator, action, node) };
    },
  });
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
