import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'vrrptop-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

const conf = (priority: number, pass: string): string => `vrrp_instance vi_w {
  interface eth0
  virtual_router_id 51
  priority ${priority}
  authentication {
    auth_type PASS
    auth_pass ${pass}
  }
  virtual_ipaddress {
    192.0.2.51/24
  }
}
`;
function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
function lint(...args: string[]) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'lint', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

describe('vrrptop lint', () => {
  const a = write('a.conf', conf(100, 'example1'));
  const b = write('b.conf', conf(90, 'another1'));
  const same = write('same.conf', conf(90, 'example1'));

  test('two files that fit: nothing, and exit 0', () => {
    expect(lint(`db201=${a}`, `db202=${same}`)).toMatchObject({ code: 0, out: '' });
  });

  test('an error: file and line as compilers write them, exit 1, and no password anywhere', () => {
    const { code, out, err } = lint(a, b);
    expect(code).toBe(1);
    expect(out).toMatch(
      new RegExp(`^${b}:5: error X03: b: the first 8 characters of auth_pass of vi_w differ from those on a\n    \\w`),
    );
    expect(out + err).not.toMatch(/example1|another1/);
  });

  test('JSON', () => {
    const { code, out } = lint('--format', 'json', `db201=${a}`, `db202=${b}`);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'vrrptop-lint/1',
      nodes: ['db201', 'db202'],
      problems: [{ id: 'X03', severity: 'error', node: 'db202', file: b, line: 5 }],
    });
  });

  test('one file for all nodes, with an include and conditions', () => {
    write('vi_w.conf', conf(0, 'example1').replace('priority 0', '@db201 priority 100\n  @db202 priority 90'));
    const main = write('main.conf', 'include vi_w.conf\n');
    expect(lint(`db201=${main}`, `db202=${main}`)).toMatchObject({ code: 0, out: '' });
    const { code, out } = lint(`db201=${main}`, `db203=${main}`);
    expect(code).toBe(0); // db203 has the default, 100
    expect(out).toContain('X09');
  });

  test('a file that is not there: exit 2', () => {
    const { code, err } = lint(join(folder, 'nowhere.conf'));
    expect(code).toBe(2);
    expect(err).toContain('nowhere.conf');
  });
});
