import { readFileSync } from 'node:fs';
import type { InputBody } from '../../../src/model/input.js';
import { Lan, type LanOptions, type SimCommand } from '../../../src/sources/simulator/lan.js';

/** 2026-11-23 14:45:40 UTC: when keepalived 2.2.7 was recorded with the same commands. */
export const T0 = 1_795_445_140_000;

export interface Taken {
  at: number;
  body: InputBody;
}

export interface Line {
  /** Seconds after the first command. */
  s: number;
  node: string;
  text: string;
}

/** A recording of the real daemon: `<seconds> <node> <message>`, commands marked with `!`. */
export function recording(name: string): { commands: (Line & { text: string })[]; lines: Line[] } {
  const all = readFileSync(new URL(`recorded/${name}.txt`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const match = /^ *(\d+\.\d+) (\S+) (.*)$/.exec(line)!;
      return { s: Number(match[1]), node: match[2]!, text: match[3]! };
    });
  const isCommand = (line: Line): boolean => line.text.startsWith('! ');
  return {
    commands: all.filter(isCommand).map((line) => ({ ...line, text: line.text.slice(2) })),
    lines: all.filter((line) => !isCommand(line)),
  };
}

/** Runs a Lan through commands at their seconds, and `forSeconds` on after the last. */
export function play(
  options: Partial<LanOptions>,
  commands: readonly { s: number; command: SimCommand }[],
  forSeconds: number,
): { taken: Taken[]; lan: Lan } {
  const taken: Taken[] = [];
  const lan = new Lan({ startAt: T0 - 2000, seed: 1, ...options }, (at, body) => taken.push({ at, body }));
  let s = 0;
  for (const next of commands) {
    s = next.s;
    lan.advanceTo(T0 + s * 1000);
    lan.command(next.command);
  }
  lan.advanceTo(T0 + (s + forSeconds) * 1000);
  return { taken, lan };
}

/** The text of all that came through one kind of input from one node, each whole line with the time it came. */
export function logLines(taken: readonly Taken[]): (Line & { head: string })[] {
  return taken.flatMap(({ at, body }) =>
    body.kind !== 'log'
      ? []
      : body.bytes
          .toString('utf8')
          .trimEnd()
          .split('\n')
          .map((line) => {
            const [, head, text] = /^(.*?\]): (.*)$/.exec(line)!;
            return { s: (at - T0) / 1000, node: body.node, head: head!, text: text! };
          }),
  );
}

export function captureOf(taken: readonly Taken[]): Buffer {
  return Buffer.concat(taken.flatMap(({ body }) => (body.kind === 'capture' ? [body.bytes] : [])));
}
