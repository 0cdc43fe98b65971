import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { luminance, nearestIndex, reduced, rgbOf } from '../../src/ui/palette.js';
import { attributesOf, OWN, parseTheme, type Theme } from '../../src/ui/theme.js';
import { builtIn, fitting, THEME_FILES, THEME_NAMES, THEMES } from '../../src/ui/themes.js';
import { ROLES } from '../../src/views/text.js';
import schema from '../../themes/schema.json' with { type: 'json' };
import { accepts } from './json-schema.js';

const roles = Object.fromEntries(ROLES.map((role) => [role, {}]));
const read = (value: unknown): Theme => {
  const parsed = parseTheme('x', value, builtIn);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.theme;
};

describe('themes', () => {
  it('has a line in the registry and in the schema for each file, by its name', () => {
    const files = readdirSync(new URL('../../themes/', import.meta.url)).map((f) => f.replace('.json', ''));
    expect([...THEME_NAMES, 'schema'].sort()).toEqual(files.sort());
    expect(THEME_NAMES.length).toBeGreaterThan(6);
    expect([...schema.properties.extends.enum].sort()).toEqual([...THEME_NAMES].sort());
    expect(Object.keys(schema.$defs.roles.properties)).toEqual(ROLES);
  });

  it.each(THEMES.flatMap((t) => [256, 16, 8, -1].map((colours) => [t.name, colours, t] as const)))(
    '%s tells the loud from the quiet with %i colours',
    (_, colours, theme) => {
      const shown = attributesOf(fitting(theme, colours), colours);
      expect(Object.keys(shown).sort()).toEqual([...ROLES].sort());
      const { text, master, critical, warning, selected, fault } = shown;
      expect(new Set([text, master, critical, warning, selected]).size).toBe(5);
      expect(critical).not.toBe(fault);
      // The selected row and what is critical are seen by their ground, wherever they stand.
      const ground = (a: number): string => `${a & OWN} ${(a >> 18) & 8}`;
      expect(ground(selected)).not.toBe(ground(text));
      expect(ground(critical)).not.toBe(ground(text));
      for (const a of Object.values(shown)) {
        const [fg, bg] = [(a >> 9) & OWN, a & OWN];
        expect(fg === OWN || fg !== bg).toBe(true);
        for (const colour of [fg, bg]) expect(colour === OWN || colour < colours).toBe(true);
      }
    },
  );

  it('has a theme without any colour', () => {
    for (const attribute of Object.values(attributesOf(builtIn('mono')!, 256)))
      expect(attribute & 0x3ffff).toBe((OWN << 9) | OWN);
  });

  // WCAG 2.1, success criterion 1.4.3: 4.5 to 1 for text; 1.4.6: 7 to 1. Bold counts as large, where 3 would do.
  it.each(THEMES.map((t) => [t.name, t] as const))('%s can be read', (name, theme) => {
    const ratio = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const owned = theme.ground === 'light' ? [[255, 255, 255] as const] : [[0, 0, 0] as const, [30, 30, 30] as const];
    for (const role of ROLES) {
      const { fg, bg, bold } = { ...theme.base, ...theme.styles[role] };
      if (fg === undefined) continue;
      const grounds = bg === undefined ? owned : [rgbOf(bg)];
      const least = name === 'high-contrast' ? 7 : role === 'border' ? 2 : bold || role === 'dim' ? 4 : 4.5;
      for (const ground of grounds)
        expect(ratio(luminance(rgbOf(fg)), luminance(ground)), role).toBeGreaterThanOrEqual(least);
    }
  });
});

describe('parseTheme', () => {
  it('reads colours and attributes', () => {
    const theme = read({ roles: { ...roles, ok: { fg: 'green', bg: 236, bold: true, underline: false } } });
    expect(attributesOf(theme, 256).ok).toBe((1 << 18) | (2 << 9) | 236);
  });

  it('takes what is left out from the theme that it extends, and its own base for what has no colour', () => {
    const theme = read({ extends: 'gruvbox', base: { bg: '#1d2021' }, roles: { ok: { fg: '#ffffff', bold: true } } });
    expect(theme.styles.master).toEqual(builtIn('gruvbox')!.styles.master);
    expect(theme.styles.ok).toEqual({ fg: 231, bold: true });
    // 234 is #1c1c1c.
    expect(theme.base).toEqual({ fg: 223, bg: 234 });
    expect(attributesOf(theme, 256).text).toBe((223 << 9) | 234);
  });

  it.each<[unknown, string, string]>([
    [null, '', 'an object with roles'],
    [{}, 'roles', 'an object'],
    [{ name: 'x', roles }, 'name', 'there is no key name'],
    [{ extends: 'x', roles }, 'extends', 'comes with vrrptop'],
    [{ ground: 'black', roles }, 'ground', '"dark" or "light"'],
    [{ base: { bold: true }, roles }, 'base.bold', 'only fg, bg'],
    [{ roles: { ...roles, loud: {} } }, 'roles.loud', 'there is no role loud'],
    [{ roles: { text: {} } }, 'roles', 'role dim is missing'],
    [{ roles: { ...roles, ok: { fg: 'pink' } } }, 'roles.ok.fg', 'a colour is'],
    [{ roles: { ...roles, ok: { bg: 256 } } }, 'roles.ok.bg', 'a colour is'],
    [{ roles: { ...roles, ok: { bg: '#12345' } } }, 'roles.ok.bg', 'a colour is'],
    [{ roles: { ...roles, ok: { blink: true } } }, 'roles.ok.blink', 'there is no blink'],
    [{ roles: { ...roles, ok: { bold: 1 } } }, 'roles.ok.bold', 'true or false'],
  ])('refuses %j', (value, path, expected) => {
    const parsed = parseTheme('x', value, builtIn);
    expect('path' in parsed && parsed.path.join('.')).toBe(path);
    expect('error' in parsed && parsed.error).toContain(expected);
  });
});

describe('themes/schema.json', () => {
  it('takes every theme that comes with the program', () => {
    for (const file of Object.values(THEME_FILES)) expect(accepts(schema, file)).toBe(true);
  });

  /** Now and then something else. */
  const mostly = <T>(good: fc.Arbitrary<T>, ...bad: unknown[]): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 40, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom<unknown>(...bad) });
  const colour = mostly(fc.constantFrom('red', 'bright-black', 0, 255, '#a0B1c2'), 256, -1, 1.5, 'pink', '#12', null);
  const flag = mostly(fc.boolean(), 0, 'true', null);
  const style = fc.record({ fg: colour, bg: colour, bold: flag, underline: flag, inverse: flag }, { requiredKeys: [] });
  const some = fc.dictionary(mostly(fc.constantFrom(...ROLES), 'loud', '__proto__').map(String), mostly(style, 3, []), {
    maxKeys: 3,
  });
  const theme = fc.record(
    {
      $schema: mostly(fc.constant('./schema.json'), 1),
      extends: mostly(fc.constantFrom('dark', 'gruvbox'), 'nosuch', 1),
      ground: mostly(fc.constantFrom('dark', 'light'), 'blue'),
      base: mostly(fc.record({ fg: colour, bg: colour }, { requiredKeys: [] }), [], { bold: true }),
      roles: fc.oneof(
        some,
        some.map((own) => ({ ...roles, ...own })),
      ),
    },
    { requiredKeys: ['roles'] },
  );
  it('accepts and refuses what the program does', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(theme, fc.jsonValue()), (value) => {
        const accepted = 'theme' in parseTheme('x', value, builtIn);
        seen[accepted ? 'accepted' : 'refused']++;
        expect(accepts(schema, value)).toBe(accepted);
      }),
      { numRuns: 3000 },
    );
    // Both happen, or the comparison says nothing.
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(20);
  });
});

describe('the palette', () => {
  it('is that of xterm', () => {
    // 256colres.h of xterm: 16 is black, 21 blue, 196 red, 232 and 255 the ends of the greys.
    expect([16, 21, 67, 196, 232, 255].map((i) => rgbOf(i).join(' '))).toEqual([
      '0 0 0',
      '0 0 255',
      '95 135 175',
      '255 0 0',
      '8 8 8',
      '238 238 238',
    ]);
    for (let i = 16; i < 256; i++) expect(rgbOf(nearestIndex(rgbOf(i)))).toEqual(rgbOf(i));
  });

  it.each([
    ['green', 77, 10, 2],
    ['red', 203, 9, 1],
    ['dark red', 160, 1, 1],
    ['orange', 208, 11, 3],
    ['brown', 94, 3, 3],
    ['light blue', 110, 12, 6],
    ['dark blue', 25, 4, 4],
    ['cyan', 30, 6, 6],
    ['grey', 245, 8, null],
    ['light grey', 254, 7, 7],
    ['white', 231, 15, 7],
    ['nearly black', 233, 0, 0],
    ['bright red by name', 9, 9, 1],
  ])('keeps %s (%i) a colour of its kind with 16 and with 8', (_, colour, with16, with8) => {
    expect([reduced(colour, 256), reduced(colour, 16), reduced(colour, 8)]).toEqual([colour, with16, with8]);
  });
});
