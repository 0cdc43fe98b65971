import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import { plain } from '../../src/views/text.js';
import type { UiState } from '../../src/views/ui-state.js';
import { draw, drawText, ui } from './draw.js';
import { golden } from './golden.js';
import type { Made } from './states.js';
import { addLine, withTail } from './tails.js';

const press = (made: Made, keys: string[], start: UiState = ui({ view: 'logs' })): UiState =>
  keys.reduce((now, key) => applyKey(now, key, made.state, made.findings).ui, start);
const typed = (text: string): string[] => ['/', 'C-u', ...text].map((ch) => (ch === ' ' ? 'space' : ch));
const shown = (made: Made, look: UiState): string[] =>
  draw(made, 80, 24, look)
    .map(plain)
    .filter((line) => /^.. ?\d\d:\d\d:\d\d/.test(line));
const SIZES = [
  [80, 24],
  [110, 36],
  [200, 60],
] as const;

describe('logs', () => {
  it.each(SIZES)('look at %ix%i', (width, height) => {
    golden(`logs-${width}x${height}`, drawText(withTail(), width, height, { view: 'logs' }));
  });
  it.each(SIZES)('an open line at %ix%i', (width, height) => {
    const made = withTail();
    const look = press(made, ['b', 'up', 'up', 'up', 'up', 'up', 'up', 'enter']);
    golden(`logs-open-${width}x${height}`, drawText(made, width, height, look));
  });
  it('look in ASCII', () => golden('logs-ascii', drawText(withTail(), 80, 24, { view: 'logs', ascii: true })));

  it('says states by symbol and colour, trouble by mark and colour, and dims what nobody understands', () => {
    const rows = draw(withTail(), 80, 24, { view: 'logs' });
    const roles = (text: string): string[] =>
      (rows.find((row) => plain(row).includes(text)) ?? []).map((s) => `${s.text.trim()}:${s.role}`);
    expect(roles('(vi_w) Entering MASTER')).toEqual(expect.arrayContaining(['■:master', 'MASTER:master']));
    expect(roles('(vi_w) Entering BACKUP')).toContain('BACKUP:backup');
    expect(roles('(vi_r) Entering FAULT')).toContain('FAULT:fault');
    expect(roles('invalid passwd')).toContain('!:warning');
    expect(roles('keepalived 9 may say')).toContain('something that keepalived 9 may say:dim');
  });

  it('merges the nodes by time, late lines too', () => {
    const made = withTail();
    addLine(made.state.tail, 30, 'db202', 'Keepalived_vrrp[77]: (vi_w) Sending late');
    const times = shown(made, ui({ view: 'logs' })).map((line) => line.slice(2, 13));
    expect(times).toHaveLength(12);
    expect(times).toEqual([...times].sort());
  });

  it.each([
    ['master', ['MASTER STATE']],
    ['MASTER', ['MASTER STATE']],
    ['vi_w.*(VIPs|STATE)', ['MASTER STATE', 'setting VIPs', 'BACKUP STATE']],
    ['db202 vi_r', ['invalid passwd', 'FAULT STATE']],
    ['!vi_|Keepalived|netlink|keepalived', ['VRRP_Script']],
    ['no such line', []],
  ])('filters by /%s/ as it is typed', (filter, expected) => {
    const made = withTail();
    const rows = shown(made, press(made, typed(filter)));
    expect(rows).toHaveLength(expected.length);
    for (const [i, text] of expected.entries()) expect(rows[i]).toContain(text);
  });

  it('keeps the last good filter while a pattern is wrong, and says what is wrong with it', () => {
    const made = withTail();
    const wrong = press(made, typed('master('));
    expect(wrong.logs.filter).toBe('master');
    expect(drawText(made, 80, 24, wrong)).toMatch(/^ \/master\( {2,}a \( is not closed$/m);
    expect(press(made, ['enter'], wrong)).toMatchObject({ typing: null, logs: { filter: 'master' } });
    expect(drawText(made, 80, 24, press(made, ['enter'], wrong))).toMatch(/^ Not a pattern: a \( is not closed/m);
    expect(press(made, ['backspace', 'enter'], wrong)).toMatchObject({ typing: null, notice: '' });
    expect(press(made, ['escape'], wrong)).toMatchObject({ typing: null, logs: { filter: '' } });
  });

  it('takes keys for letters while it is typed on', () => {
    const made = withTail();
    const look = press(made, ['/', 'q', '1', '?', 'space', 'up', 'tab', 'F5', '数']);
    expect(look.typing?.text).toBe('q1? 数');
    expect(look.view).toBe('logs');
    expect(applyKey(look, 'C-c', made.state, []).effect).toEqual({ kind: 'quit' });
    expect(press(made, Array(300).fill('x'), look).typing?.text.length).toBeLessThanOrEqual(100);
  });

  it('goes from match to match among all rows', () => {
    const made = withTail();
    const all = press(made, [...typed('state'), 'enter', 'a']);
    expect(shown(made, all)).toHaveLength(11);
    const marked = (look: UiState): string | undefined => shown(made, look).find((line) => line.startsWith('▸'));
    expect(marked(press(made, ['N'], all))).toContain('BACKUP STATE');
    expect(marked(press(made, ['N', 'N'], all))).toContain('MASTER STATE');
    expect(marked(press(made, ['N', 'N', 'n'], all))).toContain('BACKUP STATE');
    expect(marked(press(made, ['N', 'N', 'N', 'N'], all))).toContain('MASTER STATE');
  });

  it('follows, scrolls back, and comes back step by step', () => {
    const made = withTail();
    expect(press(made, ['pageup', 'G']).logs.cursor).toBeNull();
    expect(press(made, ['g']).logs.cursor).toBe(made.state.tail.lines[0]?.seq);
    expect(press(made, ['g', 'down', 'up']).logs).toEqual(press(made, ['g']).logs);
    const deep = press(made, [...typed('vi_w'), 'enter', 'up', 'enter']);
    expect(deep.logs).toMatchObject({ isOpen: true, filter: 'vi_w' });
    expect(press(made, ['escape'], deep).logs.isOpen).toBe(false);
    expect(press(made, ['escape', 'escape'], deep).logs.cursor).toBeNull();
    expect(press(made, ['escape', 'escape', 'escape'], deep).logs.filter).toBe('');
    expect(press(made, Array(4).fill('escape'), deep).view).toBe('overview');
  });

  it('stays on its line while others come', () => {
    const made = withTail();
    const look = press(made, ['up', 'up']);
    const before = shown(made, look).find((line) => line.startsWith('▸'));
    for (let i = 0; i < 5; i++) addLine(made.state.tail, 2, 'db201', `Keepalived_vrrp[901]: more ${i}`);
    expect(shown(made, look).find((line) => line.startsWith('▸'))).toBe(before);
    expect(shown(made, ui({ view: 'logs' })).at(-1)).toContain('more 4');
  });

  it('bookmarks lines, goes round them, and forgets them', () => {
    const made = withTail();
    const two = press(made, ['up', 'b', 'up', 'up', 'b']);
    expect(drawText(made, 80, 24, two).match(/◆ ?\d\d:/g)).toHaveLength(2);
    const [later, earlier] = two.logs.bookmarks;
    expect(press(made, ['B'], two).logs.cursor).toBe(later);
    expect(press(made, ['B', 'B'], two).logs.cursor).toBe(earlier);
    expect(press(made, ['b'], two).logs.bookmarks).toEqual([later]);
  });

  it('says why there is nothing', () => {
    const made = withTail();
    made.state.tail.lines = [];
    expect(drawText(made, 80, 24, { view: 'logs' })).toContain('no line of keepalived yet');
    made.state.sources.clear();
    expect(drawText(made, 80, 24, { view: 'logs' })).toContain('no log is read');
  });

  it('shows a frozen copy of the state as the state', () => {
    const made = withTail();
    const copy = structuredClone(made);
    addLine(made.state.tail, 0, 'db201', 'Keepalived_vrrp[901]: later');
    expect(drawText(copy, 80, 24, { view: 'logs', frozen: true })).toContain('11 lines frozen');
    expect(drawText(copy, 80, 24, { view: 'logs' })).not.toContain('later');
  });

  it('survives any keys on any lines', () => {
    const keys = fc.array(
      fc.oneof(
        fc.constantFrom(
          'up',
          'down',
          'g',
          'G',
          'pageup',
          'n',
          'N',
          'a',
          'b',
          'B',
          'enter',
          '/',
          'escape',
          'backspace',
          'p',
        ),
        fc.constantFrom('3', '4', 'tab', '!', '(', 'v', 'i', '.', '*', 'C-u', '?'),
      ),
      { maxLength: 30 },
    );
    const message = fc.string({ unit: 'binary', maxLength: 80 }).map((s) => s.replaceAll('\n', ''));
    fc.assert(
      fc.property(
        keys,
        fc.array(message, { maxLength: 8 }),
        fc.integer({ min: 60, max: 210 }),
        (pressed, texts, width) => {
          const made = withTail('hostile');
          for (const text of texts) addLine(made.state.tail, 5, 'db201', `Keepalived_vrrp[1]: ${text}`);
          const rows = draw(made, width, 24, press(made, pressed));
          expect(rows).toHaveLength(24);
          for (const row of rows) expect(plain(row)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        },
      ),
      { numRuns: 150 },
    );
  });
});
