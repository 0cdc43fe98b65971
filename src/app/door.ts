import type { Input, InputBody } from '../model/input.js';
import type { Sink } from '../sources/index.js';
import { now } from './clock.js';
import { Prologue } from './prologue.js';

/** Time passes for the model this often, ms. */
const TICK_MS = 250;

/** Takes secrets out of what came in; the same text or bytes come out where there were none. */
export interface Redact {
  redact(body: InputBody): InputBody;
}

/**
 * The one door through which everything from outside comes: it numbers and dates each input, takes the secrets out,
 * and hands it on, to the recording first and then to whoever decodes it.
 */
export class Door {
  readonly #redactor: Redact;
  readonly #onInput: (input: Input) => void;
  #record: ((input: Input) => void) | null = null;
  readonly #prologue = new Prologue();
  #seq = 0;

  constructor(redactor: Redact, onInput: (input: Input) => void) {
    this.#redactor = redactor;
    this.#onInput = onInput;
  }

  /** A source's sink. `at` is given only where the source knows the time better than the moment of arrival. */
  readonly push: Sink = (body, at) => {
    const input: Input = { ...this.#redactor.redact(body), seq: ++this.#seq, at: at ?? now() };
    this.#prologue.add(input);
    this.#record?.(input);
    this.#onInput(input);
  };

  /** Lets time pass for the model until the function it gives is called. */
  startTicking(): () => void {
    const ticking = setInterval(() => this.push({ kind: 'tick' }), TICK_MS);
    return () => clearInterval(ticking);
  }

  /** From now on every input is also given to `record`, after what it needs to be understood; null ends it. */
  recordTo(record: ((input: Input) => void) | null): void {
    if (record !== null) for (const input of this.#prologue.inputs()) record(input);
    this.#record = record;
  }
}
