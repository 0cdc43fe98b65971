import { cellWidth, toCells } from '../views/cells.js';
import type { Line, Role } from '../views/text.js';
import { type Canvas, createProgram, createScreen, type Program, type Row, Tput } from './blessed.js';
import { hasChart, withCharts, withoutCharts } from './charts.js';
import { contrib, isContribLoaded } from './contrib.js';
import { KeyInput, MOUSE_OFF, MOUSE_ON } from './key-input.js';
import { keyName, type RawKey } from './key-name.js';
import { Themes } from './own-themes.js';
import { FALLBACK_STRINGS, readableTerminfo, USED_CAPABILITIES } from './terminfo.js';
import { attributesOf, type Theme } from './theme.js';
import { fitting } from './themes.js';
import { terminalTraits } from './traits.js';

interface ScreenOptions {
  /** Name of a theme; `auto` or an unknown one is `mono` where the terminal has no colours or NO_COLOR is set, else the first. */
  theme: string;
  /** Those to choose from; by default those that come with the program. */
  themes?: Themes;
  /** Rows are painted in ASCII only; null: where the terminal or the locale shows nothing else. */
  ascii: boolean | null;
  /** The terminal; by default the process's own. */
  input?: NodeJS.ReadStream;
  output?: NodeJS.WriteStream;
  env?: Readonly<Record<string, string | undefined>>;
}

const FALLBACK_TERM = 'xterm-256color';
/** A terminal that is being dragged to a new size says so dozens of times: it is redrawn when it has come to rest. */
const RESIZE_MS = 100;
/** After the first frame that has charts. */
const CHARTS_MS = 100;
/** A pty that was never told its size. */
const UNSIZED = { columns: 80, rows: 24 };

/**
 * The terminal: the only place that knows blessed. It shows rows of spans, tells keys by name, and gives the terminal
 * back as it was. Rows that did not change cost nothing; of those that did, only the changed cells are written.
 */
export class Screen {
  /** Whether rows have to be in ASCII. */
  readonly ascii: boolean;
  readonly #themes: Themes;
  readonly #keys: KeyInput;
  readonly #program: Program;
  readonly #canvas: Canvas;
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WriteStream;
  #theme: Theme;
  #attributes: Record<Role, number>;
  #painted: string[] = [];
  #destroyed = false;
  #isLent = false;
  /** What was painted, to find what a click meets. */
  #rows: readonly Line[] = [];
  #hasMouse = false;
  #loading: NodeJS.Timeout | null = null;

  /** Takes the terminal over: alternate screen, cursor hidden; raw mode from the first `onKey` on. */
  constructor(options: ScreenOptions) {
    const { input = process.stdin, output = process.stdout, env = process.env } = options;
    const traits = terminalTraits(env);
    this.ascii = options.ascii ?? traits.ascii;
    this.#themes = options.themes ?? new Themes(null);
    this.#theme = this.#themes.pick(options.theme, traits.mono);
    teachTerminfo();
    this.#keys = new KeyInput(input);
    this.#program = openProgram(this.#keys, output, env.TERM ?? FALLBACK_TERM, this.ascii);
    this.#attributes = this.#attributesNow();
    this.#canvas = createScreen({ program: this.#program, resizeTimeout: RESIZE_MS });
    this.#input = input;
    this.#output = output;
    // A terminal that is gone must not turn the farewell into a crash.
    output.on('error', () => undefined);
  }

  /** Names of the themes to choose from. */
  get themes(): readonly string[] {
    return this.#themes.names;
  }

  /** Name of the theme in use. */
  get theme(): string {
    return this.#theme.name;
  }

  get size(): { width: number; height: number } {
    return { width: this.#canvas.cols, height: this.#canvas.rows };
  }

  /** Colours that the terminal has, as its terminfo says. */
  get colours(): number {
    return this.#program.tput.colors;
  }

  /** Shows these rows; what they do not fill is blank. Writes nothing where nothing changed. */
  paint(rows: readonly Line[]): void {
    if (this.#destroyed || this.#isLent) return;
    this.#rows = rows;
    const { lines } = this.#canvas;
    const shown = this.#drawn(rows);
    for (const [y, target] of lines.entries()) {
      const row = shown[y] ?? [];
      const key = row.map((s) => `${s.role}\u0000${s.text}\u0000`).join('');
      if (key === this.#painted[y]) continue;
      this.#painted[y] = key;
      this.#fill(target, this.#canvas.olines[y] ?? target, row);
    }
    this.#canvas.draw(0, lines.length - 1);
  }

  /** The first charts come a moment after what stands around them: they have to be loaded, and no frame waits for that. */
  #drawn(rows: readonly Line[]): Line[] {
    if (isContribLoaded() || !hasChart(rows)) return withCharts(rows);
    this.#loading ??= setTimeout(() => {
      contrib();
      this.paint(this.#rows);
    }, CHARTS_MS);
    return withoutCharts(rows);
  }

  /** Puts a row's cells where blessed compares them with what the terminal shows. */
  #fill(target: Row, shown: Row, row: Line): void {
    let x = 0;
    for (const { text, role } of row) {
      const attribute = this.#attributes[role];
      for (const ch of toCells(text)) {
        const cell = target[x];
        const old = shown[x];
        if (cell === undefined || old === undefined) break;
        // The second half of a wide character: drawn with the first, so it has to be due whenever that is.
        if (ch === '' && shown[x - 1]?.[1] !== target[x - 1]?.[1]) old[1] = '\u0000';
        cell[0] = attribute;
        cell[1] = ch;
        x++;
      }
    }
    const blank = this.#attributes.text;
    for (; x < target.length; x++) {
      const cell = target[x];
      if (cell === undefined) break;
      cell[0] = blank;
      cell[1] = ' ';
    }
    target.dirty = true;
  }

  /** Keys by name: the character itself, or `C-c`, `escape`, `enter`, `tab`, `S-tab`, `space`, `up`, `pageup` … */
  onKey(callback: (key: string) => void): void {
    this.#program.on('keypress', (ch: string | undefined, key: RawKey | undefined) => {
      const name = keyName(ch, key);
      if (name !== null) callback(name);
    });
    this.#keys.onMouse = (report) => {
      if (report.kind !== 'click') return callback(report.kind);
      const hit = hitAt(this.#rows[report.y], report.x);
      if (hit !== null) callback(`click:${hit}`);
    };
  }

  /** The mouse tells of clicks and its wheel as `click:WHAT` (`Span.hit`), `wheelup`, `wheeldown`; else the terminal has it. */
  setMouse(isOn: boolean): void {
    if (this.#destroyed || isOn === this.#hasMouse) return;
    this.#hasMouse = isOn;
    this.#program._write(isOn ? MOUSE_ON : MOUSE_OFF);
  }

  /** The terminal has a new size and is blank: paint again. */
  onResize(callback: () => void): void {
    this.#canvas.on('resize', () => {
      this.#painted = [];
      callback();
    });
  }

  /** The terminal went away: the connection was closed or lost. May be told more than once. */
  onGone(callback: () => void): void {
    this.#input.on('end', callback);
    this.#input.on('error', callback);
    this.#output.on('error', callback);
  }

  /** Paints with another theme from now on; an unknown name changes nothing. */
  setTheme(name: string): void {
    this.#theme = this.#themes.find(name) ?? this.#theme;
    this.#attributes = this.#attributesNow();
    this.#painted = [];
  }

  #attributesNow(): Record<Role, number> {
    return attributesOf(fitting(this.#theme, this.colours), this.colours);
  }

  /**
   * Reads the operator's own themes, and again whenever one is edited: the theme in use changes at once, and stays as
   * it was where its file broke or went away. `callback` gets the names that there are now and one line to show.
   */
  onThemes(callback: (change: { themes: readonly string[]; theme: string; notice?: string }) => void): void {
    this.#themes.watch(({ read, faults }) => {
      this.setTheme(this.theme);
      const notice = faults[0] ?? (read.includes(this.theme) ? `theme ${this.theme} was read` : undefined);
      callback({ themes: this.themes, theme: this.theme, ...(notice === undefined ? {} : { notice }) });
    });
  }

  /** Puts text into the clipboard of the terminal's owner (OSC 52), where the terminal allows it. */
  copy(text: string): void {
    if (!this.#destroyed) this.#program._write(`\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`);
  }

  /** The terminal's bell, as it is set up: a sound, a flash, or a mark on the window. */
  bell(): void {
    if (!this.#destroyed) this.#program._write('\u0007');
  }

  /** Gives the terminal back as it was. May be called again, and from a handler of exit. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#themes.stop();
    if (this.#loading !== null) clearTimeout(this.#loading);
    if (this.#hasMouse) this.#program._write(MOUSE_OFF);
    this.#canvas.destroy();
  }

  /** Lends the terminal back, as it was, to whoever stopped this process. */
  suspend(): void {
    if (this.#destroyed) return;
    this.#isLent = true;
    if (this.#hasMouse) this.#program._write(MOUSE_OFF);
    this.#canvas.leave();
    this.#keys.setRawMode(false);
  }

  /** Takes the terminal again, and has it painted as after a new size. */
  resume(): void {
    if (this.#destroyed) return;
    this.#isLent = false;
    this.#keys.setRawMode(true);
    this.#canvas.enter();
    if (this.#hasMouse) this.#program._write(MOUSE_ON);
    this.#canvas.emit('resize');
  }
}

/** What the cell at `x` of a painted row is about. */
function hitAt(row: Line | undefined, x: number): string | null {
  let hit: string | null = null;
  let from = 0;
  for (const s of row ?? []) {
    if (from > x) break;
    hit = s.hit ?? hit;
    from += cellWidth(s.text);
  }
  return hit;
}

let taught = false;
/** Lets blessed's parser see entries in the form it knows, keep only what is used of them, and do without any. */
function teachTerminfo(): void {
  if (taught) return;
  taught = true;
  const { prototype } = Tput;
  const parse = prototype.parseTerminfo;
  const read = prototype.readTerminfo;
  prototype.readTerminfo = function (term) {
    try {
      return read.call(this, term);
    } catch {
      const name = this.terminal;
      const colours = /256|alacritty|kitty|foot|wezterm|ghostty/.test(name) ? 256 : 8;
      return {
        name,
        names: [name],
        desc: '',
        bools: {},
        numbers: { max_colors: colours },
        strings: { ...FALLBACK_STRINGS },
      };
    }
  };
  prototype.parseTerminfo = function (data, file) {
    const info = parse.call(this, readableTerminfo(data), file);
    info.strings = Object.fromEntries(Object.entries(info.strings).filter(([name]) => USED_CAPABILITIES.has(name)));
    return info;
  };
}

function openProgram(input: KeyInput, output: NodeJS.WriteStream, term: string, ascii: boolean): Program {
  const open = (): Program =>
    createProgram({
      input,
      output,
      terminal: term,
      tput: true,
      buffer: true,
      zero: true,
      extended: false,
      forceUnicode: !ascii,
    });
  const program = withoutTmux(open);
  if (!output.columns || !output.rows) {
    program.cols = UNSIZED.columns;
    program.rows = UNSIZED.rows;
  }
  return program;
}

/** Inside tmux blessed starts `tmux -V` and waits for it, for the sake of a mouse that we never switch on. */
function withoutTmux<T>(make: () => T): T {
  const { TMUX } = process.env;
  delete process.env.TMUX;
  try {
    return make();
  } finally {
    if (TMUX !== undefined) process.env.TMUX = TMUX;
  }
}
