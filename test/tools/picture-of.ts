import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Session } from '../../src/app/session.js';
import { JournalReader } from '../../src/journal/reader.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import { Fleet } from '../../src/model/fleet.js';
import type { Input } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import { withCharts } from '../../src/ui/charts.js';
import type { Line } from '../../src/views/text.js';
import { initialUi } from '../../src/views/ui-state.js';
import { svgOf } from '../ui/svg.js';

export interface PictureOptions {
  width: number;
  height: number;
  theme: string;
  /** `+SECONDS` from the begin of the recording, or a time in ISO 8601; '' is the end. */
  when: string;
  /** Pressed first. */
  keys: readonly string[];
}

/** All inputs of a recording but its keys, which may be packed with gzip; throws where it is none. */
export function recordedInputs(path: string): Input[] {
  const inputs: Input[] = [];
  const reader = new JournalReader((input) => {
    if (input.kind !== 'key') inputs.push(input);
  });
  const bytes = readFileSync(path);
  reader.push(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  reader.end();
  if (reader.error !== null) throw new Error(`${path}: ${reader.error}`);
  return inputs;
}

/** The screen at a moment of a recording, as SVG. */
export function pictureOf(inputs: readonly Input[], { width, height, theme, when, keys }: PictureOptions): string {
  const begin = inputs.find((i) => i.kind === 'tick')?.at ?? 0;
  const until =
    when === '' ? Number.POSITIVE_INFINITY : when.startsWith('+') ? begin + Number(when) * 1000 : Date.parse(when);
  if (Number.isNaN(until)) throw new Error(`${when}: expected +SECONDS or a time`);
  let rows: Line[] = [];
  const canvas = {
    size: { width, height },
    paint: (lines: Line[]) => {
      rows = lines;
    },
    setTheme: () => {},
    setMouse: () => {},
    copy: () => {},
  };
  const fleet = new Fleet((neighbours) => new Monitor({ live: true, limits: LIVE_LIMITS, neighbours }));
  const ui = initialUi({ mode: 'live', ascii: false, theme, themes: [theme] });
  const session = new Session(fleet, canvas, ui, () => {});
  let at = begin;
  for (const input of inputs) {
    if (input.at > until) break;
    at = Math.max(at, input.at);
    session.accept(input);
  }
  session.accept({ kind: 'tick', seq: 0, at });
  for (const key of keys) session.accept({ kind: 'key', key, seq: 0, at });
  session.paint();
  session.stop();
  return svgOf(withCharts(rows), { width, height }, theme);
}
