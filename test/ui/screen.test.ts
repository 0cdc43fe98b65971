import { afterEach, describe, expect, it } from 'vitest';
import { Screen } from '../../src/ui/screen.js';
import { screenRows } from '../../src/views/screen-rows.js';
import { type Line, plain, span } from '../../src/views/text.js';
import { draw, ui } from '../views/draw.js';
import { SCENES } from '../views/scenes.js';
import { idle, type Made } from '../views/states.js';
import { FakeTty } from './fake-tty.js';

const UTF8 = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };
const open: Screen[] = [];
afterEach(() => {
  for (const screen of open.splice(0)) screen.destroy();
});

function screenOn(tty: FakeTty, options: Partial<ConstructorParameters<typeof Screen>[0]> = {}): Screen {
  const screen = new Screen({
    theme: 'dark',
    ascii: null,
    input: tty.input,
    output: tty.output,
    env: UTF8,
    ...options,
  });
  open.push(screen);
  return screen;
}
const scene = (name: string): Made => SCENES[name]!();
const expected = (rows: Line[]): string[] => rows.map((row) => plain(row).trimEnd());
const line = (text: string): Line => [span(text)];

describe('Screen on a terminal emulator', () => {
  it.each(Object.keys(SCENES).flatMap((name) => [[name, 80, 24] as const, [name, 132, 43] as const]))(
    'shows %s at %ix%i as the rows say',
    async (name, width, height) => {
      const tty = new FakeTty(width, height);
      const rows = draw(scene(name), width, height);
      screenOn(tty).paint(rows);
      // The emulator shows a wide character once; the cell that it covers has no text.
      expect(await tty.text()).toEqual(expected(rows));
    },
  );

  it('shows each scene right after each other, wide characters included', async () => {
    const tty = new FakeTty(100, 30);
    const screen = screenOn(tty);
    for (const name of ['hostile', 'healthy', 'hostile', 'split-brain', 'empty', 'hostile']) {
      const rows = draw(scene(name), 100, 30);
      screen.paint(rows);
      expect(await tty.text(), name).toEqual(expected(rows));
    }
  });

  it('repaints what changes around wide characters', async () => {
    const tty = new FakeTty(30, 3);
    const screen = screenOn(tty);
    for (const text of [
      '数据库 a',
      'x数据 b',
      '数据库 c',
      '数x据库d',
      'ab据库 e',
      '数据库 a',
      '日日 日f',
      '日本 日g',
    ]) {
      screen.paint([line(text)]);
      expect((await tty.text())[0], text).toBe(text);
    }
  });

  it('writes nothing for an unchanged screen, wide characters or not', async () => {
    const tty = new FakeTty(110, 36);
    const screen = screenOn(tty);
    for (const name of ['healthy', 'hostile']) {
      screen.paint(draw(scene(name), 110, 36));
      expect(await tty.bytes()).toBeGreaterThan(500);
      screen.paint(draw(scene(name), 110, 36));
      expect(await tty.bytes()).toBe(0);
    }
  });

  it('costs at most 300 bytes a second at 120x40 while two instances are idle', async () => {
    const tty = new FakeTty(120, 40);
    const screen = screenOn(tty);
    const made = scene('healthy');
    const look = ui();
    const paint = (): void => screen.paint(screenRows({ ...made, ui: look }, screen.size));
    paint();
    await tty.bytes();
    const seconds = 120;
    for (let i = 0; i < seconds; i++) {
      // Adverts come when they come: their age at the moment of the paint is never twice the same.
      idle(made.state, 1000 + ((i * 37) % 100) - 50);
      paint();
      await tty.settled();
    }
    expect((await tty.bytes()) / seconds).toBeLessThanOrEqual(300);
  });

  it('has the colours of 256-colour terminals, whatever form their terminfo has', async () => {
    for (const TERM of ['xterm-256color', 'tmux-256color', 'screen-256color', 'alacritty', 'no-such-256color']) {
      const tty = new FakeTty(80, 24);
      const screen = screenOn(tty, { env: { ...UTF8, TERM } });
      expect(screen.colours, TERM).toBe(256);
      screen.paint(draw(scene('healthy'), 80, 24));
      expect((await tty.text())[2], TERM).toContain('──▶ db201');
      expect(tty.written, TERM).toContain('38;5;77');
      screen.destroy();
    }
  });

  it('is plain ASCII without SGR colours on a vt100', async () => {
    const tty = new FakeTty(80, 24);
    const screen = screenOn(tty, { theme: 'auto', env: { TERM: 'vt100', LANG: 'C.UTF-8' } });
    expect([screen.ascii, screen.theme]).toEqual([true, 'mono']);
    screen.paint(draw(scene('hostile'), 80, 24, { ascii: screen.ascii }));
    await tty.settled();
    expect(tty.written).toMatch(/^[\u0000-\u007f]*$/);
    // Parameters of SGR: bold, underline, inverse, off; never a colour (30 and above).
    for (const [, parameters = ''] of tty.written.matchAll(/\u001b\[([\d;]*)m/g)) {
      for (const p of parameters.split(';')) expect(Number(p)).toBeLessThan(30);
    }
  });

  it('paints once after a drag of the window', async () => {
    const tty = new FakeTty(80, 24);
    const screen = screenOn(tty);
    const sizes: { width: number; height: number }[] = [];
    screen.onResize(() => {
      sizes.push(screen.size);
      screen.paint(draw(scene('healthy'), screen.size.width, screen.size.height));
    });
    screen.paint(draw(scene('healthy'), 80, 24));
    for (let i = 1; i <= 20; i++) tty.resize(80 + i, 24 + (i % 7));
    await new Promise((done) => setTimeout(done, 250));
    expect(sizes).toEqual([{ width: 100, height: 30 }]);
    expect(await tty.text()).toEqual(expected(draw(scene('healthy'), 100, 30)));
  });

  it('changes the colours with the theme', async () => {
    const tty = new FakeTty(80, 24);
    const screen = screenOn(tty);
    const rows = draw(scene('healthy'), 80, 24);
    screen.paint(rows);
    await tty.bytes();
    screen.setTheme('light');
    screen.paint(rows);
    expect(await tty.bytes()).toBeGreaterThan(200);
    expect(await tty.text()).toEqual(expected(rows));
    screen.setTheme('no such theme');
    expect(screen.theme).toBe('light');
  });

  it('tells keys by their names', async () => {
    const tty = new FakeTty(80, 24);
    const keys: string[] = [];
    screenOn(tty).onKey((key) => keys.push(key));
    for (const typed of [
      'q',
      'R',
      '?',
      '+',
      '-',
      ' ',
      '\t',
      '\u001b[Z',
      '\r',
      '\u0003',
      '\u001b',
      '\u001b[A',
      '\u001bOB',
      '\u001b[5~',
      '\u001b[6~',
      '\u001b[H',
      'é',
    ]) {
      tty.type(typed);
      await tty.settled();
      if (typed === '\u001b') await new Promise((done) => setTimeout(done, 80));
    }
    expect(keys).toEqual([
      'q',
      'R',
      '?',
      '+',
      '-',
      'space',
      'tab',
      'S-tab',
      'enter',
      'C-c',
      'escape',
      'up',
      'down',
      'pageup',
      'pagedown',
      'home',
      'é',
    ]);
  });

  it('puts keys together that arrive in pieces', async () => {
    const tty = new FakeTty(80, 24);
    const keys: string[] = [];
    screenOn(tty).onKey((key) => keys.push(key));
    for (const piece of ['\u001b', '[A', 'j\u001b[', '5', '~\u001bO', 'Bx', '\u001b']) {
      tty.type(piece);
      await tty.settled();
    }
    expect(keys).toEqual(['up', 'j', 'pageup', 'down', 'x']);
    await new Promise((done) => setTimeout(done, 80));
    expect(keys.at(-1)).toBe('escape');
  });

  it('gives the terminal back as it was, and only once', async () => {
    const tty = new FakeTty(80, 24);
    tty.emulator.write('before\r\n');
    const screen = screenOn(tty);
    screen.onKey(() => undefined);
    screen.paint(draw(scene('healthy'), 80, 24));
    await tty.settled();
    expect(tty.emulator.buffer.active.type).toBe('alternate');
    expect(tty.input.isRaw).toBe(true);
    screen.destroy();
    expect((await tty.text())[0]).toBe('before');
    expect(tty.emulator.buffer.active.type).toBe('normal');
    expect(tty.input.isRaw).toBe(false);
    // DECTCEM (cursor) on and DECCKM (cursor keys) off again: the last word of each in the stream.
    expect(tty.written.lastIndexOf('\u001b[?25h')).toBeGreaterThan(tty.written.lastIndexOf('\u001b[?25l'));
    expect(tty.written.lastIndexOf('\u001b[?1l')).toBeGreaterThan(tty.written.lastIndexOf('\u001b[?1h'));
    await tty.bytes();
    screen.destroy();
    screen.paint(draw(scene('split-brain'), 80, 24));
    expect(await tty.bytes()).toBe(0);
  });

  it('survives a terminal that is gone, and says so', async () => {
    const tty = new FakeTty(80, 24);
    const screen = screenOn(tty);
    let gone = 0;
    screen.onGone(() => gone++);
    tty.output.destroy(new Error('EIO'));
    await tty.settled();
    expect(gone).toBe(1);
    screen.paint(draw(scene('healthy'), 80, 24));
    screen.destroy();
  });

  it('copies by OSC 52', async () => {
    const tty = new FakeTty(80, 24);
    screenOn(tty).copy('172.30.23.200');
    await tty.settled();
    // printf %s 172.30.23.200 | base64
    expect(tty.written).toContain('\u001b]52;c;MTcyLjMwLjIzLjIwMA==\u0007');
  });

  it('takes 80x24 where the terminal does not say its size', () => {
    const tty = new FakeTty(80, 24);
    Object.assign(tty.output, { columns: 0, rows: 0 });
    expect(screenOn(tty).size).toEqual({ width: 80, height: 24 });
  });
});
