import { PassThrough } from 'node:stream';

/** An escape sequence that may go on: ESC alone, or the begin of what a cursor or function key or the mouse sends. */
const UNFINISHED = /\u001b(?:[[O][\d;]{0,16}|\[<[\d;]{0,16}|\[M[\s\S]{0,2})?$/;
/**
 * What a mouse sends (xterm's ctlseqs, Mouse Tracking): button, column and row in digits, M for a press; from terminals
 * that know no such form each as a byte 32 too large. The digits may be nonsense: they are no keys all the same.
 */
const REPORT = /\u001b\[(?:<([\d;]*)([Mm])?|M([\s\S]{3}))/;
/** Presses and the wheel (1000), in digits (1006). */
export const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
export const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';
const LEFT = 0;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;

/** Where the mouse was, cells and rows from 0. */
type MouseReport = { kind: 'wheelup' | 'wheeldown' } | { kind: 'click'; x: number; y: number };
/** How long the rest of a key may take to arrive; Esc itself is told after that time. */
const REST_MS = 40;

/**
 * The keyboard for blessed, which takes what arrives in one piece for whole keys: over a bad connection an arrow comes
 * in two, and would be read as Esc and two letters. Here the begin of a key waits for its rest.
 */
export class KeyInput extends PassThrough {
  readonly isTTY = true;
  readonly #tty: NodeJS.ReadStream;
  #held = '';
  #timer: NodeJS.Timeout | null = null;
  /** Told of what the mouse did, which is no key. */
  onMouse: (report: MouseReport) => void = () => undefined;

  constructor(tty: NodeJS.ReadStream) {
    super();
    this.#tty = tty;
  }

  get isRaw(): boolean {
    return this.#tty.isRaw;
  }

  /** Begins or ends to read the terminal, key by key. */
  setRawMode(raw: boolean): this {
    this.#tty.setRawMode?.(raw);
    if (raw) this.#tty.on('data', this.#take).resume();
    else this.#tty.off('data', this.#take).pause();
    return this;
  }

  readonly #take = (chunk: Buffer): void => {
    // One character a byte: the regular expression looks at ASCII, and no byte may change.
    const bytes = this.#held + chunk.toString('latin1');
    const at = bytes.search(UNFINISHED);
    this.#held = at < 0 ? '' : bytes.slice(at);
    this.#pass(at < 0 ? bytes : bytes.slice(0, at));
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = this.#held === '' ? null : setTimeout(this.#giveUp, REST_MS);
  };

  readonly #giveUp = (): void => {
    this.#timer = null;
    this.#pass(this.#held);
    this.#held = '';
  };

  /** Passes keys on, and tells of the mouse between them: blessed would drop the keys that come with a report. */
  #pass(bytes: string): void {
    let rest = bytes;
    for (let match = REPORT.exec(rest); match !== null; match = REPORT.exec(rest)) {
      this.#type(rest.slice(0, match.index));
      rest = rest.slice(match.index + match[0].length);
      const report = reported(match);
      if (report !== null) this.onMouse(report);
    }
    this.#type(rest);
  }

  #type(bytes: string): void {
    if (bytes !== '') this.write(Buffer.from(bytes, 'latin1'));
  }
}

/** What is told of a report: a press of the left button, or the wheel; null for all else. */
function reported([, digits = '', end, raw]: RegExpExecArray): MouseReport | null {
  const numbers = raw === undefined ? digits.split(';').map(Number) : [...raw].map((ch) => ch.charCodeAt(0) - 32);
  const [button, column = 0, row = 0] = numbers;
  if (numbers.length !== 3 || (raw === undefined && end !== 'M')) return null;
  if (button === WHEEL_UP) return { kind: 'wheelup' };
  if (button === WHEEL_DOWN) return { kind: 'wheeldown' };
  return button === LEFT ? { kind: 'click', x: column - 1, y: row - 1 } : null;
}
