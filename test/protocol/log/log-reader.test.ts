import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/protocol/log/catalogue/index.js';
import { LogReader } from '../../../src/protocol/log/log-reader.js';
import { iso, REFERENCE, readLine, readLog } from './helpers.js';

const sample = (name: string): Buffer => readFileSync(new URL(`./samples/${name}`, import.meta.url));
const MIXED = Buffer.concat([
  sample('db202.classic.log'),
  Buffer.from('11月 22 14:00:10 узел Keepalived_vrrp[5767]: (vi_ü) Entering BACKUP STATE\r\n\n\n'),
  sample('db201.iso.log').subarray(0, 4000),
  Buffer.from('\nNov 22 14:00:11 a last message repeated 2 times\n'),
  Buffer.from(`Nov 22 14:00:12 a ${'x'.repeat(20_000)} Keepalived_vrrp[1]: (vi_w) Entering MASTER STATE\n`),
  sample('console.log'),
  Buffer.from('Nov 22 14:00:13 a Keepalived_vrrp[1]: (vi_w) Entering FAULT STATE'),
]);

/** Where a text that no terminal may see would show. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}
const HOSTILE = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe('a stream', () => {
  const whole = readLog(MIXED);

  it('counts every line, the last one without a line feed too', () => {
    const lines = MIXED.toString('latin1').split('\n');
    expect(whole.stats.records).toBe(lines.length);
    expect(whole.events.at(-1)).toMatchObject({ line: lines.length, state: 'FAULT' });
    expect(whole.stats.matched).toBe(whole.events.length);
    for (const e of whole.events.filter((event) => event.kind === 'state'))
      expect(lines[e.line - 1]).toContain(Buffer.from(e.detail).toString('latin1'));
  });

  it('gives the same events however it is cut', () => {
    for (const chunk of [1, 2, 3, 7, 64, 4096]) expect(readLog(MIXED, {}, chunk), String(chunk)).toEqual(whole);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MIXED.length }), (chunk) => {
        expect(readLog(MIXED, {}, chunk)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps names in any script', () =>
    expect(whole.events.find((e) => e.host === 'узел')).toMatchObject({ instance: 'vi_ü', state: 'BACKUP' }));

  it('cuts a line that is too long', () => {
    const line = `Nov 22 14:00:12 a Keepalived_vrrp[1]: (vi_w) Entering MASTER STATE${' '.repeat(100_000)}x`;
    for (const chunk of [1000, 1_000_000]) {
      const { events, stats } = readLog(`${line}\n${line}\n`, {}, chunk);
      expect(stats.records).toBe(2);
      expect(events.map((e) => [e.line, e.detail])).toEqual([
        [1, '(vi_w) Entering MASTER STATE'],
        [2, '(vi_w) Entering MASTER STATE'],
      ]);
    }
  });

  it('ends without a last line when there is none', () => {
    expect(readLog('').stats).toEqual({ records: 0, matched: 0, undecodable: 0 });
    expect(readLog('\n').stats).toEqual({ records: 1, matched: 0, undecodable: 0 });
  });

  it('counts what keepalived said and nobody knows', () => {
    const head = 'Nov 22 14:00:13 a ';
    const log = [
      `${head}Keepalived_vrrp[1]: (vi_w) Entering LIMBO STATE`,
      `${head}Keepalived[1]: Something new`,
      `${head}Keepalived_healthcheckers[1]: Something else`,
      `${head}Keepalived_vrrp[1]:    Priority = 100`,
      `${head}Keepalived_vrrp[1]: Opening file '/etc/keepalived/keepalived.conf'.`,
      `${head}systemd[1]: Started Keepalive Daemon (LVS and VRRP).`,
      `${head}kernel: eth0: link up`,
    ].join('\n');
    expect(readLog(log).stats).toEqual({ records: 7, matched: 0, undecodable: 2 });
  });

  it('counts unknown lines of a file without names only once keepalived has spoken in it', () => {
    const other = 'Sun Nov 22 13:08:20 2026: Initialization Sequence Completed\n';
    expect(readLog(other).stats.undecodable).toBe(0);
    expect(readLog(`Sun Nov 22 13:08:20 2026: Startup complete\n${other}`).stats.undecodable).toBe(1);
  });

  it('takes a new reference and a new zone from the next line on', () => {
    const seen: (string | null)[] = [];
    const reader = new LogReader({ reference: Date.UTC(2026, 11, 31) }, (e) => seen.push(iso(e.at)));
    const push = (stamp: string) => reader.push(Buffer.from(`${stamp} a Keepalived[1]: Stopping\n`));
    push('Jan  2 10:00:00');
    reader.setReference(Date.UTC(2027, 0, 2, 10));
    push('Jan  2 10:00:00');
    reader.setZone('+0100');
    reader.setZone('nonsense');
    push('Jan  2 10:00:00');
    expect(seen).toEqual(['2026-01-02T10:00:00.000Z', '2027-01-02T10:00:00.000Z', '2027-01-02T09:00:00.000Z']);
  });
});

describe('hostile input', () => {
  it('never throws on random bytes, and lets nothing hostile pass', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          'Nov 22 14:00:13 a ',
          '<30>1 2026-11-22T13:21:42Z ',
          'Keepalived_vrrp[1]: ',
          'Keepalived: ',
          'Keepalived 1 - - ',
          'VRRP_Instance(',
          '(vi',
          ') ',
          'Entering MASTER STATE',
          'VRRP_Script(',
          'Starting Keepalived v',
          '\n',
          '{"MESSAGE":"',
          '"}',
          'message repeated 9 times: [',
          'Sun Nov 22 13:08:20 2026: ',
          '\x1b[2J',
          '\u202e',
          ' entering FAULT state due to script ',
        )
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 50 }), (pieces, chunk) => {
        for (const text of texts(readLog(Buffer.concat(pieces), {}, chunk).events)) {
          expect(text).not.toMatch(HOSTILE);
          expect(text.length).toBeLessThanOrEqual(512);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('cleans every text of an event', () => {
    const evil = '\x1b(B\x07\u009b2J\u202e';
    const e = readLine(
      `Nov 22 14:00:13 h${evil} Keepalived_vrrp_${evil}[1]: (vi${evil}) entering FAULT state due to script c${evil}k`,
    );
    expect(e).toMatchObject({ kind: 'state', state: 'FAULT' });
    expect(texts(e).filter((text) => text.includes('\ufffd')).length).toBeGreaterThanOrEqual(6);
    for (const text of texts(e)) expect(text).not.toMatch(HOSTILE);
  });

  it('reads every beginning of every sample without throwing', () => {
    const heads = [
      'Nov 22 14:00:13 a Keepalived_vrrp[1]: ',
      'Nov 22 14:00:13 a Keepalived[1]: ',
      'Sun Nov 22 13:08:20 2026: ',
    ];
    let lines = 0;
    let hostile = 0;
    const reader = new LogReader({ reference: REFERENCE }, (e) => {
      if (texts(e).some((text) => HOSTILE.test(text))) hostile++;
    });
    for (const row of CATALOGUE) {
      for (const [text] of row.samples) {
        for (const head of heads) {
          const line = head + text;
          for (let length = 0; length <= line.length; length++) {
            reader.push(Buffer.from(`${line.slice(0, length)}\n`));
            lines++;
          }
        }
      }
    }
    expect(hostile).toBe(0);
    expect(reader.stats.records).toBe(lines);
    expect(reader.stats.matched).toBeGreaterThan(1000);
  });

  it('needs no more than linear time for lines made to backtrack', () => {
    const evil = [
      `Keepalived_vrrp 1 - [${'"\\"'.repeat(4000)}`,
      `Keepalived_vrrp[1]: ${'('.repeat(15_000)}`,
      `Keepalived_vrrp[1]: (${') '.repeat(7000)}`,
      `Keepalived_vrrp[1]: Track script ${'is already '.repeat(1200)}`,
      `Keepalived_vrrp[1]: Virtual router ${' specified in sync group'.repeat(500)}`,
      `Keepalived_vrrp[1]: ${' and both use VRID 1 with'.repeat(500)}`,
      'Keepalived: '.repeat(1300),
      `${'Nov 22 14:00:13 '.repeat(1000)}Keepalived[1]: Stopping`,
      `Keepalived_vrrp[1]: message repeated 9 times: [${']'.repeat(10_000)}`,
    ];
    const start = performance.now();
    readLog(
      evil
        .map((line) => `${line}\n`)
        .join('')
        .repeat(10),
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
