import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import { KEY_TABLE, keysOf } from '../../src/views/keys.js';
import { PANELS } from '../../src/views/registry.js';
import { plain } from '../../src/views/text.js';
import { NUMBERED, SPANS_MS, type UiState, type ViewId } from '../../src/views/ui-state.js';
import { draw, drawText, ui } from './draw.js';
import { event, SCENES } from './scenes.js';
import { cluster, type Made } from './states.js';

const VIEWS: ViewId[] = [...NUMBERED.map((v) => v.view), 'help'];
const press = (start: UiState, made: Made, ...keys: string[]): UiState =>
  keys.reduce((now, key) => applyKey(now, key, made.state, made.findings).ui, start);
const healthy = (): Made => SCENES.healthy!();

describe('the key table', () => {
  it.each(VIEWS)('gives each key one meaning in %s', (view) => {
    const keys = keysOf(view, true).flatMap((row) => row.keys);
    expect(keys.length).toBeGreaterThan(4);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(NUMBERED)('says each key of $view in its help, and only keys that do something', ({ view }) => {
    const many = true;
    const help = drawText(healthy(), 120, 40, { view: 'help', helpOn: view, many });
    const spoken = (key: string): string =>
      ({
        left: '←',
        right: '→',
        up: '↑',
        down: '↓',
        pageup: 'PgUp',
        pagedown: 'PgDn',
        tab: 'Tab',
        'S-tab': 'S-Tab',
        escape: 'Esc',
        space: 'Space',
        enter: 'Enter',
        'S-left': 'S-←',
        'S-right': 'S-→',
        'C-z': 'Ctrl-Z',
      })[key] ?? key;
    for (const row of keysOf(view, many)) expect(help, row.action).toContain(` ${spoken(row.keys[0] ?? '')} `);
  });

  it('has a help short enough for 80 columns, label and help on each first row', () => {
    for (const row of KEY_TABLE.filter((r) => !r.second)) {
      expect(row.label).not.toBe('');
      expect(row.help.length, row.help).toBeLessThanOrEqual(27);
    }
    expect(KEY_TABLE[0]?.second).toBe(false);
  });

  it.each(NUMBERED)('$key shows $view from everywhere, and the footer names it', ({ key, view, name, short }) => {
    const many = true;
    for (const from of VIEWS) expect(press(ui({ view: from, many }), healthy(), key).view).toBe(view);
    const footer = drawText(healthy(), 160, 24, { view, many }).trimEnd().split('\n').at(-1);
    expect(footer).toMatch(new RegExp(`${key} ?(${name}|${short})`));
  });
});

it('with one cluster there is no list of clusters, and no key that speaks of it', () => {
  for (const key of ['0', 'J', 'K']) expect(press(ui(), healthy(), key)).toEqual(ui());
  expect(press(ui(), healthy(), 'escape').view).toBe('overview');
  for (const view of ['overview', 'help'] as const)
    expect(drawText(healthy(), 200, 60, { view })).not.toMatch(/[Cc]lusters/);
});

describe('applyKey', () => {
  it.each([
    ['q', 'quit'],
    ['C-c', 'quit'],
    ['R', 'record'],
  ])('%s is the effect %s', (key, kind) => {
    const { state, findings } = healthy();
    expect(applyKey(ui(), key, state, findings)).toEqual({ ui: ui(), effect: { kind } });
  });

  it.each([
    ['?', { view: 'help' }],
    ['p', { frozen: true }],
    ['space', { frozen: true }],
    ['z', { zoomed: true }],
    ['t', { theme: 'light', notice: 'theme light' }],
    ['+', { spanMs: 30 * 60_000 }],
    ['-', { spanMs: 5 * 60_000 }],
    ['tab', { focus: 'vips' }],
    ['S-tab', { focus: 'pulse' }],
    ['right', { selected: { vips: 0, nodes: 1, findings: 0, timeline: 0, pulse: 0 } }],
    ['l', { selected: { vips: 0, nodes: 1, findings: 0, timeline: 0, pulse: 0 } }],
    ['left', {}],
    ['down', { selectedEvent: 6 }],
    ['k', {}],
    ['G', { selectedEvent: 0 }],
    ['pagedown', { selectedEvent: 0 }],
    ['F99', {}],
  ] satisfies [string, Partial<UiState>][])('%s changes %j', (key, change) => {
    expect(press(ui(), healthy(), key)).toEqual(ui(change));
  });

  it.each([
    ['help', ['?', '?']],
    ['help by Esc', ['?', 'escape']],
    ['zoom', ['z', 'z']],
    ['zoom by Esc', ['z', 'escape']],
    ['freeze', ['p', 'space']],
    ['panels all around', Array(PANELS.length).fill('tab')],
    ['themes all around', ['t', 't', 'F99']],
    ['events', ['down', 'down', 'pageup']],
    ['events by Esc', ['G', 'escape']],
  ])('comes back: %s', (_, keys) => expect(press(ui(), healthy(), ...keys)).toEqual(ui()));

  it('stays within the spans and the rows', () => {
    expect(press(ui(), healthy(), ...Array(30).fill('+')).spanMs).toBe(SPANS_MS.at(-1));
    expect(press(ui(), healthy(), ...Array(30).fill('-')).spanMs).toBe(SPANS_MS[0]);
    expect(press(ui(), healthy(), ...Array(30).fill('right')).selected.nodes).toBe(1);
  });

  it('does not act in the help on keys of the overview', () => {
    expect(press(ui({ view: 'help' }), healthy(), 'z', 'right', 'p')).toEqual(ui({ view: 'help' }));
  });

  it('moves without items, too', () => {
    const none = cluster({});
    const moved = press(ui(), none, 'down', 'G', 'right', 'tab', 'down', 'tab', 'G', 'tab', 'pagedown');
    expect(draw(none, 80, 24, moved)).toHaveLength(24);
    expect(Object.values(moved.selected)).toEqual([0, 0, 0, 0, 0]);
  });

  it('keeps the selected event when newer ones come', () => {
    const made = healthy();
    const chosen = press(ui(), made, 'down', 'down');
    const marked = (m: Made): string | undefined =>
      draw(m, 120, 40, chosen)
        .map(plain)
        .find((l) => l.includes('▸2'));
    const before = marked(made);
    expect(before).toContain('3.60 s without a master');
    made.state.events.push(event(0, 'later'), event(0, 'later still'));
    expect(marked(made)).toBe(before);
  });

  const demo = ui({ mode: 'demo', extraKeys: [{ key: 'c', label: 'cut/mend', action: 'cable' }] });
  it('turns a key of the session into an effect on the selected node', () => {
    const made = healthy();
    expect(applyKey(press(demo, made, 'right'), 'c', made.state, []).effect).toEqual({
      kind: 'extra',
      action: 'cable',
      node: 'db202',
    });
    expect(applyKey(demo, 'c', cluster({}).state, [])).toEqual({
      ui: { ...demo, notice: 'No node to act on yet' },
      effect: null,
    });
    expect(applyKey({ ...demo, view: 'help' }, 'c', made.state, []).effect).toBeNull();
  });

  it('gives keys of a replay in all views that show the cluster, and while no filter is typed', () => {
    const replay = ui({ extraKeys: [{ key: '>', label: 'faster', action: 'faster', everywhere: true }] });
    const { state } = healthy();
    for (const { view } of NUMBERED) {
      expect(applyKey({ ...replay, view }, '>', state, []).effect, view).toMatchObject({ action: 'faster' });
      expect(drawText(healthy(), 120, 40, { ...replay, view: 'help', helpOn: view })).toMatch(/^ > +faster\b/m);
    }
    const typing = press({ ...replay, view: 'logs' }, healthy(), '/');
    expect(applyKey(typing, '>', state, [])).toMatchObject({ effect: null, ui: { typing: { text: '>' } } });
  });

  it('gives each key one meaning while a filter is typed, and says what ends it', () => {
    const keys = keysOf('typing').flatMap((row) => row.keys);
    expect(new Set(keys).size).toBe(keys.length);
    // A key that is one character would be lost to what is typed.
    for (const key of keys) expect(key.length).toBeGreaterThan(1);
    expect(drawText(healthy(), 80, 24, press(ui({ view: 'packets' }), healthy(), '/'))).toMatch(
      /^ \/ +Enter keep {2}Esc cancel {2}C-u clear$/m,
    );
  });

  it('shows keys of the session in footer and help, and a notice until the next key', () => {
    expect(drawText(healthy(), 80, 24, demo).trimEnd().split('\n').at(-1)).toContain('c cut/mend');
    expect(drawText(healthy(), 80, 24, { ...demo, view: 'help' })).toContain('cut/mend: selected node');
    const told = { ...demo, notice: 'recording to x.vrrp' };
    expect(drawText(healthy(), 80, 24, told).trimEnd().split('\n').at(-1)).toBe(' recording to x.vrrp');
    expect(press(told, healthy(), 'right').notice).toBe('');
  });
});
