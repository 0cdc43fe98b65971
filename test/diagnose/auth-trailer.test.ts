import { expect, test } from 'vitest';
import { authTrailer } from '../../src/diagnose/auth-trailer.js';
import { examples, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

/** 28 bytes behind the message, as keepalived 2.4 sends them; the IP header tells the new length. */
function withTrailer(second: number): Buffer {
  const trailer = Buffer.alloc(28, second);
  trailer.set([1, 1]);
  return trailer;
}

/** A rig in which db201 sends with, db202 without a trailer, from 5 s on together. */
function mixed(to: number): Rig {
  const rig = new Rig().sends('db202', { from: 5, to, priority: 90 });
  const plain = new Rig({ captures: {} });
  const frames: Buffer[] = [];
  plain.frame = (_at, frame) => {
    frames.push(Buffer.from(frame));
  };
  plain.sends('db201', { from: 1, to });
  frames.forEach((frame, i) => {
    const longer = Buffer.concat([frame, withTrailer(i)]);
    longer.writeUInt16BE(longer.readUInt16BE(16) + 28, 16);
    rig.frame(1 + i, longer);
  });
  return rig;
}

test('a trailer on one sender only', () => {
  const found = mixed(30).findings(authTrailer, 15);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', nodes: ['db201', 'db202'], to: null, evidence: ['wire'] });
  expect(found[0]!.summary).toBe('VRID 51: authentication trailer: db201 28 bytes, db202 none');
});

test('is over when one of them ends', () => {
  expect(mixed(15).findings(authTrailer, 30)[0]!.to).toBeCloseTo(14, 0);
});

test('a clock that runs away is said by the log', () => {
  const line = '(vi_w) authentication clock skew 25 sec from 172.30.23.201 approaching window 30 sec';
  const [found] = new Rig({ version: '2.4.1' }).logs('db202', 5, line).findings(authTrailer, 8);
  expect(found).toMatchObject({
    nodes: ['db202'].concat(found!.nodes.filter((n) => n !== 'db202')).sort(),
    evidence: ['log'],
  });
  expect(found!.summary).toContain('clock skew 25 sec');
  expect(found!.advice).toContain('clocks');
});

test('no trailer, no finding; nothing at all, no answer', () => {
  expect(new Rig().sends('db201', { from: 1, to: 9 }).check(authTrailer, 9)).toEqual({ verdict: 'quiet' });
  expect(withNothing(authTrailer).verdict).toBe('insufficient');
});

examples(authTrailer, {
  fires: () => mixed(30).state(15),
  quiet: () => new Rig().sends('db201', { from: 1, to: 30 }).state(20),
  clears: () => mixed(15).state(30),
  cannotTell: nothingSeen,
});
