// Faults made on real keepalived: the right rule names them, with the right nodes, within two Master_Down_Intervals, and
// they are over when they are mended. Those of one lab are made one after another.
import { describe, expect, test } from 'vitest';
import { describeWith } from '../tools/describe-with.js';
import type { ClusterOptions, InstanceOptions } from './keepalived-conf.js';
import type { Lab } from './lab.js';
import { LAB_PROGRAMS } from './needed.js';
import { operate } from './operations.js';
import { sleep } from './run.js';
import { type Found, Watch } from './watch.js';

const NODES = ['db201', 'db202'];
/** RFC 3768 6.1 at 1 s and priority 90: 3 × 1 s + (256 − 90) / 256 s. */
const MASTER_DOWN_MS = 3648;
/** From a frame or a line on a node to the recording on the jump host. */
const TRANSPORT_MS = 500;

interface Fault {
  /** The rule that must find it, and those that may speak of what follows from it. */
  readonly rule: string;
  readonly also: readonly string[];
  /** Those it names, db201 and db202 where nothing else is said. */
  readonly nodes?: readonly string[];
  /** Where it does not concern VRID 51 alone. */
  readonly vrid?: null;
  make(lab: Lab): Promise<void>;
  mend(lab: Lab): Promise<void>;
  /** Where the fault makes it another than at 1 s. */
  readonly masterDownMs?: number;
  /** How long the cluster itself needs to be well again, where that is not a Master_Down_Interval; ms. */
  readonly mendsIn?: number;
  /** What its line says, and what it advises. */
  readonly says: RegExp;
  readonly advises?: RegExp;
  /** Told once, or not over before more time has passed than a test can wait: what it says of its end. */
  readonly ends?: 'at once' | RegExp;
}

interface Bench {
  /** All nodes, and those that vrrptop is told of: db201 and db202 where nothing else is said. */
  readonly nodes?: readonly string[];
  readonly watched?: readonly string[];
  /** The configuration while all is well. */
  readonly healthy?: ClusterOptions;
  readonly faults: Readonly<Record<string, Fault>>;
}

/** What a cluster with two MASTERs shows beside the reason for it. */
const SPLIT = [
  ...['split-brain', 'redundancy-lost', 'flapping', 'handover', 'garp-storm', 'stale-arp', 'vip-missing', 'orphan-vip'],
];
/** What one shows that loses a node. */
const LOSS = ['redundancy-lost', 'flapping', 'tracker-failed', 'daemon-down', 'no-master', 'source-lost'];

const DB202 = (options: InstanceOptions): ClusterOptions => ({ only: { db202: options } });

/** db202 gets another configuration in place of the right one, and is restarted. */
const wrong = (cluster: ClusterOptions, healthy: ClusterOptions = {}): Pick<Fault, 'make' | 'mend'> => ({
  make: (lab) => restart(lab, cluster),
  mend: (lab) => restart(lab, healthy),
});

async function restart(lab: Lab, cluster: ClusterOptions): Promise<void> {
  await lab.configure(cluster);
  await operate(lab, 'restart', 'db202');
}

/** What an operator types, to make it and to mend it. */
const typed = (make: string, mend: string): Pick<Fault, 'make' | 'mend'> => ({
  make: (lab) => operate(lab, ...make.split(' ')),
  mend: (lab) => operate(lab, ...mend.split(' ')),
});

/** A third node, which is in no inventory, comes with this configuration, and goes. */
const stranger = (options: Record<string, InstanceOptions>): Pick<Fault, 'make' | 'mend'> => ({
  make: async (lab) => {
    await lab.configure({ only: options });
    await operate(lab, 'start', 'db203');
  },
  mend: (lab) => operate(lab, 'stop', 'db203'),
});

const TTL = '-p 112 -j TTL --ttl-set 254';
const DEAF = /adverts of db201 \(priority 100\) do not reach db202 \(priority 90\), which stays MASTER/;

const BENCHES: Readonly<Record<string, Bench>> = {
  'what keepalived refuses': {
    faults: {
      'a wrong password': {
        rule: 'auth-mismatch',
        also: SPLIT,
        ...wrong(DB202({ password: 'wrongpw1' })),
        says: /different passwords/,
      },
      'a wrong interval': {
        rule: 'advert-interval-mismatch',
        also: SPLIT,
        ...wrong(DB202({ advertIntervalMs: 2000 })),
        masterDownMs: 6648,
        says: /db201 1\.0 s, db202 2\.0 s/,
      },
      'a wrong version': {
        rule: 'version-mismatch',
        also: [...SPLIT, 'auth-mismatch'],
        ...wrong(DB202({ version: 3 })),
        says: /db201 version 2, db202 version 3/,
      },
      'other virtual IPs': {
        rule: 'vip-list-mismatch',
        also: SPLIT,
        ...wrong({ only: { 'db202/vi_w': { vips: ['172.30.23.200/24', '172.30.23.220/24'] } } }),
        says: /only db202 has 172\.30\.23\.220|db201 has 172\.30\.23\.200, db202 has 172\.30\.23\.200, 172\.30\.23\.220/,
      },
    },
  },
  'what does not arrive': {
    faults: {
      'a firewall on the weaker one, which is deaf': {
        rule: 'one-way',
        also: SPLIT,
        ...typed('firewall db202', 'allow db202'),
        says: DEAF,
        advises: /db202's firewall/,
      },
      'a firewall on the way out of the better one, which is mute': {
        rule: 'one-way',
        also: [...SPLIT, ...LOSS],
        ...typed('firewall-out db201', 'allow db201'),
        says: /adverts of db201 \(priority 100\) do not reach db202 \(priority 90\), which stays MASTER: no capture hears db201/,
        advises: /db201's own firewall first \(iptables -L OUTPUT/,
      },
      'a network that does not deliver': {
        rule: 'one-way',
        also: SPLIT,
        ...typed('partition db202', 'mend db202'),
        says: DEAF,
      },
      'two firewalls': {
        rule: 'split-brain',
        also: [...SPLIT, 'one-way'],
        make: async (lab) => {
          for (const node of NODES) await operate(lab, 'firewall', node);
        },
        mend: async (lab) => {
          for (const node of NODES) await operate(lab, 'allow', node);
        },
        says: /db201 \(priority 100\) and db202 \(priority 90\) are MASTER at once for .*; db202 should have given way/,
        advises: /check that db202 hears db201/,
      },
      'a process that stands still': {
        rule: 'timer-stall',
        also: [...SPLIT, ...LOSS],
        nodes: ['db201'],
        vrid: null,
        ...typed('hang db201 6', 'reload db201'),
        says: /db201: keepalived did not run for (5\.\d|6\.[01]) s; longer than a Master_Down_Interval/,
        ends: 'at once',
      },
    },
  },
  'who else is there': {
    nodes: [...NODES, 'db203'],
    faults: {
      // keepalived 2.2.7 begins its interval anew with each advert that it refuses: who is heard when hangs on the phase.
      'two clusters on one VRID': {
        rule: 'vrid-conflict',
        also: [...SPLIT, 'no-master'],
        nodes: ['172.30.23.203', 'db201'],
        ...stranger({
          'db203/vi_w': { vips: ['172.30.23.99/24'] },
          'db203/vi_r': { vips: ['172.30.23.98/24'], vrid: 99 },
        }),
        says: /db201 has 172\.30\.23\.200 at priority 100; 172\.30\.23\.203 has 172\.30\.23\.99 at priority 80/,
        advises: /another virtual_router_id, free here: 52, 53, 54/,
      },
      'two clusters on one VRID, theirs by another version and a fifth of the interval': {
        rule: 'vrid-conflict',
        also: [...SPLIT, 'no-master'],
        nodes: ['172.30.23.203', 'db201'],
        ...stranger({
          'db203/vi_w': { vips: ['172.30.23.99/24'], version: 3, advertIntervalMs: 200 },
          'db203/vi_r': { vips: ['172.30.23.98/24'], vrid: 99 },
        }),
        says: /db201 has 172\.30\.23\.200 at priority 100; 172\.30\.23\.203 has 172\.30\.23\.99/,
      },
      'a stranger with our password': {
        rule: 'rogue-master',
        also: SPLIT,
        nodes: ['172.30.23.203'],
        ...stranger({ db203: { priority: 150 } }),
        says: /172\.30\.23\.203 \(02:00:ac:1e:17:cb\), no node of ours, advertises priority 150; ours is 100 at most/,
      },
      'one sends to its peers, the other to the group': {
        rule: 'cast-mix',
        also: SPLIT,
        ...wrong(DB202({ unicast: true })),
        says: /unicast and multicast are mixed/,
      },
    },
  },
  'what is configured': {
    faults: {
      'nopreempt with state MASTER': {
        rule: 'nopreempt-misconfigured',
        also: SPLIT,
        nodes: ['db202'],
        ...wrong(DB202({ nopreempt: true, state: 'MASTER' })),
        says: /db202 has nopreempt with state MASTER, so keepalived clears it/,
      },
      'equal priorities': {
        rule: 'equal-priority',
        also: SPLIT,
        ...wrong(DB202({ priority: 100 })),
        says: /db201 and db202 have the same priority 100; a tie goes to db202 \(172\.30\.23\.202\)/,
      },
      'a failing script with too small a weight': {
        rule: 'weight-too-small',
        also: [...SPLIT, 'tracker-failed'],
        make: async (lab) => {
          await lab.configure({ scriptWeight: -5 });
          await operate(lab, 'restart', 'db201');
          await operate(lab, 'script-fail', 'db201');
        },
        mend: async (lab) => {
          await operate(lab, 'script-ok', 'db201');
          await lab.configure({ scriptWeight: -20 });
          await operate(lab, 'restart', 'db201');
        },
        says: /chk_file fails now, and chk_file \(weight -5\) fails on db201, its priority goes from 100 to 95, not below 90 of db202/,
        advises: /weight of at least -11 on db201/,
      },
      vrrp_strict: {
        rule: 'unreachable-by-strict',
        also: [...SPLIT, 'auth-mismatch', 'version-mismatch'],
        nodes: ['db202'],
        ...wrong(DB202({ more: ['no_accept'], version: 3 })),
        says: /172\.30\.23\.200 answers nobody while db202 is MASTER: no_accept/,
      },
    },
  },
  'addresses and links': {
    healthy: { all: { noTrack: true } },
    faults: {
      'a link that comes and goes': {
        rule: 'flapping',
        also: [...SPLIT, ...LOSS],
        make: async (lab) => {
          for (let i = 0; i < 3; i++) {
            await operate(lab, i % 2 === 0 ? 'ifdown' : 'ifup', 'db201');
            if (i < 2) await sleep(MASTER_DOWN_MS + 1500);
          }
        },
        mend: (lab) => operate(lab, 'ifup', 'db201'),
        says: /changes of master in 1 min, by interface/,
        ends: /fewer than 3 changes lie within 10 min: in \d+\.\d s, if no other comes/,
      },
      'a virtual IP that is removed by hand': {
        rule: 'vip-missing',
        also: ['flapping'],
        nodes: ['db201'],
        make: (lab) => lab.node('db201').flush(),
        mend: async (lab) => void (await lab.node('db201').exec('ip addr add 172.30.23.200/24 dev eth0')),
        says: /db201 is MASTER without 172\.30\.23\.200/,
        advises: /ip addr add 172\.30\.23\.200\/24 dev eth0/,
      },
      'a virtual IP that kill -9 leaves behind': {
        rule: 'orphan-vip',
        also: [...LOSS, 'stale-arp'],
        nodes: ['db201'],
        make: (lab) => operate(lab, 'kill9', 'db201'),
        mend: async (lab) => {
          await lab.node('db201').flush();
          await operate(lab, 'start', 'db201');
        },
        says: /db201 has held 172\.30\.23\.200 for .* though its keepalived does not run; db202 is MASTER/,
        advises: /on db201: ip addr del 172\.30\.23\.200\/24 dev eth0, then on db202: arping/,
      },
      // Neither the kernel's clock is set, nor keepalived's: what the node tells when it is asked is, and what systemd writes.
      'a clock that is set': {
        rule: 'clock-step',
        also: LOSS,
        vrid: null,
        nodes: ['db202'],
        make: async (lab) => {
          await lab.node('db202').tellTime(90);
          await lab.node('db202').dropSessions();
        },
        mend: async (lab) => {
          await lab.node('db202').tellTime(0);
          await lab.node('db202').dropSessions();
        },
        says: /db202: its clock is 90\.\d s ahead of this host's/,
      },
    },
  },
  'what else goes wrong': {
    healthy: { scriptWeight: 0 },
    faults: {
      'a script that fails': {
        rule: 'tracker-failed',
        also: LOSS,
        vrid: null,
        nodes: ['db202'],
        ...typed('script-fail db202', 'script-ok db202'),
        says: /db202: tracker chk_file fails for .*; FAULT in vi_w, vi_r/,
        advises: /run it by hand on db202 as the script user.*test -e/,
      },
      'scripts that fail on all nodes': {
        rule: 'no-master',
        also: LOSS,
        make: async (lab) => {
          for (const node of NODES) await operate(lab, 'script-fail', node);
        },
        mend: async (lab) => {
          for (const node of NODES) await operate(lab, 'script-ok', node);
        },
        // The script runs each second, and then nobody is there to preempt.
        mendsIn: 1000 + MASTER_DOWN_MS + TRANSPORT_MS,
        says: /nobody is MASTER for .*; last was db201 \(db201 FAULT, db202 FAULT\)/,
        advises: /look first at db20[12], in FAULT for/,
      },
      'adverts that crossed a router': {
        rule: 'ttl',
        also: SPLIT,
        nodes: ['db201'],
        make: async (lab) => void (await lab.node('db201').exec(`iptables -t mangle -A OUTPUT ${TTL}`)),
        mend: async (lab) => void (await lab.node('db201').exec(`iptables -t mangle -D OUTPUT ${TTL}`)),
        says: /multicast adverts of 172\.30\.23\.201 \(db201\) have TTL 254, not 255/,
      },
      'a virtual MAC on one side': {
        rule: 'vmac',
        also: SPLIT,
        ...wrong({ ...DB202({ vmac: true }), scriptWeight: 0 }, { scriptWeight: 0 }),
        says: /db202 has use_vmac, db201 has not/,
      },
    },
  },
  'a sync group': {
    nodes: [...NODES, 'db203'],
    watched: [...NODES, 'db203'],
    healthy: { only: { 'db203/vi_r': { priority: 70 } } },
    faults: {
      'whose members are MASTER on two nodes, neither of which knows the group': {
        rule: 'sync-group-divided',
        also: SPLIT,
        nodes: ['db202', 'db203'],
        make: async (lab) => {
          await lab.configure({
            syncGroup: 'db201',
            only: { 'db202/vi_w': { priority: 150 }, 'db203/vi_r': { priority: 150 } },
          });
          for (const node of ['db201', 'db203', 'db202']) await operate(lab, 'restart', node);
        },
        mend: async (lab) => {
          await lab.configure({ syncGroup: true });
          for (const node of ['db202', 'db203', 'db201']) await operate(lab, 'restart', node);
        },
        says: /sync group vg_rw is divided: vi_w on db202, vi_r on db203/,
      },
    },
  },
};

/** Findings above info of a cluster that was left alone for two Master_Down_Intervals. */
async function alarms(watch: Watch): Promise<Found[]> {
  await sleep(2 * MASTER_DOWN_MS + TRANSPORT_MS);
  return (await watch.findings()).filter((f) => f.severity !== 'info');
}

async function tryOut(watch: Watch, fault: Fault): Promise<void> {
  const vrid = fault.vrid === null ? null : 51;
  const begunAt = Date.now();
  const named = (all: readonly Found[]): Found[] =>
    all.filter((f) => f.rule === fault.rule && f.vrid === vrid && Date.parse(f.from) > begunAt - 2000);
  await fault.make(watch.lab);
  const madeAt = Date.now();
  const masterDownMs = fault.masterDownMs ?? MASTER_DOWN_MS;
  await sleep(2 * masterDownMs + TRANSPORT_MS);
  const during = await watch.findings();
  const shown = JSON.stringify(during, null, 1);
  expect(named(during), shown).toMatchObject([
    {
      nodes: fault.nodes ?? NODES,
      ...(fault.ends === 'at once' ? {} : { to: null }),
      clears: expect.stringMatching(/\S/),
    },
  ]);
  const others = during.filter(
    (f) =>
      f.severity !== 'info' &&
      (f.to ?? '~') > new Date(madeAt).toISOString() &&
      f.rule !== fault.rule &&
      !fault.also.includes(f.rule),
  );
  expect(others).toEqual([]);

  // With some more adverts each side has told what it says.
  await sleep(masterDownMs);
  const [told] = named(await watch.findings());
  expect(told!.summary).toMatch(fault.says);
  expect(told!.advice).toMatch(fault.advises ?? /\S/);
  expect(`${told!.summary} ${told!.advice} ${told!.clears}`).not.toMatch(/labpass|wrongpw/);

  await fault.mend(watch.lab);
  const mendedAt = Date.now();
  await sleep(2 * MASTER_DOWN_MS + TRANSPORT_MS);
  const after = named(await watch.findings());
  if (fault.ends instanceof RegExp) expect(after).toMatchObject([{ clears: expect.stringMatching(fault.ends) }]);
  // What is no history of it is told only while it is there.
  else
    for (const f of after)
      expect(Date.parse(f.to ?? ''), JSON.stringify(after)).toBeLessThan(mendedAt + (fault.mendsIn ?? MASTER_DOWN_MS));
}

describeWith(LAB_PROGRAMS, 'vrrptop on the jump host', () => {
  describe.concurrent('names a fault made on real keepalived, and its end', () => {
    test.each(Object.entries(BENCHES))('%s', { timeout: 240_000 }, async (_name, bench) => {
      const { nodes = NODES, watched = NODES, healthy = {} } = bench;
      await Watch.over({ nodes, cluster: healthy }, watched, async (watch) => {
        for (const node of watched) await operate(watch.lab, 'start', node);
        expect(await alarms(watch)).toEqual([]);
        for (const [name, fault] of Object.entries(bench.faults)) {
          await tryOut(watch, fault).catch((error: unknown) => {
            throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
          });
        }
      });
    });

    test('raises no alarm at starts, planned failovers and a rolling restart', { timeout: 120_000 }, async () => {
      await Watch.over({ nodes: NODES }, NODES, async (watch) => {
        const { lab } = watch;
        await Promise.all(NODES.map((node) => operate(lab, 'start', node)));
        expect(await alarms(watch)).toEqual([]);
        for (const node of [...NODES].reverse()) {
          await operate(lab, 'restart', node);
          expect(await alarms(watch)).toEqual([]);
        }
        for (const node of NODES) {
          await operate(lab, 'stop', node);
          expect(await alarms(watch)).toEqual([]);
          await operate(lab, 'start', node);
          expect(await alarms(watch)).toEqual([]);
        }
        expect(await watch.findings()).toContainEqual(expect.objectContaining({ rule: 'handover', vrid: 51 }));
      });
    });
  });
});
