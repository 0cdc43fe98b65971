import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitize } from '../../src/protocol/sanitize.js';

describe('sanitize', () => {
  it.each([
    ['plain text stays', 'VRRP_Instance(vi_w) Entering MASTER STATE', 'VRRP_Instance(vi_w) Entering MASTER STATE'],
    ['letters of any script stay', 'nœud-été 主节点 узел', 'nœud-été 主节点 узел'],
    ['astral characters stay', 'disk 💾 full', 'disk 💾 full'],
    ['ESC sequence', 'a\x1b[2Jb', 'a\ufffd[2Jb'],
    ['C1 control sequence introducer', 'a\u009b2Jb', 'a\ufffd2Jb'],
    ['NUL, BEL, DEL', '\x00\x07\x7f', '\ufffd\ufffd\ufffd'],
    ['line feed and carriage return', 'a\r\nb', 'a\ufffd\ufffdb'],
    ['tab becomes a blank', 'a\tb', 'a b'],
    ['right-to-left override', 'a\u202eb', 'a\ufffdb'],
    ['bidi isolate and mark', '\u2066a\u200f', '\ufffda\ufffd'],
    ['zero-width space, joiner, BOM', 'a\u200bb\u200dc\ufeff', 'a\ufffdb\ufffdc\ufffd'],
    ['line and paragraph separator', '\u2028\u2029', '\ufffd\ufffd'],
    ['lone high surrogate', 'a\ud83db', 'a\ufffdb'],
    ['lone low surrogate', 'a\udcbeb', 'a\ufffdb'],
    ['invisible tag characters', 'a\u{e0041}b', 'a\ufffd\ufffdb'],
  ])('%s', (_name, given, want) => expect(sanitize(given)).toBe(want));

  it('cuts to the length asked for and says so', () => {
    expect(sanitize('abcdef', 4)).toBe('abc…');
    expect(sanitize('abcd', 4)).toBe('abcd');
    expect(sanitize('x'.repeat(10_000)).length).toBe(512);
  });

  it('does not cut a pair of surrogates in two', () => expect(sanitize('ab💾cd', 4)).toBe('ab…'));

  it('lets nothing hostile pass, whatever comes', () => {
    const anything = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anything, fc.integer({ min: 0, max: 600 }), (text, max) => {
        const clean = sanitize(text, max);
        expect(clean.length).toBeLessThanOrEqual(max);
        expect(sanitize(clean, max)).toBe(clean);
        for (const c of clean) {
          const code = c.codePointAt(0)!;
          expect(code < 0x20 || (code >= 0x7f && code < 0xa0)).toBe(false);
          expect(code >= 0x200b && code <= 0x200f).toBe(false);
          expect(code >= 0x2028 && code <= 0x202e).toBe(false);
          expect(code >= 0x2060 && code <= 0x206f).toBe(false);
          expect(code >= 0xd800 && code <= 0xdfff).toBe(false);
          expect(code).not.toBe(0xfeff);
        }
      }),
    );
  });
});
