import { expect, test } from 'vitest';
import { garpStorm } from '../../src/diagnose/garp-storm.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, VIP, withNothing } from './rig.js';

function storm(seconds: number, conf = ''): Rig {
  const rig = new Rig().sends('db201', { from: 1, to: 90 });
  if (conf !== '') rig.conf('db201', conf);
  for (let i = 0; i < seconds; i++) rig.garp('db201', 1 + i);
  return rig;
}

test('a burst each second', () => {
  const found = storm(60).findings(garpStorm, 8);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', nodes: ['db201'], to: null, evidence: ['arp'] });
  expect(found[0]!.summary).toBe(`VRID 51: db201 announces ${VIP} every 1.0 s, 8 times in 7.0 s`);
  expect(found[0]!.since).toBeCloseTo(1, 1);
});

test('that answers a weaker MASTER says so', () => {
  const line = '(vi_w) Received advert from 172.30.23.202 with lower priority 90, ours 100, forcing new election';
  const [found] = storm(60).conf('db201', 'priority 100').logs('db201', 1, line, 1, 60).findings(garpStorm, 12);
  expect(found!.advice).toContain('weaker MASTER each time');
  expect(found!.evidence).toEqual(['arp', 'log']);
});

test('is over when they stop', () => {
  expect(storm(20).findings(garpStorm, 40)[0]!.to).toBeCloseTo(20, 1);
});

test('a takeover, and a second one, send 5 and 5', () => {
  const rig = new Rig().sends('db201', { from: 1, to: 90 });
  for (const at of [1, 6, 30, 35]) rig.garp('db201', at);
  for (const until of [3, 10, 31, 60]) expect(rig.check(garpStorm, until)).toEqual({ verdict: 'quiet' });
});

test('a configured refresh is no storm', () => {
  expect(storm(60, 'garp_master_refresh 1').check(garpStorm, 30)).toEqual({ verdict: 'quiet' });
});

test('one that is refreshed each minute neither, whoever asked for it', () => {
  const rig = new Rig().sends('db201', { from: 1, to: 400 });
  for (let at = 1; at < 400; at += 60) rig.garp('db201', at);
  expect(rig.check(garpStorm, 399)).toEqual({ verdict: 'quiet' });
});

test('without announcements it cannot tell', () => {
  expect(withNothing(garpStorm).verdict).toBe('insufficient');
});

examples(garpStorm, {
  fires: () => storm(60).state(8),
  quiet: () => storm(1).state(20),
  clears: () => storm(20).state(40),
  cannotTell: nothingSeen,
});
