import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { drawText } from '../views/draw.js';
import { SCENES } from '../views/scenes.js';

const SHOW = fileURLToPath(new URL('./show.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a shell on a pseudo terminal of its own; what it writes goes into an emulator. */
function shell(script: string, columns: number, rows: number) {
  const emulator = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const env = { PATH: process.env.PATH ?? '', TERM: 'tmux-256color', LANG: 'C.UTF-8', TMUX: '/nowhere,1,0' };
  const pty = spawn('sh', ['-c', script], { cols: columns, rows, cwd: ROOT, env });
  pty.onData((data) => emulator.write(data));
  const text = (): string =>
    Array.from(
      { length: emulator.rows },
      (_, y) => emulator.buffer.active.getLine(y)?.translateToString(true).trimEnd() ?? '',
    ).join('\n');
  const until = async (expected: string): Promise<void> => {
    const end = Date.now() + 15_000;
    while (!text().includes(expected)) {
      if (Date.now() > end) throw new Error(`never saw ${expected} in:\n${text()}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  return { pty, emulator, text, until };
}

describe('Screen on a real terminal', () => {
  it('shows, follows a resize, answers keys, and leaves the terminal as it was', async () => {
    const { pty, emulator, text, until } = shell(
      `stty -g; node --import tsx ${SHOW} failover 2>&1; echo left; stty -g; sleep 9`,
      80,
      24,
    );
    await until('Events');
    expect(text()).toContain('──▶ db202');
    emulator.resize(110, 36);
    pty.resize(110, 36);
    await until('┌ Events');
    pty.write('?');
    await until('States, in boxes and over time');
    pty.write('\u001b');
    await until('┌ Events');
    pty.write('q');
    await until('left');
    expect(emulator.buffer.active.type).toBe('normal');
    await new Promise((done) => setTimeout(done, 100));
    const [before, , after] = text()
      .split('\n')
      .filter((line) => line !== '');
    expect(after).toBe(before);
    pty.kill();
  });

  it('is the same text as the rows on a terminal of another kind', async () => {
    const { pty, text, until } = shell(`TERM=screen-256color node --import tsx ${SHOW} split-brain`, 80, 24);
    await until('Events');
    // All but the times, which go on.
    const still = (s: string): string => s.replace(/\d/g, '0');
    const shown = still(text()).split('\n')[2];
    expect(shown).toBe(still(drawText(SCENES['split-brain']!(), 80, 24)).split('\n')[2]);
    pty.kill();
  });
});
