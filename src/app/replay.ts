import { liveLimits } from '../model/cluster.js';
import { Fleet } from '../model/fleet.js';
import type { Input } from '../model/input.js';
import { Monitor } from '../model/monitor.js';
import type { Themes } from '../ui/own-themes.js';
import { Screen } from '../ui/screen.js';
import { type ExtraKey, initialUi } from '../views/ui-state.js';
import { fileInputs } from './file-inputs.js';
import { guardScreen } from './guard-screen.js';
import { type InputFile, inspectInputs } from './input-file.js';
import type { OfflineOptions } from './offline.js';
import { readRecording } from './read-recording.js';
import { Session } from './session.js';

export interface ReplayOptions extends OfflineOptions {
  /** How many times faster than it happened. */
  speed: number;
  theme: string;
  themes: Themes;
  ascii: boolean | null;
}

const STEP_MS = 50;
const JUMP_MS = 60_000;
const KEYS: ExtraKey[] = [
  { key: '.', label: 'stop/go', action: 'hold', everywhere: true },
  { key: '>', label: 'faster', action: 'faster', everywhere: true },
  { key: '<', label: 'slower', action: 'slower', everywhere: true },
  { key: ']', label: '+1 min', action: 'forward', everywhere: true },
  { key: '[', label: '-1 min', action: 'back', everywhere: true },
];

/** Plays files on the screen; @returns the exit code, or what was wrong with the files. */
export async function replay(names: readonly string[], options: ReplayOptions): Promise<number | { message: string }> {
  const found = inspectInputs(names);
  if (!found.ok) return found;
  const recorded = found.files[0]!.kind === 'journal';
  const loaded = recorded ? journalInputs(found.files) : { inputs: fileInputs(found.files, options) };
  if ('message' in loaded) return loaded;
  const { inputs } = loaded;
  if (inputs.length === 0) return { message: 'nothing in it to play' };
  const limits = liveLimits(new Set(inputs.flatMap((i) => (i.kind === 'start' ? [i.inventory.cluster] : []))).size);
  const open = () => new Fleet((neighbours) => new Monitor({ live: recorded, limits, neighbours, ...options }));
  const screen = new Screen(options);
  const ui = initialUi({
    mode: 'replay',
    ascii: screen.ascii,
    theme: screen.theme,
    themes: screen.themes,
    extraKeys: KEYS,
  });
  return guardScreen(screen, (leave, suspend) => {
    let at = inputs[0]!.at;
    let next = 0;
    let { speed } = options;
    let held = false;
    let seq = 0;
    const session = new Session(open(), screen, ui, (effect) => {
      if (effect.kind === 'quit') leave(0);
      else if (effect.kind === 'suspend') suspend();
      else if (effect.kind === 'extra') control(effect.action);
    });
    /** Plays up to `until`; the time itself is an input too, where the files hold no ticks. */
    const advance = (until: number): void => {
      while (next < inputs.length && inputs[next]!.at <= until) session.accept(inputs[next++]!);
      at = until;
      session.accept({ kind: 'tick', seq: ++seq, at });
    };
    const control = (action: string): void => {
      if (action === 'hold') held = !held;
      else if (action === 'faster') speed = Math.min(speed * 2, 10_000);
      else if (action === 'slower') speed = Math.max(speed / 2, 1 / 64);
      else if (action === 'forward') advance(at + JUMP_MS);
      else {
        const target = Math.max(inputs[0]!.at, at - JUMP_MS);
        const fleet = open();
        for (next = 0; next < inputs.length && inputs[next]!.at <= target; next++) fleet.accept(inputs[next]!);
        at = target;
        session.resume(fleet, at);
      }
      session.update({
        notice: `${held ? 'stopped' : `${speed} x`}${next >= inputs.length ? ', end of the recording' : ''}`,
      });
    };
    screen.onKey((key) => session.accept({ kind: 'key', key, seq: ++seq, at }));
    screen.onResize(() => session.paint());
    advance(at);
    session.paint();
    screen.onThemes((change) => session.update(change));
    const playing = setInterval(() => {
      if (held || next >= inputs.length) return;
      advance(at + STEP_MS * speed);
      if (next >= inputs.length) session.update({ notice: 'end of the recording' });
    }, STEP_MS);
    return async () => {
      clearInterval(playing);
      session.stop();
    };
  });
}

/** All inputs of recordings, in the order of time, but the keys that were pressed: whoever replays presses their own. */
function journalInputs(files: readonly InputFile[]): { inputs: Input[] } | { message: string } {
  const inputs: Input[] = [];
  for (const file of files) {
    const error = readRecording(file.path, (input) => {
      if (input.kind !== 'key') inputs.push(input);
    });
    if (error !== null) return { message: error };
  }
  if (files.length > 1) inputs.sort((a, b) => a.at - b.at);
  return { inputs };
}
