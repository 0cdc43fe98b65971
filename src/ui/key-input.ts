import { PassThrough } from 'node:stream';

/** An escape sequence that may go on: ESC alone, or the begin of what a cursor or function key sends. */
const UNFINISHED = /\u001b(?:[[O][\d;]*)?$/;
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

  #pass(bytes: string): void {
    if (bytes !== '') this.write(Buffer.from(bytes, 'latin1'));
  }
}
