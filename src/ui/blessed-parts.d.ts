// The parts of blessed that are loaded one by one (the whole package costs 15 ms more at start), with what its types leave out.
declare module 'blessed/lib/widgets/screen.js' {
  import type { Widgets } from 'blessed';

  namespace createScreen {
    /** A row of cells: attribute (flags << 18 | foreground << 9 | background) and character. `draw` looks at dirty rows only. */
    type Row = [attribute: number, character: string][] & { dirty: boolean };
    type Canvas = Widgets.Screen & { lines: Row[]; olines: Row[]; cols: number; rows: number };
  }
  function createScreen(options: Widgets.IScreenOptions & { program: unknown }): createScreen.Canvas;
  export = createScreen;
}
declare module 'blessed/lib/program.js' {
  import type { BlessedProgram, Widgets } from 'blessed';

  function createProgram(
    options: Omit<Widgets.IScreenOptions, 'tput'> & {
      tput: boolean;
      buffer: boolean;
      zero: boolean;
      extended: boolean;
    },
  ): BlessedProgram & { _write(text: string): void; tput: { colors: number } };
  export = createProgram;
}
declare module 'blessed/lib/tput.js' {
  interface Terminfo {
    name: string;
    names: string[];
    desc: string;
    bools: Record<string, boolean>;
    numbers: Record<string, number>;
    strings: Record<string, string>;
  }
  interface Prototype {
    terminal: string;
    readTerminfo(term?: string): Terminfo;
    parseTerminfo(data: Buffer, file: string): Terminfo;
  }
  const Tput: { prototype: Prototype };
  export = Tput;
}
