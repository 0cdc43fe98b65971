import { spawnSync } from 'node:child_process';
import { advertFrame, setIpId } from '../src/sources/simulator/frames.js';
import { randomFrom } from '../src/sources/simulator/random.js';
import type { Benchmark } from './benchmark.js';
import { quantile, VRRPTOP } from './measure.js';
import { figure } from './print.js';
import { pause, Terminal } from './pty.js';
import { Cable } from './veth.js';

export const latency: Benchmark = {
  name: 'latency',
  what: 'from an advert with a new priority on a real wire (veth, tcpdump) to the changed cell on the terminal, 120x40',
  async run({ quick }) {
    const missing = missingHere();
    if (missing.length > 0) return console.log(`  LEFT OUT: needs ${missing.join(', ')}`);
    const cable = new Cable();
    try {
      const values = await measure(cable, quick ? 40 : 150);
      figure('half of them within (p50)', quantile(values, 0.5), 'ms', 60);
      figure('99 of 100 within (p99)', quantile(values, 0.99), 'ms', 120);
      figure('priority changes', values.length, '');
    } finally {
      cable.remove();
    }
  },
};

async function measure(cable: Cable, changes: number): Promise<number[]> {
  const random = randomFrom(3);
  const terminal = new Terminal([...cable.monitorSide, ...VRRPTOP, '--interface', 'eth0'], 120, 40);
  const values: number[] = [];
  let ipId = 0;
  const send = (priority: number): void => {
    const common = {
      srcMac: '52:54:00:09:00:01',
      src: '10.9.0.1',
      version: 2 as const,
      vrid: 51,
      advertIntervalMs: 1000,
    };
    const frame = advertFrame({ ...common, priority, vips: ['10.9.1.51'], authPass: null });
    setIpId(frame, 0, ++ipId);
    cable.send(frame);
  };
  try {
    await terminal.shows((screen) => /\bquit\b/i.test(screen), 10_000);
    await heard(terminal, send);
    for (let i = 0; i < changes; i++) {
      // Adverts and screen updates must not fall into step.
      await pause(300 + random() * 400);
      const priority = 101 + (i % 100);
      const seen = terminal.shows((screen) => new RegExp(`prio ${priority}\\b`).test(screen), 5000);
      const sentAt = performance.now();
      send(priority);
      values.push((await seen) - sentAt);
    }
    return values;
  } finally {
    await terminal.close();
  }
}

/** tcpdump needs a moment before it listens: adverts go out until one is on the screen. */
async function heard(terminal: Terminal, send: (priority: number) => void): Promise<void> {
  const repeat = setInterval(() => send(100), 250);
  try {
    await terminal.shows((screen) => /MASTER/.test(screen), 15_000);
  } finally {
    clearInterval(repeat);
  }
}

function missingHere(): string[] {
  const programs = ['ip', 'tcpdump', 'perl'].filter((program) => spawnSync('which', [program]).status !== 0);
  return process.getuid?.() === 0 ? programs : ['root', ...programs];
}
