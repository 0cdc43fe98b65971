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
const MAX_REPEAT = 100;
const MAX_DEPTH = 50;

type Test = (code: number) => boolean;
type Edge = 'begin' | 'end' | 'word' | 'not-word';
/** `next` are the steps after this one: two for a fork. */
type Step =
  | { kind: 'char'; test: Test; next: number }
  | { kind: 'fork'; next: number; other: number }
  | { kind: 'edge'; edge: Edge; next: number }
  | { kind: 'done' };

type Node =
  | { kind: 'char'; test: Test }
  | { kind: 'edge'; edge: Edge }
  | { kind: 'sequence'; items: Node[] }
  | { kind: 'either'; options: Node[] }
  | { kind: 'repeat'; item: Node; min: number; max: number };

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

const isWord: Test = (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);
const isDigit: Test = (c) => c >= 48 && c <= 57;
const isSpace: Test = (c) => /\s/.test(String.fromCharCode(c));
const not =
  (test: Test): Test =>
  (c) =>
    !test(c);
const one =
  (code: number): Test =>
  (c) =>
    c === code;
const CLASSES: Readonly<Record<string, Test>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Recursive descent; the first thing that is wrong is kept in `error`, and nothing after it counts. */
class Parser {
  error: string | null = null;
  #at = 0;

  constructor(private readonly pattern: string) {}

  get atEnd(): boolean {
    return this.#at >= this.pattern.length;
  }

  either(depth: number): Node {
    const options = [this.#sequence(depth)];
    while (this.#take('|')) options.push(this.#sequence(depth));
    return options.length === 1 ? options[0]! : { kind: 'either', options };
  }

  #sequence(depth: number): Node {
    const items: Node[] = [];
    while (!this.atEnd && this.error === null && this.#peek() !== '|' && this.#peek() !== ')') {
      items.push(this.#repeated(this.#atom(depth)));
    }
    return { kind: 'sequence', items };
  }

  #atom(depth: number): Node {
    const ch = this.#next();
    switch (ch) {
      case '(':
        return this.#group(depth);
      case '[':
        return { kind: 'char', test: this.#class() };
      case '.':
        return { kind: 'char', test: (c) => c !== 10 && c !== 13 && c !== 0x2028 && c !== 0x2029 };
      case '^':
        return { kind: 'edge', edge: 'begin' };
      case '$':
        return { kind: 'edge', edge: 'end' };
      case '*':
      case '+':
      case '?':
        return this.#fail(`nothing to repeat before ${ch}`);
      case '\\':
        if (this.#take('b')) return { kind: 'edge', edge: 'word' };
        if (this.#take('B')) return { kind: 'edge', edge: 'not-word' };
        return { kind: 'char', test: this.#escaped().test };
      default:
        return { kind: 'char', test: one(ch.charCodeAt(0)) };
    }
  }

  #group(depth: number): Node {
    if (depth >= MAX_DEPTH) return this.#fail('too many ( in each other');
    if (this.#take('?') && !this.#take(':')) return this.#fail('of (? only (?: is known');
    const inner = this.either(depth + 1);
    return this.#take(')') ? inner : this.#fail('a ( is not closed');
  }

  #repeated(item: Node): Node {
    const bounds = this.#bounds();
    if (bounds === null) return item;
    if (item.kind === 'edge') return this.#fail('^, $ and \\b cannot be repeated');
    const [min, max] = bounds;
    if (min > max) return this.#fail('{m,n} with m above n');
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Number.POSITIVE_INFINITY)) {
      return this.#fail(`more than ${MAX_REPEAT} repeats`);
    }
    // `a*?` matches the same lines as `a*`.
    this.#take('?');
    if (this.#bounds() !== null) return this.#fail('nothing to repeat before a repeat');
    return { kind: 'repeat', item, min, max };
  }

  #bounds(): [number, number] | null {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    const braces = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.pattern.slice(this.#at));
    if (braces === null) return null;
    this.#at += braces[0].length;
    const min = Number(braces[1]);
    if (braces[2] === undefined) return [min, min];
    return [min, braces[3] === '' ? Number.POSITIVE_INFINITY : Number(braces[3])];
  }

  /** Behind a backslash: a class, or one character, whose code is given for ranges. */
  #escaped(): { test: Test; code: number | null } {
    const ch = this.#next();
    const known = CLASSES[ch];
    if (known !== undefined) return { test: known, code: null };
    if (ch === '' || /[1-9a-zA-Z]/.test(ch)) {
      const code = CONTROLS[ch];
      if (code === undefined) this.#fail(ch === '' ? '\\ at the end' : `\\${ch} is not known`);
      else return { test: one(code), code };
    }
    const code = ch === '0' ? 0 : ch.charCodeAt(0);
    return { test: one(code), code };
  }

  #class(): Test {
    const isInverse = this.#take('^');
    const tests: Test[] = [];
    while (!this.#take(']')) {
      if (this.atEnd) {
        this.#fail('a [ is not closed');
        break;
      }
      const from = this.#member();
      const isRange = this.#peek() === '-' && this.pattern[this.#at + 1] !== ']' && this.#at + 1 < this.pattern.length;
      if (!isRange || from.code === null) {
        tests.push(from.test);
        continue;
      }
      this.#at++;
      const to = this.#member();
      const [low, high] = [from.code, to.code];
      if (high === null) tests.push(from.test, one(45), to.test);
      else if (high < low) this.#fail('a range in [] ends before it begins');
      else tests.push((c) => c >= low && c <= high);
    }
    const any: Test = (c) => tests.some((test) => test(c));
    return isInverse ? not(any) : any;
  }

  #member(): { test: Test; code: number | null } {
    const ch = this.#next();
    if (ch === '\\') return this.#take('b') ? { test: one(8), code: 8 } : this.#escaped();
    return { test: one(ch.charCodeAt(0)), code: ch.charCodeAt(0) };
  }

  #peek = (): string => this.pattern[this.#at] ?? '';
  #next = (): string => this.pattern[this.#at++] ?? '';

  #take(ch: string): boolean {
    if (this.#peek() !== ch) return false;
    this.#at++;
    return true;
  }

  #fail(reason: string): Node {
    this.error ??= reason;
    this.#at = this.pattern.length;
    return { kind: 'sequence', items: [] };
  }
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
