import type { Finding, Setting } from '../../diagnose/finding.js';
import { RULES } from '../../diagnose/registry.js';
import type {
  Cell,
  ClusterState,
  EvidenceKind,
  LinesRun,
  NodeState,
  Speech,
  VirtualRouter,
} from '../../model/state.js';
import type { ConfPosition, KeepalivedConf, VrrpInstanceConf } from '../../protocol/conf/types.js';
import { FIELDS } from '../config/fields.js';

/** One thing that was observed, for a finding to rest on. Times in ms. */
export interface EvidenceRecord {
  kind: EvidenceKind | 'conf';
  /** When it came, or first came; null where nothing tells. */
  from: number | null;
  /** When it last came; null for a single thing. */
  to: number | null;
  text: string;
}

/** What came this long before a finding may be why it came, ms. */
const BEFORE_MS = 10_000;

/** The adverts, lines, addresses, announcements and lines of configurations that a finding rests on, oldest first. */
export function recordsOf(state: ClusterState, f: Finding): EvidenceRecord[] {
  const rests = RULES.find((r) => r.id === f.rule)?.rests ?? {};
  const routers = state.routers.filter((r) =>
    f.router === null ? f.nodes.some((n) => r.cells.has(n)) : r.id === f.router,
  );
  const records: EvidenceRecord[] = [];
  for (const name of f.nodes) {
    const node = state.nodes.get(name);
    for (const router of routers) {
      const cell = router.cells.get(name);
      if (cell === undefined) continue;
      if (f.evidence.length > 0) records.push(...adverts(state, router, cell, f));
      for (const kind of rests.lines ?? []) records.push(...lines(name, cell.lines.get(kind)?.runs ?? [], f));
      if (f.evidence.includes('addr') && node !== undefined) records.push(...addresses(router, node));
      if (f.evidence.includes('arp')) records.push(...announcements(router, cell, f));
      if (f.router !== null && node !== undefined) records.push(...settings(router, node, cell, rests.settings ?? []));
    }
    for (const kind of rests.lines ?? []) records.push(...lines(name, node?.lines.get(kind)?.runs ?? [], f));
    if (f.router === null && node !== undefined && rests.settings?.includes('track_script'))
      records.push(...scripts(node, null));
  }
  return records.sort((a, b) => (a.from ?? 0) - (b.from ?? 0));
}

/** Whether something of this time belongs to the finding. */
function near(f: Finding, from: number, to: number): boolean {
  return to >= f.since - BEFORE_MS && (f.to === null || from <= f.to + BEFORE_MS);
}

function adverts(state: ClusterState, router: VirtualRouter, cell: Cell, f: Finding): EvidenceRecord[] {
  const own = router.speeches.filter((s) => s.address === cell.wire?.address);
  const shown = own.filter((s) => near(f, s.from, s.to ?? state.now));
  // Nothing of it at that time is evidence too.
  const last = own.at(-1);
  if (shown.length === 0 && last !== undefined) shown.push(last);
  return shown.map((s) => ({ kind: 'wire', from: s.from, to: s.lastAt, text: `${cell.node} sends ${said(s)}` }));
}

function said(s: Speech): string {
  const where = s.cast === 'unicast' ? `to ${s.sentTo.join(', ')}` : 'to the group';
  const auth = s.version === 2 ? `, auth ${s.authType}` : '';
  const end = s.resignedAt === null ? '' : ', then priority 0';
  return `version ${s.version}, priority ${s.priority}, every ${s.advertIntervalMs / 1000} s ${where}${auth}: ${s.vips.join(' ')}${end}`;
}

function lines(node: string, runs: readonly LinesRun[], f: Finding): EvidenceRecord[] {
  return runs
    .filter((r) => near(f, r.from, r.to))
    .map((r) => ({
      kind: 'log',
      from: r.from,
      to: r.count === 1 ? null : r.to,
      text: `${node}: ${r.count === 1 ? '' : `${r.count} times, last `}"${r.last.detail}"`,
    }));
}

/** What the node held of the virtual IPs when it was asked last. */
function addresses(router: VirtualRouter, node: NodeState): EvidenceRecord[] {
  return router.vips.map(({ address }) => {
    const link = node.interfaces.find((i) => i.addresses.some((a) => a.address === address));
    const where = link === undefined ? '' : ` on ${link.name}`;
    const what = node.held.has(address) ? `has ${address}${where}` : `has no ${address}`;
    return {
      kind: 'addr',
      from: node.heldChanged.get(address) ?? node.heldAt,
      to: node.heldAt,
      text: `${node.name} ${what}`,
    };
  });
}

function announcements(router: VirtualRouter, cell: Cell, f: Finding): EvidenceRecord[] {
  return router.vips.flatMap((v) =>
    (v.announced?.runs ?? [])
      .filter((r) => r.mac === cell.wire?.mac && near(f, r.from, r.to))
      .map(
        (r): EvidenceRecord => ({
          kind: 'arp',
          from: r.from,
          to: r.to,
          text: `${cell.node} announces ${v.address} from ${r.mac}, ${r.bursts} times`,
        }),
      ),
  );
}

const place = (at: ConfPosition): string => `${at.file}:${at.line}`;

function settings(router: VirtualRouter, node: NodeState, cell: Cell, wanted: readonly Setting[]): EvidenceRecord[] {
  const { conf } = node;
  const instance =
    conf?.instances.find((i) => i.vrid === router.vrid && (i.family ?? 'ipv4') === router.family) ??
    conf?.instances.find((i) => i.name === cell.instance);
  if (conf === null || instance === undefined) return [];
  const rows = FIELDS.filter((field) => wanted.some((w) => w === field.label)).map((field) => {
    const at = field.label === 'sync group' ? groupOf(conf, instance) : field.at(instance);
    const value = field.value(instance);
    // What is not written is told at the head of its instance.
    const written = at === null ? `${value === '' ? 'no' : value} (not written)` : value;
    return record(
      node,
      `${place(at ?? instance)} ${instance.name} ${field.label} ${written === '' ? 'cleared' : written}`,
    );
  });
  return wanted.includes('track_script') ? [...rows, ...scripts(node, instance)] : rows;
}

function groupOf(conf: KeepalivedConf, instance: VrrpInstanceConf): ConfPosition | null {
  return conf.syncGroups.find((g) => g.name === instance.syncGroup) ?? null;
}

/** The scripts that `instance` tracks, null = all. */
function scripts(node: NodeState, instance: VrrpInstanceConf | null): EvidenceRecord[] {
  return (node.conf?.scripts ?? [])
    .filter((s) => instance === null || instance.trackScripts.some((t) => t.name === s.name))
    .map((s) =>
      record(node, `${place(s)} vrrp_script ${s.name}: weight ${s.weight}, every ${s.intervalS} s, ${s.script}`),
    );
}

const record = (node: NodeState, text: string): EvidenceRecord => ({
  kind: 'conf',
  from: node.confAt,
  to: null,
  text: `${node.name} ${text}`,
});
