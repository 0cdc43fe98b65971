import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/protocol/log-event.js';
import { readLog } from './helpers.js';

/*
 * Logs of a pair of keepalived 2.2.7 on Debian 12 with rsyslog, db201 with -D and db202 without. What was done to them:
 * both started (15:05:39), script of vi_w failed on db201 (:47) and mended (:53), script of vi_r failed (:00) and mended
 * (:04), eth0 down (:08) and up (:13), reload (:18), VRRP child killed (:22) and stopped for 8 s (:27), input of
 * protocol 112 dropped (:38 to :43), another password on db202 (:48 to :55), VIP deleted by hand (:58), a second start,
 * stop (15:07:03), start with -d (:07), db202 stopped (:12), started with a broken file (:16), started as "instance
 * prod1" with an instance named "vi r.2" (:20), stopped (:27), both processes of db201 killed (:27).
 */
const sample = (name: string): string => readFileSync(new URL(`./samples/${name}`, import.meta.url), 'utf8');
const brief = (e: LogEvent): string =>
  [e.line, e.instance ?? e.values.tracker, e.kind, e.state, e.repeat > 1 ? `x${e.repeat}` : null]
    .filter((part) => part !== null && part !== undefined)
    .join(' ');
/** The states as another hand would take them from the text. */
const statesOf = (log: string): string[] =>
  log.split('\n').flatMap((line, i) => {
    const m = /Keepalived_vrrp\S*\[\d+\]: \((.+?)\) Entering ([A-Z]+) STATE/.exec(line);
    return m ? [`${i + 1} ${m[1]} ${m[2]}`] : [];
  });

describe('real logs of 2.2.7', () => {
  it.each(['db201.classic.log', 'db202.classic.log', 'db201.iso.log', 'db201.rfc5424.log', 'console.log'])(
    '%s: every line is known, and no password leaves it',
    (name) => {
      const { events, stats } = readLog(sample(name));
      expect(stats.undecodable).toBe(0);
      expect(stats.matched).toBeGreaterThan(10);
      expect(JSON.stringify(events)).not.toContain('s3cret');
    },
  );

  it.each(['db201.classic.log', 'db202.classic.log'])('%s: all states, in order', (name) => {
    const log = sample(name);
    const want = statesOf(log);
    expect(want.length).toBeGreaterThan(15);
    expect(
      readLog(log)
        .events.filter((e) => e.kind === 'state')
        .map((e) => `${e.line} ${e.instance} ${e.state}`),
    ).toEqual(want);
  });

  it('say the same in the three formats of rsyslog', () => {
    const bare = (name: string) =>
      readLog(sample(name))
        .events.filter((e) => e.line <= 110)
        .map(({ at, precisionMs, ...rest }) => ({ ...rest, second: Math.floor(at! / 1000) }));
    expect(bare('db201.iso.log')).toEqual(bare('db201.classic.log'));
    expect(bare('db201.rfc5424.log')).toEqual(bare('db201.classic.log'));
  });

  it('db202, without -D: what happened', () => {
    const { events } = readLog(sample('db202.classic.log'));
    expect(events.filter((e) => e.line <= 36).map(brief)).toEqual([
      '2 start',
      '7 child-start',
      '8 startup-complete',
      '9 vi_w state BACKUP',
      '10 chk script-ok',
      '11 chkfault script-ok',
      '12 vi_r state BACKUP',
      '13 vi_r lower-prio-discard',
      '14 vi_r state MASTER',
      '15 vi_w lower-prio-discard',
      '16 vi_w lower-prio-discard x2',
      '17 vi_w state MASTER',
      '18 vi_w higher-prio-advert',
      '19 vi_w state BACKUP',
      '20 vi_w state MASTER',
      '21 vi_w higher-prio-advert',
      '22 vi_w state BACKUP',
      '23 vi_w state MASTER',
      '24 vi_w higher-prio-advert',
      '25 vi_w state BACKUP',
      '26 vi_w state MASTER',
      '27 vi_w higher-prio-advert',
      '28 vi_w state BACKUP',
      '29 vi_r lower-prio-advert',
      '30 vi_r lower-prio-advert x2',
      '31 reload',
      '33 reload',
      '34 chk script-ok',
      '35 chkfault script-ok',
      '36 reload-complete',
    ]);
    // A MASTER stopped without -D says nothing of its instances.
    expect(events.filter((e) => e.line >= 53 && e.line <= 71).map(brief)).toEqual([
      '53 stop',
      '54 child-stopped',
      '55 stopped',
      '56 start',
      '62 child-start',
      '65 config-warning',
      '66 config-warning',
      '67 vi_w config-warning',
      '68 child-stopped',
      '69 child-died',
      '71 stopped',
    ]);
    const named = events.filter((e) => e.line >= 79);
    expect(new Set(named.map((e) => e.identSuffix))).toEqual(new Set(['_prod1']));
    expect(named.filter((e) => e.instance === 'vi r.2' && e.kind === 'state').map((e) => e.state)).toEqual([
      'BACKUP',
      'MASTER',
    ]);
  });

  it('db201, with -D: a link that went, a child that was killed, a stall', () => {
    const { events } = readLog(sample('db201.classic.log'));
    const between = (from: number, to: number) =>
      events.filter((e) => e.line >= from && e.line <= to && e.kind !== 'garp').map(brief);
    expect(between(66, 74)).toEqual([
      '66 link-down',
      '67 vi_w state FAULT',
      '68 vi_w prio0-sent',
      '69 vi_w vips-removed',
      '70 vi_r state FAULT',
      '71 addr-removed',
      '72 link-up',
      '73 vi_w state BACKUP',
      '74 vi_r state BACKUP',
    ]);
    expect(between(96, 102)).toEqual(['96 child-died', '97 child-died', '102 child-start']);
    expect(between(123, 128)).toEqual(['123 timer-late', '127 timer-late', '128 vi_w lower-prio-advert']);
    expect(events.find((e) => e.line === 123)!.values.seconds).toBe(7.996802);
    expect(events.find((e) => e.line === 42)).toMatchObject({
      kind: 'priority-change',
      values: { ours: 100, theirs: 80 },
    });
    expect(between(215, 226)).toEqual([
      '215 start',
      '220 already-running',
      '221 stop',
      '222 vi_w prio0-sent',
      '223 vi_w vips-removed',
      '224 child-stopped',
      '226 stopped',
    ]);
    // The dump of -d lies between, with "Wantstate = BACKUP" and the password: 120 lines, no event.
    expect(between(241, 361)).toEqual([]);
  });

  it('the console of 2.2.7', () => {
    const { events } = readLog(sample('console.log'));
    expect(events.map(brief)).toEqual([
      '1 start',
      '7 child-start',
      '8 vi_w state BACKUP',
      '9 startup-complete',
      '10 chk script-ok',
      '11 chkfault script-ok',
      '12 vi_r state BACKUP',
      '13 vi_w state MASTER',
      '14 vi_r state MASTER',
      '15 stop',
      '16 child-stopped',
      '17 stopped',
    ]);
    expect(events[0]).toMatchObject({ ident: null, host: null, at: Date.UTC(2026, 10, 23, 15, 7, 32) });
  });
});
