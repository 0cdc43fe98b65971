import { createRequire } from 'node:module';
import * as v from 'valibot';
import type * as Yaml from 'yaml';
import { nearest } from './nearest.js';
import { fileSchema, hasClusters, knownKeys, type NodeShape } from './schema.js';
import type { ClusterConfig, Config, NodeConfig } from './types.js';

/** What is wrong with the name of a theme; null: nothing. */
export type ThemeCheck = (name: string) => string | null;
type ConfigResult = { ok: true; config: Config } | { ok: false; message: string };

type Path = (string | number)[];
interface Fault {
  path: Path;
  /** The key itself is wrong, not its value. */
  atKey?: boolean;
  message: string;
}

const MAX_FAULTS = 20;

/**
 * Reads the text of a configuration file.
 *
 * @param text YAML 1.2. @param shownPath how the file is named in messages. @param themeFault knows the themes.
 * @returns the configuration, or all that is wrong with it, a line each: `vrrptop.yaml:4:11 nodes[0].port: expected …`.
 */
export function parseConfig(text: string, shownPath: string, themeFault: ThemeCheck = () => null): ConfigResult {
  // Loading the parser takes 25 ms, a quarter of the time to the first frame: only who has a file pays for it.
  const yaml = createRequire(import.meta.url)('yaml') as typeof Yaml;
  const lineCounter = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${shownPath}:${line}:${col}`;
  };
  const told = (lines: string[]): ConfigResult => {
    const left = lines.length - MAX_FAULTS;
    const shown = lines.slice(0, MAX_FAULTS);
    return { ok: false, message: [...shown, ...(left > 0 ? [`… and ${left} more`] : [])].join('\n') };
  };
  if (document.errors.length > 0) {
    return told(document.errors.map((e) => `${place(e.pos[0])} ${e.message.split('\n')[0]!}`));
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return told([`${shownPath}:1:1 ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = v.safeParse(fileSchema, value);
  const faults = parsed.success
    ? [...duplicates(toConfig(parsed.output), hasClusters(value)), ...wrongTheme(themeFault(parsed.output.theme))]
    : parsed.issues.map((i) => faultOf(i, value));
  if (!parsed.success || faults.length > 0) {
    return told(
      faults.map(({ path, message, atKey }) => {
        const shown = showPath(path);
        return `${place(offsetOf(yaml, document, path, atKey === true))} ${shown === '' ? '' : `${shown}: `}${message}`;
      }),
    );
  }
  return { ok: true, config: toConfig(parsed.output) };
}

function toConfig(file: v.InferOutput<typeof fileSchema>): Config {
  const clusters: ClusterConfig[] = ('clusters' in file ? file.clusters : [{ name: file.cluster, ...file }]).map(
    (c) => ({
      name: c.name,
      nodes: c.nodes.map(toNode),
      captures: c.captures,
      virtualRouters: c.virtualRouters.map(defined),
    }),
  );
  const { theme, readOnly, ascii, alarm } = file;
  return { clusters, theme, readOnly, ascii, alarm: { bell: alarm.bell, command: alarm.command ?? null } };
}

/** A node with its defaults. */
function toNode(shape: NodeShape): NodeConfig {
  return { ...defined(shape), commands: defined(shape.commands), name: shape.name ?? shape.host };
}

/** A node of which nothing but the way to it is known. */
export function nodeOfTarget(target: { host: string; port?: number; user?: string }): NodeConfig {
  return {
    name: target.host,
    addresses: [],
    log: 'auto',
    capture: false,
    counters: 'auto',
    sudo: 'auto',
    transport: 'auto',
    legacyAlgorithms: false,
    readOnly: false,
    commands: {},
    keepalivedConf: 'auto',
    ...target,
  };
}

/** Without the keys whose value is undefined, as exact optional properties want it. */
function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

const wrongTheme = (message: string | null): Fault[] => (message === null ? [] : [{ path: ['theme'], message }]);

/** Names that must differ. */
function duplicates(config: Config, many: boolean): Fault[] {
  const faults: Fault[] = [];
  const look = (names: string[], path: (index: number) => Path, what: string): void => {
    for (const [i, name] of names.entries()) {
      const first = names.indexOf(name);
      if (first < i)
        faults.push({
          path: path(i),
          message: `${what} ${JSON.stringify(name)} is there already, as ${showPath(path(first))}`,
        });
    }
  };
  look(
    config.clusters.map((c) => c.name),
    (i) => ['clusters', i],
    'a cluster',
  );
  for (const [c, cluster] of config.clusters.entries()) {
    const prefix: Path = many ? ['clusters', c] : [];
    look(
      cluster.nodes.map((n) => n.name),
      (i) => [...prefix, 'nodes', i],
      'a node',
    );
    look(
      cluster.virtualRouters.map((r) => r.name),
      (i) => [...prefix, 'virtualRouters', i],
      'a virtual router',
    );
  }
  return faults;
}

function faultOf(issue: v.BaseIssue<unknown>, value: unknown): Fault {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  if (issue.type !== 'strict_object' || issue.path === undefined) return { path, message: issue.message };
  if (issue.expected === 'never') {
    const known = knownKeys(path.slice(0, -1), hasClusters(value));
    const meant = nearest(String(path.at(-1)), known);
    const help = meant === null ? `there are ${known.join(', ')}` : `did you mean ${meant}?`;
    return { path, atKey: true, message: `unknown key; ${help}` };
  }
  return { path, message: issue.received === 'undefined' ? 'missing' : issue.message };
}

/** `nodes[0].port` */
function showPath(path: Path): string {
  return path.map((p, i) => (typeof p === 'number' ? `[${p}]` : i === 0 ? p : `.${p}`)).join('');
}

/** Where the value of a path begins; for what is not there, the nearest thing around it. */
function offsetOf(yaml: typeof Yaml, document: Yaml.Document.Parsed, path: Path, atKey: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (yaml.isMap(parent)) {
      const key = String(path[length - 1]);
      const pair = parent.items.find((item) => yaml.isScalar(item.key) && String(item.key.value) === key);
      const value = !atKey && yaml.isNode(pair?.value) && pair.value.range ? pair.value : pair?.key;
      if (yaml.isNode(value) && value.range) return value.range[0];
    } else if (yaml.isSeq(parent)) {
      const item = parent.items[Number(path[length - 1])];
      if (yaml.isNode(item) && item.range) return item.range[0];
    }
  }
  return document.contents?.range?.[0] ?? 0;
}
