/** Bounds of what `{n,m}` repeats, and of groups in each other. */
const MAX_REPEAT = 100;
const MAX_DEPTH = 50;

/** Whether a UTF-16 code unit matches. */
export type Test = (code: number) => boolean;
export type Edge = 'begin' | 'end' | 'word' | 'not-word';
export type Node =
  | { kind: 'char'; test: Test }
  | { kind: 'edge'; edge: Edge }
  | { kind: 'sequence'; items: Node[] }
  | { kind: 'either'; options: Node[] }
  | { kind: 'repeat'; item: Node; min: number; max: number };

export const isWord: Test = (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);
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
export class Parser {
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
