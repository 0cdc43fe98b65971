// One-way faults on real keepalived, with captures on the nodes: the hop is named, by the capture there and by keepalived's
// own counters; the alarm rings for it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../tools/describe-with.js';
import type { ClusterOptions } from './keepalived-conf.js';
import { Lab } from './lab.js';
import { LAB_PROGRAMS } from './needed.js';
import { operate } from './operations.js';
import { attempt, sleep, until } from './run.js';
import { Terminal } from './terminal.js';

/** Two readings of the counters lie ten seconds apart; the fault may begin right after one. */
const TOLD_MS = 28_000;

/** Two Master_Down_Intervals, and what lines take. */
const MEND_MS = 9000;

interface Fault {
  readonly make?: string;
  readonly cluster?: ClusterOptions;
  /** Its end, and what a report says then. */
  readonly mend?: string;
  readonly told?: RegExp;
  /** What the view says of the way from db201 to db202 in VRID 51. */
  readonly way: RegExp;
  /** What rings, and its line; null: another rule's, of which there are several. */
  readonly alarm: RegExp;
}

const FAULTS: Record<string, Fault> = {
  "the receiver's firewall": {
    make: 'firewall db202',
    mend: 'allow db202',
    told: /did not reach db202 .*which stayed MASTER: dropped by db202's firewall/,
    way: /db201 → db202 +✓ leaves it +✓ arrives there +✗ dropped by db202's firewall: counted none in \d+ s \(counters\)/,
    alarm: /"rule":"one-way".*which stays MASTER: dropped by db202's firewall/,
  },
  'the network, one way': {
    make: 'partition db202',
    mend: 'mend db202',
    told: /which stayed MASTER: lost in the network/,
    way: /db201 → db202 +✓ leaves it +✗ lost in the network/,
    alarm: /"rule":"one-way".*which stays MASTER: lost in the network/,
  },
  "the sender's firewall": {
    make: 'firewall-out db201',
    mend: 'allow db201',
    told: /which stayed MASTER: they did not leave db201/,
    way: /db201 → db202 +✗ does not leave db201/,
    alarm: /"rule":"one-way".*which stays MASTER: they do not leave db201/,
  },
  'a wrong password': {
    cluster: { only: { db202: { password: 'wrongpw1' } } },
    way: /db201 → db202 +✓ leaves it +✓ arrives there +✗ refused by keepalived: auth_failure \+\d+ in \d+ s, another password/,
    alarm: /"rule":"auth-mismatch"/,
  },
};

/** The text of a file where it has what is wanted. */
async function read(file: string, wanted: RegExp): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return wanted.test(text) ? text : undefined;
}

describeWith(LAB_PROGRAMS, 'the reachability view on the jump host', () => {
  describe.concurrent('names the hop where adverts of real keepalived are lost', () => {
    test.each(Object.entries(FAULTS))('%s', { timeout: 120_000 }, async (_name, fault) => {
      const lab = await Lab.up();
      const alarms = join(lab.folder, 'alarms');
      const config = join(lab.folder, 'vrrptop.yaml');
      const nodes = lab.nodes.map((n) => `  - {host: ${n.name}, capture: eth0}\n`).join('');
      await writeFile(config, `nodes:\n${nodes}alarm: {command: "cat >>${alarms}"}\n`, { mode: 0o600 });
      const recording = join(lab.folder, 'reach.vrrptop');
      const size = { columns: 140, rows: 40, env: lab.jump.env };
      const terminal = Terminal.open(await lab.jump.vrrptop('-c', config, '--record', recording), size);
      try {
        for (const { name } of lab.nodes) await operate(lab, 'start', name);
        terminal.press('7');
        await terminal.waitFor(
          'the way as it should be',
          (screen) => /db201 → db202 +✓ leaves it +✓ arrives there +✓ taken: \+\d+ in/.test(screen.join('\n')),
          TOLD_MS,
        );

        if (fault.make !== undefined) await operate(lab, ...fault.make.split(' '));
        else {
          await lab.configure(fault.cluster!);
          await operate(lab, 'restart', 'db202');
        }
        await terminal.waitFor('the hop', (screen) => fault.way.test(screen.join('\n')), TOLD_MS);
        await terminal.waitFor('the alarm', (screen) => screen.join('\n').includes('A acknowledges'), TOLD_MS);
        expect(terminal.raw).toContain('\u0007');
        const rang = await until('its command', async () => read(alarms, fault.alarm), 5000);

        terminal.press('A');
        await terminal.waitFor('the alarm to be gone', (screen) => !screen.join('\n').includes('A acknowledges'), 3000);
        if (fault.mend !== undefined) {
          await operate(lab, ...fault.mend.split(' '));
          await sleep(MEND_MS);
        }
        terminal.press('q');
        expect(await terminal.ended(5000)).toBe(0);
        if (fault.told !== undefined) {
          const report = await attempt(...(await lab.jump.vrrptop('report', '--format', 'json', recording)));
          const { findings } = JSON.parse(report.stdout) as {
            findings: { rule: string; to: string; summary: string }[];
          };
          const found = findings.filter((f) => f.rule === 'one-way');
          expect(found.map((f) => f.summary).join('\n')).toMatch(fault.told);
          expect(found.map((f) => f.to)).not.toContain(null);
        }
        const recorded = await readFile(recording, 'utf8');
        expect(recorded).toContain('"probe":"counters"');
        for (const text of [recorded, rang, terminal.raw]) expect(text).not.toMatch(/labpass|wrongpw/);
      } finally {
        await terminal.close();
        await lab.down();
      }
    });
  });

  test('lint over SSH: what is wrong on a node, and between them', { timeout: 60_000 }, async () => {
    const lab = await Lab.up();
    try {
      const lint = async (...args: string[]) => {
        const [file, all] = await lab.jump.vrrptop('lint', ...args);
        return attempt(file, all);
      };
      expect(await lint('db201', 'db202')).toMatchObject({ code: 0, stdout: '', stderr: '' });
      const conf = await lab.node('db202').exec('cat /etc/keepalived/keepalived.conf');
      const wrong = conf.replace('interface eth0', 'interface eth9').replace('labpass1', 'wrongpw1');
      const script = 'vrrp_script chk {\n    script "/usr/local/bin/nowhere"\n}\n';
      await lab.node('db202').configure(`${wrong}${script}`);
      const { code, stdout } = await lint('--format', 'json', 'db201', 'db202');
      expect(code).toBe(1);
      const { problems } = JSON.parse(stdout) as { problems: { id: string; node: string; message: string }[] };
      expect(problems.map((p) => `${p.id} ${p.message}`)).toEqual(
        expect.arrayContaining([
          'N02 db202 has no interface eth9',
          'N17 vrrp_script chk: /usr/local/bin/nowhere is not on db202',
          'X03 the first 8 characters of auth_pass of vi_w differ from those on db201',
        ]),
      );
      expect(stdout).not.toMatch(/labpass|wrongpw/);
      const lost = await lint('db201', '203.0.113.1.invalid');
      expect([lost.code, lost.stderr]).toEqual([2, expect.stringContaining('203.0.113.1.invalid')]);
    } finally {
      await lab.down();
    }
  });
});
