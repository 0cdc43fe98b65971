import { confOf } from '../model/instance-conf.js';
import type { ClusterState, VirtualRouter } from '../model/state.js';
import type { ConfigTest, NodeFacts } from './facts.js';
import type { Course, Outlook } from './outlook.js';

/** After a move routers, switches and clients need a while to settle, ms. */
const SETTLE_MS = 60_000;
const MAX_SHOWN = 3;

/** What a plan rests on beside the state of the cluster and the node itself. */
export interface Around {
  /** What the other nodes say of themselves, by name; a text = why one did not answer. Who is missing was not asked. */
  peers: ReadonlyMap<string, NodeFacts | string>;
  /** Moves from then on belong to the same sequence and are no surprise, ms. */
  ownMovesFrom: number;
}

/** What speaks against an action now, a line each; none is good. */
export function objectionsTo(
  state: ClusterState,
  node: string,
  course: Course,
  outlook: readonly Outlook[],
  facts: NodeFacts,
  { peers, ownMovesFrom }: Around,
): string[] {
  const routers = state.routers.filter((r) => outlook.some((o) => o.router === r.id));
  return [
    ...testObjections(state, node, facts),
    ...routers.flatMap((r) => ofRouter(state, r, node, course, outlook.find((o) => o.router === r.id)!, ownMovesFrom)),
    ...heirsOf(node, outlook).flatMap((heir) => heirObjections(heir, peers.get(heir))),
    ...unseen(state, node),
  ];
}

function testObjections(state: ClusterState, node: string, { test, configured }: NodeFacts): string[] {
  // Neither the test nor systemd complain of that: the one finds nothing wrong, the other starts nothing and says it did.
  // A keepalived that was given another file is read from there.
  if (!configured && (state.nodes.get(node)?.conf?.instances.length ?? 0) === 0)
    return [`/etc/keepalived/keepalived.conf on ${node} is missing or empty: keepalived would not start`];
  if (test === null || test.complaints.length === 0) return [];
  return wasTested(test)
    ? [`the configuration test on ${node} ${complaintsOf(test)}`]
    : [`the configuration on ${node} could not be tested (${test.line}): ${test.complaints[0]}`];
}

/** False where sudo, a timeout or a lost connection came between: then nothing is known of the configuration. */
const wasTested = ({ code, complaints }: ConfigTest): boolean =>
  code !== null && !/^sudo: |may not run sudo|not allowed to execute/i.test(complaints[0] ?? '');

function complaintsOf({ line, code, complaints }: ConfigTest): string {
  const more = complaints.length - MAX_SHOWN;
  return `complains (${line}, exit code ${code}): ${complaints.slice(0, MAX_SHOWN).join(' | ')}${more > 0 ? ` | and ${more} more` : ''}`;
}

/** Who takes something over from `node`. */
const heirsOf = (node: string, outlook: readonly Outlook[]): string[] => [
  ...new Set(
    outlook.flatMap(({ master, sequence }) => {
      const heir = sequence?.[0];
      return master === node && heir !== undefined && heir !== node ? [heir] : [];
    }),
  ),
];

function heirObjections(heir: string, said: NodeFacts | string | undefined): string[] {
  const who = `${heir}, which is to take over,`;
  if (said === undefined) return [];
  if (typeof said === 'string') return [`${who} does not answer: ${said}`];
  if (said.pid === null) return [`keepalived does not run on ${heir}, which is to take over`];
  const { test } = said;
  return test === null || test.complaints.length === 0 || !wasTested(test)
    ? []
    : [`${who} has a configuration whose test ${complaintsOf(test)}`];
}

/** What the configuration tests of those that take over found, where that is no objection. */
export function heirNotes(node: string, outlook: readonly Outlook[], peers: Around['peers']): string[] {
  return heirsOf(node, outlook).flatMap((heir) => {
    const said = peers.get(heir);
    if (said === undefined || typeof said === 'string') return [];
    if (said.test?.complaints.length === 0) return [`the configuration of ${heir} passes its test`];
    return said.test === null || !wasTested(said.test) ? [`the configuration of ${heir} is not tested`] : [];
  });
}

function ofRouter(
  state: ClusterState,
  router: VirtualRouter,
  node: string,
  course: Course,
  outlook: Outlook,
  ownMovesFrom: number,
): string[] {
  const out: string[] = [];
  const cells = [...router.cells.values()];
  const masters = cells.filter((c) => c.state === 'MASTER');
  if (masters.length > 1)
    out.push(
      `${router.label}: split brain, ${masters.map((c) => c.node).join(' and ')} are MASTER at once: mend what keeps them apart first`,
    );
  if (course === 'nothing') return out;
  const own = router.cells.get(node);
  if (own?.state === 'UNKNOWN')
    out.push(`${router.label}: the state of ${node} is not known${own.note === '' ? '' : `: ${own.note}`}`);
  if (course !== 'comes' && masters.length === 1) {
    const leaves = masters[0]!.node === node;
    if (leaves && (outlook.sequence?.[0] ?? node) === node)
      out.push(`${router.label}: the VIP is held by nobody meanwhile: ${peersInWords(router, node)}`);
    const heir = outlook.sequence?.[0];
    const moved = router.failovers.at(-1);
    if (leaves && moved !== undefined && state.now - moved.at < SETTLE_MS && moved.at < ownMovesFrom)
      out.push(
        `${router.label}: moved from ${moved.from} to ${moved.to} only ${Math.round((state.now - moved.at) / 1000)} s ago`,
      );
    const conf = heir === undefined ? null : confOf(state, router, heir);
    const own = confOf(state, router, node);
    if (leaves && conf !== null && own !== null && vipsOf(conf) !== vipsOf(own))
      out.push(`${router.label}: ${heir} has another list of VIPs in its configuration`);
  }
  return out;
}

const vipsOf = (conf: { vips: readonly { address: string }[] }): string =>
  conf.vips
    .map((v) => v.address)
    .sort()
    .join();

function peersInWords(router: VirtualRouter, node: string): string {
  const peers = [...router.cells.values()].filter((c) => c.node !== node);
  if (peers.length === 0) return 'no other router is known';
  return peers.map((c) => `${c.node} is ${c.state}${c.note === '' ? '' : ` (${c.note})`}`).join(', ');
}

/** Sources without which the prediction rests on less than it should. */
function unseen(state: ClusterState, node: string): string[] {
  const wire = [...state.sources.values()].some((s) => s.kind === 'wire' && s.status === 'live');
  const log = state.sources.get(`log:${node}`)?.status === 'live';
  return wire || log
    ? []
    : [`nothing listens: neither a capture nor the log of ${node} is live, so what happens cannot be seen`];
}
