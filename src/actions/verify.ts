import type { ClusterState, Tenure, VirtualRouter } from '../model/state.js';
import type { Outlook } from './outlook.js';
import { ownDownMs } from './outlook.js';
import type { Plan } from './plan.js';

/** How exact a prediction is meant to be, ms. */
export const TOLERANCE_MS = 300;
/** Nothing more is expected to happen when all stands as predicted for so long, ms. */
const REST_MS = 1500;
/** Beyond the predicted end nobody waits longer than this, ms. */
const PATIENCE_MS = 10_000;

/** Prediction and result of one virtual router. */
export interface RouterResult {
  outlook: Outlook;
  /** Who became MASTER since, in order. */
  seen: readonly string[];
  /** When the last of them became MASTER, ms since the beginning; null = nobody did. */
  inMs: number | null;
  /** Longest time without a master since, ms; null = nobody was before, so that it cannot be counted. */
  gapMs: number | null;
  /** MASTER now; null = nobody, several, or nobody knows. */
  master: string | null;
  asPredicted: boolean;
  text: string;
}

/** What became of a plan as far as the evidence tells now. */
export interface Verification {
  routers: readonly RouterResult[];
  /** As the node's probes tell, asked after the beginning; null = not asked since. */
  running: boolean | null;
  asPredicted: boolean;
  /** Nothing more is to be waited for. */
  over: boolean;
}

/**
 * Compares a plan with what happened since.
 * @param startedAt when the first command was sent, @param endedAt when the last one ended (null: it runs), ms.
 */
export function verify(plan: Plan, state: ClusterState, startedAt: number, endedAt: number | null): Verification {
  const routers = plan.outlook.map((o) => resultOf(o, state, startedAt));
  const node = state.nodes.get(plan.node);
  const running = node?.runningAt != null && node.runningAt > (endedAt ?? startedAt) ? node.running : null;
  const asPredicted = running === plan.runsAfter && routers.every((r) => r.asPredicted);
  if (endedAt === null) return { routers, running, asPredicted, over: false };
  const sinceMs = state.now - endedAt;
  return {
    routers,
    running,
    asPredicted,
    over: (asPredicted && sinceMs > restMs(plan, state)) || sinceMs > patienceMs(plan),
  };
}

/** Where a node could still take an address, or die unseen, it is watched for a Master_Down_Interval and a bit. */
function restMs(plan: Plan, state: ClusterState): number {
  const waits = plan.outlook.flatMap((o) => {
    const router = routerOf(state, o);
    const settled = o.sequence?.at(-1) === plan.node || (!plan.runsAfter && o.sequence?.length !== 0);
    return router === undefined || settled ? [] : [ownDownMs(state, router, plan.node) + REST_MS];
  });
  return Math.min(PATIENCE_MS, Math.max(REST_MS, ...waits));
}

function patienceMs(plan: Plan): number {
  return PATIENCE_MS + Math.max(0, ...plan.outlook.map((o) => o.backInMs ?? 0));
}

function resultOf(outlook: Outlook, state: ClusterState, startedAt: number): RouterResult {
  const router = routerOf(state, outlook);
  const came = router === undefined ? [] : tenuresSince(router, startedAt);
  const seen = came.map((t) => t.node);
  const inMs = came.length === 0 ? null : came.at(-1)!.from - startedAt;
  const gapMs = router === undefined || outlook.master === null ? null : longestGapMs(router, startedAt, state.now);
  const masters = [...(router?.cells.values() ?? [])].filter((c) => c.state === 'MASTER');
  const master = masters.length === 1 ? masters[0]!.node : null;
  const { sequence } = outlook;
  const last = seen.at(-1) ?? outlook.master;
  const cameAs = (order: readonly string[]): boolean => seen.join(' ') === order.join(' ');
  const cameLater = sequence !== null && outlook.maybeThen !== null && cameAs([...sequence, outlook.maybeThen]);
  const rightOrder = sequence !== null && (cameAs(sequence) || cameLater);
  const leaves = sequence?.length === 0 && outlook.gapMs === null;
  const rightGap = outlook.gapMs === null || gapMs === null || gapMs <= outlook.gapMs + TOLERANCE_MS;
  const asPredicted = rightOrder && rightGap && (leaves ? master === null : master === last);
  return { outlook, seen, inMs, gapMs, master, asPredicted, text: inWords(outlook, seen, gapMs, master) };
}

/** A virtual router has another id once its VRID is known, or no longer is: then its addresses or its name tell. */
function routerOf(state: ClusterState, { router, vips, label }: Outlook): VirtualRouter | undefined {
  const { routers } = state;
  return (
    routers.find((r) => r.id === router) ??
    routers.find((r) => r.vips.some((v) => vips.includes(v.address))) ??
    routers.find((r) => r.names.includes(label))
  );
}

const tenuresSince = (router: VirtualRouter, startedAt: number): Tenure[] =>
  router.tenures.filter((t) => t.from >= startedAt).sort((a, b) => a.from - b.from);

/** The longest time between `from` and `to` in which nobody was MASTER, ms. */
function longestGapMs(router: VirtualRouter, from: number, to: number): number {
  const spans = router.tenures
    .filter((t) => (t.to ?? to) > from)
    .map((t) => ({ from: Math.max(t.from, from), to: t.to ?? to }))
    .sort((a, b) => a.from - b.from);
  let covered = from;
  let longest = 0;
  for (const span of spans) {
    longest = Math.max(longest, span.from - covered);
    covered = Math.max(covered, span.to);
  }
  return Math.max(longest, to - covered);
}

function inWords(outlook: Outlook, seen: readonly string[], gapMs: number | null, master: string | null): string {
  const went =
    seen.length === 0
      ? outlook.master === null
        ? ''
        : `${outlook.master}`
      : `${outlook.master ?? 'nobody'} -> ${seen.join(' -> ')}`;
  const now = master === null ? 'nobody is MASTER now' : `${master} is MASTER now`;
  const gap = gapMs === null ? '' : `, nobody was MASTER for ${(gapMs / 1000).toFixed(2)} s`;
  return `${outlook.label}: ${seen.length === 0 ? 'did not move' : went}, ${now}${gap}`;
}
