import { ROLES, type Role } from '../views/text.js';
import { COLOUR_NAMES, nearestIndex, reduced, rgbOfHex } from './palette.js';

const FLAGS = { bold: 1, underline: 2, inverse: 8 } as const;
/** blessed's number for "the terminal's own colour". */
export const OWN = 0x1ff;

interface Style {
  /** Of the 256; left out it is the terminal's own. */
  fg?: number;
  bg?: number;
  bold?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

export interface Theme {
  /** The name of its file. */
  name: string;
  /** What it is made for, where it does not bring its own background. */
  ground: 'dark' | 'light';
  /** Colours of all roles that name no other, and of what is blank. */
  base: Style;
  styles: Record<Role, Style>;
}

/** What is wrong with a theme, and where: the keys that lead there. `atKey`: the key itself, not its value. */
export interface ThemeFault {
  error: string;
  path: readonly string[];
  atKey?: true;
}

const COLOUR = 'a colour is a name of the sixteen, a number from 0 to 255 or "#rrggbb"';
const isRole = (text: string): text is Role => ROLES.some((role) => role === text);

/**
 * Checks a theme as read from JSON; themes/schema.json says the same in the language of editors.
 * @param named finds the themes that it may extend.
 * @returns the theme, or the first thing that is wrong.
 */
export function parseTheme(
  name: string,
  value: unknown,
  named: (name: string) => Theme | undefined = () => undefined,
): { theme: Theme } | ThemeFault {
  if (!isRecord(value)) return { error: 'a theme is an object with roles', path: [] };
  const { $schema, extends: parentName, ground, base, roles, ...rest } = value;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined)
    return { error: `there is no key ${unknown}, only extends, ground, base, roles`, path: [unknown], atKey: true };
  if ($schema !== undefined && typeof $schema !== 'string') return { error: '$schema is a text', path: ['$schema'] };
  const parent = typeof parentName === 'string' ? named(parentName) : undefined;
  if (parentName !== undefined && parent === undefined)
    return { error: 'extends names a theme that comes with vrrptop', path: ['extends'] };
  if (ground !== undefined && ground !== 'dark' && ground !== 'light')
    return { error: 'ground is "dark" or "light"', path: ['ground'] };
  if (!isRecord(roles)) return { error: 'roles is an object', path: ['roles'] };

  const ownBase = base === undefined ? {} : readStyle(base, ['base'], ['fg', 'bg']);
  if ('error' in ownBase) return ownBase;
  const own: Partial<Record<Role, Style>> = {};
  for (const [role, value] of Object.entries(roles)) {
    if (!isRole(role)) return { error: `there is no role ${role}`, path: ['roles', role], atKey: true };
    const style = readStyle(value, ['roles', role], ['fg', 'bg', 'bold', 'underline', 'inverse']);
    if ('error' in style) return style;
    own[role] = style;
  }
  const missing = parent === undefined ? ROLES.find((role) => own[role] === undefined) : undefined;
  if (missing !== undefined)
    return { error: `role ${missing} is missing, and there is no "extends" to take it from`, path: ['roles'] };
  const styles = Object.fromEntries(ROLES.map((role) => [role, { ...parent?.styles[role], ...own[role] }]));
  return {
    theme: {
      name,
      ground: ground ?? parent?.ground ?? 'dark',
      base: { ...parent?.base, ...ownBase },
      styles: styles as Record<Role, Style>,
    },
  };
}

function readStyle(value: unknown, path: string[], keys: readonly string[]): Style | ThemeFault {
  if (!isRecord(value)) return { error: `${path.at(-1)} is an object`, path };
  const style: Record<string, number | boolean> = {};
  for (const [key, setting] of Object.entries(value)) {
    const at = [...path, key];
    if (!keys.includes(key)) return { error: `there is no ${key}, only ${keys.join(', ')}`, path: at, atKey: true };
    if (key in FLAGS) {
      if (typeof setting !== 'boolean') return { error: `${key} is true or false`, path: at };
      style[key] = setting;
    } else {
      const colour = readColour(setting);
      if (colour === null) return { error: COLOUR, path: at };
      style[key] = colour;
    }
  }
  return style;
}

function readColour(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 255 ? value : null;
  if (typeof value !== 'string') return null;
  const rgb = rgbOfHex(value);
  const index = COLOUR_NAMES.indexOf(value);
  return rgb !== null ? nearestIndex(rgb) : index < 0 ? null : index;
}

/**
 * blessed's attribute for each role: flags << 18 | foreground << 9 | background.
 * @param colours how many the terminal has. With fewer than 256 hues stay what they are; a background that cannot be
 *   told from the ground any more becomes inverse.
 */
export function attributesOf(theme: Theme, colours: number): Record<Role, number> {
  const shown = (colour: number | undefined): number =>
    colour === undefined ? OWN : (reduced(colour, colours) ?? OWN);
  const ground = shown(theme.base.bg);
  const attributes = ROLES.map((role): [Role, number] => {
    const { fg, bg, bold, underline, inverse }: Style = { ...theme.base, ...theme.styles[role] };
    const back = shown(bg);
    const isLost = back === ground && bg !== theme.base.bg;
    const front = isLost || shown(fg) === back ? shown(theme.base.fg) : shown(fg);
    const flags = (bold ? FLAGS.bold : 0) | (underline ? FLAGS.underline : 0) | (inverse || isLost ? FLAGS.inverse : 0);
    return [role, (flags << 18) | (front << 9) | back];
  });
  return Object.fromEntries(attributes) as Record<Role, number>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
