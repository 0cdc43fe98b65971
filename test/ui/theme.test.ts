import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTheme } from '../../src/ui/theme.js';
import { THEME_FILES, THEME_NAMES, THEMES } from '../../src/ui/themes.js';
import { ROLES } from '../../src/views/text.js';

const OWN = 0x1ff;
const roles = Object.fromEntries(ROLES.map((role) => [role, {}]));

describe('themes', () => {
  it('has a line in the registry for each file, by its name', () => {
    const files = readdirSync(new URL('../../themes/', import.meta.url)).map((f) => f.replace('.json', ''));
    expect([...THEME_NAMES].sort()).toEqual(files.sort());
    expect(THEME_FILES.length).toBeGreaterThan(4);
  });

  it.each(THEMES.map((t) => [t.name, t] as const))(
    '%s defines each role, and tells the loud from the quiet',
    (_, { attributes }) => {
      expect(Object.keys(attributes).sort()).toEqual([...ROLES].sort());
      expect(new Set([attributes.text, attributes.master, attributes.critical, attributes.warning]).size).toBe(4);
      expect(attributes.critical).not.toBe(attributes.fault);
    },
  );

  it('has a theme without any colour', () => {
    const mono = THEMES.find((t) => t.name === 'mono');
    for (const attribute of Object.values(mono?.attributes ?? { none: 0 }))
      expect(attribute & 0x3ffff).toBe((OWN << 9) | OWN);
  });

  it('reads colours and attributes', () => {
    const parsed = parseTheme({
      name: 'x',
      roles: { ...roles, ok: { fg: 'green', bg: 236, bold: true, underline: false } },
    });
    expect('theme' in parsed && parsed.theme.attributes.ok).toBe((1 << 18) | (2 << 9) | 236);
  });

  it.each([
    [null, 'a theme has a name and roles'],
    [{ name: 'x' }, 'a theme has a name and roles'],
    [{ name: 'x', roles: { ...roles, loud: {} } }, 'x: there is no role loud'],
    [{ name: 'x', roles: { text: {} } }, 'x: role dim is missing'],
    [{ name: 'x', roles: { ...roles, ok: { fg: 'pink' } } }, 'x: role ok: a colour is'],
    [{ name: 'x', roles: { ...roles, ok: { bg: 256 } } }, 'x: role ok: a colour is'],
    [{ name: 'x', roles: { ...roles, ok: { blink: true } } }, 'x: role ok: blink is not'],
    [{ name: 'x', roles: { ...roles, ok: { bold: 1 } } }, 'x: role ok: bold is not'],
  ])('rejects %j', (value, expected) => {
    const parsed = parseTheme(value);
    expect('error' in parsed && parsed.error).toContain(expected);
  });
});
