import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import { columnStart, columnsFor } from '../../src/views/lane.js';
import { axis } from '../../src/views/timeline/axis.js';
import { spanOf, windowEnd } from '../../src/views/timeline/window.js';
import { SPANS_MS, type UiState } from '../../src/views/ui-state.js';
import { drawText, ui } from './draw.js';
import { golden } from './golden.js';
import { SCENES } from './scenes.js';
import { ago, cluster, type Made, NOW } from './states.js';
import { VIEW_SCENES } from './view-scenes.js';

const scene = (name: string): Made => (VIEW_SCENES[name] ?? SCENES[name])!();
const look = (more: Partial<UiState> = {}): UiState => ui({ view: 'timeline', ...more });
const press = (start: UiState, made: Made, ...keys: string[]): UiState =>
  keys.reduce((now, key) => applyKey(now, key, made.state, made.findings).ui, start);
const text = (made: Made, more: Partial<UiState>, width = 110, height = 36): string =>
  drawText(made, width, height, look(more));

describe('timeline view', () => {
  for (const name of ['firewall', 'crash', 'flapping', 'nopreempt', 'script', 'empty']) {
    it.each([
      [80, 24],
      [110, 36],
      [200, 60],
    ] as const)(`${name} at %ix%i`, (width, height) =>
      golden(`timeline-${name}-${width}x${height}`, text(scene(name), { spanMs: 300_000 }, width, height)),
    );
  }
  it('in ASCII with a cursor', () =>
    golden('timeline-ascii', text(scene('crash'), { ascii: true, spanMs: 60_000, cursorAt: ago(17) }, 80, 24)));

  // 3609 ms = 3 x 1 s + (256 - 90)/256 s less the rest of the last interval, as the scene has it.
  it.each([
    ['what each lane was', { cursorAt: ago(100) }, /vi_w +db201 +■ MASTER +for 2h11m .*BACKUP|vi_w +db201 +■ MASTER/],
    ['where it goes next', { cursorAt: ago(17) }, /db202 +□ BACKUP .*→ MASTER in 2000 ms/],
    [
      'how long nobody was MASTER',
      { cursorAt: ago(17) },
      /nobody was MASTER for 3609 ms +21:18:20\.79 to 21:18:24\.40/,
    ],
    ['the moment', { cursorAt: ago(17) }, /At 21:18:22\.40 UTC, 17s ago/],
    ['events before and after', { cursorAt: ago(17) }, /21:18:24\.40 +\+2000 ms +vi_w +db202/],
    ['gaps under the lanes', {}, /0 none 3609 ms/],
    ['findings above the lanes', { spanMs: 30_000 }, /findings +W─+/],
    ['that it follows', {}, /Now, following/],
  ] satisfies [string, Partial<UiState>, RegExp][])('tells %s', (_, more, expected) =>
    expect(text(scene('crash'), more)).toMatch(expected),
  );

  it('tells two masters with their time, and the cause and evidence of each', () => {
    const shown = text(scene('firewall'), {}, 160);
    expect(shown).toMatch(/2 two were MASTER for 12\.0 s +21:18:27\.40 until now/);
    expect(shown).toMatch(/db202 +■ MASTER +for 12s +21:18:27\.40 +wire log +BACKUP → MASTER timeout/);
  });

  it('tells how unsure a time is', () => {
    const made = scene('crash');
    for (const t of made.state.routers[0]?.cells.get('db202')?.transitions ?? []) t.precisionMs = 1000;
    expect(text(made, {}, 200, 60)).toContain('21:18:24.40 ±1.0 s');
  });
});

describe('keys of the timeline', () => {
  const made = scene('crash');
  it.each([
    ['a step back', ['left'], ago(6)],
    ['a tenth back', ['H'], ago(60)],
    ['a span back', ['pageup'], ago(600)],
    ['back and forth', ['left', 'left', 'right'], ago(6)],
    ['back to now', ['left', 'right'], null],
    ['the last event', ['E'], ago(15)],
    ['the event before', ['E', 'E'], ago(7980)],
    ['an event forth', ['E', 'E', 'e'], ago(15)],
    ['no event behind the last', ['E', 'e'], ago(15)],
    ['the last finding', ['N'], ago(10)],
    ['a finding forth', ['H', 'n'], ago(10)],
    ['the oldest known', ['g'], ago(9000)],
    ['no further back', ['g', 'pageup'], ago(9000)],
    ['follow', ['H', 'H', 'G'], null],
    ['follow by End', ['H', 'end'], null],
  ] satisfies [string, string[], number | null][])('%s: %j', (_, keys, at) =>
    expect(press(look(), made, ...keys).cursorAt).toBe(at),
  );

  it('selects lanes', () => {
    expect(press(look(), made, 'down', 'down').selected.timeline).toBe(2);
    expect(press(look(), made, ...Array(9).fill('j')).selected.timeline).toBe(3);
    expect(press(look(), made, 'up').selected.timeline).toBe(0);
  });

  it('opens from the overview at the last move, at an event, and on now', () => {
    const vips = press(ui({ focus: 'vips' }), made, 'enter');
    expect(vips).toMatchObject({ view: 'timeline', cursorAt: ago(15), selected: { timeline: 0 } });
    expect(press(ui({ focus: 'vips' }), made, 'down', 'enter')).toMatchObject({ selected: { timeline: 2 } });
    expect(press(ui(), made, 'down', 'enter')).toMatchObject({ view: 'timeline', cursorAt: ago(15) });
    expect(press(ui({ focus: 'timeline' }), made, 'enter')).toMatchObject({ view: 'timeline', cursorAt: null });
    const none = cluster({});
    for (const focus of ['vips', 'nodes', 'findings', 'timeline', 'events'] as const)
      expect(drawText(none, 80, 24, press(ui({ focus }), none, 'enter'))).toContain('vrrptop');
  });

  it('keeps the cursor in sight wherever it goes and whatever the span', () => {
    const key = fc.constantFrom(
      'left',
      'right',
      'H',
      'L',
      'pageup',
      'pagedown',
      'e',
      'E',
      'n',
      'N',
      'g',
      'G',
      '+',
      '-',
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
        const now = press(look(), made, ...keys);
        const end = windowEnd(now, made.state);
        expect(end).toBeLessThanOrEqual(NOW);
        if (now.cursorAt === null) {
          expect(end).toBe(NOW);
          return;
        }
        expect(now.cursorAt).toBeLessThan(NOW);
        expect(end - now.cursorAt).toBeGreaterThanOrEqual(0);
        expect(end - now.cursorAt).toBeLessThanOrEqual(spanOf(now, made.state));
      }),
    );
  });

  it('follows when a replay went back before it', () => {
    const early = scene('crash');
    early.state.now = ago(50);
    const past = look({ cursorAt: ago(17), windowEnd: NOW });
    expect(drawText(early, 110, 36, past)).toContain('Now, following');
    expect(windowEnd(past, early.state)).toBe(ago(50));
    expect(press(past, early, 'left').cursorAt).toBe(ago(56));
  });

  it('stays where it is while time passes, and follows when told to', () => {
    const stopped = press(look(), made, 'H');
    const later = { ...made.state, now: NOW + 60_000 };
    expect(windowEnd(stopped, later)).toBe(windowEnd(stopped, made.state));
    expect(windowEnd(look(), later)).toBe(NOW + 60_000);
  });

  it('looks back as far as anything is known, a minute at least and ten at most, until a span is chosen', () => {
    const known = (seconds: number) => {
      const state = { ...cluster({}).state, startedAt: NOW - seconds * 1000 };
      return spanOf(look(), state);
    };
    expect([0, 59, 61, 200, 301, 4000].map(known)).toEqual([60_000, 60_000, 120_000, 300_000, 600_000, 600_000]);
    expect(spanOf(look({ spanMs: 30_000 }), made.state)).toBe(30_000);
  });
});

describe('the axis', () => {
  it.each(SPANS_MS)('names round times under their columns over %i ms', (spanMs) => {
    for (const count of [40, 66, 180]) {
      const columns = columnsFor(NOW, spanMs, count);
      const said = axis(columns);
      expect(said).toHaveLength(count);
      const labels = [...said.matchAll(/\S+/g)].map((m) => ({ at: m.index, text: m[0] }));
      expect(labels.length, said).toBeGreaterThanOrEqual(2);
      for (const { at, text: label } of labels) {
        const from = columnStart(columns, at);
        const iso = (ms: number): string => new Date(ms).toISOString();
        // The named time is the first of its kind at or after the column's begin, and lies within the column.
        const day = label.includes('-')
          ? `2026-${label}T00:00:00Z`
          : `${iso(from + columns.bucketMs - 1).slice(0, 10)}T${label.padEnd(8, ':00')}Z`;
        expect(Date.parse(day)).toBeGreaterThanOrEqual(from);
        expect(Date.parse(day)).toBeLessThan(from + columns.bucketMs);
      }
    }
  });
});
