import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { nodeOfTarget, parseConfig, type ThemeCheck } from './file.js';
import { configFolder } from './folder.js';
import { parseTarget } from './target.js';
import type { ClusterConfig, Config } from './types.js';

interface LoadOptions {
  /** `--config`. */
  explicitPath?: string;
  /** Hosts of the command line: names of configured nodes, or `[user@]host[:port]`. */
  hosts: readonly string[];
  /** `--cluster`: only this one of the configuration. */
  cluster?: string;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  home: string;
  themeFault?: ThemeCheck;
}

/** `path`: the file that was read, null when there is none. */
type LoadResult = { ok: true; config: Config; path: string | null } | { ok: false; message: string };

const MAX_BYTES = 1024 * 1024;

/**
 * Finds and reads the configuration, and applies the hosts of the command line: each selects the node of that name, or
 * adds a node; without hosts all nodes stay. Without a file there is one cluster of the hosts, captured here.
 */
export function loadConfig(options: LoadOptions): LoadResult {
  const path = findConfig(options);
  if (typeof path === 'object' && path !== null) return { ok: false, message: path.message };
  let config: Config = {
    clusters: [{ name: 'cluster', nodes: [], captures: [{ interface: 'auto' }], virtualRouters: [] }],
    theme: 'auto',
    readOnly: false,
    ascii: undefined,
    alarm: { bell: true, command: null },
  };
  if (path !== null) {
    const text = readConfig(path);
    if (typeof text !== 'string') return { ok: false, message: text.message };
    const shorter = relative(options.cwd, path);
    const parsed = parseConfig(text, shorter.startsWith('..') ? path : shorter, options.themeFault);
    if (!parsed.ok) return parsed;
    config = parsed.config;
    const stranger = config.alarm.command === null ? null : mayBeAnothers(path);
    if (stranger !== null) return { ok: false, message: `${shorter}: alarm.command is run here, and ${stranger}` };
  }
  if (options.cluster !== undefined) {
    const clusters = config.clusters.filter((c) => c.name === options.cluster);
    if (clusters.length === 0) {
      const names = config.clusters.map((c) => c.name).join(', ');
      return { ok: false, message: `--cluster ${options.cluster}: the configuration has ${names}` };
    }
    config = { ...config, clusters };
  }
  if (options.hosts.length === 0) return { ok: true, config, path };
  const selected = selectNodes(config, options.hosts);
  return selected.ok ? { ok: true, config: { ...config, clusters: selected.clusters }, path } : selected;
}

/** Where a configuration may lie, in the order of looking. */
export function configPaths(options: Pick<LoadOptions, 'env' | 'cwd' | 'home'>): string[] {
  return [
    join(options.cwd, 'vrrptop.yaml'),
    join(configFolder(options.env, options.home), 'config.yaml'),
    '/etc/vrrptop/config.yaml',
  ];
}

function findConfig(options: LoadOptions): string | null | { message: string } {
  if (options.explicitPath === undefined) return configPaths(options).find((p) => existsSync(p)) ?? null;
  const path = resolve(options.cwd, options.explicitPath);
  return existsSync(path) ? path : { message: `${options.explicitPath}: there is no such file` };
}

function readConfig(path: string): string | { message: string } {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) return { message: `${path}: ${size} bytes, at most ${MAX_BYTES} are read` };
    return readFileSync(path, 'utf8');
  } catch (error) {
    return { message: `${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Why a command out of this file must not be run: somebody else wrote it, or could; null where only we or root can. */
function mayBeAnothers(path: string): string | null {
  const { uid, mode } = statSync(path);
  if (uid !== 0 && uid !== process.getuid?.()) return 'the file belongs to somebody else';
  return (mode & 0o022) === 0 ? null : 'others may write to the file (chmod go-w)';
}

/** The clusters that have one of the hosts; a host that none has joins the first of them. */
function selectNodes(
  config: Config,
  hosts: readonly string[],
): { ok: true; clusters: ClusterConfig[] } | { ok: false; message: string } {
  const wanted = [...new Set(hosts)];
  const known = new Set(wanted.filter((h) => config.clusters.some((c) => c.nodes.some((n) => n.name === h))));
  const added = [];
  for (const host of wanted.filter((h) => !known.has(h))) {
    const target = parseTarget(host);
    if (target === null)
      return { ok: false, message: `${host}: expected [user@]host[:port], or the name of a configured node` };
    added.push(nodeOfTarget(target));
  }
  const clusters = config.clusters
    .map((c) => ({ ...c, nodes: c.nodes.filter((n) => known.has(n.name)) }))
    .filter((c, i) => c.nodes.length > 0 || (known.size === 0 && i === 0));
  const [first] = clusters;
  if (first !== undefined) first.nodes = named([...first.nodes, ...added]);
  return { ok: true, clusters };
}

/** The same host on two ports is two nodes: the later one is named with its port. */
function named(nodes: ClusterConfig['nodes']): ClusterConfig['nodes'] {
  const taken = new Set<string>();
  return nodes.map((node) => {
    let { name } = node;
    for (let n = 2; taken.has(name); n++) name = n === 2 ? `${node.host}:${node.port ?? 22}` : `${node.host}#${n}`;
    taken.add(name);
    return { ...node, name };
  });
}
