import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/ui/read-json.js';

/** JSON.parse is what JSON is; it knows no doubled key and no depth. */
const parse = (text: string): { value: unknown } | null => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
};

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(readJson(text)).toMatchObject({ value: JSON.parse(text) });
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const pieces = fc.constantFrom(
      ...'{ } [ ] : , "a" "b" 1 -0.5e3 01 1. true nul null \n "\\u00" "\\q" " \u0000 é -'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (tokens) => {
        const text = tokens.join('');
        const read = readJson(text);
        const twice = 'error' in read && read.error.endsWith('is there twice');
        if (!twice) expect('value' in read).toBe(parse(text) !== null);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['{\n"a": 1,\n}', 3, 'expected a key in double quotes, got }'],
    ['{\n"a": 1\n"b": 2}', 3, 'expected "," or "}", got "b"'],
    ['{"a":\n\npink}', 3, 'expected a value, got p'],
    ['{"a": 1', 1, 'expected "," or "}", got the end'],
    ['{\n"a": "b\n}', 2, 'expected a value, got a text that is not closed'],
    ["{\n'a': 1}", 2, "expected a key in double quotes, got '"],
    ['{}\n{}', 2, 'expected nothing more, got {'],
    ['', 1, 'expected a value, got the end'],
    ['{"a": 1,\n"a": 2}', 2, '"a" is there twice'],
    [`${'['.repeat(100_000)}`, 1, 'nested too deep'],
    [`{"a":`.repeat(50_000), 1, 'nested too deep'],
    ['- '.repeat(8000), 1, 'expected a value, got -'],
  ])('tells line and reason: %.30j', (text, line, error) => expect(readJson(text)).toEqual({ line, error }));

  it('knows the line of a key, of its value, and of what is around what is not there', () => {
    const read = readJson('{\n "roles": {\n  "ok": {\n   "fg":\n    2 },\n  "__proto__": 1 } }');
    if ('error' in read) throw new Error(read.error);
    expect(read.lineOf(['roles', 'ok', 'fg'])).toBe(5);
    expect(read.lineOf(['roles', 'ok', 'fg'], true)).toBe(4);
    expect(read.lineOf(['roles', 'ok', 'bg'])).toBe(3);
    expect(read.lineOf(['roles', '__proto__'])).toBe(6);
    expect(read.lineOf([])).toBe(1);
  });
});
