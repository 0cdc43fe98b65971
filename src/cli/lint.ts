import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type Linted, lintable, lintableNode } from '../app/lint-node.js';
import type { NodeConfig } from '../config/types.js';
import { lint as lintFiles, lintText, sortProblems } from '../diagnose/lint/lint.js';
import { CONF_BUNDLE_COMMAND } from '../protocol/conf/bundle.js';
import { sanitize } from '../protocol/sanitize.js';
import { configuredFleet } from './configured.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain, Output } from './output.js';

interface LintOptions {
  format: 'text' | 'json';
  config?: string;
}

/**
 * Checks keepalived.conf of one or several nodes, with what they include, against each other: files of this machine, and
 * those of nodes over SSH, which are also asked for their interfaces and scripts; without targets the configured nodes.
 * Exit 1 when there is an error in them, 2 when one cannot be read.
 */
export async function lint(targets: readonly string[], options: LintOptions): Promise<ExitCode> {
  const key = randomBytes(16);
  const paths = targets.filter(isFile);
  const hosts = targets.filter((t) => !isFile(t));
  const read = readFiles(paths, key);
  if (read === null) return EXIT.usage;
  // Each cluster by itself: two of them may use one VRID.
  let clusters: NodeConfig[][] = [];
  if (hosts.length > 0 || targets.length === 0) {
    const found = nodesOf(hosts, options);
    if (found === null) return EXIT.usage;
    clusters = found;
  }
  const answers = await Promise.all(clusters.map((nodes) => askNodes(nodes, key)));
  const groups = clusters.length === 0 ? [read] : answers.map((a, i) => (i === 0 ? [...read, ...a.read] : a.read));
  const all = sortProblems(
    groups.flatMap((g) => [...g.flatMap((l) => l.problems), ...lintFiles(g.map((l) => l.file))]),
  );
  const out = new Output();
  const nodes = groups.flatMap((g) => g.map((l) => l.file.node));
  if (options.format === 'json') out.line(JSON.stringify({ schema: 'vrrptop-lint/1', nodes, problems: all }));
  else if (all.length > 0) out.line(lintText(all));
  out.flush();
  if (answers.some((a) => a.failed)) return EXIT.usage;
  return all.some((p) => p.severity === 'error') ? EXIT.failed : EXIT.ok;
}

/** Null when one cannot be read; stderr says why. */
function readFiles(paths: readonly string[], key: Uint8Array): Linted[] | null {
  const read: Linted[] = [];
  for (const { node: wanted, path, named } of paths.map(targetOf)) {
    const node = read.some((l) => l.file.node === wanted) ? sanitize(path) : wanted; // two files of one name are two nodes
    const run = spawnSync('sh', ['-c', CONF_BUNDLE_COMMAND, 'vrrptop', resolve(path)], {
      maxBuffer: 8 * 1024 * 1024,
      encoding: 'utf8',
    });
    if (run.status !== 0) {
      complain(`${path}: ${sanitize(run.stderr || String(run.error ?? 'cannot be read')).trim()}`);
      return null;
    }
    // The config-id that the command tells is this machine's; whose file it is only NODE= tells.
    read.push(lintable(node, run.stdout.replace(/^### ID .*\n/, ''), key, named ? node : null));
  }
  return read;
}

/** The nodes to ask, by cluster; null when there are none, or the configuration is wrong. */
function nodesOf(hosts: string[], options: LintOptions): NodeConfig[][] | null {
  const found = configuredFleet(hosts, options);
  if (found === null) return null;
  const clusters = found.clusters.map((c) => c.nodes).filter((nodes) => nodes.length > 0);
  if (clusters.length > 0) return clusters;
  complain('lint: no file, no host, and no configuration that names nodes');
  return null;
}

async function askNodes(nodes: readonly NodeConfig[], key: Uint8Array): Promise<{ read: Linted[]; failed: boolean }> {
  const { sshTarget } = await import('../app/cluster-sources.js');
  const { readNodeConf } = await import('../sources/index.js');
  const answers = await Promise.all(
    nodes.map(async (n) => {
      const options = { ...sshTarget(n), transport: n.transport, legacy: n.legacyAlgorithms };
      return { node: n.name, told: await readNodeConf(options, n.keepalivedConf) };
    }),
  );
  const read: Linted[] = [];
  for (const { node, told } of answers) {
    if (typeof told === 'string') complain(`${node}: ${sanitize(told)}`);
    else read.push(lintableNode(node, told, key));
  }
  return { read, failed: read.length < nodes.length };
}

/** `NODE=FILE`, what is there as a file, or what no host is called; all else is a host. */
function isFile(target: string): boolean {
  return existsSync(target) || target.includes('=') || target.includes('/') || target.endsWith('.conf');
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
