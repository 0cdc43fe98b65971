/**
 * The files of a bundle that an `include` names: `*`, `?`, `[…]` and csh's `{a,b}`, as glob(3) with GLOB_BRACE. No
 * wildcard matches a slash. Takes time in proportion to pattern × path at most.
 *
 * @param pattern as written, absolute or relative to `directory`.
 * @param directory of the including file.
 * @param paths what there is; the matches come back sorted, each once.
 */
export function matchInclude(pattern: string, directory: string, paths: readonly string[]): string[] {
  if (pattern.length > 1024) return [];
  const absolute = pattern.startsWith('/') ? pattern : `${directory}/${pattern}`;
  const patterns = expandBraces(absolute).map(normalise);
  return paths.filter((p) => patterns.some((q) => matches(q, normalise(p)))).sort();
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

/** The alternatives of the first innermost brace, again and again; at most 64 patterns. */
function expandBraces(pattern: string): string[] {
  let patterns = [pattern];
  for (let again = true; again && patterns.length <= 64; ) {
    again = false;
    patterns = patterns.flatMap((p) => {
      const brace = /\{([^{}]*,[^{}]*)\}/.exec(p);
      if (brace === null) return [p];
      again = true;
      return brace[1]!.split(',').map((a) => p.slice(0, brace.index) + a + p.slice(brace.index + brace[0].length));
    });
  }
  return patterns.slice(0, 64);
}

/** Wildcard match with a single point of return (the last `*` of the path segment): no backtracking blow-up. */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((w, i) => segmentMatches(w, given[i]!));
}

function segmentMatches(pattern: string, text: string): boolean {
  // As glob(3): a leading dot is matched by a dot only.
  if (text.startsWith('.') && !pattern.startsWith('.')) return false;
  let p = 0;
  let t = 0;
  let star = -1;
  let from = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      from = t;
      continue;
    }
    const width = p < pattern.length ? oneMatches(pattern, p, text[t]!) : 0;
    if (width > 0) {
      p += width;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++from;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Length of the pattern element at `p` when it matches the character, 0 when not. */
function oneMatches(pattern: string, p: number, c: string): number {
  if (pattern[p] === '?') return 1;
  const close = pattern[p] === '[' ? pattern.indexOf(']', p + 2) : -1;
  if (close < 0) return pattern[p] === c ? 1 : 0;
  const negated = pattern[p + 1] === '!' || pattern[p + 1] === '^';
  let inside = false;
  for (let i = p + (negated ? 2 : 1); i < close; i++) {
    if (pattern[i + 1] === '-' && i + 2 < close) {
      if (pattern[i]! <= c && c <= pattern[i + 2]!) inside = true;
      i += 2;
    } else if (pattern[i] === c) inside = true;
  }
  return inside === negated ? 0 : close + 1 - p;
}
