import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

const GOLDEN = new URL('./golden/', import.meta.url);

/** Compares with the file, which was looked at; `UPDATE_GOLDEN=1` writes it anew: look at the difference before it is kept. */
export function golden(name: string, actual: string, folder = GOLDEN): void {
  const file = new URL(`${name}.txt`, folder);
  if (process.env.UPDATE_GOLDEN === '1') {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (before === actual) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, actual);
    const old = before.split('\n');
    const changed = actual
      .split('\n')
      .flatMap((line, i) => (line === old[i] ? [] : [`- ${old[i] ?? ''}`, `+ ${line}`]));
    process.stdout.write(`${name}\n${changed.join('\n')}\n`);
    return;
  }
  expect(existsSync(file), `${name} has no golden file: UPDATE_GOLDEN=1 makes it`).toBe(true);
  expect(actual).toBe(readFileSync(file, 'utf8'));
}
