/** What a piece of text means; a theme gives each role its colours, and monochrome themes their attributes. */
export const ROLES = [
  'text',
  'dim',
  'strong',
  'accent',
  'title',
  'border',
  'selected',
  'key',
  'init',
  'backup',
  'master',
  'fault',
  'stopped',
  'unknown',
  'ok',
  'info',
  'warning',
  'critical',
  'stale',
] as const;
export type Role = (typeof ROLES)[number];

export interface Span {
  text: string;
  role: Role;
}

/** One row of the screen, left to right; what a row does not fill stays blank. */
export type Line = Span[];

export const span = (text: string, role: Role = 'text'): Span => ({ text, role });
/** The text of a row without its roles: what tests and dumb terminals see. */
export const plain = (line: Line): string => line.map((s) => s.text).join('');
