// Faults that the lab of real nodes has shown once, each made small.
import { expect, test } from 'vitest';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import type { InputBody } from '../../src/model/input.js';
import { Monitor } from '../../src/model/monitor.js';
import { advertFrame, pcapHeader, pcapRecord } from '../../src/sources/simulator/frames.js';

const T = Date.parse('2026-11-22T12:00:00Z');

function monitored(inputs: [second: number, body: InputBody][]) {
  const monitor = new Monitor({ live: true, limits: LIVE_LIMITS });
  inputs.forEach(([second, body], i) => {
    monitor.accept({ ...body, seq: i + 1, at: T + second * 1000 });
  });
  return monitor.refresh(T + inputs.at(-1)![0] * 1000);
}

const log = (node: string, line: string): InputBody => ({
  kind: 'log',
  source: `log:${node}`,
  node,
  bytes: Buffer.from(`${line}\n`),
});
const health = (node: string, status: 'live' | 'lost'): InputBody => ({
  kind: 'health',
  source: `log:${node}`,
  node,
  status,
  reason: '',
});

test('lines of a log that was lost and came back are dated by their own arrival', () => {
  const state = monitored([
    [0, { kind: 'probe', source: 'addr:a', node: 'a', probe: 'clock', text: `${T / 1000} +0000` }],
    [0.1, health('a', 'live')],
    [0.2, log('a', 'Nov 22 12:00:00 a Keepalived_vrrp[1]: (vi) Entering BACKUP STATE (init)')],
    [10, health('a', 'lost')],
    [20, health('a', 'live')],
    [
      20.1,
      log(
        'a',
        'Nov 22 12:00:20 a Keepalived_vrrp[1]: (vi) received lower priority (90) advert from 10.0.0.2 - discarding',
      ),
    ],
    [21.6, { kind: 'tick' }],
    [21.7, log('a', 'Nov 22 12:00:21 a Keepalived_vrrp[1]: (vi) Entering MASTER STATE')],
    [22, { kind: 'tick' }],
  ]);
  const master = state.routers[0]!.cells.get('a')!.transitions.at(-1)!;
  expect([master.to, master.at - T]).toEqual(['MASTER', 21_700]);
});

test('a weaker MASTER that does not hear the stronger one has one tenure, not two', () => {
  const advert = (last: number, priority: number, second: number): [number, InputBody] => {
    const frame = advertFrame({
      srcMac: `52:54:00:00:00:0${last}`,
      src: `10.0.0.${last}`,
      version: 2,
      vrid: 7,
      priority,
      advertIntervalMs: 1000,
      vips: ['10.0.0.9'],
      authPass: null,
    });
    return [second, { kind: 'capture', source: 'wire:x', node: null, bytes: pcapRecord(T + second * 1000, frame) }];
  };
  const weak = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((s) => advert(1, 90, s));
  const strong = [5.6, 6.6, 7.6, 8.6].map((s) => advert(2, 100, s));
  const packets = [...weak, ...strong].sort((a, b) => a[0] - b[0]);
  const header: [number, InputBody] = [0, { kind: 'capture', source: 'wire:x', node: null, bytes: pcapHeader() }];
  const router = monitored([header, ...packets]).routers[0]!;
  expect(router.tenures.map((t) => [t.node, t.from - T, t.to])).toEqual([
    ['10.0.0.1', 0, null],
    ['10.0.0.2', 5600, null],
  ]);
});
