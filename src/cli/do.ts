import type { Outcome } from '../actions/explain.js';
import { ACTIONS, type Plan } from '../actions/plan.js';
import { outcomeRow, planRows, type Row, resultRows, runRows, sequenceRows } from '../actions/rows.js';
import { foreseeRolling } from '../actions/sequence.js';
import { now } from '../app/clock.js';
import { carryOutAll, type SequenceDeps } from '../app/sequence.js';
import { type ActingOptions, acting, RESULT_CODES, refusalOf } from './acting.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain } from './output.js';

/** What may be done to several nodes: it ends with all of them running. */
const ROLLING = new Set(['restart', 'reload']);

/**
 * Shows the plan of an action, has it confirmed, carries it out and looks what comes of it. Several nodes are planned
 * and confirmed together and come one after another, those that are MASTER of least first; what does not end as
 * predicted ends it all.
 */
export async function act(actionId: string, hosts: string[], options: ActingOptions): Promise<ExitCode> {
  const action = ACTIONS.find((a) => a.id === actionId);
  if (action === undefined) {
    complain(`${actionId} is no action: there are ${ACTIONS.map((a) => a.id).join(', ')}`);
    return EXIT.usage;
  }
  if (hosts.length > 1 && !ROLLING.has(action.id)) {
    complain(`${action.id} is for one node; several nodes can be restarted or reloaded`);
    return EXIT.usage;
  }
  const json = options.json === true;
  const say = (text: string): void => (json ? undefined : show([{ text, tone: 'dim' }]));
  const refuse = (node: string, why: string, plan: Plan | null = null): ExitCode => {
    const outcome: Outcome = { result: 'refused', message: `${why}; nothing was done`, runs: [], verification: null };
    if (json) print(asJson(node, action.id, plan, outcome));
    else complain(outcome.message);
    return RESULT_CODES.refused;
  };
  return acting(hosts, options, say, refuse, async ({ names, known, deps }) => {
    const { plans } = foreseeRolling(known, action, names);
    if (!json) show(plans.length === 1 ? planRows(plans[0]!) : sequenceRows(plans));
    if (options.plan === true) {
      if (json) for (const plan of plans) print(asJson(plan.node, action.id, plan, null));
      return plans.some((p) => p.refusal !== null) ? RESULT_CODES.refused : EXIT.ok;
    }
    const refusal = await refusalOf(action.id, plans, known.state.inventory.cluster, options);
    if (refusal !== null) return refuse(refusal.plan.node, refusal.why, refusal.plan);
    return carriedOut(plans, deps, json);
  });
}

/** Ctrl-C: what is being done is seen to its end and nothing after it is begun; the second time nobody waits for that. */
async function carriedOut(
  plans: readonly Plan[],
  deps: Omit<SequenceDeps, 'signal' | 'stopping'>,
  json: boolean,
): Promise<ExitCode> {
  const stopping = new AbortController();
  const leaving = new AbortController();
  const interrupted = (): void => {
    if (plans.length === 1 || stopping.signal.aborted) leaving.abort();
    else complain('stops after the node that is being done; Ctrl-C again does not wait for that');
    stopping.abort();
  };
  process.on('SIGINT', interrupted);
  const out = json ? () => {} : show;
  const signals = { signal: leaving.signal, stopping: stopping.signal };
  const end = await carryOutAll(plans, { ...deps, ...signals }, (progress) => {
    if (progress.kind === 'begun' && plans.length > 1)
      out([{ text: `${progress.plan.action} on ${progress.plan.node}`, tone: 'title' }]);
    else if (progress.kind === 'started') out([{ text: `$ ${progress.line}`, tone: 'key' }]);
    else if (progress.kind === 'ended') out(runRows(progress.run));
    else if (progress.kind === 'over') {
      const { plan, outcome } = progress;
      if (json) print(asJson(plan.node, plan.action, plan, outcome));
      if (outcome.verification !== null) out(resultRows(plan, outcome.verification));
      if (outcome.result === 'as-predicted') out([outcomeRow(outcome)]);
      else if (!json) complain(outcome.message);
    }
  });
  process.off('SIGINT', interrupted);
  const undone = end.left.map((p) => p.node).join(', ');
  if (undone !== '') complain(`ended here: ${end.why}; not done: ${undone}`);
  const last = end.done.at(-1)?.outcome.result ?? 'refused';
  return last === 'as-predicted' && undone !== '' ? RESULT_CODES.otherwise : RESULT_CODES[last];
}

/** One object for each node. */
const print = (result: ReturnType<typeof asJson>): void => {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
};

/** Schema `vrrptop-action/1`. */
function asJson(node: string, action: string, plan: Plan | null, outcome: Outcome | null) {
  const seen = outcome?.verification ?? null;
  return {
    schema: 'vrrptop-action/1' as const,
    at: new Date(now()).toISOString(),
    node,
    action,
    commands: plan?.steps.map((s) => s.line) ?? [],
    objections: plan?.objections ?? [],
    result: outcome?.result ?? 'planned',
    message: outcome?.message ?? plan?.refusal ?? '',
    running: seen?.running ?? null,
    virtualRouters: (plan?.outlook ?? []).map((o) => {
      const r = seen?.routers.find((x) => x.outlook.router === o.router);
      return {
        id: o.router,
        name: o.label,
        vips: o.vips,
        masterBefore: o.master,
        predicted: { masters: o.sequence, perhapsThen: o.maybeThen, gapMs: o.gapMs, text: o.text },
        seen:
          r === undefined ? null : { masters: r.seen, gapMs: r.gapMs, master: r.master, asPredicted: r.asPredicted },
      };
    }),
    runs: outcome?.runs ?? [],
  };
}

function show(rows: Row[]): void {
  for (const { text } of rows) process.stdout.write(`${text}\n`);
}
