import { describe, expect, test } from 'vitest';
import { says } from '../diagnose/node-lines.js';
import { Rig } from '../diagnose/rig.js';

/** db201 runs vi_w on VRID 51, as its configuration says; at 10 s its file becomes `text`. */
function edited(text: string): Rig {
  return new Rig({ version: '2.2.7' })
    .conf('db201', 'priority 100')
    .logs('db201', 1, '(vi_w) Entering MASTER STATE')
    .sends('db201', { from: 1, to: 60 })
    .input(10, { kind: 'probe', source: 'ssh:db201', node: 'db201', probe: 'config', text });
}
const FILE = '### FILE /etc/keepalived/keepalived.conf\n';
const MOVED = `${FILE}vrrp_instance vi_w {\n interface eth0\n virtual_router_id 52\n priority 100\n}\n`;
const seen = (rig: Rig, until: number) =>
  rig.state(until).routers.map((r) => `${r.label} ${r.vrid} ${r.cells.get('db201')?.instance}`);

describe('a keepalived.conf that changes under a running keepalived', () => {
  test.each([
    ['empty', FILE],
    ['half written', `${FILE}vrrp_instance vi_w {\n interface eth0\n virtual_rou`],
    ['without its VRID', `${FILE}vrrp_instance vi_w {\n interface eth0\n virtual_router_id x\n}\n`],
    ['with another instance in its place', `${FILE}vrrp_instance other {\n virtual_router_id`],
    ['with another VRID', MOVED],
  ])('%s: what runs is still VRID 51', (_name, text) => {
    const rig = edited(text).logs(
      'db201',
      20,
      '(vi_w) Received advert from 172.30.23.202 with lower priority 90, ours 100, forcing new election',
    );
    expect(seen(rig, 30)).toEqual(['vi_w 51 vi_w']);
  });

  test.each([
    ['a reload', 'Keepalived_vrrp', 'Reload complete'],
    ['a start', 'Keepalived', 'Starting VRRP child process, pid=900'],
  ])('is what runs after %s', (_name, ident, line) => {
    expect(seen(says(edited(MOVED), 'db201', 20, ident, line), 30)).toContain('vi_w 52 vi_w');
  });

  test('read here after keepalived had read it', () => {
    expect(seen(edited(MOVED).logs('db201', 9, 'Reload complete'), 30)).toContain('vi_w 52 vi_w');
  });

  test('is taken at once where no log would tell of a reload', () => {
    const rig = new Rig({ logs: false }).conf('db201', 'priority 100').sends('db201', { from: 1, to: 60 });
    rig.input(10, { kind: 'probe', source: 'ssh:db201', node: 'db201', probe: 'config', text: MOVED });
    expect(seen(rig, 30)).toContain('vi_w 52 vi_w');
  });
});
