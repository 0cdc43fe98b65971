import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, MAX_PATTERN } from '../../src/views/pattern.js';

const matches = (pattern: string, text: string): boolean | string => {
  const compiled = compile(pattern);
  return compiled.ok ? compiled.matcher.matches(text) : compiled.reason;
};

describe('a pattern', () => {
  // JavaScript's own engine is the oracle, on texts short enough for it.
  it('matches what JavaScript matches', () => {
    const leaf = fc.constantFrom(
      ...[
        'a',
        'b',
        'ab',
        '.',
        '\\d',
        '\\w',
        '\\W',
        '\\s',
        '\\S',
        '\\.',
        '[ab]',
        '[^a]',
        '[a-c1-]',
        '[\\d_]',
        '[^\\s-]',
      ],
      ...['1', ' ', '-', '^', '$', '\\b', '\\B', '', '\\t', '[]', '[^]', '\\/', 'é'],
    );
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('pattern'), tie('pattern')).map(([x, y]) => x + y),
        fc.tuple(tie('pattern'), tie('pattern')).map(([x, y]) => `(?:${x}|${y})`),
        fc
          .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '+?', '??'))
          .map(([x, times]) => `(${x})${times}`),
      ),
    }));
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '-', '.', '_', '\t', 'é', '/'),
      maxLength: 9,
    });
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        fc.pre(p.length <= MAX_PATTERN);
        expect(matches(p, t), `/${p}/ on "${t}"`).toBe(new RegExp(p).test(t));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['master', 'Entering MASTER STATE', true],
    ['MASTER', 'entering master state', false],
    ['\\D\\d', 'X1', true],
    ['prio(rity)? 1[0-9]{2}$', 'has priority 100', true],
    ['^\\(vi_[wr]\\)', '(vi_r) Entering BACKUP STATE', true],
    ['{', 'a { b', true],
    ['a{,2}', 'a{,2}', true],
    ['', '', true],
    ['Ä', 'ä', false],
    ['ä', 'Ä', true],
  ])('/%s/ on %s: %s', (pattern, text, expected) => expect(matches(pattern, text)).toBe(expected));

  it.each([
    ['(', 'a ( is not closed'],
    ['a)', 'a ) too many'],
    ['[a', 'a [ is not closed'],
    ['*', 'nothing to repeat before *'],
    ['a**', 'nothing to repeat before a repeat'],
    ['a\\', '\\ at the end'],
    ['(a)\\1', '\\1 is not known'],
    ['(?=a)', 'of (? only (?: is known'],
    ['[z-a]', 'a range in [] ends before it begins'],
    ['a{3,2}', '{m,n} with m above n'],
    ['a{1000}', 'more than 100 repeats'],
    ['((a{90}){90}){90}', 'repeats too much'],
    ['x'.repeat(101), 'longer than 100 characters'],
    ['('.repeat(60), 'too many ( in each other'],
  ])('/%s/ is refused: %s', (pattern, reason) => expect(matches(pattern, '')).toBe(reason));

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'()[]{}|*+?.^$\\-,:!19abB') }), fc.string(), (p, t) => {
        compile(p);
        matches(p, t);
      }),
      { numRuns: 2000 },
    );
  });

  // The places one can be at double with each character that the pattern looks ahead.
  it('is given up where nothing can be remembered, and says so', () => {
    const compiled = compile('a.{99}b.{99}c');
    if (!compiled.ok) throw new Error(compiled.reason);
    let seed = 1;
    const random = (): string => {
      seed = (seed * 48271) % 2147483647;
      return seed % 2 === 0 ? 'a' : 'b';
    };
    const text = Array.from({ length: 20_000 }, random).join('');
    const began = performance.now();
    for (let i = 0; i < 5000; i++) compiled.matcher.matches(text.slice(i * 3, i * 3 + 512));
    expect(compiled.matcher.isSpent).toBe(true);
    expect(performance.now() - began).toBeLessThan(3000);
    const plain = compile('master.*[0-9]{2}');
    if (!plain.ok) throw new Error(plain.reason);
    for (let i = 0; i < 5000; i++) expect(plain.matcher.matches(`(vi_w) Entering MASTER STATE ${i + 10}`)).toBe(true);
    expect(plain.matcher.isSpent).toBe(false);
  });

  // Each of these keeps JavaScript's engine busy for longer than anyone waits.
  it.each(['(a+)+$', '(a|a)*b', '(a*)*c', 'a*a*a*a*a*a*b', '(.*)(.*)(.*)(.*)(.*)x', '(a?){60}b', '([a-z]+)*='])(
    'stays linear: /%s/',
    (pattern) => {
      const compiled = compile(pattern);
      if (!compiled.ok) throw new Error(compiled.reason);
      const began = performance.now();
      expect(compiled.matcher.matches(`${'a'.repeat(1023)}!`)).toBe(false);
      expect(performance.now() - began).toBeLessThan(500);
    },
  );
});
