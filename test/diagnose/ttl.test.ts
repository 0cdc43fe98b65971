import { expect, test } from 'vitest';
import { ttl } from '../../src/diagnose/ttl.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

test('multicast that crossed a router', () => {
  const found = new Rig().sends('db201', { from: 1, to: 30, ttl: 254 }).findings(ttl, 8);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', nodes: ['db201'], to: null, evidence: ['wire'] });
  expect(found[0]!.summary).toBe('VRID 51: multicast adverts of 172.30.23.201 (db201) have TTL 254, not 255');
});

test('is over when the sender has 255 again, or ends', () => {
  const again = new Rig().sends('db201', { from: 1, to: 10, ttl: 254 }).sends('db201', { from: 10, to: 30 });
  expect(again.findings(ttl, 25)).toMatchObject([{ to: 9 }]);
  expect(new Rig().sends('db201', { from: 1, to: 10, ttl: 254 }).findings(ttl, 25)).toMatchObject([{ to: 9 }]);
});

test('unicast may be routed on purpose', () => {
  expect(new Rig().sends('db201', { from: 1, to: 30, ttl: 63, unicastTo: 'db202' }).check(ttl, 20)).toEqual({
    verdict: 'quiet',
  });
});

test('the log alone tells too, and is no second finding beside the wire', () => {
  const line = '(vi_w) invalid TTL/HL. Received 254 and expect 255';
  const rig = new Rig({ captures: {}, version: '2.2.7' }).logs('db202', 5, line, 1, 20);
  expect(rig.findings(ttl, 18)).toMatchObject([{ nodes: ['db202'], to: null, evidence: ['log'] }]);
  expect(rig.findings(ttl, 30)[0]!.to).toBeCloseTo(19, 0);
});

test('nothing at all, no answer', () => {
  expect(withNothing(ttl).verdict).toBe('insufficient');
});

examples(ttl, {
  fires: () => new Rig().sends('db201', { from: 1, to: 30, ttl: 254 }).state(8),
  quiet: () => new Rig().sends('db201', { from: 1, to: 30 }).state(20),
  clears: () => new Rig().sends('db201', { from: 1, to: 10, ttl: 254 }).sends('db201', { from: 10, to: 30 }).state(25),
  cannotTell: nothingSeen,
});
