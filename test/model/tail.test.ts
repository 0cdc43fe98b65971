import { describe, expect, it } from 'vitest';
import { LIVE_LIMITS, REPORT_LIMITS } from '../../src/model/cluster.js';
import type { Input } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import { emptyTail, keepLine, PACKET_BYTES, packetAt, packetRange } from '../../src/model/tail.js';
import { addressAt } from '../../src/protocol/address.js';
import { LogReader } from '../../src/protocol/log/log-reader.js';
import { ethernet, ipv4, pcapOf, V2 } from '../protocol/wire/frames.js';
import { Run, START } from './run.js';

const line = (at: number, text = 'x') => ({ at, precisionMs: 1, node: 'a', text, event: null });

describe('the tail of lines', () => {
  it('is sorted by time, and drops the oldest', () => {
    const tail = emptyTail({ lines: 3, packets: 0 });
    for (const at of [10, 30, 20, 5, 40]) keepLine(tail, line(at, `${at}`));
    expect(tail.lines.map((l) => l.at)).toEqual([20, 30, 40]);
    expect(tail.lineCount).toBe(5);
    expect(tail.linesDropped).toBe(2);
    expect(new Set(tail.lines.map((l) => l.seq)).size).toBe(3);
  });

  it('keeps the order of arrival within one moment', () => {
    const tail = emptyTail({ lines: 9, packets: 0 });
    for (const text of ['a', 'b', 'c']) keepLine(tail, line(1, text));
    expect(tail.lines.map((l) => l.text)).toEqual(['a', 'b', 'c']);
  });

  it('counts a line that is written again at once', () => {
    const tail = emptyTail({ lines: 9, packets: 0 });
    const at = [0, 1, 999, 1000, 1001];
    for (const ms of at) keepLine(tail, line(ms, 'Sending gratuitous ARP on eth0 for 172.30.23.200'));
    keepLine(tail, { ...line(1002, 'Sending gratuitous ARP on eth0 for 172.30.23.200'), node: 'b' });
    expect(tail.lines.map((l) => [l.node, l.at, l.times])).toEqual([
      ['a', 0, 3],
      ['a', 1000, 2],
      ['b', 1002, 1],
    ]);
  });

  it('holds what keepalived wrote that means nothing, too, and nothing of others', () => {
    const seen: string[] = [];
    const events: string[] = [];
    const reader = new LogReader(
      { reference: START },
      (e) => events.push(e.detail),
      (o) => seen.push(o.text),
    );
    const lines = [
      'Nov 22 11:00:00 a Keepalived_vrrp[1]: (vi_w) Entering MASTER STATE',
      'Nov 22 11:00:00 a Keepalived_vrrp[1]: Registering Kernel netlink reflector',
      'Nov 22 11:00:00 a Keepalived_vrrp[1]: what \u001b[31mno\u0007 version says',
      'Nov 22 11:00:00 a Keepalived_healthcheckers[1]: TCP connection to [10.0.0.1]:tcp:80 failed.',
      'Nov 22 11:00:00 a systemd[1]: Started Keepalived things that nobody knows.',
      'Nov 22 11:00:00 a sshd[1]: Keepalived',
    ];
    reader.push(Buffer.from(`${lines.join('\n')}\n`));
    expect(events).toEqual(['(vi_w) Entering MASTER STATE']);
    expect(seen).toEqual([
      'Registering Kernel netlink reflector',
      'what \ufffd[31mno\ufffd version says',
      'TCP connection to [10.0.0.1]:tcp:80 failed.',
    ]);
    // Asking for the others changes nothing of what is understood and counted.
    const plain = new LogReader({ reference: START }, () => undefined);
    plain.push(Buffer.from(`${lines.join('\n')}\n`));
    expect(reader.stats).toEqual(plain.stats);
  });
});

const feed = (monitor: Monitor, frames: Uint8Array[]): void => {
  const input: Input = { kind: 'capture', source: 'wire:1', node: null, bytes: pcapOf(frames), seq: 1, at: START };
  monitor.accept(input);
};

describe('the tail of packets', () => {
  it('does not grow, reuses its slots, and knows what is gone', () => {
    const monitor = new Monitor({ live: false, limits: { ...LIVE_LIMITS, tail: { lines: 0, packets: 4 } } });
    feed(monitor, Array(4).fill(ethernet('0800', ipv4(V2))));
    const { tail } = monitor.state;
    const slots = new Set(tail.packets);
    monitor.accept({
      kind: 'capture',
      source: 'wire:1',
      node: null,
      bytes: pcapOf(Array(6).fill(ethernet('0800', ipv4(V2, { src: '10.0.0.9' })))).subarray(24),
      seq: 2,
      at: START,
    });
    expect(tail.packets).toHaveLength(4);
    for (const record of tail.packets) expect(slots.has(record)).toBe(true);
    expect(packetRange(tail)).toEqual({ first: 7, last: 10 });
    expect(packetAt(tail, 6)).toBeUndefined();
    expect(packetAt(tail, 11)).toBeUndefined();
    const { packet } = packetAt(tail, 10)!;
    expect(addressAt(packet.bytes, packet.src, 'ipv4')).toBe('10.0.0.9');
    expect(addressAt(packet.bytes, packet.vips, 'ipv4')).toBe('172.30.23.200');
  });

  it('keeps the begin of a long frame, with as many addresses as are in it', () => {
    const many = Buffer.concat([V2.subarray(0, 8), Buffer.alloc(4 * 200, 7), Buffer.alloc(8)]);
    many[3] = 200;
    const monitor = new Monitor({ live: false, limits: LIVE_LIMITS });
    feed(monitor, [ethernet('0800', ipv4(many))]);
    const record = packetAt(monitor.state.tail, 1)!;
    expect(record.packet.frameLength).toBe(PACKET_BYTES);
    // 256 bytes less 14 of Ethernet, 20 of IP and 8 of VRRP.
    expect(record.packet.vipCount).toBe(Math.floor(214 / 4));
    expect(record.packet.vips + record.packet.vipCount * 4).toBeLessThanOrEqual(PACKET_BYTES);
  });

  it('does not keep the authentication data', () => {
    const monitor = new Monitor({ live: false, limits: LIVE_LIMITS });
    feed(monitor, [ethernet('0800', ipv4(V2))]);
    const record = packetAt(monitor.state.tail, 1)!;
    // The message is at 34; its 8 bytes of data follow the 8 of the header and one address.
    expect([record.hiddenFrom, record.hiddenTo]).toEqual([46, 54]);
    expect(Buffer.from(record.packet.bytes).includes('1111')).toBe(false);
  });
});

describe('a run', () => {
  const run = new Run().play(
    [
      [1, 'db201', 'start'],
      [2, 'db202', 'start'],
      [20, 'db201', 'stop'],
    ],
    40,
  );

  it('leaves its lines and packets, by the time of the model', () => {
    const { tail } = run.monitor.refresh(START + 40_000);
    const master = tail.lines.find((l) => l.node === 'db202' && l.text === '(vi_w) Entering MASTER STATE');
    const moved = run.monitor.state.routers
      .flatMap((r) => (r.label === 'vi_w' ? [...r.cells.values()] : []))
      .find((c) => c.node === 'db202' && c.state === 'MASTER');
    expect(Math.abs((master?.at ?? 0) - (moved?.since ?? 0))).toBeLessThan(1100);
    expect(tail.lines.some((l) => l.event === null)).toBe(true);
    const adverts = tail.packets.filter((r) => r.packet.kind === 'vrrp');
    // Two virtual routers, one advert a second each, from about the fourth second on.
    expect(adverts.length).toBeGreaterThan(60);
    expect(tail.packets.some((r) => r.packet.kind === 'arp')).toBe(true);
  });

  it('leaves nothing of them in a report, which says the same', () => {
    const monitor = new Monitor({ live: true, limits: REPORT_LIMITS });
    for (const input of run.inputs) monitor.accept(input);
    expect(monitor.state.tail).toMatchObject({ lines: [], packets: [], lineCount: 0, packetCount: 0 });
    const told = (m: Monitor) => m.refresh(START + 40_000).events.map((e) => `${e.at} ${e.text}`);
    expect(told(monitor)).toEqual(told(run.monitor));
  });

  it('can be copied whole', () => {
    const { tail } = run.monitor.state;
    expect(structuredClone(tail).lines).toEqual(tail.lines);
    expect(structuredClone(tail).packets.map((r) => r.packet.vrid)).toEqual(tail.packets.map((r) => r.packet.vrid));
  });
});
