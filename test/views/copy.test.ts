import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import { PANELS } from '../../src/views/registry.js';
import { NUMBERED, type UiState } from '../../src/views/ui-state.js';
import { ui } from './draw.js';
import { SCENES } from './scenes.js';
import type { Made } from './states.js';
import { withRhythm, withTail } from './tails.js';
import { VIEW_SCENES } from './view-scenes.js';

const press = (made: Made, look: Partial<UiState>, ...keys: string[]): ReturnType<typeof applyKey> =>
  keys.reduce((now, key) => applyKey(now.ui, key, made.state, made.findings), {
    ui: ui(look),
    effect: null,
  } as ReturnType<typeof applyKey>);
const copied = (made: Made, look: Partial<UiState>, ...keys: string[]): string => {
  const { effect } = press(made, look, ...keys, 'y');
  if (effect?.kind !== 'copy') throw new Error('nothing was copied');
  return effect.text;
};

describe('y copies the selected row as one line', () => {
  const NOW = '2026-11-23 21:18:39.400 UTC';
  it.each<[string, Made, Partial<UiState>, string[], RegExp]>([
    [
      'a virtual IP',
      SCENES.healthy!(),
      { focus: 'vips' },
      ['down'],
      new RegExp(
        `^${NOW} vi_r 172\\.30\\.23\\.210 ──▶ db202 for 41s wire ✓ log ✓ addr ✓ arp ✓ reads next: db201 in 3\\.6 s db201 → db202 41s ago, 0\\.00 s without a master, preemption$`,
      ),
    ],
    [
      'a node',
      SCENES.healthy!(),
      { focus: 'nodes' },
      [],
      new RegExp(
        `^${NOW} db201 172\\.30\\.23\\.201 keepalived 2\\.2\\.7 up; vi_w ■ MASTER prio 100 advert 0\\.4 s for 2h13m; vi_r □ BACKUP prio 90 down in 3\\.4 s for 41s$`,
      ),
    ],
    [
      'a finding',
      SCENES['split-brain']!(),
      { focus: 'findings' },
      [],
      /^2026-11-23 21:18:27\.400 UTC critical split-brain vi_w: db201 .*\. First: check that db202 hears db201: .*\. Evidence: wire.*\.$/,
    ],
    ['a lane', SCENES.healthy!(), { focus: 'timeline' }, ['down'], new RegExp(`^${NOW} vi_w db202 □ BACKUP for 2h13m`)],
    [
      'a pulse',
      withRhythm(),
      { focus: 'pulse' },
      [],
      new RegExp(
        `^${NOW} vi_w by wire:eth0: 298 adverts since 2026-11-23 21:13:39\\.0.*, longest gap 3995 ms, interval 1000 ms$`,
      ),
    ],
    [
      'an event',
      SCENES.healthy!(),
      { focus: 'events' },
      ['down', 'down'],
      /^2026-11-23 21:11:59\.400 UTC vi_r db201 BACKUP > MASTER timeout, 3\.60 s without a master \(wire log\)$/,
    ],
    [
      'the moment of the timeline',
      SCENES.healthy!(),
      { view: 'timeline' },
      ['e', 'E'],
      /^2026-11-23 .* UTC vi_w db201 /,
    ],
    [
      'a line of the log',
      withTail(),
      { view: 'logs' },
      [],
      /^2026-11-23 21:18:36\.400 UTC db202 \(vi_r\) Entering FAULT STATE$/,
    ],
    [
      'a packet',
      withTail(),
      { view: 'packets' },
      ['g'],
      /^2026-11-23 21:18:35\.000 UTC db201 172\.30\.23\.201 224\.0\.0\.18 51 vi_w 2 100 1 s 172\.30\.23\.200 ok$/,
    ],
    [
      'a setting',
      VIEW_SCENES['config-script'] === undefined ? VIEW_SCENES.script!() : VIEW_SCENES['config-script'](),
      { view: 'config' },
      [],
      /^vi_w.*: db201 .*; db202 /,
    ],
    [
      'a finding of the past',
      SCENES['split-brain']!(),
      { view: 'findings' },
      ['down'],
      /UTC warning source-lost: log of db202 is lost/,
    ],
    [
      'who hears whom',
      SCENES.healthy!(),
      { view: 'reachability' },
      ['down'],
      new RegExp(`^${NOW} vi_r VRID 44; .*db202 `),
    ],
  ])('%s', (_, made, look, keys, expected) => expect(copied(made, look, ...keys)).toMatch(expected));

  it('says what was copied, and where there is nothing', () => {
    const made = SCENES.healthy!();
    const { ui: after } = press(made, { focus: 'vips' }, 'y');
    expect(after.notice).toMatch(/^Copied: 2026-11-23 21:18:39\.400 UTC vi_w /);
    expect(press(SCENES.empty!(), { view: 'logs' }, 'y')).toMatchObject({
      effect: null,
      ui: { notice: 'There is nothing to copy here' },
    });
  });

  it('is one line of bounded length without anything that a terminal obeys, and no authentication data', () => {
    const scenes = [
      ...Object.values({ ...SCENES, ...VIEW_SCENES }).map((make) => make()),
      withTail('hostile'),
      withTail(),
    ];
    const looks = fc.record({
      view: fc.constantFrom(...NUMBERED.map((v) => v.view)),
      focus: fc.constantFrom(...PANELS.map((p) => p.id)),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...scenes),
        looks,
        fc.array(fc.constantFrom('up', 'down', 'g', 'G'), { maxLength: 5 }),
        (made, look, keys) => {
          const { effect } = press(made, look, ...keys, 'y');
          if (effect?.kind !== 'copy') return;
          expect(effect.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(effect.text).not.toContain('1111');
          expect(effect.text.length).toBeLessThanOrEqual(2000);
        },
      ),
    );
  });
});
