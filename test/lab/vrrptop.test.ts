// vrrptop on the jump host against real nodes: whatever the operator does, the screen and the report of the recording
// say what the nodes' own kernels say.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../tools/describe-with.js';
import type { ClusterOptions } from './keepalived-conf.js';
import { Lab } from './lab.js';
import { LAB_PROGRAMS } from './needed.js';
import { operate } from './operations.js';
import { attempt, sleep } from './run.js';
import { compareReport, Scenario, shownHolders } from './scenario.js';
import { Terminal, Tmux } from './terminal.js';
import { Truth } from './truth.js';

const NODES = ['db201', 'db202'];

/** The part of vrrptop-status/1 that is compared. */
interface StatusAnswer {
  readonly status: string;
  readonly virtualRouters: readonly { readonly vips: readonly { readonly holders: string[] }[] }[];
}

interface Outcome {
  /** What the live screen had wrong. */
  readonly screen: string[];
  /** What the report of the recording had wrong. */
  readonly report: string[];
}

/** Does all `steps` under the eyes of vrrptop. */
async function watch(cluster: ClusterOptions, steps: readonly string[]): Promise<Outcome> {
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
    const screen = scenario.finish();
    terminal.press('q');
    expect(await terminal.ended(5000)).toBe(0);
    expect(terminal.buffer).toBe('normal');

    await replayed(lab, recording, truth);
    const [file, args] = await lab.jump.vrrptop('report', '--format', 'json', recording);
    const [report, again] = [await attempt(file, args), await attempt(file, args)];
    expect(report.stderr).toBe('');
    expect(again.stdout).toBe(report.stdout);
    return { screen, report: compareReport(report.stdout, scenario.takeovers) };
  } finally {
    await terminal.close();
    truth.stop();
    await lab.down();
  }
}

/** The same screen, played from the recording, ends with what the nodes held at the end. */
async function replayed(lab: Lab, recording: string, truth: Truth): Promise<void> {
  const vips = lab.instances.flatMap((i) => i.vips);
  const play = await lab.jump.vrrptop('replay', '--speed', '1000', recording);
  const player = Terminal.open(play, { columns: 160, rows: 50, env: lab.jump.env });
  try {
    const same = (screen: string[]): boolean =>
      vips.every((vip) => String(shownHolders(screen, vip)) === String(truth.holders(vip)));
    await player.waitFor('the end of the replay', same, 15_000);
    player.press('q');
    expect(await player.ended(5000)).toBe(0);
  } finally {
    await player.close();
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
/** Where what a daemon believes and what its node holds part: the screen is held to the addresses. */
const EVENING = [
  'start db201',
  'start db202',
  'ifdown db201',
  'ifup db201',
  'hang db201 6',
  'kill9 db201',
  'start db201',
  'partition db202',
  'mend db202',
  'firewall-out db201',
  'allow db201',
  'reload db201',
  'restart db202',
];
const SHORT = ['start db201', 'start db202', 'crash db201', 'power db201', 'stop db201', 'start db201'];
const SCRIPT = ['start db201', 'start db202', 'script-fail db201', 'script-ok db201'];

describeWith(LAB_PROGRAMS, 'vrrptop on the jump host', () => {
  // Each has a lab of its own, and mostly waits for keepalived's timers.
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
      expect(await watch(cluster, steps)).toEqual({ screen: [], report: [] });
    });

    test('a link, a daemon and a network that fail in part', { timeout: 300_000 }, async () => {
      expect((await watch({}, EVENING)).screen).toEqual([]);
    });

    test('in tmux at 80×24', async () => {
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
      } finally {
        truth.stop();
        await lab.down();
      }
    });

    test('`status` for scripts: one word, an exit code, and where each address is', { timeout: 120_000 }, async () => {
      const lab = await Lab.up();
      const truth = Truth.start(lab);
      const status = async (): Promise<{ code: number; status: string; holders: string[][] }> => {
        const { code, stdout } = await attempt(...(await lab.jump.vrrptop('status', '--json', ...NODES)));
        const told = JSON.parse(stdout) as StatusAnswer;
        return {
          code,
          status: told.status,
          holders: told.virtualRouters.flatMap((r) => r.vips.map((v) => v.holders)).sort(),
        };
      };
      const held = (): string[][] => lab.instances.flatMap((i) => i.vips.map((vip) => truth.holders(vip))).sort();
      try {
        for (const node of lab.nodes) await operate(lab, 'start', node.name);
        await sleep(5000);
        expect(held()).toEqual([['db201'], ['db202']]);
        expect(await status()).toEqual({ code: 0, status: 'OK', holders: held() });
        for (const node of lab.nodes) await operate(lab, 'firewall', node.name);
        await sleep(5000);
        expect(held()).toEqual([NODES, NODES]);
        expect(await status()).toEqual({ code: 2, status: 'CRITICAL', holders: held() });
        for (const node of lab.nodes) await operate(lab, 'stop', node.name);
        await sleep(500);
        expect(await status()).toEqual({ code: 2, status: 'CRITICAL', holders: [[], []] });
        for (const node of lab.nodes) await operate(lab, 'cut', node.name);
        expect(await status()).toMatchObject({ code: 3, status: 'UNKNOWN' });
      } finally {
        truth.stop();
        await lab.down();
      }
    });
  });
});
