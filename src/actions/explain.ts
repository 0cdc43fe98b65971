import { sanitize } from '../protocol/sanitize.js';
import { sudoersFor } from './commands.js';
import type { Plan } from './plan.js';
import type { Verification } from './verify.js';

/** How a command ended. */
export interface CommandRun {
  line: string;
  /** null = no exit code: see `failure`. */
  code: number | null;
  /** The end of what it wrote, cleaned, a line each. */
  output: readonly string[];
  failure: string | null;
}

/**
 * `as-predicted`: done, and what was predicted was seen. `otherwise`: done, but something else was seen. `failed`: a
 * command failed. `unknown`: the connection broke or a command did not end. `refused`: nothing was done.
 */
export type Result = 'as-predicted' | 'otherwise' | 'failed' | 'unknown' | 'refused';

/** What became of an action. */
export interface Outcome {
  result: Result;
  /** One line: what happened, what is known of the node now, what to do. */
  message: string;
  runs: readonly CommandRun[];
  verification: Verification | null;
}

const SUDO =
  /a password is required|no tty present|must have a tty|not allowed to execute|not in the sudoers|may not run sudo|a terminal is required/i;
const NO_UNIT =
  /unit .*(not found|not loaded|could not be found)|unrecognized service|does not exist|no such file or directory|not-found/i;

/**
 * Why a command failed, in words.
 * @param running as asked after it; null = not known. @param user the login on the node.
 */
export function explainFailure(
  plan: Plan,
  run: CommandRun,
  running: boolean | null,
  user: string,
  complaints: readonly string[],
): string {
  const last = run.output.at(-1) ?? '';
  const said = run.output.join(' ');
  const rest = plan.steps.slice(plan.steps.findIndex((s) => s.line === run.line) + 1).map((s) => s.line);
  const then = running === false && rest.length > 0 ? `; run there: ${rest.join(' && ')}` : '';
  const now = `${daemonInWords(plan.node, running)}${then}${running === false ? testInWords(complaints) : ''}`;
  if (run.failure !== null)
    return `${run.failure} after \`${run.line}\` was sent to ${plan.node}: whether it was carried out is not known; ${now}`;
  if (run.line.startsWith('sudo ') && SUDO.test(said)) {
    const allow = sudoersFor(user, [run.line])
      .split('\n')
      .map((l) => l.trim())
      .join(' / ');
    return `sudo on ${plan.node} refused \`${run.line}\`: nothing was done; ${now}; to allow it, visudo -f /etc/sudoers.d/vrrptop: ${allow}`;
  }
  // The last line is the manager's word; before it a script may complain of files of its own.
  if (NO_UNIT.test(last))
    return `${plan.node} knows no such service: ${last}; ${now}; give your own under commands: in the configuration`;
  if (run.code === 127) return `\`${run.line}\` was not found on ${plan.node}: ${last}; ${now}`;
  return `\`${run.line}\` failed on ${plan.node} with exit code ${run.code}${last === '' ? '' : `: ${last}`}; ${now}`;
}

export function daemonInWords(node: string, running: boolean | null): string {
  if (running === null) return `whether keepalived runs on ${node} now is not known`;
  return running ? `keepalived runs on ${node}` : `keepalived DOES NOT RUN on ${node} now`;
}

/** What is to be said of a plan whose commands all ended well. */
export function explainResult(
  plan: Plan,
  verification: Verification,
  runs: readonly CommandRun[],
  complaints: readonly string[],
): string {
  const { running, routers, asPredicted } = verification;
  if (asPredicted) return `done as predicted: ${daemonInWords(plan.node, running)}`;
  const parts = ['not as predicted'];
  if (running !== plan.runsAfter) parts.push(daemonInWords(plan.node, running));
  if (running === false && plan.runsAfter) {
    const said = runs.at(-1)?.output.at(-1);
    if (said !== undefined) parts.push(`\`${runs.at(-1)?.line}\` said: ${said}`);
    parts.push(`look at its log, then start it${testInWords(complaints)}`);
  }
  return [...parts, ...routers.filter((r) => !r.asPredicted).map((r) => r.text)].join('; ');
}

const testInWords = (complaints: readonly string[]): string =>
  complaints.length === 0 ? '' : `; its configuration test had said: ${complaints[0]}`;

const MAX_LINES = 20;

/** The end of what a command wrote, as lines that can be shown. */
export const outputLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => sanitize(line.trim(), 300))
    .filter((line) => line !== '')
    .slice(-MAX_LINES);
