/** Something that will happen; `cancelled` may be set until it did. */
export interface Appointment {
  readonly at: number;
  cancelled: boolean;
}

interface Entry extends Appointment {
  readonly order: number;
  readonly act: () => void;
}

/**
 * The clock of a discrete event simulation: a heap of things to happen, ordered by time (ms since 1970 UTC with a
 * fraction) and, at the same time, by the order in which they were asked for. Nothing happens but in `runUntil`.
 */
export class Agenda {
  private readonly heap: Entry[] = [];
  private asked = 0;

  constructor(public now: number) {}

  /** Asks for `act` in `ms` milliseconds of virtual time (never in the past). */
  after(ms: number, act: () => void): Appointment {
    const entry: Entry = { at: this.now + Math.max(0, ms), order: this.asked++, act, cancelled: false };
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
    return entry;
  }

  /** When the next thing happens; null when nothing ever will. */
  nextAt(): number | null {
    while (this.heap[0]?.cancelled) this.take();
    return this.heap[0]?.at ?? null;
  }

  /** Lets everything up to and including `until` happen, and leaves the clock there. */
  runUntil(until: number): void {
    for (let at = this.nextAt(); at !== null && at <= until; at = this.nextAt()) {
      const entry = this.take();
      this.now = entry.at;
      entry.act();
    }
    if (until > this.now) this.now = until;
  }

  private take(): Entry {
    const first = this.heap[0]!;
    const last = this.heap.pop()!;
    if (this.heap.length > 0) {
      this.heap[0] = last;
      this.sink(0);
    }
    return first;
  }

  private rise(index: number): void {
    for (let i = index; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.before(i, parent)) return;
      this.swap(i, parent);
      i = parent;
    }
  }

  private sink(index: number): void {
    for (let i = index; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < this.heap.length && this.before(child, least)) least = child;
      if (least === i) return;
      this.swap(i, least);
      i = least;
    }
  }

  private before(i: number, j: number): boolean {
    const a = this.heap[i]!;
    const b = this.heap[j]!;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  private swap(i: number, j: number): void {
    const entry = this.heap[i]!;
    this.heap[i] = this.heap[j]!;
    this.heap[j] = entry;
  }
}
