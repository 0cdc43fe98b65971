import { describe, expect, it } from 'vitest';
import type { SimCommand } from '../../../src/sources/simulator/lan.js';
import { type Line, logLines, play, recording } from './stage.js';

// recorded/*.txt: two keepalived 2.2.7 with -D and a tracked script in network namespaces, driven by the same commands.

/** Messages whose number and order do not depend on the phase of the adverts. */
const FIRM =
  /Entering|Receive advertisement timeout|sent 0 priority|received priority 0|Master received advert|now returning|VRRP_Script|^Stopp|VIPs/;

/** A simulated machine needs 2 s to boot; the recorded one had keepalived started at once. */
const EARLIER: Record<string, number> = { 'power-on': 2, 'script-fail': 0.1 };

const commandOf = (line: Line): { s: number; command: SimCommand } => {
  const s = line.s - (EARLIER[line.text] ?? 0);
  if (line.text === 'hang') return { s, command: { node: line.node, do: 'hang', seconds: 8 } };
  return { s, command: { node: line.node, do: line.text } as SimCommand };
};

/** By node and instance, because two instances on one node know nothing of each other. */
function threads(lines: readonly Line[]): Map<string, Line[]> {
  const map = new Map<string, Line[]>();
  for (const line of lines) {
    if (!FIRM.test(line.text)) continue;
    const key = `${line.node} ${/^\((\w+)\)/.exec(line.text)?.[1] ?? ''}`;
    map.set(key, [...(map.get(key) ?? []), line]);
  }
  return map;
}

const textOf = (line: Line): string => line.text.replace(/^Stopped - used.*/, 'Stopped - used');

describe.each([
  { name: 'v2', options: {}, intervalS: 1 },
  { name: 'nopreempt', options: { nopreempt: true }, intervalS: 1 },
  { name: 'v3', options: { v3: true }, intervalS: 0.5 },
])('what keepalived 2.2.7 logged ($name)', ({ name, options, intervalS }) => {
  const real = recording(name);
  const { taken } = play(options, real.commands.map(commandOf), 5);
  const simulated = threads(logLines(taken));
  const recorded = threads(real.lines);

  it('the recording is a full one', () => {
    expect(real.commands).toHaveLength(24);
    expect([...recorded.values()].flat().length).toBeGreaterThan(120);
  });

  it('has the same lines in the same order', () => {
    expect([...simulated.keys()].sort()).toEqual([...recorded.keys()].sort());
    for (const [key, lines] of recorded) expect(simulated.get(key)!.map(textOf), key).toEqual(lines.map(textOf));
  });

  it('has them at the same times', () => {
    const apart: number[] = [];
    for (const [key, lines] of recorded) {
      lines.forEach((line, i) => {
        const twin = simulated.get(key)![i]!;
        const wroteLate = twin.s - line.s > intervalS + 0.1;
        // What a node wrote while it could not be reached arrives later, but bears its own time.
        const cutOff = (line.s > 47 && line.s < 58.5) || (line.s > 90 && line.s < 101.5);
        if (wroteLate) expect(cutOff, `${key} ${line.s} ${line.text}, simulated at ${twin.s}`).toBe(true);
        else apart.push(Math.abs(twin.s - line.s));
      });
    }
    apart.sort((a, b) => a - b);
    // The phase of the adverts, which nothing fixes, may move a timeout by up to one interval.
    expect(apart.at(-1)).toBeLessThan(intervalS + 0.1);
    expect(apart[Math.floor(apart.length * 0.8)]).toBeLessThan(0.1);
  });
});
