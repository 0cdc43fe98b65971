import { expect, test } from 'vitest';
import { vmac } from '../../src/diagnose/vmac.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

// RFC 5798 7.3: VRID 51 is 0x33.
const VIRTUAL = '00:00:5e:00:01:33';
const both = (instance: string): Rig => new Rig().conf('db201', instance).conf('db202', instance);

test('use_vmac, but it sends from its own card', () => {
  const found = both('use_vmac').sends('db201', { from: 1, to: 30 }).findings(vmac, 10);
  expect(found).toMatchObject([{ severity: 'warning', nodes: ['db201'], to: null, evidence: ['wire'] }]);
  expect(found[0]!.summary).toBe(
    `vi_w (VRID 51): db201 sends from 52:54:00:17:1e:c9, though it has use_vmac; wanted ${VIRTUAL}`,
  );
});

test('is over when the card changes, though the advert says the same', () => {
  const rig = both('use_vmac')
    .sends('db201', { from: 1, to: 10 })
    .sends('db201', { from: 10, to: 30, srcMac: VIRTUAL });
  expect(rig.check(vmac, 20)).toEqual({ verdict: 'quiet' });
});

test('the virtual MAC of another VRID', () => {
  const found = new Rig().sends('db201', { from: 1, to: 30, srcMac: '00:00:5e:00:01:34' }).findings(vmac, 10);
  expect(found[0]!.summary).toContain('another VRID');
});

test('on one side only', () => {
  const rig = new Rig().conf('db201', 'use_vmac').conf('db202', 'priority 90');
  expect(rig.findings(vmac, 5)).toMatchObject([{ nodes: ['db201', 'db202'], to: null }]);
  expect(rig.conf('db202', 'use_vmac', '', 10).check(vmac, 12)).toEqual({ verdict: 'quiet' });
});

test.each([
  ['vmac_xmit_base sends from the card on purpose', 'use_vmac\n vmac_xmit_base', {}],
  ['so does unicast', 'use_vmac', { unicastTo: 'db202' }],
  ['the right one', 'use_vmac', { srcMac: VIRTUAL }],
  ['none wanted, none used', 'priority 100', {}],
])('quiet: %s', (_name, instance, more) => {
  expect(
    both(instance)
      .sends('db201', { from: 1, to: 30, ...more })
      .check(vmac, 10),
  ).toEqual({ verdict: 'quiet' });
});

test('nothing at all, no answer', () => {
  expect(withNothing(vmac).verdict).toBe('insufficient');
});

examples(vmac, {
  fires: () => both('use_vmac').sends('db201', { from: 1, to: 30 }).state(10),
  quiet: () => both('use_vmac').sends('db201', { from: 1, to: 30, srcMac: VIRTUAL }).state(10),
  clears: () =>
    both('use_vmac')
      .sends('db201', { from: 1, to: 10 })
      .sends('db201', { from: 10, to: 30, srcMac: VIRTUAL })
      .state(20),
  cannotTell: nothingSeen,
});
