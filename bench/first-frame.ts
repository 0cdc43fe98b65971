import type { Benchmark } from './benchmark.js';
import { byTurns } from './measure.js';
import { comparison } from './print.js';
import { Terminal } from './pty.js';
import { DEMO, HTOP, type Screen } from './screens.js';

const WITHIN_MS = 10_000;

export const firstFrame: Benchmark = {
  name: 'first-frame',
  what: 'from the start of the process to the last byte of the first full frame (with masters on it), 120x40, beside htop',
  async run({ quick }) {
    const values = await byTurns(
      quick ? 5 : 11,
      () => firstFrameMs(DEMO),
      () => firstFrameMs(HTOP),
    );
    comparison({ ours: 'vrrptop demo', peers: 'htop' }, values, 'ms', 1.5);
  },
};

async function firstFrameMs({ program, complete }: Screen): Promise<number> {
  const began = performance.now();
  const terminal = new Terminal(program, 120, 40);
  try {
    return (await terminal.shows(complete, WITHIN_MS)) - began;
  } finally {
    await terminal.close();
  }
}
