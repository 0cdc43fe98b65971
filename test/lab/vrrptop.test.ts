// vrrptop on the jump host against real nodes: whatever the operator does, the screen and the report of the recording
// say what the nodes' own kernels say.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../tools/describe-with.js';
import type { ClusterOptions } from './keepalived-conf.js';
import { Lab } from './lab.js';
import { LAB_PROGRAMS } from './needed.js';
import { attempt, sleep } from './run.js';
import { compareReport, Scenario, shownHolders } from './scenario.js';
import { Terminal, Tmux } from './terminal.js';
import { Truth } from './truth.js';

const NODES = ['db201', 'db202'];

/** Does all `steps` under the eyes of vrrptop; returns all that the screen and the report had wrong. */
async function watch(cluster: ClusterOptions, steps: readonly string[]): Promise<string[]> {
  const lab = await Lab.up({ cluster });
  const recording = join(lab.folder, 'incident.vrrptop');
  const truth = Truth.start(lab);
  const size = { columns: 160, rows: 50, env: lab.jump.env };
  const terminal = Terminal.open(await lab.jump.vrrptop('--record', recording, ...NODES), size);
  try {
    await terminal.waitFor('the first screen', (screen) => screen.some((line) => line.includes('vrrptop')), 10_000);
    await sleep(2000);
    const scenario = new Scenario(lab, truth, terminal);
    for (const step of steps) await scenario.step(step);
    const problems = scenario.finish();
    terminal.press('q');
    expect(await terminal.ended(5000)).toBe(0);
    expect(terminal.buffer).toBe('normal');

    const [file, args] = await lab.jump.vrrptop('report', '--format', 'json', recording);
    const [report, again] = [await attempt(file, args), await attempt(file, args)];
    expect(report.stderr).toBe('');
    expect(again.stdout).toBe(report.stdout);
    problems.push(...compareReport(report.stdout, scenario.takeovers));
    return problems;
  } finally {
    await terminal.close();
    truth.stop();
    await lab.down();
  }
}

const MORNING = [
  'start db201',
  'start db202',
  'crash db202',
  'power db202',
  'cut db201',
  'mend db201',
  'stop db201',
  'start db201',
  'firewall db202',
  'firewall db201',
  'allow db201',
  'allow db202',
];
const SHORT = ['start db201', 'start db202', 'crash db201', 'power db201', 'stop db201', 'start db201'];
const SCRIPT = ['start db201', 'start db202', 'script-fail db201', 'script-ok db201'];

describeWith(LAB_PROGRAMS, 'vrrptop on the jump host', () => {
  describe.concurrent('shows within a second what the nodes hold, and reports it', () => {
    test.each<[string, ClusterOptions, string[]]>([
      ['preemption', {}, MORNING],
      ['nopreempt', { all: { nopreempt: true } }, MORNING],
      ['VRRPv3 at 100 ms', { all: { version: 3, advertIntervalMs: 100 } }, SHORT],
      ['IPv6', { ipv6: true }, SHORT],
      ['unicast peers', { all: { unicast: true } }, SHORT],
      ['AH', { all: { auth: 'ah' } }, SHORT],
      ['a virtual MAC', { all: { vmac: true } }, SHORT],
      ['a sync group', { syncGroup: true }, SHORT],
      ['a health check that fails', { scriptWeight: 0 }, SCRIPT],
      ['a health check that costs priority', { scriptWeight: -20 }, SCRIPT],
    ])('%s', { timeout: 300_000 }, async (_name, cluster, steps) => {
      expect(await watch(cluster, steps)).toEqual([]);
    });
  });

  test('in tmux at 80×24, and `status` for scripts', async () => {
    const lab = await Lab.up();
    const truth = Truth.start(lab);
    try {
      for (const node of lab.nodes) await node.start();
      await sleep(5000);
      const tmux = await Tmux.open(lab.folder, await lab.jump.vrrptop(...NODES), { env: lab.jump.env });
      await sleep(4000);
      const screen = await tmux.screen();
      for (const { vips } of lab.instances)
        expect(shownHolders(screen, vips[0]!), screen.join('\n')).toEqual(truth.holders(vips[0]!));
      await tmux.press('q');
      await sleep(1000);
      expect(await tmux.isRunning()).toBe(false);
      await tmux.close();

      const [file, args] = await lab.jump.vrrptop('status', '--json', ...NODES);
      const status = await attempt(file, args);
      expect(status.code, status.stderr).toBe(0);
    } finally {
      truth.stop();
      await lab.down();
    }
  });
});
