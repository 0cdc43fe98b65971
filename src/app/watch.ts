import { randomBytes } from 'node:crypto';
import { Redactor } from '../journal/redact.js';
import { liveLimits } from '../model/cluster.js';
import { Fleet } from '../model/fleet.js';
import type { Inventory } from '../model/input.js';
import { Monitor } from '../model/monitor.js';
import { type Sink, type Source, scoped } from '../sources/index.js';
import type { Themes } from '../ui/own-themes.js';
import { Screen } from '../ui/screen.js';
import type { Effect } from '../views/apply-key.js';
import { type ExtraKey, initialUi } from '../views/ui-state.js';
import type { ActNode } from './act.js';
import { ActDialog } from './act-dialog.js';
import { Alarm, type AlarmOptions } from './alarm.js';
import { askCounters } from './ask-counters.js';
import { now } from './clock.js';
import { Door } from './door.js';
import { guardScreen } from './guard-screen.js';
import { Recorder, recordingName } from './recording.js';
import { Session } from './session.js';
import { PROGRAM } from './version.js';

/** A source that does not stop in this time is left to the end of the process, ms. */
const STOP_MS = 2000;

export interface WatchOptions {
  mode: 'live' | 'demo';
  /** Of each cluster; the first is shown. */
  inventories: readonly Inventory[];
  theme: string;
  themes: Themes;
  /** null: decided by the terminal. */
  ascii: boolean | null;
  /** Record from the start: into this file, or `true` for a name of ours. */
  record: string | true | null;
  /**
   * Makes the sources once the door is open and the first frame is drawn; loads them too, so that the frame need not
   * wait for them. `command` takes what an extra key asks for, in the cluster that is shown.
   */
  open(sink: Sink): Promise<{
    sources: Source[];
    /** Nodes that can be acted on. */
    nodes?: ActNode[];
    command?: (cluster: string, action: string, node: string) => void;
  }>;
  /** No action on any node. */
  readOnly?: boolean;
  alarm?: AlarmOptions;
  extraKeys?: ExtraKey[];
}

/**
 * Watches until the operator quits or a signal ends it. Whatever happens, the terminal is given back as it was; then
 * one line says where a recording is.
 * @returns the exit code.
 */
export async function watch(options: WatchOptions): Promise<number> {
  const screen = new Screen(options);
  const ui = initialUi({
    mode: options.mode,
    ascii: screen.ascii,
    theme: screen.theme,
    themes: screen.themes,
    extraKeys: options.extraKeys ?? [],
  });
  return guardScreen(screen, (leave, suspend) => {
    let command: ((cluster: string, action: string, node: string) => void) | undefined;
    let nodes: ActNode[] = [];
    const limits = liveLimits(options.inventories.length);
    const fleet = new Fleet((neighbours) => new Monitor({ live: true, limits, neighbours }));
    const session = new Session(
      fleet,
      screen,
      ui,
      (effect: Effect) => {
        if (effect.kind === 'quit') leave(0);
        else if (effect.kind === 'suspend') suspend();
        else if (effect.kind === 'extra') command?.(session.cluster, effect.action, effect.node);
        else if (effect.kind === 'act') actingOn(session.cluster).open(effect.node);
        else if (effect.kind === 'answer') actingOn(session.cluster).answer(effect.answer);
        else if (recorder.path === null) recorder.start(recordingName(now()), now());
        else recorder.stop();
      },
      ({ state, findings }) => {
        const { cluster } = state.inventory;
        const view = cluster === session.cluster ? session.ui.view : null;
        alarm.look(state, findings);
        askCounters(
          state,
          view,
          nodes.filter((n) => n.cluster === cluster),
        );
      },
    );
    const alarm = new Alarm(options.alarm ?? { bell: true, command: null }, {
      bell: () => screen.bell(),
      ui: () => session.ui,
      show: (change) => session.update(change),
    });
    const door = new Door(new Redactor(randomBytes(16)), (input) => session.accept(input));
    /** The actions on the nodes of each cluster. */
    const acting = new Map<string, ActDialog>();
    const actingOn = (cluster: string): ActDialog => {
      const known = acting.get(cluster);
      if (known !== undefined) return known;
      const dialog = new ActDialog({
        nodes: () => nodes.filter((n) => n.cluster === cluster),
        readOnly: options.readOnly ?? false,
        push: scoped(door.push, cluster),
        state: () => session.stateOf(cluster),
        shown: () => session.ui.dialog,
        show: (change) => session.update(change),
      });
      acting.set(cluster, dialog);
      return dialog;
    };
    const recorder = new Recorder(door, (change) => session.update(change));
    screen.onKey((key) => door.push({ kind: 'key', key }));
    screen.onResize(() => session.paint());
    for (const inventory of options.inventories) door.push({ kind: 'start', inventory, program: PROGRAM });
    session.paint();
    screen.onThemes((change) => session.update(change));
    if (options.record !== null) recorder.start(options.record === true ? recordingName(now()) : options.record, now());
    let sources: Source[] = [];
    const opening = options.open(door.push).then((opened) => {
      ({ sources, nodes = [], command } = opened);
      for (const source of sources) source.start();
    });
    const stopTicking = door.startTicking();
    return async () => {
      stopTicking();
      session.stop();
      alarm.stop();
      const stopped = Promise.all([...[...acting.values()].map((a) => a.stop()), opening]).then(() =>
        Promise.all(sources.map((s) => s.stop())),
      );
      await Promise.race([stopped, new Promise((late) => setTimeout(late, STOP_MS))]);
      for (const line of await recorder.end()) process.stdout.write(`${line}\n`);
    };
  });
}
