import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CONF_BUNDLE_COMMAND,
  formatConfBundle,
  MAX_CONF_FILES,
  parseConfBundle,
} from '../../../src/protocol/conf/bundle.js';

describe('the bundle format', () => {
  it('comes back as it was, but for the blank before ###', () => {
    const path = fc.string({ minLength: 1 }).map((s) => `/${s.replace(/[\r\n]/g, '')}`);
    const content = fc
      .array(fc.constantFrom('a {', '}', '# c', '### FILE /etc/shadow', '### ID x', '', ' b\r'))
      .map((l) => l.join('\n'));
    const files = fc.array(fc.record({ path, content }), { minLength: 1, maxLength: MAX_CONF_FILES });
    fc.assert(
      fc.property(fc.option(fc.constantFrom('db201', 'a b')), files, (configId, given) => {
        const read = parseConfBundle(formatConfBundle({ configId, files: given }));
        expect(read).toEqual({
          configId,
          files: given.map((f) => ({ path: f.path, content: f.content.replace(/^###/gm, ' ###') })),
        });
      }),
    );
  });

  it('takes a text without head lines for one file', () => {
    const text = 'vrrp_instance A {\n### FILE b\n}\n';
    expect(parseConfBundle(text)).toEqual({ configId: null, files: [{ path: 'keepalived.conf', content: text }] });
  });

  it('reads no more than the files it is bound to', () => {
    const text = Array.from({ length: 80 }, (_, i) => `### FILE /f${i}\nx\n`).join('');
    expect(parseConfBundle(text).files).toHaveLength(MAX_CONF_FILES);
  });
});

describe('CONF_BUNDLE_COMMAND under sh', () => {
  let dir = '';
  const write = (name: string, content: string): void => writeFileSync(join(dir, name), content);
  beforeAll(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'vtc-bundle-')));
    mkdirSync(join(dir, 'conf.d'));
    write('conf.d/a.conf', '# a\r\ninclude ../other.conf\r\n');
    write('conf.d/b.conf', '# b, no newline at the end');
    write('other.conf', 'include keepalived.conf\n');
    write(
      'keepalived.conf',
      '### FILE /etc/shadow\n  include conf.d/*.conf # both\ninclude nope.conf\ninclude /dev/zero\n!include b',
    );
  });
  afterAll(() => rmSync(dir, { recursive: true }));
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync('sh', ['-c', CONF_BUNDLE_COMMAND, 'vrrptop', ...args], { encoding: 'utf8', timeout: 20_000 });

  it('prints the main file and what it includes, each once', () => {
    const { status, stdout, stderr } = run(join(dir, 'keepalived.conf'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(parseConfBundle(stdout)).toEqual({
      configId: hostname().split('.')[0],
      files: [
        {
          path: join(dir, 'keepalived.conf'),
          content:
            ' ### FILE /etc/shadow\n  include conf.d/*.conf # both\ninclude nope.conf\ninclude /dev/zero\n!include b',
        },
        { path: join(dir, 'conf.d/a.conf'), content: '# a\r\ninclude ../other.conf\r\n' },
        { path: join(dir, 'conf.d/b.conf'), content: '# b, no newline at the end' },
        { path: join(dir, 'other.conf'), content: 'include keepalived.conf\n' },
      ],
    });
  });

  it('ends with 1 and the reason where the main file is missing or no file', () => {
    expect(run(join(dir, 'nope.conf'))).toMatchObject({ status: 1, stderr: expect.stringContaining('nope.conf') });
    expect(run(dir)).toMatchObject({ status: 1, stderr: expect.stringContaining('not a regular file') });
  });

  it('stops at its bounds', () => {
    const many = mkdtempSync(join(dir, 'many-'));
    for (let i = 0; i < 70; i++) writeFileSync(join(many, `f${i}.conf`), `# ${i}\n`);
    writeFileSync(join(many, 'main'), 'include *.conf\n');
    const text = run(join(many, 'main')).stdout;
    expect(text.match(/^### FILE /gm)).toHaveLength(MAX_CONF_FILES);
    writeFileSync(join(many, 'f0.conf'), 'x'.repeat(2 * 1024 * 1024));
    const big = run(join(many, 'main'));
    expect(big.stdout.length).toBeLessThan(1.1 * 1024 * 1024);
    expect(big.stderr).toContain('more than 1048576 bytes');
  });
});
