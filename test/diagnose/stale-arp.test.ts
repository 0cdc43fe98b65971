import { expect, test } from 'vitest';
import { staleArp } from '../../src/diagnose/stale-arp.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, VIP, withNothing } from './rig.js';

/** db201 is MASTER and announced, until 10 s; db202 from 13 s on. */
const failover = (): Rig =>
  new Rig().sends('db201', { from: 1, to: 10 }).garp('db201', 1).sends('db202', { from: 13, to: 90, priority: 90 });

test('a takeover with its announcements is healthy', () => {
  const rig = failover().garp('db202', 13).garp('db202', 18);
  for (const until of [13.5, 14, 16, 20, 40]) expect(rig.check(staleArp, until)).toEqual({ verdict: 'quiet' });
});

test('a new MASTER that announced nothing: the neighbours still go to the old one', () => {
  const rig = failover();
  expect(rig.findings(staleArp, 18)).toEqual([]); // the second announcement is due 5 s after the first
  const found = rig.findings(staleArp, 22);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    severity: 'critical',
    router: 'ipv4/51',
    nodes: ['db201', 'db202'],
    to: null,
    evidence: ['wire', 'arp'],
  });
  expect(found[0]!.summary).toBe(
    `VRID 51: ${VIP} was announced last for 52:54:00:17:1e:c9 (db201), MASTER is db202 with 52:54:00:17:1e:ca`,
  );
  expect(found[0]!.advice).toContain('arping');
});

test('the old one announces once more after the new one has', () => {
  const rig = failover().garp('db202', 13).garp('db201', 20);
  expect(rig.findings(staleArp, 23)).toMatchObject(
    [{ since: 20, to: null }].map((f) => ({ ...f, since: expect.closeTo(20, 1) })),
  );
});

test('is over with the next announcement of the MASTER', () => {
  const rig = failover().garp('db202', 13).garp('db201', 20).garp('db202', 30);
  expect(rig.findings(staleArp, 29)).toHaveLength(1);
  expect(rig.findings(staleArp, 31)).toEqual([]);
});

test('a capture that began after the takeover heard nothing of it', () => {
  const rig = failover()
    .input(11, { kind: 'health', source: 'wire:eth0', node: null, status: 'lost', reason: 'tcpdump ended' })
    .input(15, { kind: 'health', source: 'wire:eth0', node: null, status: 'live', reason: '' });
  expect(rig.findings(staleArp, 40)).toEqual([]);
});

test('without announcements it cannot tell', () => {
  expect(new Rig().sends('db201', { from: 1, to: 30 }).check(staleArp, 20).verdict).toBe('insufficient');
  expect(withNothing(staleArp).verdict).toBe('insufficient');
});

examples(staleArp, {
  fires: () => failover().state(22),
  quiet: () => failover().garp('db202', 13).state(20),
  clears: () => failover().garp('db202', 13).garp('db201', 20).garp('db202', 30).state(31),
  cannotTell: nothingSeen,
});
