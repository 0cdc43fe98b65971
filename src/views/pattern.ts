import { type Edge, isWord, type Node, Parser, type Test } from './pattern-parser.js';

export interface Matcher {
  matches(text: string): boolean;
  /** Pattern and texts fit each other so badly that no more is looked at: `matches` is false from then on. */
  readonly isSpent: boolean;
}
type Compiled = { ok: true; matcher: Matcher } | { ok: false; reason: string };

/** Longest pattern, and how much of a line is looked at, in UTF-16 code units. */
export const MAX_PATTERN = 100;
const MAX_LOOKED_AT = 1024;
/** `(x{50}){50}` unfolds to more than this. */
const MAX_STEPS = 2000;

/** `next` are the steps after this one: two for a fork. */
type Step =
  | { kind: 'char'; test: Test; next: number }
  | { kind: 'fork'; next: number; other: number }
  | { kind: 'edge'; edge: Edge; next: number }
  | { kind: 'done' };

/**
 * A regular expression in linear time. JavaScript's own can be made to run for years by a pattern and a line that fit each
 * other badly, and the lines come from outside; here all the ways through a pattern are followed at once, so that a line
 * costs at most its length times the pattern's, mostly far less. The syntax is JavaScript's without back references,
 * look-around and named groups. A pattern without a capital letter matches without regard to case.
 * @returns what matches, or why the pattern is none. Never throws.
 */
export function compile(pattern: string): Compiled {
  if (pattern.length > MAX_PATTERN) return { ok: false, reason: `longer than ${MAX_PATTERN} characters` };
  const letters = pattern.replaceAll(/\\./g, '');
  const ignoresCase = letters === letters.toLowerCase();
  const parser = new Parser(pattern);
  const tree = parser.either(0);
  const reason = parser.error ?? (parser.atEnd ? null : 'a ) too many');
  if (reason !== null) return { ok: false, reason };
  const steps: Step[] = [{ kind: 'done' }];
  const start = emit(steps, tree, 0);
  if (steps.length > MAX_STEPS) return { ok: false, reason: 'repeats too much' };
  return { ok: true, matcher: new Runner(steps, start, ignoresCase) };
}

/** Appends the steps of `node`, which go on at `next`; @returns where they begin. From the end on, so that `next` is known. */
function emit(steps: Step[], node: Node, next: number): number {
  if (steps.length > MAX_STEPS) return 0;
  switch (node.kind) {
    case 'char':
      return steps.push({ kind: 'char', test: node.test, next }) - 1;
    case 'edge':
      return steps.push({ kind: 'edge', edge: node.edge, next }) - 1;
    case 'sequence':
      return node.items.reduceRight((after, item) => emit(steps, item, after), next);
    case 'either':
      return node.options
        .map((option) => emit(steps, option, next))
        .reduce((all, option) => steps.push({ kind: 'fork', next: all, other: option }) - 1);
    case 'repeat':
      return emitRepeat(steps, node.item, node.min, node.max, next);
  }
}

function emitRepeat(steps: Step[], item: Node, min: number, max: number, next: number): number {
  let start = next;
  if (max === Number.POSITIVE_INFINITY) {
    const loop: Step = { kind: 'fork', next, other: 0 };
    start = steps.push(loop) - 1;
    loop.other = emit(steps, item, start);
  }
  for (let i = min; i < max && max !== Number.POSITIVE_INFINITY; i++) {
    start = steps.push({ kind: 'fork', next, other: emit(steps, item, start) }) - 1;
  }
  for (let i = 0; i < min; i++) start = emit(steps, item, start);
  return start;
}

/** Characters whose successors are remembered; the others are worked out each time. */
const REMEMBERED = 128;
/** So many places in the pattern, taken together, are remembered; hostile patterns have more than anyone can hold. */
const MAX_PLACES = 1000;
/** Steps that one pattern may be worked through before it is given up; those that are remembered cost nothing. */
const MAX_WORK = 3_000_000;
const END = -1;

/** Where one can be in the pattern at once, and what a character makes of it. */
interface Place {
  steps: readonly number[];
  /** What stands in front: nothing, a letter, anything else. */
  before: 'begin' | 'word' | 'other';
  to: (Place | undefined)[];
  endMatches: boolean | null;
}

const MATCH: Place = { steps: [], before: 'begin', to: [], endMatches: true };

/** Follows all ways through a pattern at once, and remembers where each character led: most lines cost a look-up a character. */
class Runner implements Matcher {
  readonly #places = new Map<string, Place>();
  readonly #first: Place;
  #work = 0;

  constructor(
    private readonly steps: readonly Step[],
    private readonly start: number,
    private readonly ignoresCase: boolean,
  ) {
    this.#first = this.#place([], 'begin');
  }

  get isSpent(): boolean {
    return this.#work > MAX_WORK;
  }

  matches(line: string): boolean {
    const looked = line.slice(0, MAX_LOOKED_AT);
    const text = this.ignoresCase ? looked.toLowerCase() : looked;
    let place = this.#first;
    for (let at = 0; at < text.length && !this.isSpent; at++) {
      const code = text.charCodeAt(at);
      let next = place.to[code];
      if (next === undefined) {
        next = this.#after(place, code);
        if (code < REMEMBERED) place.to[code] = next;
      }
      if (next === MATCH) return true;
      place = next;
    }
    if (this.isSpent) return false;
    place.endMatches ??= this.#after(place, END) === MATCH;
    return place.endMatches;
  }

  /** Where a character leads to: a match may begin at each of them. */
  #after({ steps, before }: Place, code: number): Place {
    const seen = new Set<number>();
    const next = new Set<number>();
    const stack = [...steps, this.start];
    const isBoundary = (before === 'word') !== isWord(code);
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      const step = this.steps[i];
      if (step === undefined || seen.has(i)) continue;
      seen.add(i);
      if (step.kind === 'done') return MATCH;
      if (step.kind === 'fork') stack.push(step.next, step.other);
      else if (step.kind === 'char') {
        if (code !== END && step.test(code)) next.add(step.next);
      } else if (holds(step.edge, before === 'begin', code === END, isBoundary)) stack.push(step.next);
    }
    this.#work += seen.size;
    return this.#place([...next], isWord(code) ? 'word' : 'other');
  }

  #place(steps: number[], before: Place['before']): Place {
    const key = `${before} ${steps.sort((a, b) => a - b).join(' ')}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#places.size >= MAX_PLACES) this.#forget();
    const place: Place = { steps, before, to: [], endMatches: null };
    this.#places.set(key, place);
    return place;
  }

  #forget(): void {
    for (const place of this.#places.values()) place.to = [];
    this.#places.clear();
  }
}

function holds(edge: Edge, isBegin: boolean, isEnd: boolean, isBoundary: boolean): boolean {
  if (edge === 'begin') return isBegin;
  if (edge === 'end') return isEnd;
  return (edge === 'word') === isBoundary;
}
