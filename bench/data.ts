import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
export const DATA = join(HERE, '.data');
export const PROJECT = dirname(HERE);

/** Counts up when a generator changes what it writes, so that old files are not taken for new ones. */
const GENERATION = 1;

/**
 * The file of that name in bench/.data and what is true of it; `make` writes it where it is not there yet, and tells
 * what it has put into it.
 */
export function cached<Truth>(name: string, make: (file: string) => Truth): { file: string; truth: Truth } {
  mkdirSync(DATA, { recursive: true });
  const file = join(DATA, `${GENERATION}-${name}`);
  const truthFile = `${file}.json`;
  if (!existsSync(truthFile) || !existsSync(file)) {
    const began = performance.now();
    process.stderr.write(`making ${name} … `);
    const truth = make(`${file}.part`);
    renameSync(`${file}.part`, file);
    writeFileSync(truthFile, JSON.stringify(truth));
    const mebibytes = Math.round(statSync(file).size / 2 ** 20);
    process.stderr.write(`${mebibytes} MiB in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  }
  return { file, truth: JSON.parse(readFileSync(truthFile, 'utf8')) as Truth };
}
