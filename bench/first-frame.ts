import type { Benchmark } from './benchmark.js';
import { byTurns, median } from './measure.js';
import { comparison, figure } from './print.js';
import { Terminal } from './pty.js';
import { DEMO, HTOP, type Screen } from './screens.js';

const WITHIN_MS = 10_000;

export const firstFrame: Benchmark = {
  name: 'first-frame',
  what: 'from the start of the process to the last byte of the first full frame (with masters on it), 120x40, beside htop',
  async run({ quick }) {
    const emptyMs: number[] = [];
    const values = await byTurns(
      quick ? 5 : 11,
      () => firstFrameMs(DEMO, emptyMs),
      () => firstFrameMs(HTOP, []),
    );
    comparison({ ours: 'vrrptop demo', peers: 'htop' }, values, 'ms', 1.5);
    figure('vrrptop demo, frame without masters', median(emptyMs), 'ms');
  },
};

/** `outlineMs` gets the time of the first frame that has its outline, before there is anything to show in it. */
async function firstFrameMs({ program, outline, complete }: Screen, outlineMs: number[]): Promise<number> {
  const began = performance.now();
  const terminal = new Terminal(program, 120, 40);
  try {
    const [outlinedAt, completedAt] = await Promise.all([
      terminal.shows(outline, WITHIN_MS),
      terminal.shows(complete, WITHIN_MS),
    ]);
    outlineMs.push(outlinedAt - began);
    return completedAt - began;
  } finally {
    await terminal.close();
  }
}
