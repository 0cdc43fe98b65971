import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { lint as lintFiles, lintText, sortProblems } from '../diagnose/lint/lint.js';
import { passwordProblems } from '../diagnose/lint/passwords.js';
import type { LintFile, LintProblem } from '../diagnose/lint/types.js';
import { CONF_BUNDLE_COMMAND } from '../protocol/conf/bundle.js';
import { passwordFingerprint } from '../protocol/conf/fingerprint.js';
import { parseKeepalivedConf } from '../protocol/conf/parse.js';
import { redactConf } from '../protocol/conf/redact.js';
import { sanitize } from '../protocol/sanitize.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain, Output } from './output.js';

interface LintOptions {
  format: 'text' | 'json';
}

/**
 * Checks keepalived.conf of one or several nodes, with what they include, against each other. NODE is also the
 * config-id that `@` lines are compared with. Exit 1 when there is an error in them, 2 when one cannot be read.
 */
export function lint(targets: readonly string[], options: LintOptions): ExitCode {
  const key = randomBytes(16);
  const files: LintFile[] = [];
  const problems: LintProblem[] = [];
  for (const { node: wanted, path, named } of targets.map(targetOf)) {
    const node = files.some((f) => f.node === wanted) ? sanitize(path) : wanted; // two files of one name are two nodes
    const run = spawnSync('sh', ['-c', CONF_BUNDLE_COMMAND, 'vrrptop', resolve(path)], {
      maxBuffer: 8 * 1024 * 1024,
      encoding: 'utf8',
    });
    if (run.status !== 0) {
      complain(`${path}: ${sanitize(run.stderr || String(run.error ?? 'cannot be read')).trim()}`);
      return EXIT.usage;
    }
    // The config-id that the command tells is this machine's; whose file it is only NODE= tells.
    const bundle = run.stdout.replace(/^### ID .*\n/, '');
    problems.push(...passwordProblems(node, bundle));
    const text = redactConf(bundle, (secret) => passwordFingerprint(key, secret));
    const conf = parseKeepalivedConf(text, named ? { configId: node } : {});
    files.push({ node, conf, version: null });
  }
  const all = sortProblems([...problems, ...lintFiles(files)]);
  const out = new Output();
  if (options.format === 'json')
    out.line(JSON.stringify({ schema: 'vrrptop-lint/1', nodes: files.map((f) => f.node), problems: all }));
  else if (all.length > 0) out.line(lintText(all));
  out.flush();
  return all.some((p) => p.severity === 'error') ? EXIT.failed : EXIT.ok;
}

/** `NODE=FILE`, or a file alone, whose name or folder names the node. */
function targetOf(target: string): { node: string; path: string; named: boolean } {
  const equals = target.indexOf('=');
  if (equals > 0 && !existsSync(target))
    return { node: sanitize(target.slice(0, equals)), path: target.slice(equals + 1), named: true };
  const name = basename(target).replace(/\.conf$/, '');
  return {
    node: sanitize(name === 'keepalived' ? basename(dirname(resolve(target))) : name),
    path: target,
    named: false,
  };
}
