import type { Finding } from '../../src/diagnose/finding.js';
import type { Cause, Cell, NodeState, Transition, VirtualRouter } from '../../src/model/state.js';
import { parseKeepalivedConf } from '../../src/protocol/conf/parse.js';
import type { VrrpState } from '../../src/protocol/log-event.js';
import { event } from './scenes.js';
import {
  ago,
  cell,
  cluster,
  failover,
  type Made,
  marks,
  move,
  node,
  router,
  source,
  sourcesOf,
  speaker,
  tenure,
  vip,
} from './states.js';

/** Scenes for the views beside the overview: with configurations, captures on nodes, and longer histories. */
const A = '172.30.23.201';
const B = '172.30.23.202';

interface Written {
  state: string;
  priority: number;
  more?: string;
  body?: string;
}

/** A keepalived.conf as operators write it, passwords already replaced. */
const conf = (w: Written, r: Written, before = ''): NodeState['conf'] =>
  parseKeepalivedConf(
    `### FILE /etc/keepalived/keepalived.conf
global_defs {
    router_id mysql
}
${before}
include vrrp.d/*.conf
### FILE /etc/keepalived/vrrp.d/vi.conf
${instance('vi_w', 51, '172.30.23.200/24', w)}
${instance('vi_r', 44, '172.30.23.210/24', r)}
`,
  );

const instance = (name: string, vrid: number, address: string, w: Written): string => `vrrp_instance ${name} {
    state ${w.state}
    interface eth0
    virtual_router_id ${vrid}
    priority ${w.priority}
${w.more ?? '    advert_int 1'}
    authentication {
        auth_type PASS
        auth_pass redacted:${w.body ?? '5f1c0a33'}
    }
    virtual_ipaddress {
        ${address}
    }
}`;

const CHECK = `vrrp_script chk_mysql {
    script "/usr/local/bin/check_mysql.sh"
    interval 2
    weight -5
    fall 3
    rise 2
}`;
const TRACK = '    advert_int 1\n    track_script {\n        chk_mysql\n    }';

const confA = conf({ state: 'MASTER', priority: 100 }, { state: 'BACKUP', priority: 90 });
const confB = conf({ state: 'BACKUP', priority: 90 }, { state: 'MASTER', priority: 100 });

const finding = (more: Partial<Finding>): Finding => ({
  rule: 'split-brain',
  key: 'ipv4/51',
  severity: 'critical',
  router: 'ipv4/51',
  nodes: ['db201', 'db202'],
  since: ago(12),
  to: null,
  summary: '',
  advice: '',
  clears: '',
  evidence: ['wire', 'log'],
  ...more,
});

/** The cell's history out of `[seconds ago, state, cause]`, oldest first. */
function lived(name: string, steps: [number, VrrpState, Cause?][], more: Partial<Cell> = {}): Cell {
  const transitions: Transition[] = [];
  let from: VrrpState = 'INIT';
  for (const [s, to, cause] of steps) {
    transitions.push(move(name, s, from, to, cause ?? 'timeout'));
    from = to;
  }
  return cell(name, from, steps.at(-1)?.[0] ?? 0, { transitions, ...more });
}

const quietReads = (): VirtualRouter =>
  router(
    'vi_r',
    44,
    [
      lived('db201', [[7980, 'BACKUP', 'start']], { priority: 90, configuredPriority: 90 }),
      lived('db202', [[7984, 'MASTER', 'start']], {
        priority: 100,
        configuredPriority: 100,
        wire: speaker(B, 100, 0.2, { heard: [ago(0.2), ago(0.2), ago(0.2)] }),
      }),
    ],
    {
      role: 'reads',
      vips: [vip('172.30.23.210', ['db202'], 7984, { marks: marks('db202') })],
      tenures: [tenure('db202', 7984, null)],
    },
  );

const WITH_CAPTURES = {
  captures: ['wire:eth0', 'wire:db201', 'wire:db202'],
};
const sources = () => [...sourcesOf('db201', 'db202'), source('wire:db201', 'db201'), source('wire:db202', 'db202')];
const nodes = (a: Partial<NodeState> = {}, b: Partial<NodeState> = {}) => [
  node('db201', A, { conf: confA, ...a }),
  node('db202', B, { conf: confB, ...b }),
];

export const VIEW_SCENES: Readonly<Record<string, () => Made>> = {
  /** db202's firewall drops adverts: both are MASTER, the captures hear both everywhere. */
  firewall: () =>
    cluster(
      {
        sources: sources(),
        nodes: nodes(),
        routers: [
          router(
            'vi_w',
            51,
            [
              lived('db201', [[7984, 'MASTER', 'start']], {
                priority: 100,
                configuredPriority: 100,
                wire: speaker(A, 100, 0.4, { heard: [ago(0.4), ago(0.4), ago(0.4)] }),
              }),
              lived(
                'db202',
                [
                  [7980, 'BACKUP', 'start'],
                  [12, 'MASTER'],
                ],
                {
                  priority: 90,
                  configuredPriority: 90,
                  wire: speaker(B, 90, 0.7, { heard: [ago(0.7), ago(0.7), ago(0.7)] }),
                },
              ),
            ],
            {
              role: 'writes',
              vips: [vip('172.30.23.200', ['db201', 'db202'], 12)],
              tenures: [tenure('db201', 7984, null), tenure('db202', 12, null)],
            },
          ),
          quietReads(),
        ],
        findings: [
          finding({
            rule: 'one-way',
            summary: 'adverts of db201 (priority 100) do not reach db202 (priority 90), which stays MASTER',
            advice: "they arrive at db202's network card, keepalived gets none: allow protocol 112 in its firewall",
          }),
        ],
      },
      {
        ...WITH_CAPTURES,
        events: [event(12, 'BACKUP → MASTER  timeout', { router: 'ipv4/51', node: 'db202', severity: 'critical' })],
      },
    ),

  /** What db201 sends is lost on the way: only its own capture hears it. */
  'one-way': () => {
    const made = VIEW_SCENES.firewall!();
    const sent = made.state.routers[0]?.cells.get('db201')?.wire;
    if (sent) sent.heard = [undefined, ago(0.4), ago(12.4)];
    return made;
  },

  /** db201 crashed: silent, then db202 took over after its Master_Down_Interval. */
  crash: () =>
    cluster(
      {
        sources: sources().map((s) =>
          s.node === 'db201' ? { ...s, status: 'lost' as const, reason: 'no answer for 8 s' } : s,
        ),
        nodes: nodes({ running: null, heldAt: ago(20) }),
        routers: [
          router(
            'vi_w',
            51,
            [
              lived(
                'db201',
                [
                  [7984, 'MASTER', 'start'],
                  [15, 'UNKNOWN'],
                ],
                {
                  note: 'fell silent: crashed, hung or cut off',
                  wire: speaker(A, 100, 18.6, { heard: [ago(18.6), ago(18.6), ago(18.6)], status: 'silent' }),
                },
              ),
              lived(
                'db202',
                [
                  [7980, 'BACKUP', 'start'],
                  [15, 'MASTER'],
                ],
                {
                  priority: 90,
                  configuredPriority: 90,
                  wire: speaker(B, 90, 0.7, { heard: [ago(0.7), undefined, ago(0.7)] }),
                },
              ),
            ],
            {
              role: 'writes',
              vips: [vip('172.30.23.200', ['db202'], 15)],
              tenures: [tenure('db201', 7984, 18.6), tenure('db202', 15, null)],
              failovers: [failover('db201', 'db202', 15, 3609, 'timeout')],
            },
          ),
          quietReads(),
        ],
        findings: [
          finding({
            rule: 'source-lost',
            key: 'log:db201',
            severity: 'warning',
            router: null,
            nodes: ['db201'],
            since: ago(10),
            summary: 'nothing answers on db201',
            advice: 'look whether db201 is up',
          }),
        ],
      },
      {
        ...WITH_CAPTURES,
        events: [
          event(15, 'MASTER → UNKNOWN  timeout', {
            router: 'ipv4/51',
            node: 'db201',
            severity: 'warning',
            evidence: ['wire'],
          }),
          event(15, 'BACKUP → MASTER  timeout, 3.61 s without a master', {
            router: 'ipv4/51',
            node: 'db202',
            kind: 'failover',
            severity: 'warning',
          }),
        ],
      },
    ),

  /** Changes hands every 20 s for three minutes: db202's script with too small a weight comes and goes. */
  flapping: () => {
    const turns = Array.from({ length: 9 }, (_, i) => 180 - i * 20);
    const a: [number, VrrpState, Cause?][] = turns.map((s, i) => [
      s,
      i % 2 === 0 ? 'BACKUP' : 'MASTER',
      i % 2 === 0 ? 'tracker' : 'preemption',
    ]);
    const b: [number, VrrpState, Cause?][] = turns.map((s, i) => [
      s - 0.6,
      i % 2 === 0 ? 'MASTER' : 'BACKUP',
      'preemption',
    ]);
    return cluster(
      {
        nodes: nodes(
          { conf: conf({ state: 'MASTER', priority: 100, more: TRACK }, { state: 'BACKUP', priority: 90 }, CHECK) },
          { conf: null },
        ),
        routers: [
          router(
            'vi_w',
            51,
            [
              lived('db201', [[7984, 'MASTER', 'start'], ...a], { priority: 85, configuredPriority: 100 }),
              lived('db202', [[7980, 'BACKUP', 'start'], ...b], {
                priority: 90,
                configuredPriority: 90,
                wire: speaker(B, 90, 0.3),
              }),
            ],
            {
              role: 'writes',
              vips: [vip('172.30.23.200', ['db202'], 19.4)],
              tenures: [
                tenure('db201', 7984, 180),
                ...turns
                  .slice(0, -1)
                  .map((s, i) =>
                    tenure(i % 2 === 0 ? 'db202' : 'db201', i % 2 === 0 ? s - 0.6 : s, i % 2 === 0 ? s - 20.6 : s - 20),
                  ),
                tenure('db202', 19.4, null),
              ],
              failovers: turns.map((s, i) =>
                failover(
                  i % 2 === 0 ? 'db201' : 'db202',
                  i % 2 === 0 ? 'db202' : 'db201',
                  i % 2 === 0 ? s - 0.6 : s,
                  i % 2 === 0 ? 600 : 0,
                  'preemption',
                ),
              ),
            },
          ),
          quietReads(),
        ],
        findings: [
          finding({
            rule: 'flapping',
            severity: 'warning',
            since: ago(180),
            summary: 'vi_w changed hands 9 times in 3 minutes',
            advice: 'look at chk_mysql on db201',
          }),
        ],
      },
      {
        events: turns.map((s, i) =>
          event(s, i % 2 === 0 ? 'MASTER → BACKUP  tracker' : 'BACKUP → MASTER  preemption', {
            router: 'ipv4/51',
            node: 'db201',
            severity: 'warning',
          }),
        ),
      },
    );
  },

  /** db201 came back and stays behind: nopreempt. Its file says so; that of the peer has other intervals and password. */
  nopreempt: () =>
    cluster(
      {
        sources: sources().map((s) => (s.id === 'wire:db201' ? { ...s, status: 'off' as const } : s)),
        nodes: nodes(
          {
            conf: conf(
              {
                state: 'BACKUP',
                priority: 100,
                more: '    advert_int 1\n    nopreempt\n    unicast_src_ip 172.30.23.201\n    unicast_peer {\n        172.30.23.202\n    }',
              },
              { state: 'BACKUP', priority: 90 },
            ),
          },
          {
            conf: conf(
              { state: 'BACKUP', priority: 90, more: '    advert_int 3\n    preempt_delay 30', body: '77aa01de' },
              { state: 'MASTER', priority: 100, more: '    advert_int 1\n    version 9' },
            ),
          },
        ),
        routers: [
          router(
            'vi_w',
            51,
            [
              lived(
                'db201',
                [
                  [7984, 'MASTER', 'start'],
                  [600, 'STOPPED', 'stop'],
                  [300, 'INIT', 'start'],
                  [299, 'BACKUP', 'start'],
                ],
                { priority: 100, configuredPriority: 100, nopreempt: true },
              ),
              lived(
                'db202',
                [
                  [7980, 'BACKUP', 'start'],
                  [599.4, 'MASTER', 'priority 0'],
                ],
                {
                  priority: 90,
                  configuredPriority: 90,
                  wire: speaker(B, 90, 0.3, { heard: [ago(0.3), undefined, ago(0.3)] }),
                },
              ),
            ],
            {
              role: 'writes',
              vips: [vip('172.30.23.200', ['db202'], 599.4)],
              tenures: [tenure('db201', 7984, 600), tenure('db202', 599.4, null)],
              failovers: [failover('db201', 'db202', 599.4, 600, 'priority 0')],
            },
          ),
          quietReads(),
        ],
      },
      {
        ...WITH_CAPTURES,
        events: [event(600, 'MASTER → STOPPED  stop', { router: 'ipv4/51', node: 'db201', severity: 'warning' })],
      },
    ),

  /** chk_mysql fails on db201: FAULT, db202 serves. A third node is known from the wire alone. */
  script: () =>
    cluster(
      {
        sources: sources().filter((s) => s.kind !== 'wire' || s.node === null),
        nodes: [
          ...nodes(
            {
              conf: conf(
                { state: 'MASTER', priority: 100, more: TRACK },
                { state: 'BACKUP', priority: 90, more: TRACK },
                CHECK.replace('weight -5', ''),
              ),
            },
            {},
          ),
          node('172.30.23.209', '172.30.23.209', { inInventory: false, version: null, running: null, heldAt: null }),
        ],
        routers: [
          router(
            'vi_w',
            51,
            [
              lived(
                'db201',
                [
                  [7984, 'MASTER', 'start'],
                  [30, 'FAULT', 'tracker'],
                ],
                { note: 'script chk_mysql failed', configuredPriority: 100 },
              ),
              lived(
                'db202',
                [
                  [7980, 'BACKUP', 'start'],
                  [29.4, 'MASTER', 'priority 0'],
                ],
                { priority: 90, configuredPriority: 90, wire: speaker(B, 90, 0.3) },
              ),
            ],
            {
              role: 'writes',
              vips: [vip('172.30.23.200', ['db202'], 29.4)],
              tenures: [tenure('db201', 7984, 30), tenure('db202', 29.4, null)],
              failovers: [failover('db201', 'db202', 29.4, 600, 'priority 0')],
            },
          ),
          quietReads(),
          router('VRID 7', 7, [cell('172.30.23.209', 'MASTER', 900, { wire: speaker('172.30.23.209', 120, 0.1) })], {
            names: [],
            vips: [vip('172.30.23.99', ['172.30.23.209'], 900)],
            tenures: [tenure('172.30.23.209', 900, null)],
          }),
        ],
        findings: [
          finding({
            rule: 'tracker-failed',
            key: 'ipv4/51',
            severity: 'warning',
            nodes: ['db201'],
            since: ago(30),
            summary: 'chk_mysql fails on db201: vi_w is in FAULT',
            advice: 'run /usr/local/bin/check_mysql.sh on db201',
          }),
        ],
      },
      {
        events: [
          event(30, 'MASTER → FAULT  tracker', {
            router: 'ipv4/51',
            node: 'db201',
            severity: 'warning',
            evidence: ['log'],
          }),
          event(29.4, 'BACKUP → MASTER  priority 0, 0.60 s without a master', {
            router: 'ipv4/51',
            node: 'db202',
            kind: 'failover',
          }),
        ],
      },
    ),
};
