import { describe } from 'vitest';
import { needs } from './needs.js';

/** A `describe` that is left out, with the reason in its name, where one of the programs is missing. */
export function describeWith(programs: readonly string[], name: string, body: () => void): void {
  const { ok, missing } = needs(...programs);
  if (ok) describe(name, body);
  else describe.skip(`${name} (missing here: ${missing.join(', ')})`, body);
}
