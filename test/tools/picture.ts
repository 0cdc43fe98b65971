// A picture of the real screen, out of a recording:
//   npm run --silent picture -- RECORDING WIDTHxHEIGHT THEME [+SECONDS | TIME] [KEY…] > picture.svg
// +SECONDS counts from the begin of the recording, TIME is ISO 8601; the end where neither is given. Keys are pressed first.

import { diagnose } from '../../src/diagnose/registry.js';
import { JournalReader } from '../../src/journal/reader.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import type { Input } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import { readFileChunks } from '../../src/sources/read-file-chunks.js';
import { applyKey } from '../../src/views/apply-key.js';
import { screenRows } from '../../src/views/screen-rows.js';
import { initialUi } from '../../src/views/ui-state.js';
import { svgOf } from '../ui/svg.js';

const [path, dimensions, theme = 'dark', when = '', ...keys] = process.argv.slice(2);
const size = /^(\d+)x(\d+)$/.exec(dimensions ?? '');
if (path === undefined || size === null) throw new Error('RECORDING WIDTHxHEIGHT THEME [+SECONDS | TIME] [KEY…]');
const [width, height] = [Number(size[1]), Number(size[2])];

const inputs: Input[] = [];
const reader = new JournalReader((input) => inputs.push(input));
readFileChunks(path, (bytes) => reader.push(bytes));
reader.end();
if (reader.error !== null) throw new Error(reader.error);
const begin = inputs.find((i) => i.kind === 'tick')?.at ?? 0;
const until =
  when === '' ? Number.POSITIVE_INFINITY : when.startsWith('+') ? begin + Number(when) * 1000 : Date.parse(when);

const monitor = new Monitor({ live: true, limits: LIVE_LIMITS });
let at = begin;
for (const input of inputs) {
  if (input.at > until) break;
  at = Math.max(at, input.at);
  monitor.accept(input);
}
const state = monitor.refresh(at);
const findings = diagnose(state);
let ui = initialUi({ mode: 'live', ascii: false, theme, themes: [theme] });
for (const key of keys) ({ ui } = applyKey(ui, key, state, findings));
process.stdout.write(svgOf(screenRows({ state, findings, ui }, { width, height }), { width, height }, theme));
