// A picture of the real screen, out of a recording:
//   npm run --silent picture -- RECORDING WIDTHxHEIGHT THEME [+SECONDS | TIME] [KEY…] > picture.svg
// +SECONDS counts from the begin of the recording, TIME is ISO 8601; the end where neither is given. Keys are pressed first.

import { readRecording } from '../../src/app/read-recording.js';
import { Session } from '../../src/app/session.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import { Fleet } from '../../src/model/fleet.js';
import type { Input } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import { withCharts } from '../../src/ui/charts.js';
import type { Line } from '../../src/views/text.js';
import { initialUi } from '../../src/views/ui-state.js';
import { svgOf } from '../ui/svg.js';

const [path, dimensions, theme = 'dark', when = '', ...keys] = process.argv.slice(2);
const size = /^(\d+)x(\d+)$/.exec(dimensions ?? '');
if (path === undefined || size === null) throw new Error('RECORDING WIDTHxHEIGHT THEME [+SECONDS | TIME] [KEY…]');
const [width, height] = [Number(size[1]), Number(size[2])];

const inputs: Input[] = [];
const error = readRecording(path, (input) => {
  if (input.kind !== 'key') inputs.push(input);
});
if (error !== null) throw new Error(error);
const begin = inputs.find((i) => i.kind === 'tick')?.at ?? 0;
const until =
  when === '' ? Number.POSITIVE_INFINITY : when.startsWith('+') ? begin + Number(when) * 1000 : Date.parse(when);

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
process.stdout.write(svgOf(withCharts(rows), { width, height }, theme));
