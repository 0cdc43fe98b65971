import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session } from '../../src/app/session.js';
import { Screen } from '../../src/ui/screen.js';
import { initialUi } from '../../src/views/ui-state.js';
import { Run, START } from '../model/run.js';
import { FakeTty } from './fake-tty.js';

/** The demo's LAN after a failover, on a whole screen in a terminal: keys in, text out. */
describe('an operator looks for the reason of a failover', () => {
  const tty = new FakeTty(80, 24);
  const run = new Run();
  let session: Session;
  let screen: Screen;
  let seq = 1_000_000;
  let at = START + 40_000;

  beforeAll(() => {
    run.play(
      [
        [1, 'db201', 'start'],
        [2, 'db202', 'start'],
        [20, 'db201', 'stop'],
      ],
      40,
    );
    screen = new Screen({
      theme: 'auto',
      ascii: false,
      input: tty.input,
      output: tty.output,
      env: { TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    });
    const ui = initialUi({ mode: 'demo', ascii: false, theme: screen.theme, themes: screen.themes });
    session = new Session(run.fleet, screen, ui, () => undefined);
    session.accept({ kind: 'tick', seq: seq++, at });
    screen.onKey((key) => session.accept({ kind: 'key', key, seq: seq++, at }));
    session.paint();
  });
  afterAll(() => {
    session.stop();
    screen.destroy();
  });

  /** Types, and waits until the screen shows what is expected. */
  const type = async (keys: string, expected: RegExp): Promise<string> => {
    tty.type(keys);
    const end = Date.now() + 5000;
    for (;;) {
      const text = (await tty.text()).join('\n');
      if (expected.test(text)) return text;
      if (Date.now() > end) throw new Error(`never saw ${expected} in:\n${text}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };

  it('in the logs', async () => {
    await type('3', /^─ Logs ─.* lines following ─$/m);
    await type('/stop', /^ \/stop/m);
    await type('\r', /\/stop\/ \d+ of \d+ lines/);
    const found = await type('g', /^▸.* db201 /m);
    expect(found).toMatch(/db201 .*[Ss]top/);
    await type('/\u0015entering master', /^ \/entering master/m);
    const masters = await type('\r', /db202 ■ \(vi_w\) Entering MASTER STATE/);
    expect(masters).not.toMatch(/BACKUP STATE/);
    const open = await type('k\r', /^─ Line ─/m);
    expect(open).toMatch(/^ meaning +state: MASTER$/m);
    expect(open).toMatch(/^ instance +vi_/m);
    await type('/(', /a \( is not closed/);
    await type('\u001b', /^ .*\? help/m);
  });

  it('in the packets', async () => {
    await type('4', /^─ Packets ─.* packets following ─$/m);
    await type('/vi_w .*prio 0 \r', /\/vi_w \.\*prio 0 \//);
    // A stopped keepalived sends priority 0 (RFC 3768 5.3.4) and leaves at once.
    const zero = await type('\t', /^▸time /m);
    expect(zero).toMatch(/db201 +51 vi_w +2 +0 /);
    const field = await type('j'.repeat(13), /^▸priority +0 gives up mastership/m);
    expect(field).toMatch(/\*\* \*\*/);
    await type('\u001b', /^ priority/m);
  });

  it('in the rhythm of its sender, which fell silent', async () => {
    await type('G', /packets/);
    await type('/\u0015vi_w .*prio 100\r', /prio 100\/ /);
    const chart = await type('c', /[\u2801-\u28ff]{20}/);
    expect(chart).toMatch(/^─ Gaps of db201, vi_w /m);
    await type('c', /^─ Packets ─/m);
    expect((await tty.text()).join('\n')).not.toContain('Gaps of');
    await type('/\u0015\r', /─ \d+ packets/);
  });

  it('and takes a line of it along', async () => {
    await type('1', /^─ Virtual IPs ─/m);
    await type('m', /the wheel scrolls, a click selects/);
    const text = await tty.text();
    const y = text.findIndex((line) => /^ vi_r +172/.test(line));
    await type(`\u001b[<0;5;${y + 1}M`, /^▸vi_r +172/m);
    await type('y', /^ Copied: .* vi_r 172\.30\.23\.210 ──▶ db202/m);
    const sent = /\u001b\]52;c;([^\u0007]*)\u0007/.exec(tty.written)?.[1] ?? '';
    expect(Buffer.from(sent, 'base64').toString('utf8')).toMatch(
      /^2\d{3}-.* UTC vi_r 172\.30\.23\.210 ──▶ db202 .*next: /,
    );
    await type('m', /the terminal's again/);
    expect(tty.emulator.modes.mouseTrackingMode).toBe('none');
  });

  it('while the screen stands still', async () => {
    await type('p', /FROZEN/);
    const before = await type('3', /lines? (frozen|row)/);
    run.do('db201', 'start');
    run.to(60);
    at = START + 60_000;
    session.accept({ kind: 'tick', seq: seq++, at });
    await new Promise((done) => setTimeout(done, 150));
    expect((await tty.text()).join('\n').split('\n').slice(1)).toEqual(before.split('\n').slice(1));
    await type('p', /DEMO/);
  });

  it('as adverts come, though nothing changes by them', async () => {
    run.to(65);
    at = START + 65_000;
    await type('4', /^─ Packets ─/m);
    await type('/\u0015\r', /─ \d+ packets/);
    await type('G', /\d packets following/);
    const painted = (): Promise<void> => new Promise((done) => setTimeout(done, 250));
    await painted();
    const count = (text: string): number => Number(/(\d+) packets/.exec(text)?.[1]);
    const before = (await tty.text()).join('\n');
    const { revision } = run.monitor;
    run.to(65.75);
    expect(run.monitor.revision).toBe(revision);
    session.accept({ kind: 'tick', seq: seq++, at: START + 65_750 });
    await painted();
    expect(count((await tty.text()).join('\n'))).toBeGreaterThan(count(before));
  });
});
