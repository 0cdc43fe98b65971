import { describe, expect, test } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import { drawText, ui } from './draw.js';
import { VIEW_SCENES } from './view-scenes.js';

const made = VIEW_SCENES.firewall!();
const finding = made.findings.find((f) => f.rule === 'one-way')!;
const ringing = { alarm: { rings: { cluster: 'mysql_ha', finding, isOver: false }, silenced: false } };

describe('the line of the alarm', () => {
  test.each([
    [80, 24],
    [110, 36],
    [200, 60],
  ] as const)('stands below the header in every view, at %ix%i', (width, height) => {
    for (const view of ['overview', 'logs', 'reachability', 'help'] as const) {
      const lines = drawText(made, width, height, { ...ringing, view }).split('\n');
      const row = lines.findIndex((l) => l.startsWith(' ALARM one-way: '));
      expect(row).toBeLessThan(3);
      expect(lines[row]).toMatch(/ {2}A acknowledges$/);
      expect(lines.length - 1).toBe(height);
    }
  });

  test('says when it is over, and stays', () => {
    const over = { alarm: { rings: { cluster: 'mysql_ha', finding, isOver: true }, silenced: false } };
    expect(drawText(made, 80, 24, over)).toMatch(/^ ALARM, over now one-way: .* A acknowledges$/m);
  });

  test('A acknowledges it; where nothing rings A silences, and A again ends that', () => {
    const press = (start: ReturnType<typeof ui>) => applyKey(start, 'A', made.state, made.findings).ui;
    const acknowledged = press(ui(ringing));
    expect(acknowledged.alarm).toEqual({ rings: null, silenced: false });
    const silenced = press(acknowledged);
    expect([silenced.alarm.silenced, silenced.notice]).toEqual([
      true,
      'The alarm is silenced until A is pressed again',
    ]);
    expect(press(silenced)).toMatchObject({ alarm: { silenced: false }, notice: 'The alarm rings again' });
  });
});
