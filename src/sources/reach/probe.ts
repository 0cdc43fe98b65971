/** Asks one virtual IP from this machine many times a second, until it is stopped. */
export interface ReachProbe {
  vip: string;
  /** What it asks by, in words: `ping`, `TCP 3306`. */
  by: string;
  /** Time between two questions, ms. */
  everyMs: number;
  /** When answers came, ms since 1970, in order. */
  answers: number[];
  /** Why it tells nothing, or less than was asked for; '' = nothing to say. */
  note: string;
  /** Whether it asks at all. */
  works: boolean;
  stop(): void;
}

/** How often a virtual IP is asked, ms. */
export const PROBE_MS = 50;
