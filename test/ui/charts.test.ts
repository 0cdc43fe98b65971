import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withCharts } from '../../src/ui/charts.js';
import { Screen } from '../../src/ui/screen.js';
import { lineChart, sparkline } from '../../src/views/chart.js';
import { screenRows } from '../../src/views/screen-rows.js';
import { lineWidth } from '../../src/views/table.js';
import { type Line, plain, ROLES } from '../../src/views/text.js';
import type { UiState } from '../../src/views/ui-state.js';
import { draw, drawText, ui } from '../views/draw.js';
import { golden } from '../views/golden.js';
import { idle, type Made } from '../views/states.js';
import { beat, withRhythm } from '../views/tails.js';
import { FakeTty } from './fake-tty.js';

const open: Screen[] = [];
afterEach(() => {
  for (const screen of open.splice(0)) screen.destroy();
});
function screenOn(tty: FakeTty, LANG = 'C.UTF-8'): Screen {
  const env = { TERM: 'xterm-256color', LANG };
  const screen = new Screen({ theme: 'dark', ascii: null, input: tty.input, output: tty.output, env });
  open.push(screen);
  return screen;
}
const isLoaded = (): boolean =>
  Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('blessed-contrib'));

describe('the first chart', () => {
  it('comes a moment after its frame, and costs nothing before', async () => {
    const tty = new FakeTty(110, 36);
    const screen = screenOn(tty);
    screen.paint(draw({ ...withRhythm(), findings: [] }, 80, 24));
    expect(isLoaded()).toBe(false);
    const rows = draw(withRhythm(), 110, 36);
    screen.paint(rows);
    expect(isLoaded()).toBe(false);
    const before = await tty.text();
    expect(before.find((line) => line.includes('jitter 7 ms'))).not.toContain('=');
    await new Promise((done) => setTimeout(done, 400));
    expect(isLoaded()).toBe(true);
    expect(await tty.text()).toEqual(withCharts(rows).map((row) => plain(row).trimEnd()));
  });
});

describe('charts', () => {
  beforeAll(() => void withCharts([[sparkline([0], 'ok', false)]]));

  // Unicode's block elements, U+2581 for the first eighth to U+2588 for all.
  it('a sparkline has a block for each level, and nothing where nothing is known', () => {
    const [row = []] = withCharts([[sparkline([0, 1, 2, 3, 4, 5, 6, 7, null, 3], 'ok', false)]]);
    expect(row).toEqual([{ text: '▁▂▃▄▅▆▇█ ▄', role: 'ok' }]);
    expect(withCharts([[sparkline([3, 3, 3], 'ok', false)]]).map(plain)).toEqual(['▄▄▄']);
    expect(sparkline([0, 3, 7, null], 'ok', true)).toEqual({ text: '_=# ', role: 'ok' });
  });

  it('have the size of what they stand for, whatever is drawn', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 120 }),
        fc.integer({ min: 4, max: 20 }),
        fc.array(value, { maxLength: 130 }),
        fc.double({ min: 0.01, max: 1e5, noNaN: true }),
        (width, height, values, max) => {
          const step = max / 4;
          const places = width - 6;
          const series = [
            { values: [...values, ...new Array<null>(places).fill(null)].slice(0, places), role: 'accent' as const },
          ];
          const rows = lineChart({ kind: 'line', width, height, series, max, step, every: 20 }, false);
          const shown = withCharts(rows);
          expect(rows.map(lineWidth)).toEqual(new Array(height).fill(width));
          expect(shown.map(lineWidth)).toEqual(new Array(height).fill(width));
          for (const s of shown.flat()) expect(ROLES).toContain(s.role);
          expect(shown.map(plain).join('')).not.toMatch(/[\p{Cc}\p{Cf}]|undefined|NaN/u);
        },
      ),
      { numRuns: 60 },
    );
  });

  const LOOKS: [string, number, number, Partial<UiState>][] = [
    ['pulse-110x36', 110, 36, {}],
    ['pulse-200x60', 200, 60, {}],
    ['pulse-focus-80x24', 80, 24, { focus: 'pulse' }],
    ['pulse-zoomed-80x24', 80, 24, { focus: 'pulse', zoomed: true }],
    ['packets-chart-80x24', 80, 24, { view: 'packets', packets: { ...ui().packets, hasChart: true } }],
    ['packets-chart-110x36', 110, 36, { view: 'packets', packets: { ...ui().packets, hasChart: true } }],
    ['packets-chart-200x60', 200, 60, { view: 'packets', packets: { ...ui().packets, hasChart: true } }],
  ];
  it.each(LOOKS)('%s on a terminal', async (name, width, height, look) => {
    const tty = new FakeTty(width, height);
    screenOn(tty).paint(draw(withRhythm(), width, height, look));
    golden(`chart-${name}`, `${(await tty.text()).join('\n')}\n`);
  });
  it.each(LOOKS)('%s in ASCII', async (name, width, height, look) => {
    const text = drawText(withRhythm(), width, height, { ...look, ascii: true });
    expect(text).toMatch(/^[ -~\n]*$/);
    const tty = new FakeTty(width, height);
    screenOn(tty, 'C').paint(draw(withRhythm(), width, height, { ...look, ascii: true }));
    expect(`${(await tty.text()).join('\n')}\n`).toBe(text);
    if (name.endsWith('80x24')) golden(`chart-${name}-ascii`, text);
  });

  it('write nothing while they stay the same, and in the colours of their roles', async () => {
    const tty = new FakeTty(200, 60);
    const screen = screenOn(tty);
    screen.paint(draw(withRhythm(), 200, 60));
    await tty.settled();
    const cell = (x: number, y: number) => tty.emulator.buffer.active.getLine(y)?.getCell(x);
    const rows = (await tty.text()).map((line) => [...line]);
    const drawnAt = rows.findIndex((line) => line.some((c) => c >= '\u2800' && c <= '\u28ff'));
    const blocks = rows.findIndex((line) => line.includes('▄'));
    const role = (name: string) => rolesOf(withCharts(draw(withRhythm(), 200, 60)), name);
    expect(drawnAt).toBeGreaterThan(0);
    expect(cell(rows[blocks]!.indexOf('▄'), blocks)?.getFgColor()).toBe(77);
    expect(role('fault')).toMatch(/[\u2801-\u28ff]{20}/);
    expect(role('accent')).toMatch(/[\u2801-\u28ff]/);
    await tty.bytes();
    screen.paint(draw(withRhythm(), 200, 60));
    expect(await tty.bytes()).toBe(0);
  });

  it.each([
    [120, 40, 300],
    [200, 60, 600],
  ])('at %ix%i an idle cluster costs at most %i bytes a second', async (width, height, most) => {
    const tty = new FakeTty(width, height);
    const screen = screenOn(tty);
    const made: Made = withRhythm();
    const now = made.state.now;
    const look = ui();
    const paint = (): void => screen.paint(screenRows({ ...made, ui: look }, screen.size));
    paint();
    await tty.bytes();
    const seconds = 60;
    for (let i = 1; i <= seconds; i++) {
      idle(made.state, 1000);
      // A few ms of jitter, as real timers have it.
      const late = ((i * 37) % 11) / 1000;
      const age = (now - made.state.now) / 1000;
      beat(made.state.tail, 'vi_w', [age + 0.4 - late]);
      beat(made.state.tail, 'vi_r', [age + 0.2 - late]);
      paint();
      await tty.settled();
    }
    const cost = (await tty.bytes()) / seconds;
    expect(cost).toBeGreaterThan(10);
    expect(cost).toBeLessThanOrEqual(most);
  });
});

const rolesOf = (rows: Line[], role: string): string =>
  rows
    .flat()
    .filter((s) => s.role === role)
    .map((s) => s.text)
    .join('');
