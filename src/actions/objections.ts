import { confOf } from '../model/instance-conf.js';
import type { ClusterState, VirtualRouter } from '../model/state.js';
import type { NodeFacts } from './facts.js';
import type { Course, Outlook } from './outlook.js';

/** After a move routers, switches and clients need a while to settle, ms. */
const SETTLE_MS = 60_000;
const MAX_SHOWN = 3;

/** What speaks against an action now, a line each; none is good. */
export function objectionsTo(
  state: ClusterState,
  node: string,
  course: Course,
  outlook: readonly Outlook[],
  facts: NodeFacts,
): string[] {
  const routers = state.routers.filter((r) => outlook.some((o) => o.router === r.id));
  return [
    ...testObjections(node, facts),
    ...routers.flatMap((r) => ofRouter(state, r, node, course, outlook.find((o) => o.router === r.id)!)),
    ...unseen(state, node),
  ];
}

function testObjections(node: string, { test }: NodeFacts): string[] {
  if (test === null || test.complaints.length === 0) return [];
  if (test.code === null || /^sudo: |may not run sudo|not allowed to execute/i.test(test.complaints[0] ?? ''))
    return [`the configuration on ${node} could not be tested (${test.line}): ${test.complaints[0]}`];
  const more = test.complaints.length - MAX_SHOWN;
  return [
    `the configuration test on ${node} complains (${test.line}, exit code ${test.code}): ${test.complaints.slice(0, MAX_SHOWN).join(' | ')}${more > 0 ? ` | and ${more} more` : ''}`,
  ];
}

function ofRouter(
  state: ClusterState,
  router: VirtualRouter,
  node: string,
  course: Course,
  outlook: Outlook,
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
    if (leaves && moved !== undefined && state.now - moved.at < SETTLE_MS)
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
