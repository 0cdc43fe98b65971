import { type ActionSettings, testCommand } from '../actions/commands.js';
import { type CommandRun, explainFailure, explainResult, type Outcome, outputLines } from '../actions/explain.js';
import { configTestOf, factsScript, type NodeFacts, parseFacts } from '../actions/facts.js';
import type { Plan } from '../actions/plan.js';
import type { Known } from '../actions/sequence.js';
import { type Verification, verify } from '../actions/verify.js';
import type { NodeConfig } from '../config/types.js';
import type { ActionPhase } from '../model/input.js';
import type { ClusterState } from '../model/state.js';
import { type NodeSource, PROCESS, type Sink } from '../sources/index.js';
import { writeAudit } from './audit.js';

/** systemd alone gives a service 90 s to stop; whoever waits longer looks by other means. */
const COMMAND_TIMEOUT_MS = 60_000;
const QUESTION_TIMEOUT_MS = 10_000;
const LOOK_MS = 100;
const STOPPING_MS = 1500;
/** So long the daemon may take to go, and for a move the other node to have the addresses, before this one is started again. */
const HANDOVER_MS = 10_000;

/** A node that can be acted on. */
export interface ActNode {
  cluster: string;
  config: NodeConfig;
  source: NodeSource;
}

export function settingsOf(config: NodeConfig, readOnly: boolean): ActionSettings {
  const { sudo, commands, keepalivedConf } = config;
  return { readOnly: readOnly || config.readOnly, sudo, commands, keepalivedConf };
}

/**
 * Asks a node how it can be acted on, and has it test its configuration.
 * @param waitMs how long a connection that is not there yet may take.
 */
export async function gatherFacts(
  node: ActNode,
  settings: ActionSettings,
  waitMs = 0,
): Promise<{ ok: true; facts: NodeFacts } | { ok: false; why: string }> {
  const { name } = node.config;
  const script = factsScript(PROCESS);
  let run = await node.source.run(script, QUESTION_TIMEOUT_MS);
  for (const until = performance.now() + waitMs; run.failure !== null && performance.now() < until; ) {
    await pause(LOOK_MS);
    run = await node.source.run(script, QUESTION_TIMEOUT_MS);
  }
  const facts = parseFacts(run.stdout);
  if (facts === null)
    return {
      ok: false,
      why: `${name} did not tell how it can be acted on: ${run.failure ?? (outputLines(run.stderr).at(-1) || `exit code ${run.code}`)}`,
    };
  const command = testCommand(name, facts, settings);
  if ('why' in command) return { ok: true, facts };
  const test = await node.source.run(command.line, QUESTION_TIMEOUT_MS);
  return { ok: true, facts: { ...facts, test: configTestOf(command.line, test) } };
}

/**
 * What all nodes say of themselves, asked at once; a text = why one did not answer. `waitMs` as above, for those that are
 * to be acted on; the others need only be there by then.
 */
export async function gatherAll(
  nodes: readonly ActNode[],
  actedOn: readonly string[],
  readOnly: boolean,
  waitMs = 0,
): Promise<Map<string, Known | string>> {
  const answers = await Promise.all(
    nodes.map(async (node): Promise<[string, Known | string]> => {
      const { name } = node.config;
      const settings = settingsOf(node.config, readOnly);
      const gathered = await gatherFacts(node, settings, actedOn.includes(name) ? waitMs : 0);
      return [name, gathered.ok ? { facts: gathered.facts, settings } : gathered.why];
    }),
  );
  return new Map(answers);
}

export type Progress =
  | { kind: 'started'; line: string }
  | { kind: 'output'; text: string }
  | { kind: 'ended'; run: CommandRun }
  | { kind: 'seen'; verification: Verification };

export interface ActDeps {
  push: Sink;
  /** The state as of now. */
  state: () => ClusterState;
  now: () => number;
  /** Aborted when nobody waits for the result any more; a command that was sent goes on. */
  signal: AbortSignal;
}

/** Carries a plan out and looks what comes of it. Everything is journalled and in the audit file. Never rejects. */
export async function carryOut(
  plan: Plan,
  node: ActNode,
  deps: ActDeps,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> {
  const { host, user } = node.config;
  const { facts } = plan;
  const lines = plan.steps.map((s) => s.line);
  const complaints = facts.test?.complaints ?? [];
  const tell = (phase: ActionPhase, detail: string): void =>
    deps.push({ kind: 'action', node: plan.node, action: plan.action, phase, detail });
  const audit = (result: string, message: string): string | null =>
    writeAudit({ node: plan.node, host, action: plan.action, commands: lines, result, message }, deps.now());
  if (plan.refusal !== null) return { result: 'refused', message: plan.refusal, runs: [], verification: null };
  const unwritten = audit('started', plan.outlook.map((o) => o.text).join('; '));
  if (unwritten !== null) return { result: 'refused', message: unwritten, runs: [], verification: null };
  tell('planned', plan.outlook.map((o) => o.text).join('; '));

  const startedAt = deps.now();
  const runs: CommandRun[] = [];
  const looking = setInterval(() => {
    if (runs.length > 0 || deps.now() - startedAt > LOOK_MS)
      onProgress({ kind: 'seen', verification: verify(plan, deps.state(), startedAt, null) });
  }, LOOK_MS * 2);
  const finish = (result: Outcome['result'], message: string, verification: Verification | null): Outcome => {
    clearInterval(looking);
    tell('verified', `${result}: ${message}`);
    const lost = audit(result, message);
    return { result, message: lost === null ? message : `${message}; and ${lost}`, runs, verification };
  };

  for (const [i, { line }] of plan.steps.entries()) {
    if (i > 0) await stopped(plan, node, deps);
    tell('started', line);
    onProgress({ kind: 'started', line });
    const answer = await node.source.run(line, COMMAND_TIMEOUT_MS, (text) => {
      for (const l of outputLines(text)) {
        tell('output', l);
        onProgress({ kind: 'output', text: l });
      }
    });
    const output = outputLines(`${answer.stdout}\n${answer.stderr}`);
    const run: CommandRun = { line, code: answer.code, output, failure: answer.failure };
    runs.push(run);
    tell('ended', run.failure ?? `exit code ${run.code}`);
    onProgress({ kind: 'ended', run });
    if (run.failure !== null || run.code !== 0) {
      // A daemon that was told to stop is there for another second.
      await pause(STOPPING_MS);
      const running = await askRunning(node);
      const message = explainFailure(plan, run, running, user ?? (facts.root ? 'root' : 'USER'), complaints);
      return finish(
        run.failure === null ? 'failed' : 'unknown',
        message,
        verify(plan, deps.state(), startedAt, deps.now()),
      );
    }
  }

  const endedAt = deps.now();
  clearInterval(looking);
  let seen = verify(plan, deps.state(), startedAt, endedAt);
  while (!seen.over && !deps.signal.aborted) {
    onProgress({ kind: 'seen', verification: seen });
    await pause(LOOK_MS);
    seen = verify(plan, deps.state(), startedAt, endedAt);
  }
  if (!seen.over)
    return finish('unknown', `the command was carried out; what came of it on ${plan.node} was not waited for`, seen);
  return finish(seen.asPredicted ? 'as-predicted' : 'otherwise', explainResult(plan, seen, runs, complaints), seen);
}

/**
 * Between a stop and a start: until the daemon has gone, and for a move until the others have what this node had. An
 * init script may return from a stop before that, and its start then finds the old one and does nothing (Debian's).
 */
async function stopped(plan: Plan, node: ActNode, deps: ActDeps): Promise<void> {
  const until = deps.now() + HANDOVER_MS;
  const held = plan.action === 'move' ? plan.outlook.filter((o) => o.master === plan.node) : [];
  const done = (): boolean => {
    const { routers } = deps.state();
    return held.every((o) => {
      const cells = [...(routers.find((r) => r.id === o.router)?.cells.values() ?? [])];
      return cells.some((c) => c.state === 'MASTER' && c.node !== plan.node);
    });
  };
  while (deps.now() < until && !(done() && (await askRunning(node)) === false)) await pause(LOOK_MS);
}

async function askRunning(node: ActNode): Promise<boolean | null> {
  const answer = await node.source.run(PROCESS, QUESTION_TIMEOUT_MS);
  if (answer.failure !== null) return null;
  return /^running \d+/m.test(answer.stdout) ? true : /^stopped/m.test(answer.stdout) ? false : null;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
