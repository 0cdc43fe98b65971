// vrrptop acts on real nodes: what it predicts and what it says happened, against what the nodes' own kernels say.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../tools/describe-with.js';
import type { Init } from './host.js';
import type { ClusterOptions } from './keepalived-conf.js';
import { Lab } from './lab.js';
import { LAB_PROGRAMS } from './needed.js';
import type { LabNode } from './node.js';
import { attempt, type Output, sleep, until } from './run.js';
import { Terminal } from './terminal.js';
import { Truth } from './truth.js';

/** The promise of a prediction, and one sample of the truth on either side; ms. */
const TOLERANCE_MS = 300;
const SAMPLING_MS = 100;
/** Both nodes have found out who is MASTER: Master_Down_Interval and a bit. */
const ELECTION_MS = 5000;

/** An operator's account that may do nothing but what its sudoers file says. */
async function installOperator(lab: Lab, node: LabNode, sudoers: string): Promise<void> {
  await node.write('etc/passwd', `${await node.read('etc/passwd')}ops:x:4242:4242::/tmp:/bin/sh\n`);
  await node.write('etc/shadow', `${await node.read('etc/shadow')}ops:*:19000::::::\n`, 0o640);
  await node.write('etc/sudoers', `root ALL=(ALL) ALL\n${sudoers}\n`, 0o440);
  await node.exec('rm -rf /etc/sudoers.d; chown root:root /etc/sudoers; chmod 440 /etc/sudoers');
  const config = await lab.jump.read('root/.ssh/config');
  await lab.jump.write('root/.ssh/config', config.replace('User root', 'User ops'), 0o600);
}

/** The part of vrrptop-action/1 that is compared. */
interface Answer {
  readonly result: string;
  readonly message: string;
  readonly commands: readonly string[];
  readonly virtualRouters: readonly {
    readonly name: string;
    readonly vips: readonly string[];
    readonly predicted: { readonly masters: string[] | null; readonly gapMs: number | null };
    readonly seen: { readonly masters: string[]; readonly gapMs: number | null } | null;
  }[];
}

/** The part of vrrptop-doctor/1 that is compared. */
interface Doctor {
  readonly checks: readonly { node: string | null; what: string; level: string; found: string; mend: string }[];
  readonly sudoers: readonly { node: string; text: string }[];
}

/** The part of vrrptop-drill/1 that is compared. */
interface Drill {
  readonly result: string;
  readonly done: readonly { action: string; node: string }[];
  readonly table: readonly { step: string; vip: string; what: string; measuredMs: number | null }[];
}

interface Done {
  readonly code: number;
  readonly answer: Answer;
  /** By VIP: the longest time in which no node held it, and who came to hold it, by the truth. */
  readonly truth: Readonly<Record<string, { gapMs: number; movedTo: string[] }>>;
}

/** A lab with both daemons running, its truth, and vrrptop on the jump host. */
class Stage {
  readonly lab: Lab;
  readonly truth: Truth;

  private constructor(lab: Lab) {
    this.lab = lab;
    this.truth = Truth.start(lab);
  }

  static async up(cluster: ClusterOptions, init: Init): Promise<Stage> {
    const stage = new Stage(await Lab.up({ cluster, init }));
    for (const node of stage.lab.nodes) await node.start();
    await sleep(ELECTION_MS);
    return stage;
  }

  async down(): Promise<void> {
    this.truth.stop();
    await this.lab.down();
  }

  async vrrptop(...args: string[]): Promise<Output> {
    return attempt(...(await this.lab.jump.vrrptop(...args)));
  }

  /** `vrrptop do … --yes --json` with the other node as peer. */
  async do(action: string, node: string, ...options: string[]): Promise<Done> {
    const from = Date.now();
    const peer = this.lab.nodes.find((n) => n.name !== node)!.name;
    const out = await this.vrrptop('do', action, node, '--peer', peer, '--yes', '--json', ...options);
    if (out.stdout === '') throw new Error(`vrrptop do ${action} ${node}: exit ${out.code}: ${out.stderr}`);
    const vips = this.lab.instances.flatMap((i) => i.vips);
    return {
      code: out.code,
      answer: JSON.parse(out.stdout) as Answer,
      truth: Object.fromEntries(vips.map((vip) => [vip, this.happened(vip, from)])),
    };
  }

  async doctor(...options: string[]): Promise<Doctor> {
    const out = await this.vrrptop('doctor', '--json', ...options, ...this.lab.nodes.map((n) => n.name));
    const answer = JSON.parse(out.stdout) as Doctor;
    expect(out.code).toBe(answer.checks.some((c) => c.level === 'failure') ? 1 : 0);
    return answer;
  }

  happened(vip: string, from: number): { gapMs: number; movedTo: string[] } {
    const changes = this.truth.changes(vip).filter((c) => c.at > from);
    const holders = new Set(this.truth.holders(vip, from));
    let gapMs = 0;
    let emptyAt = holders.size === 0 ? from : null;
    for (const change of changes) {
      if (change.held) holders.add(change.node);
      else holders.delete(change.node);
      if (holders.size === 0) emptyAt ??= change.at;
      else if (emptyAt !== null) {
        gapMs = Math.max(gapMs, change.at - emptyAt);
        emptyAt = null;
      }
    }
    if (emptyAt !== null) gapMs = Math.max(gapMs, Date.now() - emptyAt);
    return { gapMs, movedTo: changes.filter((c) => c.held).map((c) => c.node) };
  }
}

/** Prediction, report and truth say the same of every VIP. */
function expectAgreement({ code, answer, truth }: Done): void {
  expect(answer, JSON.stringify({ answer, truth }, null, 1)).toMatchObject({ result: 'as-predicted' });
  expect(code).toBe(0);
  expect(answer.virtualRouters.length).toBe(2);
  for (const router of answer.virtualRouters) {
    for (const vip of router.vips) {
      expect({ vip, movedTo: truth[vip]!.movedTo }).toEqual({ vip, movedTo: router.predicted.masters });
      expect(router.seen!.masters).toEqual(router.predicted.masters);
      if (router.predicted.gapMs !== null)
        expect(truth[vip]!.gapMs, vip).toBeLessThanOrEqual(router.predicted.gapMs + TOLERANCE_MS + SAMPLING_MS);
    }
  }
}

/** db201 is MASTER of both, db202 of none. */
const ONE_MASTER = { 'db201/vi_r': { priority: 110 } };
const WRITES = '172.30.23.200';
const READS = '172.30.23.210';

/** Does `body` on a stage of its own. */
async function on(cluster: ClusterOptions, init: Init, body: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.up(cluster, init);
  try {
    await body(stage);
  } finally {
    await stage.down();
  }
}

describeWith([...LAB_PROGRAMS, 'sudo', 'systemctl'], 'actions on real nodes', () => {
  // Each has a lab of its own, and mostly waits for keepalived's timers.
  describe.concurrent('end as predicted, or in one clear message', () => {
    test('root, systemd, preemption', { timeout: 180_000 }, () =>
      on({ only: ONE_MASTER }, 'systemd', async (stage) => {
        const backup = await stage.do('restart', 'db202');
        expect(backup.answer.commands).toEqual(['/usr/bin/systemctl restart keepalived']);
        expectAgreement(backup);
        expect(backup.truth[WRITES]).toEqual({ gapMs: 0, movedTo: [] });

        const move = await stage.do('move', 'db201');
        expect(move).toMatchObject({ code: 3, answer: { result: 'refused' }, truth: { [WRITES]: { movedTo: [] } } });
        expect(move.answer.message).toMatch(/does not move it away: .*priority 100 against 90.*nothing was done$/);

        const reload = await stage.do('reload', 'db201');
        expectAgreement(reload);
        expect(reload.truth[WRITES]).toEqual({ gapMs: 0, movedTo: [] });

        const restart = await stage.do('restart', 'db201');
        expectAgreement(restart);
        expect(restart.truth[READS]!.movedTo).toEqual(['db202', 'db201']);

        // The addresses have just moved: a script is refused, until it insists.
        const soon = await stage.do('stop', 'db201');
        expect(soon.answer.message).toMatch(/moved from db202 to db201 only \d+ s ago.*--force/);
        expectAgreement(await stage.do('stop', 'db201', '--force'));
        expect(stage.truth.holders(WRITES)).toEqual(['db202']);
        const alone = await stage.do('stop', 'db202');
        expect(alone).toMatchObject({ code: 3, answer: { result: 'refused' } });
        expect(alone.answer.message).toMatch(/held by nobody meanwhile: db201 is STOPPED/);
        expectAgreement(await stage.do('start', 'db201'));
        expect(stage.truth.holders(WRITES)).toEqual(['db201']);
      }),
    );

    test('an operator with sudo, SysV service, nopreempt', { timeout: 120_000 }, () =>
      on({ all: { nopreempt: true }, only: ONE_MASTER }, 'tini', async (stage) => {
        const allowed = ['restart', 'reload', 'stop', 'start'].map((v) => `/usr/sbin/service keepalived ${v}`);
        for (const node of stage.lab.nodes) {
          await installOperator(stage.lab, node, '');
          await node.exec('chmod 600 /etc/keepalived/keepalived.conf /var/log/messages');
        }
        const yaml = 'nodes: [{host: db201, capture: any}, db202]\n';
        await stage.lab.jump.write('root/ops.yaml', yaml);
        const config = ['-c', `${stage.lab.jump.home}/ops.yaml`];
        const sudoOf = (doctor: Doctor, name: string): string[] =>
          doctor.checks.filter((c) => c.node === name && c.what === 'sudo').map((c) => c.level);

        // What doctor prints is what is missing: sudo takes it, and then all works.
        const bare = await stage.doctor(...config);
        expect(sudoOf(bare, 'db201')).toEqual(Array(8).fill('failure'));
        expect(sudoOf(bare, 'db202')).toEqual(Array(7).fill('failure'));
        expect(bare.sudoers.map((s) => s.node)).toEqual(['db201', 'db202']);
        expect(bare.sudoers[1]!.text.replace(/\s*\\\n\s*/g, ' ')).toBe(
          `Cmnd_Alias VRRPTOP = ${[...allowed, '/usr/sbin/keepalived -t', '/usr/bin/cat -- /etc/keepalived/keepalived.conf', '/usr/bin/tail -n 1000 -F /var/log/messages'].join(', ')}\nops ALL=(root) NOPASSWD: VRRPTOP`,
        );
        for (const { node: name, text } of bare.sudoers) {
          const node = stage.lab.node(name);
          await node.write('etc/sudoers', `root ALL=(ALL) ALL\n${text}\n`, 0o440);
          expect(await node.exec('visudo -c')).toContain('/etc/sudoers: parsed OK');
        }
        const well = await stage.doctor(...config);
        expect(well.checks.filter((c) => c.level === 'failure')).toEqual([]);
        expect(sudoOf(well, 'db201')).toEqual(Array(8).fill('ok'));
        const live = (what: string) => well.checks.find((c) => c.node === 'db201' && c.what === what);
        expect(live('log')).toMatchObject({ level: 'ok', found: '/var/log/messages (sudo)' });
        expect(live('capture there')).toMatchObject({ level: 'ok', found: 'tcpdump on any' });

        // Who has an address keeps it: the first one up has both.
        const [from, to] = stage.truth.holders(READS)[0] === 'db201' ? ['db201', 'db202'] : ['db202', 'db201'];

        const move = await stage.do('move', from!);
        expect(move.answer.commands).toEqual([
          'sudo -n /usr/sbin/service keepalived stop',
          'sudo -n /usr/sbin/service keepalived start',
        ]);
        expectAgreement(move);
        expect(stage.truth.holders(READS)).toEqual([to]);

        // Debian's script, asked for a restart, looks for the old process after a second and may find it: then none runs.
        const restart = await stage.do('restart', to!, '--force');
        expect(restart.answer.commands).toEqual(move.answer.commands);
        expectAgreement(restart);
        expect(stage.truth.holders(READS)).toEqual([from]);

        const node = stage.lab.node(from!);
        await node.exec("chmod u+w /etc/sudoers; echo 'root ALL=(ALL) ALL' >/etc/sudoers; chmod 440 /etc/sudoers");
        const denied = await stage.do('restart', from!, '--force');
        expect(denied).toMatchObject({ code: 4, answer: { result: 'failed' }, truth: { [WRITES]: { movedTo: [] } } });
        expect(denied.answer.message).toMatch(
          /^sudo on (db20.) refused `sudo -n \/usr\/sbin\/service keepalived stop`: nothing was done; keepalived runs on \1; .*NOPASSWD/,
        );

        // Another machine in the place of the other node.
        const known = await stage.lab.jump.read('root/.ssh/known_hosts');
        const stranger = await node.read('etc/ssh/lab_host_key.pub');
        const swapped = known.replace(new RegExp(`^(${to},\\S+) .*$`, 'm'), `$1 ${stranger.trim()}`);
        await stage.lab.jump.write('root/.ssh/known_hosts', swapped, 0o600);
        const ill = await stage.doctor();
        const told = (name: string, what: string) => ill.checks.filter((c) => c.node === name && c.what === what);
        expect(told(to!, 'ssh')).toMatchObject([
          { level: 'failure', found: expect.stringMatching(/^HOST KEY OF .* HAS CHANGED.*ssh-keygen -R/) },
        ]);
        expect(told(from!, 'sudo')[0]).toMatchObject({ level: 'failure', mend: expect.stringContaining('visudo') });
        await stage.lab.jump.write('root/.ssh/known_hosts', known, 0o600);

        await node.exec('rm /etc/init.d/keepalived');
        const missing = await stage.do('restart', from!);
        expect(missing).toMatchObject({ code: 3, answer: { result: 'refused' } });
        expect(missing.answer.message).toMatch(
          /^service on db20. has no service keepalived; give the command under commands/,
        );
      }),
    );

    test('a rolling restart of the model pair, by one command and on the screen', { timeout: 180_000 }, () =>
      on({}, 'systemd', async (stage) => {
        /** Each VIP went away from its node and came back, and was unheld no longer than predicted, by the truth. */
        const expectRolled = (from: number, predictedMs: (name: string) => number): void => {
          for (const { name, vips } of stage.lab.instances) {
            for (const vip of vips) {
              const happened = stage.happened(vip, from);
              expect(happened.movedTo).toHaveLength(2);
              expect(happened.gapMs).toBeLessThanOrEqual(predictedMs(name) + TOLERANCE_MS + SAMPLING_MS);
            }
          }
        };
        const commanded = Date.now();
        // Forced: this lab is younger than the minute after which a move is no longer an objection.
        const words = ['do', 'restart', 'db201', 'db202', '--yes', '--json', '--force'];
        const [file, args] = await stage.lab.jump.vrrptop(...words);
        const out = await promisify(execFile)(file, args, { timeout: 90_000 }).catch(
          (error: { stdout: string }) => error,
        );
        // One object for each node, one after another.
        const answers = JSON.parse(`[${out.stdout.replaceAll('\n}\n{', '\n},\n{')}]`) as Answer[];
        expect(
          answers.map((a) => a.result),
          out.stdout,
        ).toEqual(['as-predicted', 'as-predicted']);
        expectRolled(commanded, (name) =>
          Math.max(
            ...answers.flatMap((a) =>
              a.virtualRouters.filter((r) => r.name === name).map((r) => r.predicted.gapMs ?? 0),
            ),
          ),
        );

        const terminal = Terminal.open(await stage.lab.jump.vrrptop('db201', 'db202'), {
          columns: 100,
          rows: 50,
          env: stage.lab.jump.env,
        });
        const shows = (text: string | RegExp, timeoutMs = 10_000): Promise<void> =>
          terminal.waitFor(String(text), (screen) => screen.join(' ').search(text) >= 0, timeoutMs);
        const pidOf = (name: string): Promise<string> => stage.lab.node(name).exec('cat /run/keepalived.pid');
        try {
          await shows('BACKUP');
          await sleep(4000);
          terminal.press('r');
          await shows('Rolling restart');
          terminal.press('R');
          await shows('Type cluster and Enter to do it');
          await shows(/restart on db201 .*goes to db202 in 0\.65 s .*restart on db202 .*goes to db201 in 0\.65 s/);
          const pressed = Date.now();
          terminal.press('cluster\r');
          await shows(/restart on db201.*stops after db201/);
          terminal.press('\u001b');
          await shows('Rolling restart goes on; r shows it again');
          terminal.press('r');
          await shows(/db201: done as predicted.*restart on db202/, 30_000);
          await shows('all 2 done as predicted', 30_000);
          // Skew_Time by RFC 3768 6.1 for priority 90.
          expectRolled(pressed, () => (166 / 256) * 1000);
          terminal.press('\u001b');
          await shows('Timeline');

          const untouched = await pidOf('db202');
          terminal.press('rR');
          await shows('Type cluster and Enter to do it');
          terminal.press('cluster\r');
          await shows(/restart on db201.*stops after db201/);
          terminal.press('s');
          await shows('stops when db201 is done');
          await shows('ended: stopped as asked; not done: restart on db202', 30_000);
          expect(await pidOf('db202')).toBe(untouched);
          terminal.press('\u001bq');
        } finally {
          await terminal.close();
        }
      }),
    );

    test('on the screen: plan, name, result; Esc leaves; read-only', { timeout: 120_000 }, () =>
      on({ only: ONE_MASTER }, 'systemd', async (stage) => {
        const [master, backup] = stage.lab.nodes;
        const open = async (...options: string[]): Promise<Terminal> =>
          Terminal.open(await stage.lab.jump.vrrptop(...options, master!.name, backup!.name), {
            columns: 100,
            rows: 36,
            env: stage.lab.jump.env,
          });
        const terminal = await open();
        const shows = (text: string | RegExp, timeoutMs = 10_000): Promise<void> =>
          terminal.waitFor(String(text), (screen) => screen.join(' ').search(text) >= 0, timeoutMs);
        const moves = stage.truth.changes().length;
        try {
          await shows('BACKUP');
          await sleep(4000);
          terminal.press('r');
          await shows('What is to be done to keepalived on db201');
          terminal.press('r');
          await shows('Type db201 and Enter to do it');
          await shows(/goes to db202 in 0\.65 s \(Skew_Time\), and comes back/);
          terminal.press('db202\r');
          await sleep(500);
          await shows('Type db201 and Enter to do it');
          terminal.press('\u001b');
          await shows(/Timeline, \d/);
          expect(stage.truth.changes().length).toBe(moves);

          terminal.press('rr');
          await shows('Type db201 and Enter to do it');
          terminal.press('db201\r');
          await shows('carrying it out');
          await shows('done as predicted: keepalived runs on db201', 30_000);
          await shows(/seen +db201 -> db202 -> db201, 0\.\d\d s without a master/);
          expect(stage.truth.holders(WRITES)).toEqual(['db201']);
          terminal.press('\u001bq');
        } finally {
          await terminal.close();
        }

        const careful = await open('--read-only');
        try {
          await careful.waitFor('nodes', (screen) => screen.join(' ').includes('BACKUP'), 10_000);
          careful.press('r');
          await careful.waitFor('the refusal', (s) => s.join(' ').includes('Read-only: no action on db201'), 5000);
        } finally {
          await careful.close();
        }
        const asked = Terminal.open(
          await stage.lab.jump.vrrptop('do', 'stop', 'db201', '--peer', 'db202', '--wait', '4'),
          {
            columns: 120,
            rows: 30,
            env: stage.lab.jump.env,
          },
        );
        try {
          await asked.waitFor('the question', (s) => s.join(' ').includes('Type db201 to stop db201'), 15_000);
          asked.press('yes\r');
          expect(await asked.ended(5000)).toBe(3);
          expect(asked.screen().join(' ')).toContain('not confirmed; nothing was done');
          expect(stage.truth.holders(WRITES)).toEqual(['db201']);
        } finally {
          await asked.close();
        }
        const refused = await stage.do('restart', 'db201', '--read-only');
        expect(refused).toMatchObject({ code: 3, answer: { result: 'refused' } });
      }),
    );

    test('a broken configuration, a node gone in the middle', { timeout: 120_000 }, () =>
      on({ only: ONE_MASTER }, 'systemd', async (stage) => {
        const [db201, db202] = [stage.lab.node('db201'), stage.lab.node('db202')];
        await db202.configure('vrrp_instance vi_w {\n    interface eth0\n    no_such_word 1\n}\n');
        const told = await stage.do('restart', 'db202');
        expect(told).toMatchObject({ code: 3, answer: { result: 'refused' } });
        expect(told.answer.message).toMatch(/configuration test on db202 complains .*no_such_word/);
        const forced = await stage.do('restart', 'db202', '--force');
        expect(forced.code, forced.answer.message).toBe(4);
        expect(forced.answer.message).toMatch(
          /failed on db202 with exit code 1: .*; keepalived DOES NOT RUN on db202 now; .*no_such_word/,
        );

        // systemd skips a unit whose configuration is empty, and says that all is well.
        await db202.configure('');
        const empty = await stage.do('start', 'db202');
        expect(empty.answer.message).toMatch(/^\/etc\/keepalived\/keepalived.conf on db202 is missing or empty/);

        const slow = '[Service]\\nExecStartPre=/bin/sh -c "touch /run/restarting; sleep 20"\\n';
        await db201.exec(
          `d=/run/systemd/system/keepalived.service.d; mkdir -p $d; printf '${slow}' >$d/slow.conf; systemctl daemon-reload`,
        );
        const doing = stage.do('restart', 'db201', '--force');
        await until('the command runs', async () => (await db201.try('test -e /run/restarting')).code === 0, 25_000);
        await db201.crash();
        const gone = await doing;
        expect(gone).toMatchObject({ code: 5, answer: { result: 'unknown' } });
        expect(gone.answer.message).toMatch(
          /after `\/usr\/bin\/systemctl restart keepalived` was sent to db201: whether it was carried out is not known; whether keepalived runs on db201 now is not known/,
        );
        const audit = await stage.lab.jump.read('root/.local/state/vrrptop/audit.log');
        const last = JSON.parse(audit.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;
        expect(last).toMatchObject({
          node: 'db201',
          action: 'restart',
          result: 'unknown',
          message: gone.answer.message,
        });
      }),
    );

    test('a drill: what it measures, and what it leaves when it is interrupted', { timeout: 180_000 }, () =>
      on({}, 'systemd', async (stage) => {
        const db201 = stage.lab.node('db201');
        const { jump } = stage.lab;
        // The service behind the VIP, for the probe by TCP.
        const serve = `require('node:net').createServer((s) => s.end()).listen(3306, '0.0.0.0')`;
        for (const node of stage.lab.nodes)
          await node.exec(`setsid ${process.execPath} -e "${serve}" >/dev/null 2>&1 </dev/null &`);
        await jump.write(
          'root/drill.yaml',
          'cluster: mysql_ha\nnodes: [db201, db202]\nvirtualRouters:\n  - {name: vi_w, vrid: 51, probePort: 3306}\n',
        );
        const path = (file: string): string => `${jump.home}/${file}`;
        const words = ['drill', 'db201', 'db202', '-c', path('drill.yaml')];
        const from = Date.now();
        const [file, args] = await jump.vrrptop(...words, '--yes', '--force', '--json', '--report', path('drill.txt'));
        const out = await promisify(execFile)(file, args, { timeout: 90_000 }).catch(
          (error: { stdout: string; stderr: string }) => error,
        );
        const report = JSON.parse(out.stdout) as Drill;
        expect(report.result, `${out.stdout}${out.stderr}`).toBe('as-predicted');
        expect(report.done.map((d) => `${d.action} ${d.node}`)).toEqual([
          'stop db201',
          'start db201',
          'stop db202',
          'start db202',
        ]);
        const measured = (step: string, vip: string, what: string): number | null | undefined =>
          report.table.find((r) => r.step === step && r.vip === vip && r.what === what)?.measuredMs;
        for (const [node, vip] of [
          ['db201', WRITES],
          ['db202', READS],
        ] as const) {
          const truth = stage.happened(vip, from);
          expect(truth.movedTo).toEqual([node === 'db201' ? 'db202' : 'db201', node]);
          // Skew_Time by RFC 3768 6.1 for priority 90.
          expect(truth.gapMs).toBeLessThanOrEqual((166 / 256) * 1000 + TOLERANCE_MS + SAMPLING_MS);
          for (const way of ['ping', 'adverts', ...(vip === WRITES ? ['TCP 3306'] : [])]) {
            const ms = measured(`stop ${node}`, vip, `outage by ${way}`);
            expect(Math.abs((ms ?? -1) - truth.gapMs), `${way}: ${ms} ms, truth ${truth.gapMs} ms`).toBeLessThan(300);
          }
        }
        expect(await jump.read('root/drill.txt')).toMatch(
          /stop db201 +expected +measured[\s\S]*outage by TCP 3306 +0\.65 s/,
        );
        const audit = (await jump.read('root/.local/state/vrrptop/audit.log')).trimEnd().split('\n');
        expect(audit.map((l) => JSON.parse(l) as { action: string }).map((l) => l.action)).toEqual(
          ['stop', 'start', 'stop', 'start'].flatMap((a) => [a, a]),
        );

        for (const end of ['interrupted', 'hung-up']) {
          const terminal = Terminal.open(await jump.vrrptop(...words, '--report', path(`${end}.txt`)), {
            columns: 120,
            rows: 60,
            env: jump.env,
          });
          await terminal.waitFor('the question', (s) => s.join(' ').includes('Type mysql_ha to drill all 2'), 20_000);
          terminal.press('mysql_ha\r');
          const isActive = (): Promise<Output> => db201.try('systemctl is-active keepalived');
          await until('db201 is stopped', async () => (await isActive()).code !== 0, 15_000);
          if (end === 'interrupted') {
            // At the terminal it would also end nsenter, whose child the program is here.
            await jump.exec('kill -INT $(pgrep -f "[m]ain.js drill")');
            expect(await terminal.ended(20_000)).toBe(5);
            expect(terminal.screen().join(' ')).toContain('db201 was started again');
          } else await terminal.close();
          const told = await until('the report', () => jump.read(`root/${end}.txt`).catch(() => undefined), 20_000);
          expect(told).toMatch(/^db201 was started again: .*; ended: stopped as asked/m);
          expect((await isActive()).stdout, end).toBe('active\n');
        }
      }),
    );
  });
});
