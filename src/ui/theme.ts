import { ROLES, type Role } from '../views/text.js';

/** The sixteen colours every terminal names, in the order of their numbers. */
const COLOURS = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'bright-black',
  'bright-red',
  'bright-green',
  'bright-yellow',
  'bright-blue',
  'bright-magenta',
  'bright-cyan',
  'bright-white',
];

const FLAGS = { bold: 1, underline: 2, inverse: 8 } as const;
/** blessed's number for "the terminal's own colour". */
const OWN = 0x1ff;

export interface Theme {
  name: string;
  /** blessed's attribute for each role: flags << 18 | foreground << 9 | background. */
  attributes: Record<Role, number>;
}

/**
 * Checks a theme as read from JSON: `{ "name", "roles": { role: { "fg", "bg", "bold", "underline", "inverse" } } }`.
 * A colour is a name of the sixteen, or a number of the 256; left out it is the terminal's own.
 * @returns the theme, or what is wrong with which role.
 */
export function parseTheme(value: unknown): { theme: Theme } | { error: string } {
  if (!isRecord(value) || typeof value.name !== 'string' || !isRecord(value.roles))
    return { error: 'a theme has a name and roles' };
  const { name, roles } = value;
  const unknown = Object.keys(roles).find((role) => !ROLES.some((known) => known === role));
  if (unknown !== undefined) return { error: `${name}: there is no role ${unknown}` };
  const attributes: Partial<Record<Role, number>> = {};
  for (const role of ROLES) {
    const style = roles[role];
    if (!isRecord(style)) return { error: `${name}: role ${role} is missing` };
    const attribute = attributeOf(style);
    if (typeof attribute === 'string') return { error: `${name}: role ${role}: ${attribute}` };
    attributes[role] = attribute;
  }
  return { theme: { name, attributes: attributes as Record<Role, number> } };
}

function attributeOf(style: Record<string, unknown>): number | string {
  const { fg, bg, ...flags } = style;
  const [front, back] = [colourOf(fg), colourOf(bg)];
  if (front === null || back === null) return 'a colour is one of the sixteen names or a number from 0 to 255';
  let bits = 0;
  for (const [flag, on] of Object.entries(flags)) {
    if (!(flag in FLAGS) || typeof on !== 'boolean')
      return `${flag} is not bold, underline or inverse with true or false`;
    if (on) bits |= FLAGS[flag as keyof typeof FLAGS];
  }
  return (bits << 18) | (front << 9) | back;
}

function colourOf(value: unknown): number | null {
  if (value === undefined) return OWN;
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 255 ? value : null;
  const index = typeof value === 'string' ? COLOURS.indexOf(value) : -1;
  return index < 0 ? null : index;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
