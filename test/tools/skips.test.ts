import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { needs } from './needs.js';

const ROOT = resolve(import.meta.dirname, '../..');
const here = (file: string): string => JSON.stringify(join(import.meta.dirname, file));

/** A run of vitest in a project of its own with one test that runs and one whose program is not there. */
const project = mkdtempSync(join(tmpdir(), 'vrrptop-skips-'));
symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
writeFileSync(
  join(project, 'vitest.config.ts'),
  `import { SkipReporter } from ${here('skips.ts')};
   export default { test: { reporters: ['default', new SkipReporter()] } };`,
);
writeFileSync(
  join(project, 'some.test.ts'),
  `import { test } from 'vitest';
   import { describeWith } from ${here('describe-with.ts')};
   test('runs', () => {});
   describeWith(['node', 'no-such-program'], 'real routers', () => { test('fail over', () => { throw new Error('ran'); }); });
   describeWith(['node'], 'here', () => { test('runs too', () => {}); });`,
);
afterAll(() => rmSync(project, { recursive: true }));

function vitest(env: Record<string, string>): Promise<{ code: number; lines: string[] }> {
  const args = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', project];
  return new Promise((done) => {
    execFile(
      process.execPath,
      args,
      { cwd: project, env: { PATH: process.env.PATH ?? '', ...env } },
      (error, out, err) => {
        done({ code: Number(error?.code ?? 0), lines: `${out}${err}`.trimEnd().split('\n') });
      },
    );
  });
}

describe('skipped tests', () => {
  const name = '  some.test.ts: real routers (missing here: no-such-program) > fail over';

  test('are named with the reason in the last lines', async () => {
    const { code, lines } = await vitest({});
    expect(lines.slice(-2)).toEqual(['1 tests were NOT RUN:', name]);
    expect(code).toBe(0);
  });

  test('fail the run where all must run', async () => {
    const { code, lines } = await vitest({ VRRPTOP_NO_SKIPS: '1' });
    expect(lines.slice(-2)).toEqual(['1 tests were NOT RUN, and here all must run:', name]);
    expect(code).toBe(1);
  });
});

test('needs tells what is missing, in the order asked', () => {
  expect(needs('no-such-b', 'sh', 'no-such-a')).toEqual({ ok: false, missing: ['no-such-b', 'no-such-a'] });
  expect(needs('sh').ok).toBe(true);
  expect(needs('root').ok).toBe(process.getuid?.() === 0);
});
