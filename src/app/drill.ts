import type { DrillLeg, Probed } from '../actions/drill.js';
import type { DrillEnd } from '../actions/drill-report.js';
import { ACTIONS, type Plan } from '../actions/plan.js';
import { foresee, type SequenceEnd } from '../actions/sequence.js';
import type { RouterConfig } from '../config/types.js';
import type { ClusterState } from '../model/state.js';
import { connectProbe, pingProbe, type ReachProbe } from '../sources/index.js';
import { carryOut, gatherAll } from './act.js';
import { carryOutAll, type SequenceDeps, type SequenceProgress } from './sequence.js';

/** So long the virtual IPs are asked before anything is done: what is silent then tells nothing later. */
const BASELINE_MS = 2000;
/** A node that was stopped is tried to be started for so long where its connection is gone. */
const PERSIST_MS = 60_000;

/**
 * Carries out the plans of a drill while each virtual IP is asked from here. Whatever ends it, a node that it stopped
 * is started again. `deps.signal` and `deps.stopping` end the drill itself; `leaving` also the wait for what comes of
 * that last start. Never rejects.
 */
export async function drill(
  plans: readonly Plan[],
  routers: readonly RouterConfig[],
  deps: SequenceDeps,
  leaving: AbortSignal,
  tell: (progress: SequenceProgress | { kind: 'baseline'; probes: readonly Probed[] }) => void,
): Promise<DrillEnd> {
  const asking = startProbes(deps.state(), routers);
  const legs: DrillLeg[] = [];
  // By the clock that ping stamps with: the monitor's may be half a second away from it.
  let from = Date.now();
  const follow = (progress: SequenceProgress): void => {
    if (progress.kind === 'begun') from = Date.now();
    if (progress.kind === 'over') {
      const { plan, outcome } = progress;
      legs.push({ plan, outcome, from, to: Date.now() });
    }
    tell(progress);
  };
  try {
    await new Promise((done) => setTimeout(done, BASELINE_MS));
    tell({ kind: 'baseline', probes: asking.map(probed) });
    const end = await carryOutAll(plans, deps, follow);
    const mended = await mend(end, { ...deps, signal: leaving }, follow);
    return { end, legs, probes: asking.map(probed), mended };
  } finally {
    for (const probe of asking) probe.stop();
  }
}

/** A ping for each virtual IP, and a connection where a port is configured for it. */
function startProbes(state: ClusterState, configured: readonly RouterConfig[]): ReachProbe[] {
  const local = state.captures.find((id) => /^wire:(?!any$)/.test(id) && state.sources.get(id)?.node === null);
  const zone = local?.slice('wire:'.length);
  return state.routers.flatMap((router) => {
    const own = configured.find(
      (c) => router.names.includes(c.name) || router.vips.some((v) => c.vips.includes(v.address)),
    );
    return router.vips.flatMap(({ address }) => {
      const target = address.startsWith('fe80:') && zone !== undefined ? `${address}%${zone}` : address;
      const port = own?.probePort;
      return [pingProbe(address, target), ...(port === undefined ? [] : [connectProbe(address, target, port)])];
    });
  });
}

function probed({ vip, by, everyMs, answers, note, works }: ReachProbe): Probed {
  const silent = answers.length === 0 && works ? `${vip} does not answer ${by} from here` : '';
  return { vip, by, everyMs, answers: [...answers], tells: works && silent === '', note: note || silent };
}

/** Starts the node that the drill has stopped and did not come to start. */
async function mend(
  { done, left }: SequenceEnd,
  deps: SequenceDeps,
  tell: (progress: SequenceProgress) => void,
): Promise<DrillEnd['mended']> {
  const last = done.at(-1);
  const stopped = last?.plan.action === 'stop' && last.outcome.runs.length > 0;
  const start = left.find((p) => p.action === 'start' && p.node === last?.plan.node);
  if (!stopped || start === undefined) return null;
  const { node: name } = start;
  const failed = (why: string): DrillEnd['mended'] => {
    const message = `KEEPALIVED ON ${name} WAS STOPPED BY THIS DRILL AND NOT STARTED AGAIN: ${why}; run there: ${start.steps.map((s) => s.line).join(' && ')}`;
    return { node: name, outcome: { result: 'failed', message, runs: [], verification: null } };
  };
  const nodes = await gatherAll(deps.nodes, [name], deps.readOnly, PERSIST_MS);
  const said = nodes.get(name);
  const node = deps.nodes.find((n) => n.config.name === name);
  if (typeof said === 'string') return failed(said);
  if (said === undefined || node === undefined) return failed('it is gone from the configuration');
  if (said.facts.pid !== null) return null;
  const state = deps.state();
  const action = ACTIONS.find((a) => a.id === 'start')!;
  const plan = foresee({ plans: [], state, since: state.now, nodes }, action, name).plans[0]!;
  if (plan.refusal !== null) return failed(plan.refusal);
  tell({ kind: 'begun', plan });
  const outcome = await carryOut(plan, node, deps, tell);
  tell({ kind: 'over', plan, outcome });
  const { runs } = outcome;
  return runs.length === 0 || runs.some((run) => run.failure !== null || run.code !== 0)
    ? failed(outcome.message)
    : { node: name, outcome: { ...outcome, message: `${name} was started again: ${outcome.message}` } };
}
