/** One file a benchmark, one line in run.ts. */
export interface Benchmark {
  name: string;
  what: string;
  /** Prints its figures. Throws only when a result is wrong or a program is missing. */
  run(options: { quick: boolean }): Promise<void>;
}
