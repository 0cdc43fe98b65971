import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { KeyInput } from '../../src/ui/key-input.js';
import { Screen } from '../../src/ui/screen.js';
import { draw } from '../views/draw.js';
import { SCENES } from '../views/scenes.js';
import { FakeTty } from './fake-tty.js';

// xterm's control sequences (ctlseqs), "Mouse Tracking" and "SGR": CSI < button ; column ; row M, from 1 on; m for a release.
const open: Screen[] = [];
afterEach(() => {
  for (const screen of open.splice(0)) screen.destroy();
});
async function started(): Promise<{ tty: FakeTty; screen: Screen; keys: string[] }> {
  const tty = new FakeTty(110, 36);
  const env = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  const screen = new Screen({ theme: 'dark', ascii: null, input: tty.input, output: tty.output, env });
  open.push(screen);
  const keys: string[] = [];
  screen.onKey((key) => keys.push(key));
  screen.paint(draw(SCENES.healthy!(), 110, 36));
  await tty.settled();
  return { tty, screen, keys };
}
const at = (text: string[], words: string): { x: number; y: number } => {
  const y = text.findIndex((line) => line.includes(words));
  return { x: (text[y]?.indexOf(words) ?? -1) + 1, y: y + 1 };
};

describe('the mouse', () => {
  it("is the terminal's own until it is asked for, and again on the way out", async () => {
    const { tty, screen } = await started();
    expect(tty.written).not.toMatch(/\u001b\[\?(9|100\d|1015)h/);
    screen.setMouse(true);
    await tty.settled();
    expect(tty.emulator.modes.mouseTrackingMode).toBe('vt200');
    screen.suspend();
    await tty.settled();
    expect(tty.emulator.modes.mouseTrackingMode).toBe('none');
    screen.resume();
    await tty.settled();
    expect(tty.emulator.modes.mouseTrackingMode).toBe('vt200');
    screen.destroy();
    await tty.settled();
    expect(tty.emulator.modes.mouseTrackingMode).toBe('none');
    expect(tty.written.lastIndexOf('\u001b[?1006l')).toBeGreaterThan(tty.written.lastIndexOf('\u001b[?1006h'));
  });

  it('is switched off by the same switch, and switched once', async () => {
    const { tty, screen } = await started();
    for (const isOn of [true, true, false, false]) screen.setMouse(isOn);
    await tty.settled();
    expect(tty.emulator.modes.mouseTrackingMode).toBe('none');
    expect(tty.written.split('\u001b[?1000h')).toHaveLength(2);
  });

  it('tells of what is under it, its wheel, and nothing of a release or another button', async () => {
    const { tty, keys } = await started();
    const text = await tty.text();
    const vip = at(text, '172.30.23.210');
    const box = at(text, '□ BACKUP');
    tty.type(`\u001b[<0;${vip.x};${vip.y}M\u001b[<0;${vip.x};${vip.y}m`);
    tty.type(`\u001b[<0;${box.x};${box.y}M`);
    tty.type('\u001b[<64;1;1M\u001b[<65;1;1M\u001b[<2;5;5M\u001b[<35;5;5M\u001b[<0;1;1M');
    await tty.settled();
    expect(keys).toEqual(['click:vips:1', 'click:nodes:1', 'wheelup', 'wheeldown']);
  });

  it('keeps the keys that come with a report, in whatever pieces they come', async () => {
    const { tty, keys } = await started();
    for (const piece of ['j\u001b', '[<6', '5;10', ';3Mk\u001b[<64;2;2M', '\u001b[Aq', '\u001b[M', '`!', '!x']) {
      tty.type(piece);
      await tty.settled();
    }
    // The last one in the old form: button 64, column 1, row 1, each 32 more.
    expect(keys.filter((k) => k.startsWith('wheel'))).toEqual(['wheeldown', 'wheelup', 'wheelup']);
    expect(keys.filter((k) => !k.startsWith('wheel'))).toEqual(['j', 'k', 'up', 'q', 'x']);
  });

  it('takes reports out of any bytes, and passes the others as they were', async () => {
    const report = fc
      .tuple(fc.nat(255), fc.nat(9999), fc.nat(9999), fc.constantFrom('M', 'm'))
      .map(([b, x, y, end]) => `\u001b[<${b};${x};${y}${end}`);
    const letters = fc.string({ unit: fc.constantFrom('a', 'Z', '5', ' ', '\r', 'é'), maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(letters, report), { maxLength: 6 }),
        fc.array(fc.nat(60), { maxLength: 5 }),
        async (parts, cuts) => {
          const tty = new FakeTty(80, 24);
          const input = new KeyInput(tty.input);
          let seen = 0;
          const out: Buffer[] = [];
          input.onMouse = () => seen++;
          input.on('data', (chunk: Buffer) => out.push(chunk));
          input.setRawMode(true);
          const bytes = Buffer.from(parts.map((p) => p.join('')).join(''), 'utf8');
          const at = [...new Set(cuts.filter((c) => c < bytes.length))].sort((a, b) => a - b);
          for (const [i, from] of [0, ...at].entries()) tty.input.emit('data', bytes.subarray(from, at[i]));
          await new Promise((done) => setImmediate(done));
          input.setRawMode(false);
          const told = parts.filter(([, r]) => /<(64|65);\d+;\d+M|<0;\d+;\d+M/.test(r)).length;
          expect(seen).toBe(told);
          expect(Buffer.concat(out).toString('utf8')).toBe(parts.map(([l]) => l).join(''));
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    '\u001b[<',
    '\u001b[<;;M',
    '\u001b[<99999999999999999999999;1;1M',
    '\u001b[<0;0;0M',
    '\u001b[<0;9999;9999M',
    '\u001b[<1;2M',
    '\u001b[M',
  ])('survives %j', async (bytes) => {
    const { tty, keys } = await started();
    tty.type(bytes);
    await tty.settled();
    tty.type('j');
    await new Promise((done) => setTimeout(done, 80));
    expect(keys.filter((k) => k.startsWith('click') || k.startsWith('wheel'))).toEqual([]);
  });
});
