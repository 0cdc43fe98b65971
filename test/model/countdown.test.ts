import { describe, expect, test } from 'vitest';
import { isSomeLate, masterDownAt } from '../../src/model/countdown.js';
import type { ClusterState, Speaker } from '../../src/model/state.js';
import { ago, cell, cluster, NOW, node, router, source, sourcesOf, speaker } from '../views/states.js';

const A = '172.30.23.201';
const B = '172.30.23.202';

/** db201 sends, db202 waits with priority 90; `own`: a capture on db202 too. */
function made(wire: Partial<Speaker>, backup: Parameters<typeof cell>[3] = {}, own = false): ClusterState {
  const backupNode = node('db202', B);
  const { state } = cluster(
    {
      sources: [...sourcesOf('db201', 'db202'), ...(own ? [source('wire:db202:eth0', 'db202')] : [])],
      nodes: [node('db201', A), backupNode],
      routers: [
        router('vi_w', 51, [
          cell('db201', 'MASTER', 100, { priority: 100, wire: speaker(A, 100, 0.4, wire) }),
          cell('db202', 'BACKUP', 100, { priority: 90, ...backup }),
        ]),
      ],
    },
    { captures: ['wire:eth0', ...(own ? ['wire:db202:eth0'] : [])] },
  );
  return state;
}
const left = (state: ClusterState): number | string => {
  const [vi] = state.routers;
  const waiting = vi?.cells.get('db202');
  if (vi === undefined || waiting === undefined) throw new Error('no such cell');
  const down = masterDownAt(state, vi, waiting);
  return down.at === null ? down.why : Math.round(down.at - NOW);
};

describe('the countdown of a backup', () => {
  test.each<[string, ClusterState, number | string]>([
    // RFC 3768 6.1: 3 x 1 s + (256 - 90) / 256 s = 3648 ms, less the age of the advert.
    ['from the last advert', made({}), 3248],
    // RFC 5798 6.1: the skew is a part of the interval, 3 x 100 + 166 / 256 x 100 = 365 ms.
    ['in version 3', made({ version: 3, advertIntervalMs: 100 }), -35],
    ['from what its own capture heard', made({ heard: [ago(0.4), ago(2.4)] }, {}, true), 1248],
    [
      'not from what others heard',
      made({ heard: [ago(0.4), undefined] }, {}, true),
      'nothing that it can have heard was heard',
    ],
    ['from unicast adverts to it', made({ cast: 'unicast', sentTo: [B] }), 3248],
    [
      'not from those to others',
      made({ cast: 'unicast', sentTo: ['10.0.0.9'] }),
      'nothing that it can have heard was heard',
    ],
    ['after priority 0, its Skew_Time', made({ status: 'resigned' }), 248],
    ['not known without its priority', made({}, { priority: null }), 'its priority is not known'],
    ['not known where it may preempt', made({}, { priority: 110 }), 'it may preempt'],
    ['held by nopreempt', made({}, { priority: 128, nopreempt: true }), 3100],
  ])('%s', (_, state, expected) => expect(left(state)).toBe(expected));

  test('is not known while no capture is live', () => {
    const state = made({});
    for (const s of state.sources.values()) if (s.kind === 'wire') s.status = 'lost';
    expect(left(state)).toBe('nothing that it can have heard was heard');
  });

  test.each([
    [1.4, false],
    [1.6, true],
    [60, false],
  ])('an advert %d s old, late: %s', (age, late) => expect(isSomeLate(made({ lastAt: ago(age) }))).toBe(late));
});
