import { directoryOf, matchInclude } from './glob.js';
import { addProblem } from './problems.js';
import { listSteps, sequenceSteps } from './repeat.js';
import type { ConfFile, ConfPosition, ConfProblem } from './types.js';
import { stripComment } from './words.js';

/** A line as keepalived's parser sees it: no comment, conditions decided, definitions replaced, includes opened. */
export interface ConfLine extends ConfPosition {
  text: string;
}

interface ReadOptions {
  /** What `@id` is compared with; null = not known: conditional lines are left out and reported. */
  configId: string | null;
}

/** Bounds against files made to explode: lines read and unfolded, nesting of definitions, replacements in a line. */
const MAX_LINES = 200_000;
const MAX_DEPTH = 32;
const MAX_REPLACEMENTS = 100;
const MAX_LINE_LENGTH = 16_384;

/** Where the next line comes from: a file, the rest of a multi-line definition, or a repetition. */
interface Source {
  next: () => string | null;
  /** A file counts its lines; what a line unfolds to has the position of that line. */
  position: () => ConfPosition;
  /** Set for files only: what relative includes start from. */
  path?: string;
}

interface Definition {
  lines: string[];
}

/**
 * Reads the lines of a configuration in the order in which keepalived does (lib/parser.c, read_line).
 *
 * @param files the main file first; includes are looked up among the others.
 * @param problems receives what could not be followed.
 */
export function readLines(files: readonly ConfFile[], options: ReadOptions, problems: ConfProblem[]): ConfLine[] {
  const main = files[0];
  if (main === undefined) return [];
  const lines: ConfLine[] = [];
  const definitions = new Map<string, Definition>();
  const stack: Source[] = [fileSource(main)];
  const paths = files.map((f) => f.path);
  const matched = new Map<string, string[]>();
  let open: Definition | null = null;
  let unknownIdReported = false;
  let read = 0;

  while (stack.length > 0) {
    const source = stack.at(-1)!;
    const raw = source.next();
    if (raw === null) {
      stack.pop();
      continue;
    }
    const position = source.position();
    const report = (message: string): void => addProblem(problems, position, message);
    if (read++ >= MAX_LINES) {
      report(`more than ${MAX_LINES} lines; the rest was not read`);
      break;
    }
    let text = raw;
    if (source.path !== undefined) {
      const stripped = stripComment(raw);
      text = stripped.text;
      if (stripped.openQuote) report('a quote is not closed on its line');
    }
    if (open !== null) {
      const goesOn = text.endsWith('\\');
      const part = (goesOn ? text.slice(0, -1) : text).trimEnd();
      if (part !== '') open.lines.push(part);
      if (!goesOn) open = null;
      continue;
    }
    text = text.slice(0, MAX_LINE_LENGTH);

    // Each replacement may bring a new condition, definition or repetition to the front.
    for (let replaced = 0; text !== ''; replaced++) {
      if (text.startsWith('@')) {
        const condition = /^@(\^?)(\S*)[ \t]+(.*)$/.exec(text);
        if (options.configId === null && !unknownIdReported) {
          unknownIdReported = true;
          report('the config-id is not known: lines that begin with @ were left out');
        }
        if (condition === null || options.configId === null) break;
        if ((condition[2] === options.configId) === (condition[1] === '^')) break;
        text = condition[3]!;
        continue;
      }
      const definition = /^\$([A-Za-z_]\w*)=[ \t]*(.*)$/.exec(text);
      if (definition !== null) {
        const goesOn = definition[2]!.endsWith('\\');
        const first = goesOn ? definition[2]!.slice(0, -1).trimEnd() : definition[2]!;
        const made: Definition = { lines: first === '' && goesOn ? [] : [first] };
        definitions.set(definition[1]!, made);
        if (goesOn) open = made;
        break;
      }
      const repeat = /^~(SEQx?|LST)[ \t]*\(/.test(text) ? (sequenceSteps(text) ?? listSteps(text)) : null;
      if (repeat !== null) {
        if (stack.length < MAX_DEPTH) {
          let step = 0;
          stack.push({
            position: () => position,
            next: () => {
              if (step >= repeat.steps.length) return null;
              for (const [name, value] of repeat.steps[step]!) definitions.set(name, { lines: [value] });
              step++;
              return repeat.rest;
            },
          });
        }
        break;
      }
      const include = /^include[rmwba]?[ \t]+(\S+)[ \t]*$/.exec(text);
      if (include !== null) {
        const pattern = include[1]!;
        const directory = directoryOf(openFile(stack));
        const found = matched.get(`${directory} ${pattern}`) ?? matchInclude(pattern, directory, paths);
        matched.set(`${directory} ${pattern}`, found);
        if (found.length === 0) report(`included file not seen: ${pattern}`);
        for (const path of found.toReversed()) {
          if (stack.some((s) => s.path === path)) report(`${path} includes itself`);
          else stack.push(fileSource(files.find((f) => f.path === path)!));
        }
        break;
      }
      const result = replaced < MAX_REPLACEMENTS ? replaceOnce(text, definitions, openFile(stack), options) : null;
      if (result === null) {
        lines.push({ text, ...position });
        break;
      }
      text = result.text.slice(0, MAX_LINE_LENGTH);
      if (result.rest.length > 0) {
        if (stack.length >= MAX_DEPTH) {
          report('definitions are nested too deep');
          break;
        }
        const rest = result.rest;
        let i = 0;
        stack.push({ position: () => position, next: () => rest[i++] ?? null });
      }
    }
  }
  return lines;
}

const openFile = (stack: readonly Source[]): string => stack.findLast((s) => s.path !== undefined)?.path ?? '';

function fileSource(file: ConfFile): Source {
  const lines = file.content.split('\n');
  let i = 0;
  return {
    path: file.path,
    position: () => ({ file: file.path, line: i }),
    next: () => {
      const line = lines[i];
      if (line === undefined) return null;
      i++;
      return line.replace(/\r+$/, '');
    },
  };
}

/** Replaces the first `$NAME` (followed by a blank, comma, parenthesis or the end) or `${NAME}` that is defined. */
function replaceOnce(
  text: string,
  definitions: ReadonlyMap<string, Definition>,
  file: string,
  options: ReadOptions,
): { text: string; rest: string[] } | null {
  for (const match of text.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*)(?=[ \t,)]|$))/g)) {
    const name = match[1] ?? match[2]!;
    const value = definitions.get(name)?.lines ?? predefined(name, file, options);
    if (value === null) continue;
    const end = match.index + match[0].length;
    // A definition of several lines is replaced at the end of a line only.
    if (value.length > 1 && end < text.length) continue;
    return { text: text.slice(0, match.index) + (value[0] ?? '') + text.slice(end), rest: value.slice(1) };
  }
  return null;
}

function predefined(name: string, file: string, options: ReadOptions): string[] | null {
  if (name === '_PWD') return [directoryOf(file)];
  if (name === '_INSTANCE') return options.configId === null ? null : [options.configId];
  if (name === '_HASH') return ['#'];
  if (name === '_BANG') return ['!'];
  return null;
}
