import { lint } from '../../diagnose/lint/lint.js';
import type { LintProblem } from '../../diagnose/lint/types.js';
import type { ClusterState, NodeState } from '../../model/state.js';
import type { ConfPosition, KeepalivedConf, VrrpInstanceConf } from '../../protocol/conf/types.js';
import { FIELDS, type Field } from './fields.js';

/** What one node has in a row; `text` null: its configuration has no such thing. */
export interface ConfCell {
  text: string | null;
  at: ConfPosition | null;
  problems: readonly LintProblem[];
}

/** A row of the view: a heading, or one setting with a cell for each node. */
export type ConfRow =
  | { kind: 'heading'; text: string }
  | { kind: 'setting'; label: string; differs: boolean; cells: ConfCell[] };

/** All that is compared, and the problems that lint finds, for the nodes in their order. */
export interface ConfTable {
  nodes: NodeState[];
  rows: ConfRow[];
  problems: LintProblem[];
}

/** The configurations of all nodes that were read, aligned: instances by VRID and family, scripts and groups by name. */
export function confTable(state: ClusterState): ConfTable {
  const nodes = [...state.nodes.values()].filter((n) => n.inInventory || n.conf !== null);
  const problems = lintOf(nodes);
  const rows: ConfRow[] = [];
  for (const group of instanceGroups(state, nodes)) {
    rows.push({ kind: 'heading', text: group.title });
    for (const field of FIELDS) {
      const row = fieldRow(field, nodes, group.instances, problems);
      if (row !== null) rows.push(row);
    }
  }
  rows.push(...named('vrrp_script', nodes, problems, scriptsOf));
  rows.push(...named('vrrp_sync_group', nodes, problems, groupsOf));
  rows.push(...named('global_defs', nodes, problems, globalsOf));
  rows.push(...problemRows(nodes, problems));
  return { nodes, rows, problems };
}

/** What was linted last: a screen asks again and again for the same configurations. */
let linted: { of: readonly unknown[]; problems: LintProblem[] } = { of: [], problems: [] };

function lintOf(nodes: readonly NodeState[]): LintProblem[] {
  const read = nodes.filter((n) => n.conf !== null);
  const of = read.flatMap((n) => [n.name, n.conf, n.version, n.scriptFiles, linksKey(n), ...n.addresses]);
  if (of.length !== linted.of.length || of.some((value, i) => value !== linted.of[i])) {
    const files = read.flatMap(({ name, conf, version, addresses, interfaces, scriptFiles }) =>
      conf === null ? [] : [{ node: name, conf, version, addresses, scriptFiles, links: interfaces }],
    );
    linted = { of, problems: lint(files) };
  }
  return linted.problems;
}

/** Interfaces and their addresses: asked again and again, with the same answer. */
const linksKey = (n: NodeState): string =>
  n.interfaces.map((l) => `${l.name} ${l.addresses.map((a) => `${a.address}/${a.prefixLength}`).join(' ')}`).join(';');

interface Group {
  title: string;
  /** By node name. */
  instances: Map<string, VrrpInstanceConf>;
}

/** Instances that belong together: of one VRID and family, the first of each node with the first of the others. */
function instanceGroups(state: ClusterState, nodes: readonly NodeState[]): Group[] {
  const groups = new Map<string, Group>();
  for (const node of nodes) {
    const seen = new Map<string, number>();
    for (const instance of node.conf?.instances ?? []) {
      const key = instance.vrid === null ? `name ${instance.name}` : `${instance.family ?? 'ipv4'} ${instance.vrid}`;
      const count = seen.get(key) ?? 0;
      seen.set(key, count + 1);
      const id = `${key} ${count}`;
      const group = groups.get(id) ?? { title: titleOf(state, instance), instances: new Map() };
      group.instances.set(node.name, instance);
      groups.set(id, group);
    }
  }
  return [...groups.values()];
}

function titleOf(state: ClusterState, instance: VrrpInstanceConf): string {
  if (instance.vrid === null) return `${instance.name}: no VRID`;
  const family = instance.family ?? 'ipv4';
  const router = state.routers.find((r) => r.vrid === instance.vrid && r.family === family);
  const name = router?.label ?? instance.name;
  const vrid = `VRID ${instance.vrid}${family === 'ipv6' ? ', IPv6' : ''}`;
  return name === vrid ? name : `${name}  ${vrid}`;
}

function fieldRow(
  field: Field,
  nodes: readonly NodeState[],
  instances: Group['instances'],
  problems: readonly LintProblem[],
): ConfRow | null {
  const present = [...instances.values()];
  if (field.always !== true && present.every((i) => field.value(i) === '')) return null;
  const compared = field.compared ?? field.value;
  const distinct = new Set(present.map(compared));
  const differs =
    present.length > 1 &&
    ((field.agree === 'equal' && distinct.size > 1) ||
      (field.agree === 'distinct' && distinct.size < present.length && present.every((i) => field.value(i) !== '')));
  const cells = nodes.map((node): ConfCell => {
    const instance = instances.get(node.name);
    if (instance === undefined) return { text: null, at: null, problems: [] };
    const at = field.at(instance);
    return { text: field.value(instance) || '-', at, problems: problemsAt(problems, node.name, at) };
  });
  return { kind: 'setting', label: field.label, differs, cells };
}

const problemsAt = (problems: readonly LintProblem[], node: string, at: ConfPosition | null): LintProblem[] =>
  at === null ? [] : problems.filter((p) => p.node === node && p.file === at.file && p.line === at.line);

interface Named {
  name: string;
  text: string;
  at: ConfPosition | null;
}

/** Things that have a name, each a row; they differ where a node that has it has it otherwise. */
function named(
  heading: string,
  nodes: readonly NodeState[],
  problems: readonly LintProblem[],
  of: (conf: KeepalivedConf) => Named[],
): ConfRow[] {
  const own = nodes.map((node) => (node.conf === null ? [] : of(node.conf)));
  const names = [...new Set(own.flat().map((n) => n.name))];
  if (names.length === 0) return [];
  const rows = names.map((name): ConfRow => {
    const found = own.map((all) => all.find((n) => n.name === name) ?? null);
    const texts = new Set(found.flatMap((n) => (n === null ? [] : [n.text])));
    const cells = found.map((n, i): ConfCell => {
      const node = nodes[i]?.name ?? '';
      return n === null
        ? { text: null, at: null, problems: [] }
        : { text: n.text, at: n.at, problems: problemsAt(problems, node, n.at) };
    });
    return { kind: 'setting', label: name, differs: heading !== 'global_defs' && texts.size > 1, cells };
  });
  return [{ kind: 'heading', text: heading }, ...rows];
}

const scriptsOf = (conf: KeepalivedConf): Named[] =>
  conf.scripts.map((s) => ({
    name: s.name,
    text: `every ${s.intervalS} s, weight ${s.weight}, fall ${s.fall}, rise ${s.rise}: ${s.script}`,
    at: s,
  }));

const groupsOf = (conf: KeepalivedConf): Named[] =>
  conf.syncGroups.map((g) => ({ name: g.name, text: g.members.join(' '), at: g }));

function globalsOf(conf: KeepalivedConf): Named[] {
  const { globals } = conf;
  const values: [string, string][] = [
    ['router_id', globals.routerId ?? ''],
    ['vrrp_strict', globals.strict ? 'yes' : ''],
    ['script_user', globals.scriptUser ?? ''],
    ['enable_script_security', globals.enableScriptSecurity ? 'yes' : ''],
    ['net_namespace', globals.netNamespace ?? ''],
    ['vrrp_startup_delay', globals.startupDelayS === 0 ? '' : `${globals.startupDelayS} s`],
  ];
  return values.flatMap(([name, text]) => (text === '' ? [] : [{ name, text, at: globals.at[name] ?? null }]));
}

/** What lint finds, the worst first, each under the node it is about. */
function problemRows(nodes: readonly NodeState[], problems: readonly LintProblem[]): ConfRow[] {
  if (problems.length === 0) return [];
  const rows = problems.map(
    (p): ConfRow => ({
      kind: 'setting',
      label: `${p.severity} ${p.id}`,
      differs: false,
      cells: nodes.map((n) =>
        n.name === p.node
          ? { text: p.message, at: { file: p.file, line: p.line }, problems: [p] }
          : { text: null, at: null, problems: [] },
      ),
    }),
  );
  return [{ kind: 'heading', text: 'What lint finds' }, ...rows];
}
