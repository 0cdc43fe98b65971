/** Below this a difference of clocks is the way through the kernel and the pipe, not a clock that is wrong; ms. */
const SAME_CLOCK_MS = 50;

/**
 * Turns the times of a live stream's own clock into the monitor's. The smallest delay between stamp and arrival is
 * taken for the difference of the clocks; it is forgotten slowly, so that a clock that drifts is followed.
 */
export class StreamClock {
  #offsetMs: number | null = null;

  /** Learns from data stamped `stampedAt` that arrived at `arrivedAt`; both ms. */
  arrived(stampedAt: number, arrivedAt: number): void {
    const delay = arrivedAt - stampedAt;
    this.#offsetMs =
      this.#offsetMs === null || delay < this.#offsetMs ? delay : this.#offsetMs + (delay - this.#offsetMs) * 0.001;
  }

  get known(): boolean {
    return this.#offsetMs !== null;
  }

  /** What to add to a stamp, ms. */
  get offsetMs(): number {
    return this.#offsetMs === null || Math.abs(this.#offsetMs) < SAME_CLOCK_MS ? 0 : this.#offsetMs;
  }
}
