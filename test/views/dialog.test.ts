import { describe, expect, test } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import type { Dialog, Question } from '../../src/views/dialog-state.js';
import type { UiState } from '../../src/views/ui-state.js';
import { drawText, ui } from './draw.js';
import { SCENES } from './scenes.js';
import type { Made } from './states.js';

const healthy = (): Made => SCENES.healthy!();

const dialog = (question: Question, more: Partial<Dialog> = {}): Dialog => ({
  title: 'Restart on db201',
  rows: [
    {
      text: '  vi_w 172.30.23.200 goes to db202 in 0.65 s (Skew_Time), and stays there: nopreempt on db201',
      role: 'text',
    },
  ],
  question,
  top: 0,
  ...more,
});
const CHOICE: Question = {
  kind: 'choose',
  options: [{ key: 'r', label: 'Restart', help: 'stop and start', answer: 'restart' }],
};
const NAME: Question = { kind: 'type', wanted: 'db201', typed: '' };

/** What a sequence of keys makes of a screen, and the effects that they had. */
function press(from: UiState, ...keys: string[]): { ui: UiState; effects: unknown[] } {
  const { state, findings } = healthy();
  let now = from;
  const effects: unknown[] = [];
  for (const key of keys) {
    const { ui: after, effect } = applyKey(now, key, state, findings);
    now = after;
    if (effect !== null) effects.push(effect);
  }
  return { ui: now, effects };
}

describe('r', () => {
  test('asks to act on the selected node', () => {
    expect(press(ui(), 'right', 'r').effects).toEqual([{ kind: 'act', node: 'db202' }]);
  });

  test.each(['replay', 'demo'] as const)('never acts in a %s, and says so', (mode) => {
    const { ui: after, effects } = press(ui({ mode }), 'r');
    expect(effects).toEqual([]);
    expect(after.notice).not.toBe('');
  });
});

describe('a dialog', () => {
  test.each<[string, Question]>([
    ['that asks which', CHOICE],
    ['that wants a name', NAME],
    ['that wants a yes', { kind: 'yes' }],
    ['that only shows', { kind: 'nothing' }],
  ])('%s is left by Esc, always', (_name, question) => {
    const { ui: after, effects } = press(ui({ dialog: dialog(question) }), 'escape');
    expect(after.dialog).toBeNull();
    expect(effects).toEqual([{ kind: 'answer', answer: null }]);
  });

  test('takes all keys: none of them means what it means in the view', () => {
    const before = ui({ dialog: dialog(NAME) });
    const { ui: after, effects } = press(before, 'z', 'R', 'p', '?', '2');
    expect(effects).toEqual([]);
    expect({ ...after, dialog: null }).toEqual({ ...before, dialog: null });
    expect(press(before, 'C-c').effects).toEqual([{ kind: 'quit' }]);
  });

  test('an option is chosen by its key, and by no other', () => {
    expect(press(ui({ dialog: dialog(CHOICE) }), 'x', 'enter', 'r').effects).toEqual([
      { kind: 'answer', answer: 'restart' },
    ]);
  });

  test('a name must be typed to its end; Enter on anything else begins anew', () => {
    const typed = (...keys: string[]) => press(ui({ dialog: dialog(NAME) }), ...keys).effects;
    expect(typed(...'db201', 'enter')).toEqual([{ kind: 'answer', answer: 'yes' }]);
    expect(typed(...'db20x', 'backspace', '1', 'enter')).toEqual([{ kind: 'answer', answer: 'yes' }]);
    expect(typed('enter', ...'db20', 'enter', ...'y', 'enter', ...'db2011', 'enter')).toEqual([]);
    expect(typed(...'db20', 'enter', ...'db201', 'enter')).toEqual([{ kind: 'answer', answer: 'yes' }]);
  });

  test('a yes is y, not Enter', () => {
    expect(press(ui({ dialog: dialog({ kind: 'yes' }) }), 'enter', 'space', 'n').effects).toEqual([]);
    expect(press(ui({ dialog: dialog({ kind: 'yes' }) }), 'y').effects).toEqual([{ kind: 'answer', answer: 'yes' }]);
  });

  test.each([
    [60, 16],
    [80, 24],
    [160, 50],
  ])('shows all of a long plan or says that there is more, at %dx%d', (width, height) => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      text: `  row ${i} ${'word '.repeat(20)}end-${i}.`,
      role: 'text' as const,
    }));
    const screen = (top: number): string => drawText(healthy(), width, height, { dialog: dialog(NAME, { rows, top }) });
    const first = screen(0);
    expect(first).toContain('Type db201 and Enter to do it:');
    expect(first).toContain('Esc leave');
    expect(first.includes('end-29.')).toBe(!/\d+ more rows below/.test(first));
    for (const line of first.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
    expect(screen(1000)).toContain('end-29.');
    expect(screen(1000)).not.toContain('more rows below');
  });
});
