import { expect, test } from 'vitest';
import { unreachableByStrict } from '../../src/diagnose/unreachable-by-strict.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, VIP, withNothing } from './rig.js';

const STRICT = 'global_defs {\n vrrp_strict\n}';

test('vrrp_strict on a node that is not the owner', () => {
  const found = new Rig()
    .conf('db201', 'priority 100', STRICT)
    .conf('db202', 'priority 90')
    .findings(unreachableByStrict, 5);
  expect(found).toMatchObject([{ severity: 'warning', router: 'ipv4/51', nodes: ['db201'], to: null }]);
  expect(found[0]!.summary).toBe(
    `vi_w (VRID 51): ${VIP} answers nobody while db201 is MASTER: vrrp_strict is set and the priority is not 255`,
  );
});

test('no_accept', () => {
  const [found] = new Rig().conf('db201', 'version 3\n no_accept').findings(unreachableByStrict, 5);
  expect(found!.summary).toContain('no_accept');
});

test('is over when it was taken out', () => {
  const rig = new Rig().conf('db201', 'priority 100', STRICT).conf('db201', 'priority 100', '', 10);
  expect(rig.findings(unreachableByStrict, 9)).toHaveLength(1);
  expect(rig.check(unreachableByStrict, 12)).toEqual({ verdict: 'quiet' });
});

test.each([
  ['the owner of the address', 'priority 255'],
  ['version 3 that accepts', 'version 3\n accept'],
])('quiet: %s', (_name, instance) => {
  expect(new Rig().conf('db201', instance, STRICT).check(unreachableByStrict, 5)).toEqual({ verdict: 'quiet' });
});

test('no configuration, no answer', () => {
  expect(withNothing(unreachableByStrict).verdict).toBe('insufficient');
});

examples(unreachableByStrict, {
  fires: () => new Rig().conf('db201', 'priority 100', STRICT).state(5),
  quiet: () => new Rig().conf('db201', 'priority 255', STRICT).state(5),
  clears: () => new Rig().conf('db201', 'priority 100', STRICT).conf('db201', 'priority 100', '', 10).state(12),
  cannotTell: nothingSeen,
});
