import { readFileSync } from 'node:fs';

/** The parts of `vrrptop report --format json` that a benchmark compares with what it generated. */
interface Report {
  sources: { records: number; matched: number; undecodable: number }[];
  virtualRouters: { vrid: number | null; tenures: { node: string; address: string | null }[] }[];
  failovers: { vrid: number | null; from: string | null; to: string | null }[];
  transitions: { to: string; node: string }[];
}

export const reportOf = (file: string): Report => JSON.parse(readFileSync(file, 'utf8')) as Report;

/** A fast wrong answer is worth nothing: this is the one thing for which a benchmark fails. */
export function mustBe(what: string, got: unknown, want: unknown): void {
  if (JSON.stringify(got) === JSON.stringify(want)) return;
  throw new Error(
    `wrong result: ${what} is ${JSON.stringify(got)?.slice(0, 300)}, want ${JSON.stringify(want)?.slice(0, 300)}`,
  );
}
