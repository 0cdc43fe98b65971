import { describe, expect, it } from 'vitest';
import { NO_PROBLEMS } from '../../../src/protocol/packet.js';
import { CAPTURES, captureBytes, readAll, snapshot, storedTable } from './frames.js';
import { hasTcpdump, rowOfPacket, rowsOf, runTcpdump } from './oracle.js';

// Made with captures/make.sh from a running keepalived 2.2.7; beside each lies what tcpdump 4.99.3 printed about it.
// What tcpdump does not tell: problems, and the way of summing that fits (what was configured when it was captured).
const EXPECTED: Record<string, { mode: string | null; problems?: string; vrrp: number; vmac?: string }> = {
  'v2-ah': { mode: 'v2', vrrp: 3 },
  'v2-none': { mode: 'v2', vrrp: 3 },
  'v2-owner': { mode: 'v2', vrrp: 4 },
  'v2-pass': { mode: 'v2', vrrp: 3 },
  'v2-snap': { mode: null, vrrp: 3 },
  'v2-ttl': { mode: 'v2', vrrp: 2, problems: 'ttl 254, want 255' },
  'v2-unicast': { mode: 'v2', vrrp: 3 },
  'v2-vmac': { mode: 'v2', vrrp: 3 },
  'v3-ipv4': { mode: 'pseudo-header', vrrp: 3 },
  'v3-ipv6': { mode: 'pseudo-header', vrrp: 3 },
  'v3-ipv6-unicast': { mode: 'pseudo-header', vrrp: 5 },
  'v3-ipv6-vmac': { mode: 'pseudo-header', vrrp: 3 },
  'v3-long': { mode: 'pseudo-header', vrrp: 2 },
  'v3-unicast': { mode: 'pseudo-header', vrrp: 3 },
  'v3-unicast-old': { mode: 'multicast-pseudo-header', vrrp: 3 },
  sll: { mode: 'v2', vrrp: 2 },
  sll2: { mode: 'pseudo-header', vrrp: 3 },
};

describe('captures of a real keepalived', () => {
  it('are all in the table', () => {
    expect(CAPTURES).toEqual(Object.keys(EXPECTED).sort());
  });

  describe.each(CAPTURES)('%s', (name) => {
    const capture = captureBytes(name);
    const expected = EXPECTED[name]!;

    it('says what tcpdump said when it was made', () => {
      expect(readAll(capture, rowOfPacket).packets).toEqual(rowsOf(storedTable(name)));
    });

    it.runIf(hasTcpdump)('says what tcpdump says today', () => {
      expect(readAll(capture, rowOfPacket).packets).toEqual(rowsOf(runTcpdump(capture)));
    });

    it('has the checksum and problems of its configuration', () => {
      const { packets, stats } = readAll(capture, snapshot);
      const vrrp = packets.filter((p) => p.kind === 'vrrp');
      expect(vrrp).toHaveLength(expected.vrrp);
      for (const p of vrrp) {
        expect(p.checksumMode).toBe(expected.mode);
        expect(p.checksum).toBe(expected.mode === null ? 'unverified' : 'ok');
        expect(p.problems.join()).toBe(expected.problems ?? '');
        expect(p.trailerLength).toBe(0);
      }
      expect(stats).toEqual({
        records: packets.length,
        matched: expected.vrrp + packets.filter((p) => p.gratuitous).length,
        undecodable: 0,
        truncatedTail: false,
        error: null,
      });
    });

    it('is read the same in pieces of any one size', () => {
      const whole = readAll(capture, snapshot);
      for (let size = 1; size <= 70; size++) expect(readAll(capture, snapshot, [size])).toEqual(whole);
    });
  });

  it('share one empty list of problems', () => {
    expect(new Set(readAll(captureBytes('v2-pass'), (p) => p.problems).packets)).toEqual(new Set([NO_PROBLEMS]));
    expect(readAll(captureBytes('v2-pass'), (p) => p.problems === NO_PROBLEMS).packets).not.toContain(false);
  });

  it('give one and the same packet object', () => {
    expect(new Set(readAll(captureBytes('v2-none'), (p) => p).packets).size).toBe(1);
  });

  it.runIf(hasTcpdump)('agree with tcpdump about wrong checksums', () => {
    // A flipped bit in each byte of the message, the first (version and type) left alone.
    for (const name of ['v2-pass', 'v3-ipv4']) {
      for (let byte = 24 + 16 + 34 + 1; byte < 24 + 16 + 34 + 12; byte++) {
        if (byte === 24 + 16 + 34 + 3) continue;
        const broken = Buffer.from(captureBytes(name));
        broken[byte]! ^= 0x40;
        expect(runTcpdump(broken).split('\n')[1], `byte ${byte} of ${name}`).toContain('bad vrrp cksum');
        const p = readAll(broken, snapshot).packets[0]!;
        expect(p.kind).toBe('vrrp');
        expect(p.checksum).toBe('bad');
        expect(p.checksumMode).toBeNull();
        expect(p.problems.join()).toMatch(/checksum 0x[0-9a-f]{4} is wrong/);
      }
    }
  });
});
