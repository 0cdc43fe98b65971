import { createRequire } from 'node:module';
import type { BlessedProgram, Widgets } from 'blessed';

// The parts of blessed that are used, with what its types leave out. They are required, not imported, and one by one:
// Node reads every CommonJS file that a module imports twice, to find its names (25 ms for these), and the whole
// package costs 15 ms more.
const require = createRequire(import.meta.url);

/** A row of cells: attribute (flags << 18 | foreground << 9 | background) and character. `draw` looks at dirty rows only. */
export type Row = [attribute: number, character: string][] & { dirty: boolean };
/** `lines` is what is to be shown, `olines` what the terminal shows. */
export type Canvas = Widgets.Screen & {
  lines: Row[];
  olines: Row[];
  cols: number;
  rows: number;
  enter(): void;
  leave(): void;
};
export type Program = BlessedProgram & { _write(text: string): void; tput: { colors: number } };

interface ProgramOptions {
  input: NodeJS.ReadableStream;
  output: NodeJS.WriteStream;
  terminal: string;
  tput: true;
  buffer: true;
  zero: true;
  extended: false;
  forceUnicode: boolean;
}

interface Terminfo {
  name: string;
  names: string[];
  desc: string;
  bools: Record<string, boolean>;
  numbers: Record<string, number>;
  strings: Record<string, string>;
}

interface TputPrototype {
  terminal: string;
  readTerminfo(term?: string): Terminfo;
  parseTerminfo(data: Buffer, file: string): Terminfo;
}

export const Tput: { prototype: TputPrototype } = require('blessed/lib/tput.js');
export const createProgram: (options: ProgramOptions) => Program = require('blessed/lib/program.js');
export const createScreen: (options: {
  program: Program;
  resizeTimeout: number;
}) => Canvas = require('blessed/lib/widgets/screen.js');
