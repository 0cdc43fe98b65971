import { describe, expect, test } from 'vitest';
import { linkNews } from '../../src/diagnose/link.js';
import { UNICODE } from '../../src/views/glyphs.js';
import { linkRows } from '../../src/views/reachability/link-rows.js';
import { plain } from '../../src/views/text.js';
import { Rig } from './rig.js';

const OTHERS = { vips: ['172.30.23.60'], priority: 120 };
/** db201 has VRID 51; a stranger has VRID 60 until 30 s. */
const rig = (options: ConstructorParameters<typeof Rig>[0] = {}): Rig =>
  new Rig({ logs: false, ...options })
    .sends('db201', { from: 1, to: 90 })
    .sends('stranger', { from: 5, to: 30, vrid: 60, ...OTHERS });

describe('linkNews', () => {
  test('VRIDs that were not heard, also after they fell silent, and not configured', () => {
    const state = rig().conf('db202', 'priority 90', 'vrrp_instance vi_x {\n virtual_router_id 70\n}').state(60);
    const news = linkNews(state);
    expect(news.heardBy).toEqual(['eth0']);
    expect(state.now - news.since!).toBe(60_000);
    expect(news.free).toEqual([
      {
        link: '',
        family: 'ipv4',
        ranges: [
          [1, 50],
          [52, 59],
          [61, 69],
          [71, 255],
        ],
      },
    ]);
  });

  test('strangers, with what they said last, and when', () => {
    const [stranger, ...more] = linkNews(rig().state(20)).strangers;
    expect(more).toEqual([]);
    expect(stranger).toMatchObject({
      router: { vrid: 60 },
      speech: { address: '172.30.23.77', priority: 120, vips: ['172.30.23.60'] },
      mac: '52:54:00:99:99:77',
      to: null,
    });
    expect(linkNews(rig().state(60)).strangers[0]!.to).not.toBe(null);
  });

  test('one of ours whose addresses nobody told may be the stranger', () => {
    expect(linkNews(rig({ asked: false }).state(20)).strangers).toEqual([]);
  });

  test('without a live capture nothing is free', () => {
    const state = rig()
      .input(40, { kind: 'health', source: 'wire:eth0', node: null, status: 'lost', reason: '' })
      .state(60);
    expect(linkNews(state).since).toBe(null);
    expect(linkRows(linkNews(state), state.now, 80, false, UNICODE).map(plain).join('\n')).toMatch(/nobody can tell/);
  });

  test('a network in which nobody is configured knows no stranger', () => {
    expect(linkNews(rig({ inventory: { cluster: '', nodes: [], routers: [] } }).state(20)).strangers).toEqual([]);
  });
});

test('the rows say for how long they listened, and who else is there', () => {
  const state = rig().state(20);
  expect(linkRows(linkNews(state), state.now, 80, true, UNICODE).map(plain)).toEqual([
    '▸This link',
    '   one sender that no node of ours is',
    '     172.30.23.77  52:54:00:99:99:77  VRID 60  priority 120  sends  172.30.23.60',
    '   free VRIDs  1-50, 52-59, 61-255: not heard in 20s on eth0',
  ]);
});
