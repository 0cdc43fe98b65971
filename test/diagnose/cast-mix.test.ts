import { expect, test } from 'vitest';
import { castMix } from '../../src/diagnose/cast-mix.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const mixed = (to: number): Rig =>
  new Rig().sends('db201', { from: 1, to: 60 }).sends('db202', { from: 5, to, priority: 90, unicastTo: 'db201' });

test('one to the group, one to its peer', () => {
  const found = mixed(60).findings(castMix, 12);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', nodes: ['db201', 'db202'], to: null });
  expect(found[0]!.summary).toBe(
    'VRID 51: unicast and multicast are mixed: db201 sends multicast, db202 sends unicast to 172.30.23.201',
  );
});

test('is over with the last advert of one of them', () => {
  expect(mixed(20).findings(castMix, 40)[0]!.to).toBeCloseTo(19, 1);
});

test('two clusters with other addresses that use one VRID in different ways do not meet', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 30, unicastTo: 'db202' })
    .sends('stranger', { from: 5, to: 30, vips: ['172.30.23.99'] });
  expect(rig.check(castMix, 20)).toEqual({ verdict: 'quiet' });
});

test('a sender that changes from one to the other is followed, though its message stays the same', () => {
  const rig = new Rig().sends('db201', { from: 1, to: 10 }).sends('db201', { from: 10, to: 40, unicastTo: 'db202' });
  const speeches = rig.state(20).routers[0]!.speeches;
  expect(speeches.map((s) => [s.cast, s.sentTo])).toEqual([
    ['multicast', []],
    ['unicast', ['172.30.23.202']],
  ]);
  expect(rig.check(castMix, 20)).toEqual({ verdict: 'quiet' });
});

test.each([
  ['(vi_w) Expected unicast packet but received multicast packet', 'unicast and multicast are mixed'],
  ['(vi_w) unicast source address 172.30.23.77 not a unicast peer', 'a sender is nobody’s peer'],
])('the log alone tells too: %s', (line, said) => {
  const rig = new Rig({ captures: {}, version: '2.2.7' }).logs('db202', 5, line, 1, 20);
  expect(rig.findings(castMix, 18)[0]).toMatchObject({ to: null, evidence: ['log'] });
  expect(rig.findings(castMix, 18)[0]!.summary).toContain(said);
  expect(rig.findings(castMix, 30)[0]!.to).toBeCloseTo(19, 0);
});

test('nothing at all, no answer', () => {
  expect(withNothing(castMix).verdict).toBe('insufficient');
});

examples(castMix, {
  fires: () => mixed(60).state(12),
  quiet: () => new Rig().sends('db201', { from: 1, to: 30 }).state(20),
  clears: () => mixed(20).state(40),
  cannotTell: nothingSeen,
});
