import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyKey } from '../../src/views/apply-key.js';
import { lineWidth } from '../../src/views/table.js';
import { plain } from '../../src/views/text.js';
import type { UiState } from '../../src/views/ui-state.js';
import { CAPTURES, captureBytes, ethernet, framesOf, ipv4, V2 } from '../protocol/wire/frames.js';
import { draw, drawText, ui } from './draw.js';
import { golden } from './golden.js';
import type { Made } from './states.js';
import { FRAMES, hear, withTail } from './tails.js';

const press = (made: Made, keys: string[], start: UiState = ui({ view: 'packets' })): UiState =>
  keys.reduce((now, key) => applyKey(now, key, made.state, made.findings).ui, start);
const shown = (made: Made, look: UiState = ui({ view: 'packets' }), width = 80): string[] =>
  draw(made, width, 24, look)
    .map(plain)
    .filter((line) => /^.. ?\d\d:\d\d:\d\d/.test(line));
const SIZES = [
  [80, 24],
  [110, 36],
  [200, 60],
] as const;

describe('packets', () => {
  it.each(SIZES)('look at %ix%i', (width, height) => {
    golden(`packets-${width}x${height}`, drawText(withTail(), width, height, { view: 'packets' }));
  });
  it.each(SIZES)('a field of one at %ix%i', (width, height) => {
    const made = withTail();
    const look = press(made, ['g', 'tab', ...Array(13).fill('down')]);
    golden(`packets-field-${width}x${height}`, drawText(made, width, height, look));
  });
  it('look in ASCII', () => {
    const made = withTail();
    golden(
      'packets-ascii',
      drawText(made, 80, 24, press(made, ['g', 'tab', 'G'], ui({ view: 'packets', ascii: true }))),
    );
  });

  it('tells who, what, and since when', () => {
    const rows = shown(withTail(), ui({ view: 'packets' }), 140);
    expect(rows).toHaveLength(FRAMES.length);
    expect(rows[0]).toMatch(/db201 172\.30\.23\.201 +224\.0\.0\.18 +51 vi_w +2 +100 +1 s +172\.30\.23\.200 +ok/);
    // The third frame is the second of its sender and VRID, two steps of 0.5 s later.
    expect(rows[2]).toMatch(/\+1\.000 +db201/);
    expect(rows[0]).not.toContain('+');
    expect(rows[1]).toMatch(/VRID 61 +3 +100 +0\.5 s/);
    expect(rows[3]).toMatch(/checksum/);
    expect(rows[4]).toMatch(/ttl 64/);
    expect(rows[5]).toMatch(/vi_w +2 +0 resigns/);
    expect(rows[6]).toMatch(/02:00:00:00:00:0a .*ARP .*172\.30\.23\.200/);
    expect(rows[7]).toMatch(/VRRP mess/);
  });

  it.each([
    ['vi_w', 6],
    ['!vi_w', 3],
    ['61 .*v3', 1],
    ['ARP', 1],
    ['ttl|checksum', 2],
    ['db202 172', 3],
    ['prio 0$', 0],
  ])('filters by /%s/', (filter, count) => {
    const made = withTail();
    expect(shown(made, press(made, ['/', ...[...filter].map((c) => (c === ' ' ? 'space' : c)), 'enter']))).toHaveLength(
      count,
    );
  });

  it('marks the bytes of the selected field', () => {
    const made = withTail();
    const names = (look: UiState): string[] => draw(made, 80, 24, look).map(plain);
    const marked = (look: UiState): string =>
      draw(made, 80, 24, look)
        .flat()
        .filter((s) => s.role === 'selected' && /^[\da-f*]{2}$/.test(s.text))
        .map((s) => s.text)
        .join('');
    const fields: Record<string, string> = {};
    for (let i = 0; i < 25; i++) {
      const look = press(made, ['g', 'tab', ...Array(i).fill('down')]);
      const line = names(look).find((row) => /^▸[a-zA-Z]/.test(row)) ?? '';
      fields[line.slice(1, 13).trim()] = marked(look);
    }
    // Read off the frame: 802.3, RFC 791 and RFC 3768 5.1 tell which bytes these are.
    expect(fields).toMatchObject({
      'MAC to': '01005e000012',
      'MAC from': '02000000000a',
      TTL: 'ff',
      protocol: '70',
      source: 'ac1e17c9',
      destination: 'e0000012',
      version: '21',
      VRID: '33',
      priority: '64',
      addresses: '01',
      'auth type': '01',
      interval: '01',
      'address 1': 'ac1e17c8',
      'auth data': '****************',
    });
  });

  it('never shows nor keeps authentication data, whatever the lengths say', () => {
    const secret = Buffer.from('s3cr3t!!');
    const v2 = Buffer.from(V2);
    secret.copy(v2, 12);
    const lying = Buffer.from(v2);
    lying[3] = 9;
    const none = Buffer.from(v2);
    none[3] = 0;
    const asV3 = Buffer.from(v2);
    asV3[0] = 0x31;
    const odd = Buffer.from(v2);
    odd[0] = 0x41;
    for (const message of [v2, lying, none, asV3, odd]) {
      for (const totalLength of [undefined, 32, 28, 34]) {
        const made = withTail();
        hear(
          made.state.tail,
          [ethernet('0800', ipv4(message, totalLength === undefined ? {} : { totalLength }))],
          1,
          0,
        );
        const look = press(made, ['up', 'down', 'tab']);
        const text = drawText(made, 200, 60, look);
        expect(text).not.toContain('s3cr3t');
        expect(text).not.toContain('73 33 63 72');
        for (const record of made.state.tail.packets) {
          expect(Buffer.from(record.packet.bytes).includes('s3cr')).toBe(false);
        }
      }
    }
  });

  it('moves the focus with Tab and comes back', () => {
    const made = withTail();
    const inside = press(made, ['tab', 'down', 'down']);
    expect(inside.packets).toMatchObject({ field: 2, isOpen: true });
    expect(press(made, ['tab'], inside).packets.field).toBeNull();
    expect(press(made, ['escape'], inside).packets).toMatchObject({ field: null, isOpen: true });
    expect(press(made, ['escape', 'escape'], inside).packets.isOpen).toBe(false);
    expect(press(made, Array(99).fill('down'), inside).packets.field).toBeLessThan(30);
  });

  it('follows the newest, and forgets the oldest', () => {
    const made = withTail();
    hear(made.state.tail, Array(300).fill(FRAMES[0]), 10, 0.1);
    const text = drawText(made, 80, 24, { view: 'packets' });
    expect(text).toMatch(/100 packets, 209 older dropped following/);
    expect(made.state.tail.packets).toHaveLength(100);
    expect(drawText(made, 80, 24, press(made, ['g', 'enter']))).toMatch(/▸ /);
  });

  it('shows all of the captures that are kept for tests, to the last field and byte', () => {
    const made = withTail();
    for (const name of CAPTURES) hear(made.state.tail, framesOf(captureBytes(name)), 1, 1);
    for (let i = 0; i < 100; i++) {
      const look = press(made, ['g', ...Array(i).fill('down'), 'tab', 'G']);
      const rows = draw(made, 110, 36, look);
      expect(rows).toHaveLength(36);
      for (const row of rows) expect(lineWidth(row)).toBeLessThanOrEqual(110);
      expect(rows.map(plain).join('\n')).not.toMatch(/undefined|NaN/);
    }
  });

  it('says why there is nothing, and what matches nothing', () => {
    const made = withTail();
    expect(drawText(made, 80, 24, press(made, ['/', 'z', 'z', 'z']))).toContain('nothing matches zzz');
    made.state.tail.packetCount = 0;
    made.state.tail.packets = [];
    expect(drawText(made, 80, 24, { view: 'packets' })).toContain('no advert heard yet');
    made.state.sources.clear();
    expect(drawText(made, 80, 24, { view: 'packets' })).toContain('no capture runs');
  });

  it('survives damaged frames and any keys', () => {
    const keys = fc.array(
      fc.constantFrom('up', 'down', 'g', 'G', 'tab', 'enter', 'b', 'B', 'n', 'N', 'a', 'escape', '/', 'v', 'pageup'),
      { maxLength: 20 },
    );
    const damaged = fc
      .tuple(fc.constantFrom(...FRAMES), fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 5 }), fc.nat(70))
      .map(([frame, changes, length]) => {
        const copy = Buffer.from(frame);
        for (const [at, byte] of changes) if (at < copy.length) copy[at] = byte;
        return copy.subarray(0, length);
      });
    fc.assert(
      fc.property(
        fc.array(damaged, { maxLength: 12 }),
        keys,
        fc.integer({ min: 60, max: 210 }),
        (frames, pressed, width) => {
          const made = withTail();
          hear(made.state.tail, frames, 3, 0.1);
          const rows = draw(made, width, 40, press(made, pressed));
          for (const row of rows) {
            expect(lineWidth(row)).toBeLessThanOrEqual(width);
            expect(plain(row)).not.toMatch(/undefined|NaN|[\p{Cc}\p{Cf}]/u);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shows a frozen copy as it was', () => {
    const made = withTail();
    const copy = structuredClone(made);
    const before = drawText(made, 200, 60, { view: 'packets' });
    hear(made.state.tail, Array(150).fill(FRAMES[1]), 1, 0);
    expect(drawText(copy, 200, 60, { view: 'packets' })).toBe(before);
  });
});
