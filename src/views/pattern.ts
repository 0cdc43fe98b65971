/**
 * Regular expressions in linear time. JavaScript's own can be made to run for years by a pattern and a line that fit each
 * other badly, and the lines come from outside; here all the ways through a pattern are followed at once, so that a line
 * costs at most its length times the pattern's. The syntax is JavaScript's without back references, look-around and
 * named groups. A pattern without a capital letter matches without regard to case.
 */
export type Matcher = (text: string) => boolean;
export type Compiled = { ok: true; matches: Matcher } | { ok: false; reason: string };

/** Longest pattern, and how much of a line is looked at, in UTF-16 code units. */
export const MAX_PATTERN = 100;
export const MAX_LOOKED_AT = 1024;
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

/** @returns what matches, or why the pattern is none. Never throws. */
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
  return {
    ok: true,
    matches(text) {
      const looked = text.slice(0, MAX_LOOKED_AT);
      return run(steps, start, ignoresCase ? looked.toLowerCase() : looked);
    },
  };
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

/** Follows all ways at once: `marks` says at which place of the text a step was last reached, so none is taken twice. */
function run(steps: readonly Step[], start: number, text: string): boolean {
  const marks = new Int32Array(steps.length).fill(-1);
  let now: number[] = [];
  let then: number[] = [];
  const stack: number[] = [];
  /** Adds to `to` what can be reached from `from` without a character; true when that is the end. */
  const reach = (from: number, at: number, to: number[]): boolean => {
    stack.push(from);
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      const step = steps[i];
      if (step === undefined || marks[i] === at) continue;
      marks[i] = at;
      if (step.kind === 'done') return true;
      if (step.kind === 'char') to.push(i);
      else if (step.kind === 'fork') stack.push(step.next, step.other);
      else if (holds(step.edge, text, at)) stack.push(step.next);
    }
    return false;
  };
  for (let at = 0; at <= text.length; at++) {
    if (reach(start, at, now)) return true;
    const code = text.charCodeAt(at);
    for (const i of now) {
      const step = steps[i];
      if (step?.kind === 'char' && at < text.length && step.test(code) && reach(step.next, at + 1, then)) return true;
    }
    [now, then] = [then, now];
    then.length = 0;
  }
  return false;
}

function holds(edge: Edge, text: string, at: number): boolean {
  if (edge === 'begin') return at === 0;
  if (edge === 'end') return at === text.length;
  const isBoundary = (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)));
  return (edge === 'word') === isBoundary;
}
