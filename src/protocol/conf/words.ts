/**
 * Takes the comment off a line, as keepalived does (lib/parser.c): `#` and `!` begin one anywhere outside of double
 * quotes, `\#` and `\!` are the characters themselves. Blanks at both ends go too. A backslash at the very end (a
 * definition that goes on) stays.
 */
export function stripComment(line: string): { text: string; openQuote: boolean } {
  let text = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '"') quoted = !quoted;
    else if (c === '\\' && i + 1 < line.length) {
      const next = line[i + 1]!;
      text += !quoted && (next === '#' || next === '!') ? next : c + next;
      i++;
      continue;
    } else if (!quoted && (c === '#' || c === '!')) {
      // A comment may still end in the backslash that continues a definition.
      if (line.endsWith('\\')) text += '\\';
      break;
    }
    text += c;
  }
  return { text: text.replace(/^[ \t\r\f\v]+|[ \t\r\f\v]+$/g, ''), openQuote: quoted };
}

/**
 * Splits a line without comment into words, and the words into statements at braces: a statement ends behind `{`, and
 * `}` is one of its own. `a { b c }` gives [a {], [b c], [}]. A word may be put in double quotes, and then holds blanks
 * and braces. A `${NAME}` that no definition replaced falls apart, as in keepalived.
 */
export function splitStatements(text: string): string[][] {
  const statements: string[][] = [];
  let words: string[] = [];
  const end = (): void => {
    if (words.length > 0) statements.push(words);
    words = [];
  };
  for (const match of text.matchAll(/"([^"]*)"?|[{}]|[^\s"{}]+/g)) {
    const word = match[1] ?? match[0];
    if (match[1] === undefined && word === '}') {
      end();
      statements.push(['}']);
    } else {
      words.push(word);
      if (match[1] === undefined && word === '{') end();
    }
  }
  end();
  return statements;
}
