import { describe, expect, it } from 'vitest';
import type { VirtualRouter } from '../../src/model/state.js';
import { ASCII, UNICODE } from '../../src/views/glyphs.js';
import { serviceLine } from '../../src/views/panels/service-line.js';
import { plain } from '../../src/views/text.js';
import { cell, router, vip } from './states.js';

const vi = (name: string, role: string | null, on: string[], priorities: [number | null, number | null] = [100, 90]) =>
  router(
    name,
    1,
    [
      cell('db201', 'BACKUP', 9, { configuredPriority: priorities[0] }),
      cell('db202', 'BACKUP', 9, { configuredPriority: priorities[1] }),
    ],
    { role, vips: [vip(`10.0.0.${name.length}`, on, 41)] },
  );
const said = (...routers: VirtualRouter[]): string =>
  plain(
    serviceLine(
      routers.flatMap((r) => r.vips.map((v) => ({ router: r, vip: v }))),
      UNICODE,
    ),
  );

describe('who serves what, in one line', () => {
  it.each([
    ['by role', [vi('a', 'writes', ['db201']), vi('b', 'reads', ['db202'])], 'writes on db201, reads on db202'],
    ['by instance without roles', [vi('a', null, ['db201']), vi('b', null, ['db202'])], 'a on db201, b on db202'],
    ['one name is none', [vi('a', 'writes', ['db201'])], ''],
    [
      'on one node, meant apart',
      [vi('a', 'w', ['db201']), vi('b', 'r', ['db201'], [90, 100])],
      'both on db201: degraded since 21:17:58',
    ],
    ['on one node, as configured', [vi('a', 'w', ['db201']), vi('b', 'r', ['db201'])], 'both on db201'],
    [
      'on one node, priorities not known',
      [vi('a', 'w', ['db201'], [null, null]), vi('b', 'r', ['db201'], [90, 100])],
      'both on db201',
    ],
    ['nobody', [vi('a', 'w', []), vi('b', 'r', ['db202'])], 'w on nobody since 21:17:58, r on db202'],
    [
      'two',
      [vi('a', 'w', ['db201', 'db202']), vi('b', 'r', ['db202'])],
      'w on db201 and db202 at once since 21:17:58, r on db202',
    ],
    [
      'three of a kind',
      [vi('a', 'w', ['db201']), vi('b', 'r', ['db201']), vi('c', 'x', ['db201'], [90, 100])],
      'all 3 on db201: degraded since 21:17:58',
    ],
    [
      'two under one role',
      [vi('a', 'w', ['db201']), vi('bb', 'w', ['db202']), vi('c', 'r', ['db202'])],
      'w on db201 and db202, r on db202',
    ],
    [
      'many',
      ['a', 'b', 'c', 'd', 'e'].map((n, i) => vi(n, null, [i < 2 ? 'db201' : 'db202'])),
      'db201 serves 2 · db202 serves 3',
    ],
  ])('%s', (_, routers, expected) => expect(said(...routers)).toBe(expected));

  it('what is not known is not told as nobody', () => {
    const unknown = vi('a', 'w', []);
    for (const v of unknown.vips) v.known = false;
    const line = serviceLine(
      [unknown, vi('b', 'r', ['db202'])].flatMap((r) => r.vips.map((v) => ({ router: r, vip: v }))),
      ASCII,
    );
    expect(line[0]).toEqual({ text: 'w not known since 21:17:58', role: 'unknown' });
  });
});
