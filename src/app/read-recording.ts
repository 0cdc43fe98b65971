import { JournalReader } from '../journal/reader.js';
import type { Input } from '../model/input.js';
import { readFileChunks } from '../sources/index.js';

/**
 * Reads a recording input by input. Where it is of one cluster, all of it is given that cluster's name: beside other
 * recordings its captures and its time are about no other cluster.
 * @returns what is wrong with the file, with its path; null when it was read to its end.
 */
export function readRecording(path: string, onInput: (input: Input) => void): string | null {
  const declared = new Set<string>();
  /** What comes before the first cluster is declared is about that one. */
  const early: Input[] = [];
  const give = (input: Input): void => {
    const [only] = declared;
    onInput(declared.size === 1 && only !== undefined ? { cluster: only, ...input } : input);
  };
  const release = (): void => {
    for (const input of early.splice(0)) give(input);
  };
  const reader = new JournalReader((input) => {
    if (input.kind === 'start') declared.add(input.inventory.cluster);
    if (declared.size === 0) early.push(input);
    else {
      release();
      give(input);
    }
  });
  readFileChunks(path, (bytes) => reader.push(bytes));
  reader.end();
  release();
  return reader.error === null ? null : `${path}: ${reader.error}`;
}
