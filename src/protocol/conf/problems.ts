import { sanitize } from '../sanitize.js';
import type { ConfPosition, ConfProblem } from './types.js';

/** A file that is no configuration at all has a problem in each line: the first ones say enough. */
const MAX_PROBLEMS = 200;

export function addProblem(problems: ConfProblem[], at: ConfPosition, message: string): void {
  if (problems.length >= MAX_PROBLEMS) return;
  problems.push({ file: sanitize(at.file), line: at.line, message: sanitize(message) });
}
