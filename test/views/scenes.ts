import type { Finding } from '../../src/diagnose/finding.js';
import type { ClusterEvent, Speaker, VirtualRouter } from '../../src/model/state.js';
import {
  ago,
  cell,
  cluster,
  failover,
  type Made,
  mark,
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

const A = '172.30.23.201';
const B = '172.30.23.202';
const W = '172.30.23.200';
const R = '172.30.23.210';

const nodes = () => [node('db201', A), node('db202', B)];
const heard = (address: string, priority: number, ageS: number): Speaker => speaker(address, priority, ageS);

export const event = (s: number, text: string, more: Partial<ClusterEvent> = {}): ClusterEvent => ({
  at: ago(s),
  kind: 'transition',
  severity: 'info',
  router: null,
  node: null,
  text,
  evidence: ['wire', 'log'],
  ...more,
});

const STARTED: ClusterEvent[] = [
  event(9000, 'capture on eth0 is live', { kind: 'source', evidence: [] }),
  event(8999, 'log of db201 is live', { kind: 'source', node: 'db201', evidence: [] }),
  event(8998, 'log of db202 is live', { kind: 'source', node: 'db202', evidence: [] }),
  event(7984, 'BACKUP > MASTER  start', { router: 'ipv4/51', node: 'db201' }),
];

const writes = (more: Partial<VirtualRouter> = {}): VirtualRouter =>
  router(
    'vi_w',
    51,
    [
      cell('db201', 'MASTER', 7984, {
        priority: 100,
        configuredPriority: 100,
        wire: heard(A, 100, 0.4),
        transitions: [move('db201', 7984, 'BACKUP', 'MASTER', 'start')],
      }),
      cell('db202', 'BACKUP', 7980, {
        priority: 90,
        configuredPriority: 90,
        transitions: [move('db202', 7980, 'INIT', 'BACKUP', 'start')],
      }),
    ],
    {
      role: 'writes',
      vips: [vip(W, ['db201'], 7984)],
      tenures: [tenure('db201', 7984, null)],
      failovers: [failover('db202', 'db201', 7984, 3609, 'timeout')],
      ...more,
    },
  );

const reads = (more: Partial<VirtualRouter> = {}): VirtualRouter =>
  router(
    'vi_r',
    44,
    [
      cell('db201', 'BACKUP', 41, {
        priority: 90,
        configuredPriority: 90,
        transitions: [move('db201', 400, 'BACKUP', 'MASTER'), move('db201', 41, 'MASTER', 'BACKUP', 'preemption')],
      }),
      cell('db202', 'MASTER', 41, {
        priority: 100,
        configuredPriority: 100,
        wire: heard(B, 100, 0.2),
        transitions: [
          move('db202', 403.6, 'MASTER', 'FAULT', 'interface'),
          move('db202', 46, 'FAULT', 'BACKUP'),
          move('db202', 41, 'BACKUP', 'MASTER', 'preemption'),
        ],
      }),
    ],
    {
      role: 'reads',
      vips: [vip(R, ['db202'], 41)],
      tenures: [tenure('db202', 9000, 403.6), tenure('db201', 400, 41), tenure('db202', 41, null)],
      failovers: [failover('db202', 'db201', 400, 3600, 'interface'), failover('db201', 'db202', 41, 0, 'preemption')],
      ...more,
    },
  );

const MOVED: ClusterEvent[] = [
  event(403.6, 'MASTER > FAULT  interface eth0 down', {
    router: 'ipv4/44',
    node: 'db202',
    severity: 'warning',
    evidence: ['log'],
  }),
  event(400, 'BACKUP > MASTER  timeout, 3.60 s without a master', {
    router: 'ipv4/44',
    node: 'db201',
    kind: 'failover',
    severity: 'warning',
  }),
  event(46, 'FAULT > BACKUP  interface eth0 up', { router: 'ipv4/44', node: 'db202', evidence: ['log'] }),
  event(41, 'BACKUP > MASTER  preemption (100 over 90), 0.00 s without a master', {
    router: 'ipv4/44',
    node: 'db202',
    kind: 'failover',
  }),
];

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
  evidence: ['wire', 'log', 'addr'],
  ...more,
});

const SPLIT = finding({
  summary:
    'db201 (priority 100, since 19:05:35) and db202 (priority 90, since 21:18:27) both advertise 172.30.23.200; db202 should have given way',
  advice:
    'check that db202 hears db201: iptables -S INPUT on db202 and protocol 112 on the way, before restarting anything',
});

const LOST = finding({
  rule: 'source-lost',
  key: 'log:db202',
  severity: 'warning',
  router: null,
  nodes: ['db202'],
  since: ago(95),
  summary: 'log of db202 is lost: connection reset by peer; last line 21:17:04',
  advice: 'what db202 believes is not known since then: ssh db202 tail -n1 /var/log/messages',
});

const gone = router(
  'vi_w',
  51,
  [
    cell('db201', 'FAULT', 6, {
      priority: 100,
      configuredPriority: 100,
      note: 'interface eth0 down',
      transitions: [move('db201', 7984, 'BACKUP', 'MASTER', 'start'), move('db201', 6, 'MASTER', 'FAULT', 'interface')],
    }),
    cell('db202', 'BACKUP', 7980, {
      priority: 90,
      configuredPriority: 90,
      transitions: [move('db202', 7980, 'INIT', 'BACKUP', 'start')],
    }),
  ],
  {
    role: 'writes',
    vips: [
      vip(W, [], 6, {
        marks: {
          wire: mark('no', [], ago(6)),
          log: mark('no', []),
          addr: mark('no', []),
          arp: mark('stale', ['db201'], ago(7984)),
        },
      }),
    ],
    tenures: [tenure('db201', 7984, 6)],
    failovers: [],
  },
);

const both = router(
  'vi_w',
  51,
  [
    cell('db201', 'MASTER', 7984, {
      priority: 100,
      configuredPriority: 100,
      wire: heard(A, 100, 0.4),
      transitions: [move('db201', 7984, 'BACKUP', 'MASTER', 'start')],
    }),
    cell('db202', 'MASTER', 12, {
      priority: 90,
      configuredPriority: 90,
      wire: heard(B, 90, 0.7),
      transitions: [move('db202', 7980, 'INIT', 'BACKUP'), move('db202', 12, 'BACKUP', 'MASTER')],
    }),
  ],
  {
    role: 'writes',
    vips: [
      vip(W, ['db201', 'db202'], 12, {
        marks: {
          wire: mark('yes', ['db201', 'db202']),
          log: mark('yes', ['db201', 'db202']),
          addr: mark('yes', ['db201', 'db202']),
          arp: mark('no', ['db202']),
        },
      }),
    ],
    tenures: [tenure('db201', 7984, null), tenure('db202', 12, null)],
  },
);

const blindMarks = {
  wire: mark('stale', ['db201'], ago(95)),
  log: mark('stale', ['db201'], ago(95)),
  addr: mark('unknown', [], null),
  arp: mark('unknown', [], null),
};

const six = (last: string): string => `2001:db8:172:30:ffff:ffff:ffff:${last}`;

/** Name, and the state that the screen is shown. */
export const SCENES: Readonly<Record<string, () => Made>> = {
  healthy: () => cluster({ nodes: nodes(), routers: [writes(), reads()] }, { events: [...STARTED, ...MOVED] }),

  failover: () => {
    const states = {
      tenures: [tenure('db201', 7984, 4.6), tenure('db202', 1, null)],
      failovers: [failover('db201', 'db202', 1, 3609, 'timeout')],
      vips: [
        vip(W, ['db202'], 1, {
          marks: marks('db202', { addr: mark('yes', ['db202']), log: mark('stale', ['db201'], ago(40)) }),
        }),
      ],
    };
    const cells = [
      cell('db201', 'STOPPED', 4.6, {
        configuredPriority: 100,
        transitions: [
          move('db201', 7984, 'BACKUP', 'MASTER', 'start'),
          move('db201', 4.6, 'MASTER', 'STOPPED', 'stop'),
        ],
      }),
      cell('db202', 'MASTER', 1, {
        priority: 90,
        configuredPriority: 90,
        wire: heard(B, 90, 0.9),
        transitions: [move('db202', 7980, 'INIT', 'BACKUP', 'start'), move('db202', 1, 'BACKUP', 'MASTER')],
      }),
    ];
    return cluster(
      {
        nodes: [node('db201', A, { running: false }), node('db202', B)],
        routers: [writes({ ...states, cells: new Map(cells.map((c) => [c.node, c])) }), reads()],
        findings: [
          finding({
            rule: 'redundancy-lost',
            severity: 'warning',
            nodes: ['db201'],
            since: ago(4.6),
            summary: 'keepalived on db201 is down: the next failure of db202 has no taker',
            advice: 'start keepalived on db201, look at its last log lines first',
          }),
        ],
      },
      {
        events: [
          ...STARTED,
          ...MOVED,
          event(1, 'BACKUP > MASTER  timeout, 3.61 s without a master', {
            router: 'ipv4/51',
            node: 'db202',
            severity: 'warning',
            kind: 'failover',
          }),
        ],
      },
    );
  },

  'split-brain': () =>
    cluster(
      { nodes: nodes(), routers: [both, reads()], findings: [LOST, SPLIT] },
      {
        events: [
          ...STARTED,
          ...MOVED,
          event(12, 'BACKUP > MASTER  timeout', { router: 'ipv4/51', node: 'db202', severity: 'critical' }),
        ],
      },
    ),

  'no-master': () =>
    cluster({
      nodes: nodes(),
      routers: [gone, reads()],
      findings: [
        finding({
          rule: 'no-master',
          nodes: ['db201', 'db202'],
          since: ago(6),
          summary:
            'nobody advertises VRID 51 and nobody holds 172.30.23.200 since 21:18:33; first fault: db201 interface eth0 down',
          advice: 'look at db201 eth0, then why db202 (priority 90) does not take over',
        }),
      ],
    }),

  'source-lost': () => {
    const lost = sourcesOf('db201', 'db202').map((s) =>
      s.node === 'db201' ? s : { ...s, status: 'lost' as const, reason: 'connection reset by peer' },
    );
    return cluster(
      {
        sources: lost,
        nodes: [node('db201', A), node('db202', B, { running: null, heldAt: ago(95), version: null })],
        routers: [
          router(
            'vi_w',
            51,
            [
              cell('db201', 'UNKNOWN', 95, { note: 'capture lost since 21:17:04', priority: 100 }),
              cell('db202', 'UNKNOWN', 95, { note: 'log lost since 21:17:04', priority: null }),
            ],
            { vips: [vip(W, [], 95, { known: false, note: 'capture lost since 21:17:04', marks: blindMarks })] },
          ),
          reads({
            vips: [
              vip(R, ['db202'], 41, {
                marks: marks('db202', { log: mark('stale', ['db202'], ago(95)), addr: mark('unknown', [], null) }),
              }),
            ],
          }),
        ],
        findings: [LOST],
      },
      { events: STARTED, advertsPerSecond: 0 },
    );
  },

  unmapped: () =>
    cluster({
      nodes: nodes(),
      routers: [
        writes({ names: [], label: 'VRID 51', role: null, failovers: [] }),
        router('VI_BACK', null, [
          cell('db201', 'MASTER', 300, { log: { state: 'MASTER', at: ago(300) }, instance: 'VI_BACK' }),
          cell('db202', 'BACKUP', 300, { log: { state: 'BACKUP', at: ago(300) }, instance: 'VI_BACK' }),
        ]),
      ],
    }),

  'three-nodes': () => {
    const three = (): VirtualRouter =>
      writes({
        cells: new Map(
          [
            cell('db201', 'MASTER', 7984, {
              priority: 100,
              configuredPriority: 100,
              wire: heard(A, 100, 0.4),
              transitions: [move('db201', 7984, 'BACKUP', 'MASTER')],
            }),
            cell('db202', 'BACKUP', 7980, { priority: 90, configuredPriority: 90 }),
            cell('db203', 'FAULT', 30, {
              priority: 60,
              configuredPriority: 80,
              note: 'script chk_mysql failed',
              transitions: [move('db203', 30, 'BACKUP', 'FAULT', 'tracker')],
            }),
          ].map((c) => [c.node, c]),
        ),
      });
    return cluster({
      nodes: [...nodes(), node('db203', '172.30.23.203', { version: '2.2.8', clockOffsetMs: -1700 })],
      routers: [three(), reads()],
    });
  },

  'capture-alone': () =>
    cluster(
      {
        sources: [source('wire:eth0', null)],
        nodes: [
          node(A, A, { inInventory: false, version: null, running: null, heldAt: null, clockOffsetMs: null }),
          node(B, B, { inInventory: false, version: null, running: null, heldAt: null, clockOffsetMs: null }),
        ],
        routers: [
          router('VRID 51', 51, [cell(A, 'MASTER', 20, { priority: 100, wire: heard(A, 100, 0.5) })], {
            names: [],
            vips: [
              vip(W, [A], 20, { marks: marks(A, { log: mark('unknown', [], null), addr: mark('unknown', [], null) }) }),
            ],
            tenures: [tenure(A, 20, null)],
          }),
          router('VRID 44', 44, [cell(B, 'MASTER', 20, { priority: 100, wire: heard(B, 100, 0.1) })], {
            names: [],
            vips: [
              vip(R, [B], 20, { marks: marks(B, { log: mark('unknown', [], null), addr: mark('unknown', [], null) }) }),
            ],
            tenures: [tenure(B, 20, null)],
          }),
        ],
      },
      { inventory: { cluster: '', nodes: [], routers: [] }, startedAt: ago(21) },
    ),

  ipv6: () => {
    const link = speaker('fe80::5054:ff:fe00:201', 100, 0.05, { version: 3, advertIntervalMs: 100 });
    return cluster({
      nodes: [node('db201', 'fe80::5054:ff:fe00:201'), node('db202', 'fe80::5054:ff:fe00:202')],
      routers: [
        writes({
          id: 'ipv6/51',
          family: 'ipv6',
          version: 3,
          vips: [vip(six('200'), ['db201'], 7984), vip('fe80::200', ['db201'], 7984)],
          cells: new Map(
            [
              cell('db201', 'MASTER', 7984, { priority: 100, configuredPriority: 100, wire: link }),
              cell('db202', 'BACKUP', 7984, { priority: 90, configuredPriority: 90 }),
            ].map((c) => [c.node, c]),
          ),
        }),
        reads({ id: 'ipv6/44', family: 'ipv6', version: 3, vips: [vip(six('210'), ['db202'], 41)] }),
      ],
    });
  },

  hostile: () => {
    const cjk = '数据库主节点一号';
    const bad =
      'e\u0301vil\u001b[2J\u009b2J\u202e\u200b😀\u0300\u0301\u0302\u0303\u0304\u0305name-that-goes-on-and-on-and-on';
    return cluster(
      {
        sources: sourcesOf(cjk, bad),
        nodes: [node(cjk, A), node(bad, B)],
        routers: [
          router(
            '写入实例名称很长很长',
            51,
            [
              cell(cjk, 'MASTER', 10, { priority: 100, wire: heard(A, 100, 0.3) }),
              cell(bad, 'BACKUP', 10, { priority: 90 }),
            ],
            {
              role: '写入',
              vips: [vip(W, [cjk], 10)],
            },
          ),
          router(
            bad,
            44,
            [cell(cjk, 'FAULT', 10, { note: bad }), cell(bad, 'MASTER', 10, { wire: heard(B, 90, 0.2) })],
            { vips: [vip(R, [bad], 10)] },
          ),
        ],
        findings: [finding({ summary: `${bad} ${cjk}`.repeat(4), advice: `${cjk}` })],
      },
      {
        inventory: { cluster: bad, nodes: [], routers: [] },
        events: [event(5, `${bad} ${cjk}`, { node: bad, router: 'ipv4/44' })],
      },
    );
  },

  empty: () => cluster({ sources: [] }, { startedAt: ago(0.5) }),
};
