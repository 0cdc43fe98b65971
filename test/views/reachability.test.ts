import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import type { UiState } from '../../src/views/ui-state.js';
import { drawText, ui } from './draw.js';
import { golden } from './golden.js';
import { SCENES } from './scenes.js';
import { ago, cell, cluster, type Made, NOW, node, router, speaker } from './states.js';
import { VIEW_SCENES } from './view-scenes.js';

const scene = (name: string): Made => (VIEW_SCENES[name] ?? SCENES[name])!();
const press = (start: UiState, made: Made, ...keys: string[]): UiState =>
  keys.reduce((now, key) => applyKey(now, key, made.state, made.findings).ui, start);
const matrix = (made: Made, width = 80, height = 24, more: Partial<UiState> = {}): string =>
  drawText(made, width, height, { view: 'reachability', ...more });

describe('reachability view', () => {
  for (const name of ['firewall', 'one-way', 'crash', 'script', 'hostile', 'empty']) {
    it.each([
      [80, 24],
      [110, 36],
      [200, 60],
    ] as const)(`${name} at %ix%i`, (width, height) =>
      golden(`reachability-${name}-${width}x${height}`, matrix(scene(name), width, height)),
    );
  }

  it.each([
    [
      'firewall',
      'what arrives where, beside what is believed',
      /db201 +■ MASTER +100, every 1 s +✓ 0\.4 s +✓ own 0\.4 s +✓ 0\.4 s/,
    ],
    ['firewall', 'the fault with its direction', /adverts of db201 .* do not reach db202/],
    [
      'one-way',
      'which ear does not hear, and since when',
      /db201 +■ MASTER +100, every 1 s +✗ never +✓ own 0\.4 s +✗ not for 12s/,
    ],
    ['crash', 'that one no longer sends', /db201 +\? UNKNOWN +fell silent +~ 18s/],
    ['crash', 'that a capture is lost', /db202 +■ MASTER .*✓ 0\.7 s +\? +✓ own 0\.7 s/],
    ['crash', 'that a backup sends nothing', /db201 +□ BACKUP +nothing heard +· +· +·/],
    [
      'script',
      'that one ear only is not enough',
      /Only this host listens: what arrives on db201, db202 is told by what/,
    ],
    ['script', 'how to get more', /→ capture: any beside the node in the configuration/],
    ['nopreempt', 'that a capture is not live', /\? capture not live|db202 +■ MASTER .* \? /],
    ['empty', 'that there is nothing yet', /no virtual router is known yet/],
  ])('%s: shows %s', (name, _, expected) => expect(matrix(scene(name)).replaceAll(/\n +/g, ' ')).toMatch(expected));

  it('says nothing of missing captures where every node has one', () => {
    expect(matrix(scene('firewall'))).not.toMatch(/Nobody listens|Only what/);
  });

  it('names the nodes without an ear where others have one', () => {
    const made = scene('firewall');
    made.state.captures = ['wire:eth0', 'wire:db201'];
    expect(matrix(made)).toContain('Nobody listens on db202: what arrives on db202 is told by what');
    made.state.captures = [];
    expect(matrix(made)).toContain('Nothing listens');
  });

  it('does not call an ear deaf to what it had no time to hear', () => {
    const made = scene('one-way');
    const ear = made.state.sources.get('wire:db202');
    const sent = made.state.routers[0]?.cells.get('db201')?.wire;
    if (ear !== undefined && sent != null) {
      sent.heard = [ago(0.4), ago(0.4), undefined];
      ear.since = NOW - 2000;
      expect(matrix(made)).toMatch(/db201 +■ MASTER .*✓ 0\.4 s +✓ own 0\.4 s +\?/);
      // Master_Down_Interval of the lowest priority, RFC 3768 6.1: 3 x 1 s + 255/256 s.
      ear.since = NOW - 4000;
      expect(matrix(made)).toMatch(/db201 +■ MASTER .*✗ never/);
    }
  });

  it('calls a master that nobody hears what it is, and claims nothing of what it sends', () => {
    const made = scene('firewall');
    const silent = made.state.routers[0]?.cells.get('db201');
    if (silent !== undefined) silent.wire = null;
    expect(matrix(made)).toMatch(/db201 +■ MASTER +nothing heard +✗ never +✗ never +✗ never/);
    for (const s of made.state.sources.values()) if (s.kind === 'wire') s.status = 'lost';
    expect(matrix(made)).toMatch(/db201 +■ MASTER +nothing heard +\? .*\? .*\?/);
  });

  it('scrolls over many virtual routers', () => {
    const many = cluster({
      nodes: [node('a', '')],
      routers: Array.from({ length: 50 }, (_, i) =>
        router(`vi_${i}`, i + 1, [cell('a', 'MASTER', 9, { wire: speaker('10.0.0.1', 100, 0.1) })]),
      ),
    });
    const start = ui({ view: 'reachability' });
    expect(matrix(many, 80, 24, press(start, many, 'G'))).toContain('▸This link');
    expect(matrix(many, 80, 24, press(start, many, 'G', 'k'))).toContain('▸vi_49');
    expect(press(start, many, 'G', 'down').reachabilityRouter).toBe(50);
    expect(press(start, many, 'pagedown', 'k').reachabilityRouter).toBe(4);
    expect(press(start, many, 'G', 'g')).toEqual(start);
    expect(press(start, cluster({}), 'down').reachabilityRouter).toBe(0);
  });
});
