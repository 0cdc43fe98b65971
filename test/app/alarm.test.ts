import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Alarm } from '../../src/app/alarm.js';
import { AlarmCommand } from '../../src/app/alarm-command.js';
import type { Finding } from '../../src/diagnose/finding.js';
import { initialUi, type UiState } from '../../src/views/ui-state.js';
import { ago, cell, cluster, NOW, node, router } from '../views/states.js';

const root = mkdtempSync(join(tmpdir(), 'vrrptop-alarm-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
let file = '';
beforeEach(() => {
  file = join(root, `out${count++}`);
});
const out = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

async function until(what: string, is: () => boolean, ms = 5000): Promise<void> {
  for (const end = Date.now() + ms; !is(); ) {
    if (Date.now() > end) throw new Error(`not in ${ms} ms: ${what}`);
    await new Promise((r) => setTimeout(r, 10));
  }
}

describe('the command of an alarm', () => {
  test('reads one line, and one runs after the other', async () => {
    const troubles: string[] = [];
    const command = new AlarmCommand(`echo begin >>${file}; cat >>${file}; sleep 0.05; echo end >>${file}`, (t) =>
      troubles.push(t),
    );
    command.run('{"a":1}');
    command.run('{"a":2}');
    await until('both', () => (out().match(/end/g) ?? []).length === 2);
    expect(out()).toBe('begin\n{"a":1}\nend\nbegin\n{"a":2}\nend\n');
    expect(troubles).toEqual([]);
  });

  test('that fails is told in one line, without what a terminal obeys', async () => {
    const troubles: string[] = [];
    const command = new AlarmCommand(
      `printf 'no\\n\\033[2Jnobody there\\n' >&2; head -c 1000000 /dev/zero | tr '\\0' x; exit 3`,
      (t) => troubles.push(t),
    );
    command.run('{}');
    await until('the trouble', () => troubles.length > 0);
    expect(troubles).toEqual(['alarm command: exit code 3: \ufffd[2Jnobody there']);
  });

  test('that does not read, and does not exist, does no harm', async () => {
    const troubles: string[] = [];
    const command = new AlarmCommand('/nowhere/at/all', (t) => troubles.push(t));
    command.run('x'.repeat(1_000_000));
    await until('the trouble', () => troubles.length > 0);
    expect(troubles[0]).toMatch(/^alarm command: exit code 127: .*not found/);
  });

  test('that hangs is killed with all that it started, and the next one runs', async () => {
    const troubles: string[] = [];
    const command = new AlarmCommand(
      `cat >>${file}; (sleep 30; echo late >>${file}) & sleep 30`,
      (t) => troubles.push(t),
      300,
    );
    command.run('1');
    command.run('2');
    await until('both', () => troubles.length === 2);
    expect(troubles[0]).toBe('alarm command: took longer than 0.3 s and was killed');
    expect(out()).toBe('1\n2\n');
  });

  test('is not waited for without end: the queue is bounded', () => {
    const troubles: string[] = [];
    const command = new AlarmCommand('sleep 30', (t) => troubles.push(t));
    for (let i = 0; i < 20; i++) command.run(`${i}`);
    expect(troubles.length).toBeGreaterThan(10);
    expect(troubles[0]).toMatch(/dropped/);
    command.stop();
  });
});

const split: Finding = {
  rule: 'split-brain',
  key: 'k',
  severity: 'critical',
  router: 'ipv4/51',
  nodes: ['db201', 'db202'],
  since: ago(4),
  to: null,
  summary: 'two masters',
  advice: 'look at the firewall',
  clears: 'one of them gives way',
  evidence: ['wire', 'log'],
};

describe('Alarm', () => {
  const { state } = cluster({
    nodes: [node('db201', '172.30.23.201')],
    routers: [router('vi_w', 51, [cell('db201', 'MASTER', 9)])],
  });
  function rig(command: string | null, bell = true) {
    let ui: UiState = initialUi({ mode: 'live', ascii: false, theme: 'dark', themes: ['dark'] });
    let rang = 0;
    const alarm = new Alarm(
      { bell, command },
      {
        bell: () => rang++,
        ui: () => ui,
        show: (change) => {
          ui = { ...ui, ...change };
        },
      },
    );
    alarm.look({ ...state, now: NOW - 60_000 }, []);
    return {
      alarm,
      ui: () => ui,
      rang: () => rang,
      silence: () => (ui = { ...ui, alarm: { rings: null, silenced: true } }),
    };
  }

  test('rings, shows, and gives the finding to the command as JSON', async () => {
    const { alarm, ui, rang } = rig(`cat >${file}`);
    alarm.look(state, [split]);
    expect(rang()).toBe(1);
    expect(ui().alarm.rings).toEqual({ cluster: 'mysql_ha', finding: split, isOver: false });
    await until('the JSON', () => out().endsWith('\n'));
    expect(JSON.parse(out())).toEqual({
      schema: 'vrrptop-alarm/1',
      cluster: 'mysql_ha',
      at: new Date(NOW).toISOString(),
      rule: 'split-brain',
      severity: 'critical',
      router: 'vi_w',
      vrid: 51,
      nodes: ['db201', 'db202'],
      since: new Date(ago(4)).toISOString(),
      summary: 'two masters',
      advice: 'look at the firewall',
      clears: 'one of them gives way',
      evidence: ['wire', 'log'],
    });
    alarm.look({ ...state, now: NOW + 1000 }, [split]);
    expect(rang()).toBe(1);
    // Another cluster in which nothing is wrong says nothing of this one.
    alarm.look({ ...state, now: NOW + 1500, inventory: { ...state.inventory, cluster: 'proxies' } }, []);
    expect(ui().alarm.rings?.isOver).toBe(false);
    // Until it is acknowledged: what is over was no less wrong.
    alarm.look({ ...state, now: NOW + 2000 }, []);
    expect(ui().alarm.rings).toEqual({ cluster: 'mysql_ha', finding: split, isOver: true });
  });

  test('is silent where it is told to be', () => {
    const quiet = rig(null, false);
    quiet.alarm.look(state, [split]);
    expect([quiet.rang(), quiet.ui().alarm.rings]).toEqual([0, { cluster: 'mysql_ha', finding: split, isOver: false }]);
    const silenced = rig(null);
    silenced.silence();
    silenced.alarm.look(state, [split]);
    expect([silenced.rang(), silenced.ui().alarm.rings]).toEqual([0, null]);
  });
});
