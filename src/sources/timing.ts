/** Resolves after so many ms, or at once when the signal is aborted; never rejects. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Calls back when the signal is aborted, at once when it already is. @returns forgets the callback. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
  return () => signal.removeEventListener('abort', callback);
}

/** The promise's value, or `late` after so many ms. */
export async function within<T, L>(ms: number, promise: Promise<T>, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<L>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

export interface BackoffRange {
  firstMs: number;
  lastMs: number;
}

/** Waiting times between attempts: doubled up to the last, with ±20 % so that many nodes do not knock together. */
export class Backoff {
  readonly #range: BackoffRange;
  #next: number;
  constructor(range: BackoffRange) {
    this.#range = range;
    this.#next = range.firstMs;
  }

  /** ms to wait before the next attempt. */
  next(): number {
    const ms = this.#next * (0.8 + 0.4 * Math.random());
    this.#next = Math.min(this.#next * 2, this.#range.lastMs);
    return ms;
  }

  reset(): void {
    this.#next = this.#range.firstMs;
  }
}

export const DEFAULT_BACKOFF: BackoffRange = { firstMs: 500, lastMs: 5_000 };

/** Lets a few through at once and then one after another, so that many connections are not opened in one instant. */
export class Turnstile {
  readonly #everyMs: number;
  readonly #burst: number;
  /** When the one after those who have passed or wait would be due, ms of `performance.now`. */
  #due = Number.NEGATIVE_INFINITY;

  /** @param burst how many may pass at once after a quiet time. @param everyMs one more each so many ms. */
  constructor(burst: number, everyMs: number) {
    this.#burst = burst;
    this.#everyMs = everyMs;
  }

  /** Resolves when it is one's turn, or at once when the signal is aborted. */
  async pass(signal?: AbortSignal): Promise<void> {
    const now = performance.now();
    this.#due = Math.max(this.#due, now - this.#burst * this.#everyMs) + this.#everyMs;
    if (this.#due > now) await sleep(this.#due - now, signal);
  }
}
