/** What a `~SEQ` or `~LST` line unfolds to: the text, once for each step, with the step's definitions set before. */
interface Repeat {
  steps: [name: string, value: string][][];
  rest: string;
}

/** VRIDs, VLANs and ports make long sequences, but not longer than this. */
const MAX_STEPS = 65_536;

/**
 * `~SEQ(var, start, step, end) rest`, step and start optional, `~SEQx` for hexadecimal values (man keepalived.conf,
 * "Sequence blocks"). null when it is none or its numbers make no sequence.
 */
export function sequenceSteps(text: string): Repeat | null {
  const match = /^~SEQ(x?)[ \t]*\([ \t]*([A-Za-z_]\w*)[ \t]*,([^()]*)\)[ \t]*(.*)$/.exec(text);
  if (match === null) return null;
  const numbers = match[3]!.split(',').map((n) => (/^-?(0x[0-9a-f]+|\d+)$/i.test(n.trim()) ? toNumber(n.trim()) : NaN));
  if (numbers.length > 3 || numbers.some(Number.isNaN)) return null;
  const end = numbers.at(-1)!;
  const start = numbers.length > 1 ? numbers[0]! : end < 0 ? -1 : 1;
  const step = numbers.length > 2 ? numbers[1]! : end >= start ? 1 : -1;
  if (step === 0 || (end - start) / step < 0 || (end - start) / step >= MAX_STEPS) return null;
  const steps: Repeat['steps'] = [];
  for (let n = start; step > 0 ? n <= end : n >= end; n += step) {
    steps.push([[match[2]!, n.toString(match[1] === 'x' ? 16 : 10)]]);
  }
  return { steps, rest: match[4]! };
}

/** `~LST(var, a, b) rest` and `~LST({x, y}, {1, 2}, {3, 4}) rest` (man keepalived.conf, "List blocks"). */
export function listSteps(text: string): Repeat | null {
  const match = /^~LST[ \t]*\(([^()]*)\)[ \t]*(.*)$/.exec(text);
  if (match === null) return null;
  const items = [...match[1]!.matchAll(/\{([^{}]*)\}|[^,{}]+/g)]
    .map((m) => (m[1] ?? m[0]).split(',').map((v) => v.trim()))
    .filter((values) => values.some((v) => v !== ''));
  const names = items.shift();
  if (names === undefined || items.length === 0 || !names.every((n) => /^[A-Za-z_]\w*$/.test(n))) return null;
  return { steps: items.map((values) => names.map((n, i) => [n, values[i] ?? ''])), rest: match[2]! };
}

function toNumber(text: string): number {
  return text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
}
