import { describe, expect, it } from 'vitest';
import { parseZone } from '../../../src/protocol/log/time.js';
import { iso, readLine, readLog } from './helpers.js';

const line = (stamp: string): string => `${stamp} a Keepalived_vrrp[1]: (vi_w) Entering MASTER STATE\n`;
const times = (stamps: string[], options: Parameters<typeof readLog>[1]): (string | null)[] =>
  readLog(stamps.map(line).join(''), options).events.map((e) => iso(e.at));

describe('the year of RFC 3164 stamps', () => {
  const at = (text: string): number => Date.parse(text);
  it.each([
    ['the same day', 'Nov 22 13:00:00', '2026-11-22T14:00:00Z', '2026-11-22T13:00:00.000Z'],
    ['last December, read in January', 'Dec 31 23:59:59', '2027-01-02T00:00:00Z', '2026-12-31T23:59:59.000Z'],
    ['hours ahead of the reference', 'Nov 23 13:00:00', '2026-11-22T14:00:00Z', '2026-11-23T13:00:00.000Z'],
    ['two days ahead: a year ago', 'Nov 24 15:00:00', '2026-11-22T14:00:00Z', '2025-11-24T15:00:00.000Z'],
    ['a 29th of February', 'Feb 29 10:00:00', '2026-11-22T14:00:00Z', '2024-02-29T10:00:00.000Z'],
    ['a 29th of February across 2100', 'Feb 29 10:00:00', '2103-03-01T00:00:00Z', '2096-02-29T10:00:00.000Z'],
    ['New Year just begun', 'Jan  1 00:00:05', '2027-01-01T00:00:06Z', '2027-01-01T00:00:05.000Z'],
    ['New Year a little ahead', 'Jan  1 00:00:05', '2026-12-31T23:59:00Z', '2027-01-01T00:00:05.000Z'],
  ])('%s', (_name, stamp, reference, want) => expect(times([stamp], { reference: at(reference) })).toEqual([want]));

  it('turns within a file', () => {
    const stamps = ['Dec 30 10:00:00', 'Dec 31 23:59:59', 'Jan  1 00:00:01', 'Jan  3 00:00:00'];
    const want = [
      '2026-12-30T10:00:00.000Z',
      '2026-12-31T23:59:59.000Z',
      '2027-01-01T00:00:01.000Z',
      '2027-01-03T00:00:00.000Z',
    ];
    expect(times(stamps, { reference: at('2027-01-03T00:10:00Z') })).toEqual(want);
    // Given a year, it is that of the first line.
    expect(times(stamps, { year: 2026 })).toEqual(want);
  });

  it('is the one given, whatever the reference, and a small step back is none into another', () => {
    expect(times(['Nov 22 13:00:00', 'Nov 22 12:59:00'], { year: 2015 })).toEqual([
      '2015-11-22T13:00:00.000Z',
      '2015-11-22T12:59:00.000Z',
    ]);
    expect(times(['Feb 29 13:00:00'], { year: 2015 })).toEqual([null]);
  });

  it('begins earlier east of Greenwich', () => {
    const reference = at('2026-12-30T11:30:00Z');
    expect(times(['Jan  1 00:15:00'], { reference, zone: 'Pacific/Auckland' })).toEqual(['2026-12-31T11:15:00.000Z']);
  });
});

describe('the zone of stamps without one', () => {
  it.each([
    ['UTC', 'Nov 22 13:00:00', '2026-11-22T13:00:00.000Z'],
    ['Z', 'Nov 22 13:00:00', '2026-11-22T13:00:00.000Z'],
    ['+0200', 'Nov 22 13:00:00', '2026-11-22T11:00:00.000Z'],
    ['-03:30', 'Nov 22 13:00:00', '2026-11-22T16:30:00.000Z'],
    ['+02', 'Nov 22 13:00:00', '2026-11-22T11:00:00.000Z'],
    ['Europe/Zurich', 'Nov 22 13:00:00', '2026-11-22T12:00:00.000Z'],
    ['Europe/Zurich', 'Jul 22 13:00:00', '2026-07-22T11:00:00.000Z'],
    ['Asia/Kolkata', 'Jul 22 13:00:00', '2026-07-22T07:30:00.000Z'],
    ['Australia/Lord_Howe', 'Jul 22 13:00:00', '2026-07-22T02:30:00.000Z'],
    // Summer time ended on 25 October 2026 at 03:00, and began on 29 March at 02:00.
    ['Europe/Zurich', 'Oct 25 01:59:59', '2026-10-24T23:59:59.000Z'],
    ['Europe/Zurich', 'Oct 25 03:00:00', '2026-10-25T02:00:00.000Z'],
    ['Europe/Zurich', 'Mar 29 01:59:59', '2026-03-29T00:59:59.000Z'],
    ['Europe/Zurich', 'Mar 29 03:00:00', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', 'Nov  1 12:00:00', '2026-11-01T17:00:00.000Z'],
    ['no such zone', 'Nov 22 13:00:00', '2026-11-22T13:00:00.000Z'],
  ])('%s: %s', (zone, stamp, want) => expect(times([stamp], { zone })).toEqual([want]));

  it('reads the hour that comes twice as the first, and as the second once the log has passed it', () => {
    expect(times(['Oct 25 02:30:00'], { zone: 'Europe/Zurich' })).toEqual(['2026-10-25T00:30:00.000Z']);
    const stamps = ['Oct 25 02:10:00', 'Oct 25 02:50:00', 'Oct 25 02:05:00', 'Oct 25 02:55:00', 'Oct 25 03:05:00'];
    expect(times(stamps, { zone: 'Europe/Zurich' })).toEqual([
      '2026-10-25T00:10:00.000Z',
      '2026-10-25T00:50:00.000Z',
      '2026-10-25T01:05:00.000Z',
      '2026-10-25T01:55:00.000Z',
      '2026-10-25T02:05:00.000Z',
    ]);
  });

  it('gives a reading from the hour that never came the offset before it', () =>
    expect(times(['Mar 29 02:30:00'], { zone: 'Europe/Zurich' })).toEqual(['2026-03-29T01:30:00.000Z']));

  it('does not touch stamps that carry theirs', () => {
    const e = readLine(line('2026-11-22T13:00:00Z'), { zone: '+0500' });
    expect(iso(e!.at)).toBe('2026-11-22T13:00:00.000Z');
  });

  it('is known or not', () => {
    expect(parseZone('CEST')).toBeNull();
    expect(parseZone('')).toBeNull();
    expect(parseZone('+1')).toBeNull();
    expect(parseZone('Europe/Zurich')).not.toBeNull();
  });
});
