import { expect, test } from 'vitest';
import { checksum } from '../../src/diagnose/checksum.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

/** The VRRP message begins behind Ethernet and IPv4; its checksum is at 6 (RFC 5798 5.1). */
const SUM_AT = 34 + 6;
const broken = (frame: Buffer): void => {
  frame[SUM_AT]! ^= 0xff;
};

/** RFC 9568: version 3 over IPv4 without pseudo-header, that is the plain sum of RFC 1071. */
function plainSum(frame: Buffer): void {
  frame.writeUInt16BE(0, SUM_AT);
  let sum = 0;
  for (let i = 34; i < frame.length; i += 2) sum += frame.readUInt16BE(i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  frame.writeUInt16BE(~sum & 0xffff, SUM_AT);
}

test('a sender whose sums are all wrong', () => {
  const found = new Rig().sends('db201', { from: 1, to: 30, edit: broken }).findings(checksum, 8);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', nodes: ['db201'], to: null });
  expect(found[0]!.summary).toContain('wrong checksum');
});

test('is over when they are right again', () => {
  const rig = new Rig().sends('db201', { from: 1, to: 10, edit: broken }).sends('db201', { from: 10, to: 30 });
  expect(rig.findings(checksum, 25)).toMatchObject([{ to: 9 }]);
});

test('one packet that broke on its way is none', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 10 })
    .sends('db201', { from: 10, to: 10.5, edit: broken })
    .sends('db201', { from: 11, to: 30 });
  expect(rig.findings(checksum, 25)).toEqual([]);
});

test('peers that sum in different ways: which', () => {
  const rig = new Rig()
    .sends('db201', { from: 1, to: 30, version: 3 })
    .sends('db202', { from: 5, to: 30, version: 3, priority: 90, edit: plainSum });
  const found = rig.findings(checksum, 15);
  expect(found).toHaveLength(1);
  expect(found[0]!.summary).toBe(
    'VRID 51: checksums are made in different ways: db201 with the pseudo-header (RFC 5798), db202 without a pseudo-header (RFC 9568, v3_checksum_as_v2)',
  );
});

test('each way alone is right', () => {
  expect(new Rig().sends('db202', { from: 5, to: 30, version: 3, edit: plainSum }).check(checksum, 20)).toEqual({
    verdict: 'quiet',
  });
});

test('the log alone tells too', () => {
  const rig = new Rig({ captures: {}, version: '2.2.7' }).logs('db202', 5, '(vi_w) Invalid VRRPv3 checksum', 1, 20);
  expect(rig.findings(checksum, 18)).toMatchObject([{ nodes: ['db202'], to: null, evidence: ['log'] }]);
  expect(rig.findings(checksum, 30)[0]!.to).toBeCloseTo(19, 0);
});

test('nothing at all, no answer', () => {
  expect(withNothing(checksum).verdict).toBe('insufficient');
});

examples(checksum, {
  fires: () => new Rig().sends('db201', { from: 1, to: 30, edit: broken }).state(8),
  quiet: () => new Rig().sends('db201', { from: 1, to: 30 }).state(20),
  clears: () =>
    new Rig().sends('db201', { from: 1, to: 10, edit: broken }).sends('db201', { from: 10, to: 30 }).state(25),
  cannotTell: nothingSeen,
});
