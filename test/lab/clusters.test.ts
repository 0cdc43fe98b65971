// Two clusters on one real LAN under one vrrptop: db201 and db202 are `pair`, db203 alone is `lone`. Each shows and tells
// what is its own, though the one capture hears all; one VRID used by both is told in both.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../tools/describe-with.js';
import type { ClusterOptions } from './keepalived-conf.js';
import { Lab } from './lab.js';
import { LAB_PROGRAMS } from './needed.js';
import { operate } from './operations.js';
import { attempt, type Output } from './run.js';
import { Terminal } from './terminal.js';

const LONE: ClusterOptions = {
  only: {
    'db203/vi_w': { vrid: 61, vips: ['172.30.23.220/24'] },
    'db203/vi_r': { vrid: 62, vips: ['172.30.23.230/24'] },
  },
};
/** db203 gets the pair's VRID 51, with an address of its own. */
const CONFLICT: ClusterOptions = { only: { ...LONE.only, 'db203/vi_w': { vrid: 51, vips: ['172.30.23.220/24'] } } };

const CONFIG = `clusters:
  - name: pair
    captures: eth0
    nodes: [db201, db202]
  - name: lone
    captures: eth0
    nodes: [db203]
`;

interface Told {
  readonly cluster: string;
  readonly virtualRouters: readonly { readonly vrid: number; readonly vips: readonly unknown[] }[];
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly nodes: readonly string[] }[];
}

/** VRIDs of each cluster, by its name. */
const vrids = (told: readonly Told[]): Record<string, number[]> =>
  Object.fromEntries(told.map((c) => [c.cluster, c.virtualRouters.map((r) => r.vrid).sort()]));

describeWith(LAB_PROGRAMS, 'two clusters on one LAN', () => {
  test('are watched side by side, each as its own', { timeout: 120_000 }, async () => {
    const lab = await Lab.up({ nodes: ['db201', 'db202', 'db203'], cluster: LONE });
    const recording = join(lab.folder, 'both.vrrptop');
    const config = join(lab.jump.home, 'vrrptop.yaml');
    const cli = async (...args: string[]): Promise<Output> => {
      const [file, all] = await lab.jump.vrrptop(...args);
      return attempt(file, all);
    };
    let terminal: Terminal | null = null;
    try {
      await lab.jump.write('root/vrrptop.yaml', CONFIG);
      await operate(lab, 'start', 'db201');
      await operate(lab, 'start', 'db202');
      await operate(lab, 'start', 'db203');
      const size = { columns: 160, rows: 40, env: lab.jump.env };
      terminal = Terminal.open(await lab.jump.vrrptop('-c', config, '--record', recording), size);
      const shows = (what: RegExp, ms = 20_000): Promise<void> =>
        terminal!.waitFor(String(what), (screen) => screen.some((line) => what.test(line)), ms);

      // The list: who has what in each, nothing of the other.
      await shows(/ pair +2\/2 +db201 vi_w · db202 vi_r /);
      await shows(/ lone +2\/2 +db203 vi_w vi_r /);
      expect(terminal.screen().join('\n')).not.toContain('CRITICAL');

      await operate(lab, 'stop', 'db201');
      await shows(/ pair +2\/2 +db202 vi_w vi_r +vi_w db201 → db202 /);
      await shows(/ lone +2\/2 +db203 vi_w vi_r +\d/);
      await operate(lab, 'start', 'db201');
      await shows(/ pair +2\/2 +db201 vi_w · db202 vi_r /);

      // Opened, it is a screen of one cluster.
      terminal.press('/');
      terminal.press('lone');
      terminal.press('\r');
      terminal.press('\r');
      await shows(/^ vrrptop +lone /);
      await shows(/172\.30\.23\.220 +──▶ db203/);
      expect(terminal.screen().join('\n')).not.toMatch(/db201|172\.30\.23\.200/);
      terminal.press('0');
      terminal.press('\u001b');

      const told = JSON.parse((await cli('status', '--json', '-c', config)).stdout) as Told[];
      expect(vrids(told)).toEqual({ pair: [44, 51], lone: [61, 62] });
      expect(told.flatMap((c) => c.findings.filter((f) => f.severity === 'critical'))).toEqual([]);
      const plan = await cli('do', 'restart', 'db203', '--plan', '-c', config);
      expect(plan.stdout).toContain('db203');
      expect(plan.code).toBe(0);

      // Deaf to each other both go on sending: 2.2.7 may fall silent under adverts that it refuses.
      await operate(lab, 'firewall', 'db201');
      await operate(lab, 'firewall', 'db203');
      await lab.configure(CONFLICT);
      await operate(lab, 'restart', 'db203');
      terminal.press('/');
      terminal.press('two clusters use VRID 51');
      await shows(/2 of 2 /);
      terminal.press('\r');
      terminal.press('q');
      expect(await terminal.ended(5000)).toBe(0);

      const report = await cli('report', '--format', 'json', recording);
      const clusters = JSON.parse(report.stdout) as Told[];
      expect(clusters.map((c) => c.cluster)).toEqual(['pair', 'lone']);
      expect(vrids(clusters)).toEqual({ pair: [44, 51], lone: [51, 61, 62] });
      for (const { findings } of clusters) {
        const conflict = findings.filter((f) => f.rule === 'vrid-conflict');
        expect(conflict.length).toBeGreaterThan(0);
        expect(findings.map((f) => f.rule)).not.toContain('rogue-master');
      }
      // Each names the other's node by its cluster.
      const names = clusters.map((c) => c.findings.find((f) => f.rule === 'vrid-conflict')?.nodes.join(' '));
      expect(names[0]).toContain('lone/db203');
      expect(names[1]).toContain('pair/db20');
    } finally {
      await terminal?.close();
      await lab.down();
    }
  });
});
