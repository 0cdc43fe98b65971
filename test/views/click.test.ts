import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import type { UiState } from '../../src/views/ui-state.js';
import { draw, ui } from './draw.js';
import { SCENES } from './scenes.js';
import type { Made } from './states.js';
import { withRhythm, withTail } from './tails.js';
import { VIEW_SCENES } from './view-scenes.js';

/** What was painted there, pressed. */
function click(made: Made, look: UiState, words: RegExp, size: readonly [number, number] = [110, 36]): UiState {
  const rows = draw(made, ...size, look);
  for (const row of rows) {
    let hit: string | undefined;
    let before = '';
    for (const s of row) {
      hit = s.hit ?? hit;
      before += s.text;
      if (!words.test(before)) continue;
      if (hit === undefined) throw new Error(`nothing to hit at ${before}`);
      return applyKey(look, `click:${hit}`, made.state, made.findings).ui;
    }
  }
  throw new Error(`${words} is not on the screen`);
}

describe('a click', () => {
  const healthy = SCENES.healthy!();
  it.each<[string, Made, Partial<UiState>, RegExp, Partial<UiState>]>([
    ['a virtual IP', healthy, {}, /vi_r {2}172/, { focus: 'vips', selected: { ...ui().selected, vips: 1 } }],
    ['a node by its box', healthy, {}, /vi_w.*□ BACKUP/, { focus: 'nodes', selected: { ...ui().selected, nodes: 1 } }],
    [
      'a finding by its advice',
      SCENES['split-brain']!(),
      {},
      /→ what db202/,
      { focus: 'findings', selected: { ...ui().selected, findings: 1 } },
    ],
    ['a lane', healthy, {}, /^│ +db202 ─/, { focus: 'timeline', selected: { ...ui().selected, timeline: 1 } }],
    ['a pulse', withRhythm(), {}, /vi_r.*jitter/, { focus: 'pulse', selected: { ...ui().selected, pulse: 1 } }],
    ['an event', healthy, {}, /21:11:55\.80/, { focus: 'events', selectedEvent: 4 }],
    ['a panel by its title', healthy, {}, /Timeline, 10 min/, { focus: 'timeline' }],
    [
      'a lane of the timeline',
      healthy,
      { view: 'timeline' },
      /^│ +db202 ─/,
      { selected: { ...ui().selected, timeline: 1 } },
    ],
    ['a line', withTail(), { view: 'logs' }, /failed \(exited/, { logs: { ...ui().logs, cursor: 4 } }],
    ['a packet', withTail(), { view: 'packets' }, /ttl 64/, { packets: { ...ui().packets, cursor: 5 } }],
    ['a setting', VIEW_SCENES.script!(), { view: 'config' }, /advert_int/, {}],
    ['a virtual router', healthy, { view: 'reachability' }, /vi_r/, { reachabilityRouter: 1 }],
  ])('selects %s', (_, made, look, words, change) =>
    expect(click(made, ui(look), words)).toMatchObject({
      ...ui(look),
      ...(look.view === 'config' ? { configRow: expect.any(Number) } : {}),
      ...change,
    }),
  );

  it('selects a finding in their view', () => {
    const made = SCENES['split-brain']!();
    expect(click(made, ui({ view: 'findings' }), /WARNING/)).toMatchObject({ finding: { rule: 'source-lost' } });
  });
  it('selects a setting by its own row', () => {
    const made = VIEW_SCENES.script!();
    const first = click(made, ui({ view: 'config' }), /priority/);
    const later = click(made, ui({ view: 'config' }), /track_script/);
    expect(later.configRow).toBeGreaterThan(first.configRow);
  });
  it('means nothing while a filter is typed or something is asked', () => {
    const typing = applyKey(ui({ view: 'logs' }), '/', healthy.state, []).ui;
    expect(applyKey(typing, 'click:line:3', healthy.state, []).ui).toEqual(typing);
    for (const key of ['wheelup', 'wheeldown']) expect(applyKey(typing, key, healthy.state, []).ui).toEqual(typing);
  });
  it('on what is not there any more does no harm', () => {
    for (const hit of [
      'vips:99',
      'vips:',
      'events:99',
      'finding:99',
      'cluster:3',
      'packet:',
      'nonsense:1',
      'nodes:NaN',
      '',
    ])
      expect(() => draw(healthy, 80, 24, applyKey(ui(), `click:${hit}`, healthy.state, []).ui)).not.toThrow();
  });
  it('the wheel goes through rows like the arrows', () => {
    const turned = (key: string): UiState => applyKey(ui(), key, healthy.state, []).ui;
    expect(turned('wheeldown')).toEqual(turned('down'));
    expect(turned('wheeldown').selectedEvent).not.toBeNull();
    expect(turned('wheelup')).toEqual(turned('up'));
  });
  it('is off until m, and again after it', () => {
    expect(ui().mouse).toBe(false);
    const on = applyKey(ui(), 'm', healthy.state, []).ui;
    expect(on).toMatchObject({ mouse: true, notice: expect.stringContaining('m ends it') });
    expect(applyKey(on, 'm', healthy.state, []).ui.mouse).toBe(false);
  });
});
