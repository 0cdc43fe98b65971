import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import type { UiState } from '../../src/views/ui-state.js';
import { drawText, ui } from './draw.js';
import { golden } from './golden.js';
import { SCENES } from './scenes.js';
import { cluster, type Made, node } from './states.js';
import { VIEW_SCENES } from './view-scenes.js';

const scene = (name: string): Made => (VIEW_SCENES[name] ?? SCENES[name])!();
const press = (start: UiState, made: Made, ...keys: string[]): UiState =>
  keys.reduce((now, key) => applyKey(now, key, made.state, made.findings).ui, start);
const config = (made: Made, width: number, height: number, more: Partial<UiState> = {}): string =>
  drawText(made, width, height, { view: 'config', ...more });

describe('config view', () => {
  for (const name of ['nopreempt', 'script', 'flapping', 'empty']) {
    it.each([
      [80, 24],
      [110, 36],
      [200, 60],
    ] as const)(`${name} at %ix%i`, (width, height) =>
      golden(`config-${name}-${width}x${height}`, config(scene(name), width, height)),
    );
  }

  // Line numbers counted in the text that the scene is made of.
  it.each([
    ['instances aligned by VRID', / vi_w {2}VRID 51 /],
    ['values side by side with their lines', /priority +100 vi\.conf:5 +90 vi\.conf:5/],
    ['an interval that must be equal', /≠ advert_int +1 s vi\.conf:6 +3 s vi\.conf:6 X04/],
    ['passwords that differ, without them', /≠ auth +PASS vi\.conf:12 +PASS vi\.conf:8 X03/],
    ['unicast against multicast', /≠ unicast_peer +172\.30\.23\.202 vi\.conf:9 +-/],
    ['what is set on one side', / {3}nopreempt +yes vi\.conf:7 +-/],
    ['defaults as such', /version +2 default/],
    ['how much differs', /3 differ {2}3 errors/],
  ])('shows %s', (_, expected) => expect(config(scene('nopreempt'), 110, 60)).toMatch(expected));

  it('says that nothing differs only where there was something to compare', () => {
    const told = 'nothing differs that should not';
    const { conf } = scene('script').state.nodes.get('db202') ?? { conf: null };
    const one = cluster({ nodes: [node('db201', '10.0.0.1', { conf })] });
    expect(config(one, 110, 36)).not.toContain(told);
    expect(config(scene('nopreempt'), 110, 36)).not.toContain(told);
    expect(config(cluster({}), 110, 36)).not.toContain(told);
  });

  it('never shows a password, nor what stands for it', () => {
    for (let configRow = 0; configRow < 30; configRow++)
      expect(config(scene('nopreempt'), 200, 60, { configRow })).not.toMatch(/5f1c0a33|77aa01de|redacted/);
  });

  it('tells of the selected row what keepalived makes of it, with the whole path', () => {
    const made = scene('nopreempt');
    const at = press(ui({ view: 'config' }), made, 'n');
    const shown = drawText(made, 110, 36, at);
    expect(shown).toMatch(/db202 +3 s +\/etc\/keepalived\/vrrp\.d\/vi\.conf:6/);
    expect(shown).toMatch(/error X04: advert_int is 3 s here and 1 s on db201/);
    expect(shown).toMatch(/→ .*both become MASTER/);
  });

  it.each([
    ['lost', 'no answer for 8 s', /db201 {2}not read\n.*lost: no answer for 8 s/],
    ['off', '', /no connection to it/],
    ['live', '', /not read yet/],
    ['live', "keepalived's configuration cannot be read: permission denied", /permission denied/],
  ] as const)('says why a node is not read: %s %s', (status, reason, expected) => {
    const made = cluster({ nodes: [node('db201', '10.0.0.1')] });
    const ssh = made.state.sources.get('ssh:db201');
    if (ssh !== undefined) Object.assign(ssh, { status, reason });
    expect(config(made, 80, 24)).toMatch(expected);
  });

  it('names those that were heard only when they have a configuration', () => {
    expect(config(scene('script'), 200, 60)).not.toContain('172.30.23.209');
  });

  it('moves over rows, marked rows and nodes, and stays within them', () => {
    const made = scene('nopreempt');
    const start = ui({ view: 'config' });
    expect(press(start, made, 'down', 'j', 'k').configRow).toBe(1);
    expect(press(start, made, 'G').configRow).toBe(press(start, made, 'G', 'down', 'pagedown').configRow);
    expect(press(start, made, 'G', 'g')).toEqual(start);
    expect(press(start, made, 'n', 'n', 'N')).toEqual(press(start, made, 'n'));
    expect(press(start, made, 'right', 'right', 'right').selected.nodes).toBe(1);
    expect(press(ui({ focus: 'nodes' }), made, 'right', 'enter')).toMatchObject({
      view: 'config',
      selected: { nodes: 1 },
    });
    expect(press(start, cluster({}), 'down', 'G', 'n', 'right').configRow).toBe(0);
  });

  it('shows the nodes around the selected one where not all fit', () => {
    const names = Array.from({ length: 9 }, (_, i) => `node${i}`);
    const conf = scene('script').state.nodes.get('db201')?.conf ?? null;
    const made = cluster({ nodes: names.map((n) => node(n, '', { conf })) });
    const shown = config(made, 80, 24, press(ui({ view: 'config' }), made, ...Array(5).fill('right')));
    expect(shown).toContain('node5');
    expect(shown).not.toContain('node8');
    expect(shown).toContain('of 9');
  });
});
