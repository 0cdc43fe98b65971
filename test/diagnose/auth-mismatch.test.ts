import { describe, expect, test } from 'vitest';
import { authMismatch } from '../../src/diagnose/auth-mismatch.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const bothSend = (rig: Rig, theirs: string | null, to = 30): Rig =>
  rig.sends('db201', { from: 1, to }).sends('db202', { from: 5, to, priority: 90, authPass: theirs });

describe('on the wire', () => {
  test('two passwords: since the second one came, on both nodes, and the password nowhere', () => {
    const found = bothSend(new Rig(), 'secret99').findings(authMismatch, 12);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      severity: 'critical',
      router: 'ipv4/51',
      nodes: ['db201', 'db202'],
      to: null,
      evidence: ['wire'],
    });
    // The first advert beside a better router may be that of one that has just come back.
    expect(found[0]!.since).toBeCloseTo(5, 1);
    expect(found[0]!.summary).toBe('VRID 51: authentication differs: different passwords');
    expect(JSON.stringify(found)).not.toMatch(/secret|example1/);
  });

  test('a password and none', () => {
    expect(bothSend(new Rig(), null).findings(authMismatch, 12)[0]!.summary).toBe(
      'VRID 51: authentication differs: db201 auth type pass, db202 auth type none',
    );
  });

  test('only the first eight characters count', () => {
    expect(bothSend(new Rig(), 'example1and more').check(authMismatch, 12)).toEqual({ verdict: 'quiet' });
  });

  test('found within two Master_Down_Intervals (7.3 s at 1 s and priority 90)', () => {
    expect(bothSend(new Rig(), 'secret99').findings(authMismatch, 5 + 7.2)).toHaveLength(1);
  });

  test('a takeover with another password, one after the other, is none: nobody heard what the other does not like', () => {
    const rig = new Rig()
      .sends('db201', { from: 1, to: 10 })
      .sends('db202', { from: 13, to: 30, priority: 90, authPass: 'secret99' });
    expect(rig.check(authMismatch, 25)).toEqual({ verdict: 'quiet' });
  });

  test('it ends with the last advert of the one that gives way', () => {
    const rig = new Rig()
      .sends('db201', { from: 1, to: 60 })
      .sends('db202', { from: 5, to: 20, priority: 90, authPass: 'secret99' });
    const found = rig.findings(authMismatch, 40);
    expect(found).toHaveLength(1);
    expect(found[0]!.to).toBeCloseTo(19, 1);
  });

  test('it ends when the password is mended without a pause', () => {
    const rig = bothSend(new Rig(), 'secret99', 20)
      .sends('db202', { from: 20, to: 40, priority: 90 })
      .sends('db201', { from: 20, to: 40 });
    expect(rig.findings(authMismatch, 30)[0]!.to).toBeCloseTo(19, 1);
  });
});

describe('in the log', () => {
  const LINE = '(vi_w) received an invalid passwd!';

  test('before 2.3.3 each advert is complained of: it lasts while they come', () => {
    const rig = new Rig({ captures: {}, version: '2.2.7' }).logs('db202', 5, LINE, 1, 20);
    const [found] = rig.findings(authMismatch, 12);
    expect(found).toMatchObject({ nodes: ['db202'], to: null, evidence: ['log'], router: 'name/vi_w' });
    expect(found!.summary).toContain('received an invalid passwd!');
    expect(found!.advice).toContain('both become MASTER');
    expect(found!.since).toBeCloseTo(5, 0);
  });

  test('and is over when none came for as long as a backup waits', () => {
    const rig = new Rig({ captures: {}, version: '2.2.7' }).logs('db202', 5, LINE, 1, 20);
    expect(rig.findings(authMismatch, 22)[0]!.to).toBeNull();
    expect(rig.findings(authMismatch, 26)[0]!.to).toBeCloseTo(19, 0);
  });

  test('version 1 stays BACKUP', () => {
    const rig = new Rig({ captures: {}, version: '1.3.5' }).logs(
      'db202',
      5,
      'VRRP_Instance(vi_w) : received an invalid passwd!',
    );
    const other = new Rig({ captures: {}, version: '1.3.5' }).logs('db202', 5, '(vi_w): received an invalid passwd!');
    expect([...rig.findings(authMismatch, 6), ...other.findings(authMismatch, 6)][0]!.advice).toContain('stays BACKUP');
  });

  test('from 2.3.3 on one line holds until something changes', () => {
    const line = '(vi_w) received an invalid passwd from 172.30.23.201!';
    const rig = new Rig({ captures: {}, version: '2.3.3' })
      .logs('db201', 1, '(vi_w) Entering MASTER STATE')
      .logs('db202', 2, '(vi_w) Entering BACKUP STATE (init)')
      .logs('db202', 5, line)
      .logs('db202', 8, '(vi_w) Entering MASTER STATE');
    expect(rig.findings(authMismatch, 300)).toMatchObject([{ nodes: ['db201', 'db202'], to: null }]);
    rig.logs('db201', 310, 'Reloading');
    expect(rig.findings(authMismatch, 320)[0]!.to).toBeCloseTo(310, 0);
  });

  test('and wire and log of one time are one finding', () => {
    const rig = bothSend(new Rig({ version: '2.2.7' }), 'secret99').logs('db202', 2, LINE, 1, 30);
    const found = rig.findings(authMismatch, 20).filter((f) => f.router === 'ipv4/51');
    expect(found).toHaveLength(1);
  });
});

test('without capture and logs it cannot tell', () => {
  expect(withNothing(authMismatch)).toEqual({
    verdict: 'insufficient',
    missing: 'a capture, or the logs of the nodes',
  });
});

examples(authMismatch, {
  fires: () => bothSend(new Rig(), 'secret99').state(12),
  quiet: () => bothSend(new Rig(), 'example1').state(12),
  clears: () => bothSend(new Rig(), 'secret99', 20).state(40),
  cannotTell: nothingSeen,
});
