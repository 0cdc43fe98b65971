import type { Benchmark } from './benchmark.js';
import { comparison, figure } from './print.js';
import { pause, Terminal } from './pty.js';
import { DEMO, HTOP, QUIET_HTOP, type Screen, SIZES } from './screens.js';

const SETTLE_MS = 4000;

export const idle: Benchmark = {
  name: 'idle',
  what: 'bytes a second to the terminal while nothing happens, beside htop in the same seconds',
  async run({ quick }) {
    for (const { columns, rows } of SIZES) {
      const forMs = quick ? 8000 : 30_000;
      const screens = [DEMO, HTOP, ...QUIET_HTOP];
      const [ours, peers, quietest] = await Promise.all(screens.map((s) => bytesASecond(s, columns, rows, forMs)));
      const names = { ours: `vrrptop demo ${columns}x${rows}`, peers: `htop ${columns}x${rows}` };
      comparison(names, { ours: [ours!], peers: [peers!] }, 'B/s', 1);
      if (quietest !== undefined) figure('htop that sees only itself', quietest, 'B/s');
    }
  },
};

async function bytesASecond(
  { program, complete }: Screen,
  columns: number,
  rows: number,
  forMs: number,
): Promise<number> {
  const terminal = new Terminal(program, columns, rows);
  try {
    await terminal.shows(complete, 10_000);
    await pause(SETTLE_MS);
    const before = terminal.bytes;
    await pause(forMs);
    return ((terminal.bytes - before) / forMs) * 1000;
  } finally {
    await terminal.close();
  }
}
