/** A token of JSON (RFC 8259): a string, a number or word, a mark; else one character that has no place in it. */
const TOKEN =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true\b|false\b|null\b|[{}[\]:,]|[\s\S]/y;
const BLANKS = /[ \t\n\r]*/y;
/** Deeper than anything that is read here. */
const MAX_DEPTH = 16;

type Read =
  | {
      value: unknown;
      /** The line, from 1, of the value (or the key itself) that these keys lead to; of what is around it if it is not there. */
      lineOf(path: readonly string[], atKey?: boolean): number;
    }
  | { error: string; line: number };

class Fault extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/**
 * Reads JSON and remembers where it stood: JSON.parse tells a position for some faults only, and none of what is well
 * formed and wrong.
 */
export function readJson(text: string): Read {
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const places = new Map<string, { key: number; value: number }>();
  try {
    const value = new Reader(text, (path, place) => places.set(JSON.stringify(path), place)).whole();
    const lineOf = (path: readonly string[], atKey = false): number => {
      for (let length = path.length; length > 0; length--) {
        const place = places.get(JSON.stringify(path.slice(0, length)));
        if (place !== undefined) return lineAt(atKey ? place.key : place.value);
      }
      return 1;
    };
    return { value, lineOf };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { error: error.message, line: lineAt(error.at) };
  }
}

class Reader {
  readonly #text: string;
  readonly #found: (path: readonly string[], place: { key: number; value: number }) => void;
  #token = '';
  #at = 0;
  #next = 0;

  constructor(text: string, found: (path: readonly string[], place: { key: number; value: number }) => void) {
    this.#text = text;
    this.#found = found;
    this.#advance();
  }

  whole(): unknown {
    const value = this.#value([]);
    if (this.#token !== '') throw this.#fault('nothing more');
    return value;
  }

  #advance(): void {
    BLANKS.lastIndex = this.#next;
    BLANKS.exec(this.#text);
    this.#at = BLANKS.lastIndex;
    TOKEN.lastIndex = this.#at;
    this.#token = TOKEN.exec(this.#text)?.[0] ?? '';
    this.#next = this.#at + this.#token.length;
  }

  #take(mark: string, expected: string): void {
    if (this.#token !== mark) throw this.#fault(expected);
    this.#advance();
  }

  #fault(expected: string): Fault {
    const got = this.#token === '' ? 'the end' : this.#token === '"' ? 'a text that is not closed' : this.#token;
    return new Fault(`expected ${expected}, got ${got.slice(0, 30)}`, this.#at);
  }

  #value(path: readonly string[]): unknown {
    if (path.length > MAX_DEPTH) throw new Fault('nested too deep', this.#at);
    if (this.#token === '{') return this.#object(path);
    if (this.#token === '[') return this.#list(path);
    if (this.#token.length < 2 && !/\d/.test(this.#token)) throw this.#fault('a value');
    const value: unknown = JSON.parse(this.#token);
    this.#advance();
    return value;
  }

  #object(path: readonly string[]): unknown {
    const entries = new Map<string, unknown>();
    this.#advance();
    while (this.#token !== '}') {
      if (entries.size > 0) this.#take(',', '"," or "}"');
      if (this.#token.length < 2 || !this.#token.startsWith('"')) throw this.#fault('a key in double quotes');
      const key = String(JSON.parse(this.#token));
      if (entries.has(key)) throw new Fault(`${this.#token} is there twice`, this.#at);
      const at = this.#at;
      this.#advance();
      this.#take(':', '":"');
      this.#found([...path, key], { key: at, value: this.#at });
      entries.set(key, this.#value([...path, key]));
    }
    this.#advance();
    return Object.fromEntries(entries);
  }

  #list(path: readonly string[]): unknown {
    const items: unknown[] = [];
    this.#advance();
    while (this.#token !== ']') {
      if (items.length > 0) this.#take(',', '"," or "]"');
      items.push(this.#value([...path, String(items.length)]));
    }
    this.#advance();
    return items;
  }
}
