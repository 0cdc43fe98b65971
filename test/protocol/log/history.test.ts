import { describe, expect, it } from 'vitest';
import { logEventToJson } from '../../../src/report/decode-log.js';
import { iso, readLine, readLog } from './helpers.js';

/** Excerpts in the words of each family, and what they say, written by hand: line number, kind, instance, state. */
type Told = [line: number, kind: string, instance: string | null, state: string | null];
const told = (log: string): Told[] => readLog(log).events.map((e) => [e.line, e.kind, e.instance, e.state]);

describe('excerpts', () => {
  it('1.2.13, CentOS 6: the peer comes back', () => {
    const log = `Mar  3 09:14:01 lb1 Keepalived[2011]: Starting Keepalived v1.2.13 (03/19,2015)
Mar  3 09:14:01 lb1 Keepalived[2012]: Starting Healthcheck child process, pid=2013
Mar  3 09:14:01 lb1 Keepalived[2012]: Starting VRRP child process, pid=2014
Mar  3 09:14:01 lb1 Keepalived_vrrp[2014]: Netlink reflector reports IP 10.0.0.11 added
Mar  3 09:14:01 lb1 Keepalived_healthcheckers[2013]: Netlink reflector reports IP 10.0.0.11 added
Mar  3 09:14:01 lb1 Keepalived_vrrp[2014]: Registering Kernel netlink reflector
Mar  3 09:14:01 lb1 Keepalived_vrrp[2014]: Opening file '/etc/keepalived/keepalived.conf'.
Mar  3 09:14:01 lb1 Keepalived_vrrp[2014]: Configuration is using : 63210 Bytes
Mar  3 09:14:01 lb1 Keepalived_vrrp[2014]: Using LinkWatch kernel netlink reflector...
Mar  3 09:14:01 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) Entering BACKUP STATE
Mar  3 09:14:01 lb1 Keepalived_vrrp[2014]: VRRP sockpool: [ifindex(2), proto(112), unicast(0), fd(10,11)]
Mar  3 09:14:02 lb1 Keepalived_vrrp[2014]: VRRP_Script(chk_haproxy) succeeded
Mar  3 09:14:03 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) forcing a new MASTER election
Mar  3 09:14:04 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) Transition to MASTER STATE
Mar  3 09:14:05 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) Entering MASTER STATE
Mar  3 09:14:05 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) setting protocol VIPs.
Mar  3 09:14:05 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) Sending gratuitous ARPs on eth0 for 10.0.0.10
Mar  3 09:14:05 lb1 Keepalived_healthcheckers[2013]: Netlink reflector reports IP 10.0.0.10 added
Mar  3 09:20:00 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) Received lower prio advert, forcing new election
Mar  3 09:30:00 lb1 Keepalived_vrrp[2014]: Kernel is reporting: interface eth0 DOWN
Mar  3 09:30:00 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) Entering FAULT STATE
Mar  3 09:30:00 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) removing protocol VIPs.
Mar  3 09:30:00 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) Now in FAULT state
Mar  3 09:40:00 lb1 Keepalived[2012]: Stopping Keepalived v1.2.13 (03/19,2015)
Mar  3 09:40:00 lb1 Keepalived_vrrp[2014]: VRRP_Instance(VI_1) sending 0 priority`;
    expect(told(log)).toEqual([
      [1, 'start', null, null],
      [3, 'child-start', null, null],
      [4, 'addr-added', null, null],
      [10, 'state', 'VI_1', 'BACKUP'],
      [12, 'script-ok', null, null],
      [13, 'new-election', 'VI_1', null],
      [14, 'becoming-master', 'VI_1', null],
      [15, 'state', 'VI_1', 'MASTER'],
      [16, 'vips-set', 'VI_1', null],
      [17, 'garp', 'VI_1', null],
      [19, 'lower-prio-advert', 'VI_1', null],
      [20, 'link-down', null, null],
      [21, 'state', 'VI_1', 'FAULT'],
      [22, 'vips-removed', 'VI_1', null],
      [23, 'state', 'VI_1', 'FAULT'],
      [24, 'stop', null, null],
      [25, 'prio0-sent', 'VI_1', null],
    ]);
  });

  it('1.2.7: packets that do not belong', () => {
    const head = 'Jun 10 08:00:00 [localhost] Keepalived_vrrp: ';
    const log = [
      'ip address associated with VRID not present in received packet : 10.0.0.10',
      'one or more VIP associated with VRID mismatch actual MASTER advert',
      'bogus VRRP packet received on eth0 !!!',
      'VRRP_Instance(VI_1) ignoring received advertisment...',
      'receive an invalid passwd!',
      'Sync instance needed on eth0 !!!',
      'VRRP_Instance(VI_1) Dropping received VRRP packet...',
      'advertissement interval mismatch mine=1000000 rcved=2',
      'receive an invalid ip number count associated with VRID!',
      'invalid ttl. 254 and expect 255',
      'Invalid vrrp checksum',
      'VRRP_Instance(VI_1) IPSEC-AH : sequence number 12 already proceeded. Packet dropped. Local(14)',
    ];
    expect(told(log.map((message) => head + message).join('\n'))).toEqual([
      [1, 'vip-mismatch', null, null],
      [2, 'vip-mismatch', null, null],
      [3, 'bogus-packet', null, null],
      [4, 'packet-ignored', 'VI_1', null],
      [5, 'auth-mismatch', null, null],
      [6, 'packet-dropped', null, null],
      [7, 'packet-dropped', 'VI_1', null],
      [8, 'interval-mismatch', null, null],
      [9, 'vip-mismatch', null, null],
      [10, 'ttl-mismatch', null, null],
      [11, 'checksum-error', null, null],
      [12, 'ah-replay', 'VI_1', null],
    ]);
  });

  it('1.3.5, CentOS 7: a script fails, a crash, systemd', () => {
    const log = `Aug 21 03:12:01 lb2 Keepalived_vrrp[811]: /etc/keepalived/chk.sh exited with status 1
Aug 21 03:12:01 lb2 Keepalived_vrrp[811]: VRRP_Script(chk_nginx) failed
Aug 21 03:12:02 lb2 Keepalived_vrrp[811]: VRRP_Instance(VI_1) Changing effective priority from 101 to 81
Aug 21 03:12:05 lb2 Keepalived_vrrp[811]: VRRP_Instance(VI_1) Received advert with higher priority 100, ours 81
Aug 21 03:12:05 lb2 Keepalived_vrrp[811]: VRRP_Instance(VI_1) Entering BACKUP STATE
Aug 21 03:12:05 lb2 Keepalived_vrrp[811]: VRRP_Group(VG_1) Syncing instances to BACKUP state
Aug 21 03:13:00 lb2 Keepalived_vrrp[811]: (VI_1): ip address associated with VRID 51 not present in MASTER advert : 10.0.0.9
Aug 21 03:14:00 lb2 Keepalived[809]: Keepalived_vrrp exited due to segmentation fault (SIGSEGV).
Aug 21 03:14:00 lb2 Keepalived[809]:   Please report a bug at https://github.com/acassen/keepalived/issues
Aug 21 03:14:00 lb2 Keepalived[809]: VRRP child process(811) died: Respawning
Aug 21 03:14:00 lb2 Keepalived[809]: Starting VRRP child process, pid=1422
Aug 21 03:15:00 lb2 systemd: keepalived.service: main process exited, code=killed, status=11/SEGV
Aug 21 03:15:00 lb2 systemd: Unit keepalived.service entered failed state.
Aug 21 03:15:00 lb2 systemd: keepalived.service failed.
Aug 21 03:15:30 lb2 systemd: Started LVS and VRRP High Availability Monitor.
Aug 21 03:16:00 lb2 systemd: Time has been changed`;
    expect(told(log)).toEqual([
      [2, 'script-fail', null, null],
      [3, 'priority-change', 'VI_1', null],
      [4, 'higher-prio-advert', 'VI_1', null],
      [5, 'state', 'VI_1', 'BACKUP'],
      [6, 'group-state', null, 'BACKUP'],
      [7, 'vip-mismatch', 'VI_1', null],
      [8, 'child-died', null, null],
      [10, 'child-died', null, null],
      [11, 'child-start', null, null],
      [12, 'unit-failed', null, null],
      [13, 'unit-failed', null, null],
      [14, 'unit-failed', null, null],
      [16, 'clock-step', null, null],
    ]);
  });

  it('1.4.5: address owner, equal priority, leaving FAULT', () => {
    const log = `Feb  1 10:00:00 a Keepalived_vrrp[1]: VRRP_Instance(gi0-2.101) Master received advert with same priority 100 but higher IP address than ours (10.0.0.1)
Feb  1 10:00:01 a Keepalived_vrrp[1]: VRRP_Instance(gi0-2.101): Entering BACKUP STATE
Feb  1 10:00:02 a Keepalived_vrrp[1]: VRRP_Instance(425): Transition to MASTER STATE
Feb  1 10:00:03 a Keepalived_vrrp[1]: (425): advertisement interval changed: mine=1000 milli-sec, rcved=100 milli-sec
Feb  1 10:00:04 a Keepalived_vrrp[1]: (425): WARNING - equal priority advert received from remote host with our IP address.
Feb  1 10:00:05 a Keepalived_vrrp[1]: VRRP_Instance(425) Now in BACKUP state
Feb  1 10:00:06 a Keepalived_vrrp[1]: Track script chk is already running, expect idle - skipping run
Feb  1 10:00:07 a Keepalived_vrrp[1]: VRRP_Script(chk) timed_out`;
    expect(told(log)).toEqual([
      [1, 'equal-prio-higher-ip', 'gi0-2.101', null],
      [2, 'state', 'gi0-2.101', 'BACKUP'],
      [3, 'becoming-master', '425', null],
      [4, 'interval-mismatch', '425', null],
      [5, 'config-warning', '425', null],
      [6, 'state', '425', 'BACKUP'],
      [7, 'script-busy', null, null],
      [8, 'script-timeout', null, null],
    ]);
  });

  it('2.0 and 2.1: faults with their reasons', () => {
    const head = 'Oct  4 12:00:00 n1 Keepalived_vrrp[77]: ';
    const log = [
      '(vi_w) entering FAULT state',
      '(vi_w): entering FAULT state (interface bond0.12 down)',
      '(vi_w): entering FAULT state due to script chk mysql',
      '(vi_w): entering FAULT state (tracked file /run/maint has status -254)',
      '(vi_w) entering FAULT state (no IPv6 address for interface)',
      '(vi_w) interface bond0.12 is down',
      'VRRP_Group(VG): Syncing vi_r to FAULT state',
      '(vi_w) Master received priority 0 or lower priority advert',
      'Quorum lost for tracked process mysqld',
      '(vi_w) expected 2 VIPs but received 1',
      '(vi_w) vrrp packet too long, length 24 and expect 20',
      'Delaying startup for 10.5 seconds',
    ];
    const { events } = readLog(log.map((message) => head + message).join('\n'));
    expect(events.map((e) => [e.kind, e.instance, e.state, e.values.reason ?? e.values.seconds ?? null])).toEqual([
      ['state', 'vi_w', 'FAULT', null],
      ['state', 'vi_w', 'FAULT', 'interface bond0.12 down'],
      ['state', 'vi_w', 'FAULT', 'script chk mysql'],
      ['state', 'vi_w', 'FAULT', 'tracked file /run/maint'],
      ['state', 'vi_w', 'FAULT', 'no address for interface'],
      ['link-down', 'vi_w', null, null],
      ['group-state', null, 'FAULT', null],
      ['prio0-received', 'vi_w', null, null],
      ['quorum-lost', null, null, null],
      ['vip-mismatch', 'vi_w', null, null],
      ['bogus-packet', 'vi_w', null, null],
      ['startup-delay', null, null, 10.5],
    ]);
  });

  it('2.3.3 and 2.4: the peer is named', () => {
    const head = '2026-07-04T12:00:00.000001+00:00 n1 Keepalived_vrrp[77]: ';
    const log = [
      '(vi_w) received an invalid passwd from fe80::1%eth0!',
      '(vi_w) ip address associated with VRID 51 not present in advert from 10.0.0.2: 10.0.0.10',
      '(vi_w) invalid TTL/HL from 10.0.0.2. Received 254 and expect 255',
      "(vi_w) advertisement interval mismatch with 10.0.0.2 mine=1 sec rcv'd=2 sec",
      '(vi_w) wrong VRRP version from 10.0.0.2. Received 3 and expect 2',
      '(vi_w) replayed authentication trailer from 10.0.0.2',
      '(vi_w) invalid authentication HMAC from 10.0.0.2',
      '(vi_w) master set to 10.0.0.2',
      'VRRP thread timer expired 1.250000 seconds ago',
    ];
    const { events, stats } = readLog(log.map((message) => head + message).join('\n'));
    expect(events.map((e) => [e.kind, e.values.peer ?? null])).toEqual([
      ['auth-mismatch', 'fe80::1%eth0'],
      ['vip-mismatch', '10.0.0.2'],
      ['ttl-mismatch', '10.0.0.2'],
      ['interval-mismatch', '10.0.0.2'],
      ['version-mismatch', '10.0.0.2'],
      ['ah-replay', '10.0.0.2'],
      ['auth-mismatch', '10.0.0.2'],
      ['timer-late', null],
    ]);
    expect(stats.undecodable).toBe(0);
  });

  it('a container: docker’s head in front, health checkers between', () => {
    const log = `Jan 24 11:21:23 host docker[20329]: Wed Jan 24 11:21:23 2018: Starting Keepalived v1.3.9 (10/21,2017)
Jan 24 11:21:23 host docker[20329]: Wed Jan 24 11:21:23 2018: Starting Healthcheck child process, pid=11
Jan 24 11:21:23 host docker[20329]: Wed Jan 24 11:21:23 2018: Starting VRRP child process, pid=12
Jan 24 11:21:23 host kubelet[99]: VRRP_Instance(VI_1) Entering MASTER STATE
Jan 24 11:21:24 host docker[20329]: Wed Jan 24 11:21:24 2018: VRRP_Instance(VI_1) Transition to MASTER STATE
Jan 24 11:21:25 host docker[20329]: Wed Jan 24 11:21:25 2018: VRRP_Instance(VI_1) Entering MASTER STATE`;
    const { events } = readLog(log);
    expect(events.map((e) => [e.line, e.kind, e.instance, e.state, e.host])).toEqual([
      [1, 'start', null, null, 'host'],
      [3, 'child-start', null, null, 'host'],
      [5, 'becoming-master', 'VI_1', null, 'host'],
      [6, 'state', 'VI_1', 'MASTER', 'host'],
    ]);
    expect(iso(events[3]!.at)).toBe('2018-01-24T11:21:25.000Z');
  });
});

it('reads addresses that somebody masked', () => {
  const message = '(VRRP1) received lower priority (100) advert from 10.xxx.xxx.17 - discarding';
  expect(readLine(`Apr 06 13:32:58 a Keepalived_vrrp[1]: ${message}`)).toMatchObject({
    kind: 'lower-prio-discard',
    values: { theirs: 100, peer: '10.xxx.xxx.17' },
  });
});

describe('names', () => {
  it.each(['VI_1', 'gi0-2.101', '425', 'eth0', 'lb#1', 'my vip', 'a(b)', 'a.b-c_d', 'Line 13', 'наш', 'x:y'])(
    '%s',
    (name) => {
      for (const wrapped of [`VRRP_Instance(${name}) `, `VRRP_Instance(${name}): `, `(${name}) `, `(${name}): `])
        expect(readLine(`Nov 22 13:21:42 a Keepalived_vrrp[1]: ${wrapped}Entering BACKUP STATE`)).toMatchObject({
          instance: name,
          state: 'BACKUP',
        });
    },
  );

  it.each([
    ["(Line 13) Unknown keyword 'virtual_ipadress'", null],
    ["(/etc/keepalived/keepalived.conf: Line 13) Unknown keyword 'x'", null],
    ['(Line 13) (vi_w) nopreempt will not work with initial state MASTER - clearing', 'vi_w'],
    ['(Line 13) something that no version said so far', null],
    ['(/etc/k/k.conf: Line 13) (vi_w) something that no version said so far', 'vi_w'],
    ['(/etc/k/k.conf: Line 13) (my vip) the virtual router id must be set', 'my vip'],
  ])('%s', (message, instance) =>
    expect(readLine(`Nov 22 13:21:42 a Keepalived_vrrp[1]: ${message}`)).toMatchObject({
      kind: 'config-warning',
      instance,
    }),
  );
});

describe('what decode prints', () => {
  it('of an excerpt with everything that real logs do to a line', () => {
    const log = `> Nov 22 13:21:42 [db-w1] Keepalived_vrrp[5767]: (vi_w) Entering MASTER STATE
Nov 22 13:21:43 db-w1 kernel: something else
Nov 22 13:21:43 db-w1 Keepalived_vrrp[5767]: Sending gratuitous ARP on eth0 for 172.30.23.200
Nov 22 13:21:43 db-w1 Keepalived_vrrp[5767]: (vi_w) Sending/queueing gratuitous ARPs on eth0 for 172.30.23.200
Keepalived[5765]: Stopping
Nov 22 13:21:44 db-w1 Keepalived_vrrp[5767]: VRRP_Instance(VI_1) Entering BACK`;
    const { events } = readLog(log);
    expect(events.map(logEventToJson).filter((record) => record !== null)).toEqual([
      {
        line: 1,
        at: '2026-11-22T13:21:42.000Z',
        node: 'db-w1',
        instance: 'vi_w',
        kind: 'state',
        state: 'MASTER',
        detail: '(vi_w) Entering MASTER STATE',
      },
      { line: 5, at: null, node: null, instance: null, kind: 'stop', state: null, detail: 'Stopping' },
      {
        line: 6,
        at: '2026-11-22T13:21:44.000Z',
        node: 'db-w1',
        instance: 'VI_1',
        kind: 'state',
        state: 'BACKUP',
        detail: 'VRRP_Instance(VI_1) Entering BACK',
      },
    ]);
  });
});
