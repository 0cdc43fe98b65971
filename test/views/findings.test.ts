import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/diagnose/finding.js';
import { applyKey } from '../../src/views/apply-key.js';
import type { UiState } from '../../src/views/ui-state.js';
import { drawText, ui } from './draw.js';
import { golden } from './golden.js';
import { event, SCENES } from './scenes.js';
import { ago, type Made } from './states.js';

const scene = (name: string): Made => SCENES[name]!();
const press = (start: UiState, made: Made, ...keys: string[]): UiState =>
  keys.reduce((now, key) => applyKey(now, key, made.state, made.findings).ui, start);

const flap = (sinceS: number, toS: number | null): Finding => ({
  rule: 'flapping',
  key: 'ipv4/44',
  severity: 'warning',
  router: 'ipv4/44',
  nodes: ['db201', 'db202'],
  since: ago(sinceS),
  to: toS === null ? null : ago(toS),
  summary: `vi_r changed hands 4 times from ${sinceS} s ago on`,
  advice: 'look at the script that db202 tracks, its log says what it answered',
  clears: 'fewer than 3 changes lie within 10 min',
  evidence: ['wire'],
});

/** A fault that lasts, one that came three times and ended, and one of a source. */
function history(): Made {
  const made = scene('split-brain');
  made.findings = [...made.findings, flap(7200, 7100), flap(90_000, 89_500), flap(600, 540)];
  made.state.events.push(event(598, 'MASTER → BACKUP  tracker', { router: 'ipv4/44', node: 'db202' }));
  made.state.events.sort((a, b) => a.at - b.at);
  return made;
}

describe('findings view', () => {
  it.each([
    ['split-brain', 80, 24],
    ['split-brain', 110, 36],
    ['split-brain', 200, 60],
    ['healthy', 80, 24],
    ['hostile', 80, 24],
  ] as const)('%s at %ix%i', (name, width, height) =>
    golden(`findings-${name}-${width}x${height}`, drawText(scene(name), width, height, { view: 'findings' })),
  );

  it.each([
    [80, 24],
    [110, 36],
    [200, 60],
  ] as const)('an ended one with its history at %ix%i', (width, height) => {
    const made = history();
    const look = press(ui({ view: 'findings' }), made, 'down', 'down');
    golden(`findings-ended-${width}x${height}`, drawText(made, width, height, look));
  });

  it('lists what lasts first, the worst first, then what ended last', () => {
    const rows = drawText(history(), 200, 60, { view: 'findings' }).split('\n').slice(2, 8);
    expect(rows.map((r) => /(CRITICAL|WARNING).*?(ended, \w+|for \w+)/.exec(r)?.slice(1))).toEqual([
      ['CRITICAL', 'for 12s'],
      ['WARNING', 'for 1m35s'],
      ['WARNING', 'ended, 1m'],
      ['WARNING', 'ended, 1m40s'],
      ['WARNING', 'ended, 8m20s'],
      undefined,
    ]);
  });

  it('tells how often and how long it was there before', () => {
    const made = history();
    const look = press(ui({ view: 'findings' }), made, 'down', 'down');
    const text = drawText(made, 80, 24, look);
    expect(text).toContain('earlier   2 times');
    expect(text).toMatch(/19:18:39 1m40s/);
    expect(text).toMatch(/lasted 1m\b/);
    expect(text).toMatch(/\+2000 ms .*MASTER → BACKUP {2}tracker/);
  });

  it('tells of a finding without a virtual router what happened on its nodes, whatever it was about', () => {
    const made = scene('healthy');
    made.findings = [{ ...flap(400, 300), router: null, nodes: ['db201'] }];
    const text = drawText(made, 80, 24, { view: 'findings' });
    expect(text).toMatch(/\+0 ms +vi_r +db201 +BACKUP > MASTER/);
    expect(text).not.toContain('FAULT');
  });

  it('keeps the chosen one when a worse one comes, and when it ends', () => {
    const made = scene('split-brain');
    const look = press(ui({ view: 'findings' }), made, 'down');
    expect(drawText(made, 80, 24, look)).toMatch(/▸WARNING .*source-lost/);
    const worse: Finding = { ...flap(1, null), severity: 'critical', rule: 'no-master' };
    expect(drawText({ ...made, findings: [worse, ...made.findings] }, 80, 24, look)).toMatch(/▸WARNING .*source-lost/);
    const ended = made.findings.map((f) => ({ ...f, to: ago(0) }));
    expect(drawText({ ...made, findings: ended }, 80, 24, look)).toMatch(/▸WARNING .*source-lost/);
  });

  it('scrolls what a finding opens to while it has the whole screen', () => {
    const made = scene('split-brain');
    made.state.events.push(
      ...Array.from({ length: 40 }, (_, i) => event(11 - i / 10, `step ${i}`, { router: 'ipv4/51' })),
    );
    const zoomed = press(ui({ view: 'findings' }), made, 'enter');
    const first = drawText(made, 80, 24, zoomed);
    expect(first).toMatch(/split-brain ─+ \d+ more ─/);
    const scrolled = press(zoomed, made, 'down', 'down');
    expect(drawText(made, 80, 24, scrolled).split('\n')[2]).toBe(first.split('\n')[4]);
    const end = drawText(made, 80, 24, press(zoomed, made, ...Array.from({ length: 12 }, () => 'pagedown')));
    expect(end).toContain('step 39');
    expect(end).not.toContain('more ─');
    expect(press(scrolled, made, 'escape', 'down').findingTop).toBe(0);
  });

  it('opens from the overview on the selected finding, zooms by Enter, and goes back by Esc', () => {
    const made = scene('split-brain');
    const opened = press(ui({ focus: 'findings' }), made, 'down', 'enter');
    expect(opened.view).toBe('findings');
    expect(drawText(made, 80, 24, opened)).toMatch(/▸WARNING .*source-lost/);
    const whole = press(opened, made, 'enter');
    expect(drawText(made, 80, 24, whole)).not.toContain('CRITICAL');
    expect(press(whole, made, 'escape')).toEqual(opened);
    expect(press(whole, made, 'escape', 'escape').view).toBe('overview');
  });
});
