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
  /** A row of a chart, as wide as the text: what a terminal that can draw shows in place of the text. */
  chart?: { of: Chart; row: number };
  /** What a click on it, or on what follows it in its row, is about: `vips:3`; without a number a panel by itself. */
  hit?: string;
}

/** What is to be drawn, as plain values; null where nothing is known. */
export type Chart =
  | {
      kind: 'spark';
      width: number;
      role: Role /** Whole numbers from 0 to 7, one a cell. */;
      levels: readonly (number | null)[];
    }
  | {
      kind: 'line';
      width: number;
      height: number;
      /** From 0 to `max`, one value a place from left to right; the last series is drawn over the others. */
      series: readonly { values: readonly (number | null)[]; role: Role }[];
      max: number;
      /** Distance of the labels on the left, and how many places lie between those below; places count backwards. */
      step: number;
      every: number;
    };

/** One row of the screen, left to right; what a row does not fill stays blank. */
export type Line = Span[];

/** The row with what a click on it is about. */
export const aimed = (line: Line, hit: string): Line => line.map((s, i) => (i === 0 ? { ...s, hit } : s));

export const span = (text: string, role: Role = 'text'): Span => ({ text, role });
/** The text of a row without its roles: what tests and dumb terminals see. */
export const plain = (line: Line): string => line.map((s) => s.text).join('');
