import type { LogValues, VrrpState } from '../../log-event.js';
import { sanitize } from '../../sanitize.js';
import type { Row } from './row.js';

/*
 * The language of `Row.text`: plain text, `{name}` for a value, `[…]` for what some versions leave out, `<a|b>` for
 * words that vary, a backslash before one of these characters to mean itself. A text matches a whole message.
 */

const STATES = ['INIT', 'BACKUP', 'MASTER', 'FAULT'] as const;
/** What each placeholder stands for; those in `CAPTURED` become values. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  // Not only digits: people mask addresses before they show a log, 10.x.x.17.
  peer: '\\S+?',
  address: '\\S+?',
  interface: '\\S+?',
  tracker: '.+?',
  ours: '-?\\d+',
  theirs: '-?\\d+',
  vrid: '\\d+',
  pid: '\\d+',
  seconds: '\\d+(?:\\.\\d+)?',
  version: '[^\\s,]+',
  state: `(?:${STATES.join('|')})`,
  why: '.+?',
  n: '-?[\\d.]+',
  word: '\\S+?',
  name: '.+?',
  rest: '.*',
};
const NUMBERS = ['ours', 'theirs', 'vrid', 'pid', 'seconds'] as const;
const TEXTS = ['peer', 'address', 'interface', 'tracker', 'version'] as const;
const CAPTURED = new Set<string>([...NUMBERS, ...TEXTS, 'state', 'why']);
const MAX_VALUE_LENGTH = 128;

type Token =
  | { type: 'text'; text: string }
  | { type: 'value'; name: string }
  | { type: 'choice'; words: string[] }
  | { type: 'optional'; tokens: Token[] };

/** A row ready for use. */
export class Matcher {
  readonly row: Row;
  /** First words of the messages it matches; empty when they are not fixed. */
  readonly firstWords: readonly string[];
  readonly #tokens: Token[];
  readonly #whole: Pattern;
  #cut: Pattern | null = null;

  constructor(row: Row) {
    this.row = row;
    this.#tokens = parse(row.text);
    this.firstWords = firstWords(this.#tokens);
    this.#whole = compile(this.#tokens, wholeSource);
  }

  /** Matches a whole message. */
  match(text: string): Match | null {
    return this.#whole.exec(text);
  }

  /** Matches a message that may have lost its end; a value that touches the cut is not taken. */
  matchCut(text: string): Match | null {
    this.#cut ??= compile(this.#tokens, cutSource);
    return this.#cut.exec(text);
  }
}

/** What a message gave, by placeholder name. */
export type Match = Readonly<Record<string, string>>;

/** The state a match tells: the row's own, or the one in the text. */
export function stateOf(row: Row, match: Match): VrrpState | null {
  const told = match.state;
  if (row.state || told === undefined) return row.state ?? null;
  return STATES.find((state) => state.startsWith(told)) ?? null;
}

/** The values of a match, cleaned. */
export function valuesOf(row: Row, match: Match): LogValues {
  const values: LogValues = {};
  for (const [name, text] of Object.entries(match)) {
    if (isOneOf(NUMBERS, name)) values[name] = Number(text);
    else if (isOneOf(TEXTS, name)) values[name] = sanitize(text, MAX_VALUE_LENGTH);
  }
  const reason = row.reason?.replace(/\{(\w+)\}/g, (_, name: string) => match[name] ?? '?') ?? match.why;
  if (reason !== undefined) values.reason = sanitize(reason, MAX_VALUE_LENGTH);
  return values;
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}

class Pattern {
  readonly #expression: RegExp;
  readonly #names: string[];

  constructor(source: string, names: string[]) {
    this.#expression = new RegExp(`^${source}$`);
    this.#names = names;
  }

  exec(text: string): Match | null {
    const m = this.#expression.exec(text);
    if (!m) return null;
    const values: Record<string, string> = {};
    this.#names.forEach((name, i) => {
      const value = m[i + 1];
      if (value !== undefined) values[name] = value;
    });
    return values;
  }
}

function compile(tokens: Token[], toSource: (tokens: Token[], names: string[]) => string): Pattern {
  const names: string[] = [];
  return new Pattern(toSource(tokens, names), names);
}

function parse(text: string): Token[] {
  let i = 0;
  const sequence = (until: string): Token[] => {
    const tokens: Token[] = [];
    let plain = '';
    const flush = () => {
      if (plain !== '') tokens.push({ type: 'text', text: plain });
      plain = '';
    };
    while (i < text.length && text[i] !== until) {
      const c = text[i++]!;
      if (c === '\\') plain += text[i++] ?? '';
      else if (c === '{' || c === '<') {
        flush();
        const end = text.indexOf(c === '{' ? '}' : '>', i);
        const inner = text.slice(i, end);
        i = end + 1;
        if (c === '{' && !Object.hasOwn(PLACEHOLDERS, inner)) throw new Error(`catalogue: no placeholder {${inner}}`);
        tokens.push(c === '{' ? { type: 'value', name: inner } : { type: 'choice', words: inner.split('|') });
      } else if (c === '[') {
        flush();
        tokens.push({ type: 'optional', tokens: sequence(']') });
        i++;
      } else plain += c;
    }
    flush();
    return tokens;
  };
  return sequence('');
}

const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function valueSource(name: string, names: string[]): string {
  const source = PLACEHOLDERS[name]!;
  if (!CAPTURED.has(name)) return `(?:${source})`;
  names.push(name);
  return `(${source})`;
}

function wholeSource(tokens: Token[], names: string[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'text') return quote(token.text);
      if (token.type === 'choice') return `(?:${token.words.map(quote).join('|')})`;
      if (token.type === 'value') return valueSource(token.name, names);
      return `(?:${wholeSource(token.tokens, names)})?`;
    })
    .join('');
}

/** Any beginning of what the tokens match, the empty one included. */
function cutSource(tokens: Token[], names: string[]): string {
  const [first, ...rest] = tokens;
  if (!first) return '';
  if (first.type === 'text') return cutText(first.text, () => cutSource(rest, names));
  if (first.type === 'choice')
    return `(?:${first.words.map((word) => cutText(word, () => cutSource(rest, names))).join('|')})`;
  if (first.type === 'optional') return `(?:${cutSource([...first.tokens, ...rest], names)}|${cutSource(rest, names)})`;
  // A value is taken only where something follows it: `priority 10` may be what is left of 100. A state is known by
  // its first letter.
  if (first.name === 'state') {
    const whole = `${valueSource('state', names)}(?=[^])${cutSource(rest, names)}`;
    names.push('state');
    return `(?:${whole}|(${STATES.map((state) => state[0] + cutText(state.slice(1), () => '')).join('|')}))?`;
  }
  if (rest.length === 0) return `(?:${PLACEHOLDERS[first.name]})?`;
  return `(?:${valueSource(first.name, names)}(?=[^])${cutSource(rest, names)}|${PLACEHOLDERS[first.name]})?`;
}

function cutText(text: string, rest: () => string): string {
  let source = rest();
  for (const c of [...text].reverse()) source = `(?:${quote(c)}${source})?`;
  return source;
}

function firstWords(tokens: Token[]): string[] {
  const [first, second] = tokens;
  const words = first?.type === 'text' ? [first.text] : first?.type === 'choice' ? first.words : [];
  const ended = second === undefined || beginsWithBlank(second);
  return ended || words.every((word) => word.includes(' ')) ? words.map((word) => word.split(' ')[0]!) : [];
}

function beginsWithBlank(token: Token): boolean {
  if (token.type === 'optional') return token.tokens[0] !== undefined && beginsWithBlank(token.tokens[0]);
  return token.type === 'text' && token.text.startsWith(' ');
}
