import type { Outcome } from '../actions/explain.js';
import type { NodeFacts } from '../actions/facts.js';
import { ACTIONS, type Action, type Plan } from '../actions/plan.js';
import { outcomeRow, planRows, type Row, resultRows, runRows } from '../actions/rows.js';
import type { Verification } from '../actions/verify.js';
import type { ClusterState } from '../model/state.js';
import type { Sink } from '../sources/index.js';
import type { Dialog, Question } from '../views/dialog-state.js';
import { type ActNode, carryOut, gatherFacts, settingsOf } from './act.js';
import { now } from './clock.js';

interface Deps {
  nodes: () => readonly ActNode[];
  readOnly: boolean;
  push: Sink;
  state: () => ClusterState;
  /** The dialog as it stands now, with where the operator has scrolled to. */
  shown: () => Dialog | null;
  /** Shows a dialog (null: none), or one line for the operator. */
  show(change: { dialog?: Dialog | null; notice?: string }): void;
}

const NOTHING: Question = { kind: 'nothing' };

/** The actions on the screen: asks, shows the plan, has it confirmed, and shows what comes of it. One at a time. */
export class ActDialog {
  readonly #deps: Deps;
  /** What the open dialog answers to; null = none is open. */
  #waiting: ((answer: string) => void) | null = null;
  /** The action that goes on, whether its dialog is open or was left. */
  #running: { title: string; rows: Row[]; seen: Verification | null; plan: Plan; open: boolean } | null = null;
  #over: Promise<unknown> = Promise.resolve();
  readonly #leaving = new AbortController();
  /** Counts dialogs, so that an answer of a node to one that was left is thrown away. */
  #count = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** For the key: what is to be done to this node? */
  open(name: string): void {
    if (this.#running !== null) {
      this.#running.open = true;
      this.#showRunning();
      return;
    }
    const node = this.#deps.nodes().find((n) => n.config.name === name);
    if (node === undefined) {
      this.#deps.show({ notice: `${name} is not in the configuration: no way to act on it` });
      return;
    }
    if (settingsOf(node.config, this.#deps.readOnly).readOnly) {
      this.#deps.show({ notice: `Read-only: no action on ${name}` });
      return;
    }
    const options = ACTIONS.map((a) => ({ key: a.key, label: a.label, help: a.help, answer: a.id }));
    const rows: Row[] = [
      { text: `What is to be done to keepalived on ${name}? The plan is shown first.`, tone: 'text' },
    ];
    this.#ask(`Act on ${name}`, rows, { kind: 'choose', options }, (answer) => {
      const action = ACTIONS.find((a) => a.id === answer);
      if (action !== undefined) void this.#propose(node, action, null);
    });
  }

  /** What the operator answered; null: left. */
  answer(answer: string | null): void {
    if (answer === null) {
      this.#count++;
      this.#waiting = null;
      if (this.#running === null) return;
      this.#running.open = false;
      this.#deps.show({ notice: `${this.#running.title} goes on; r shows it again` });
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(answer);
  }

  /** Nobody waits for results any more; resolves when what is known is written down. */
  async stop(): Promise<void> {
    this.#leaving.abort();
    await this.#over;
  }

  #ask(title: string, rows: readonly Row[], question: Question, then: ((answer: string) => void) | null): void {
    this.#waiting = then;
    const shown = rows.map(({ text, tone }) => ({ text, role: tone }));
    const before = this.#deps.shown();
    const top = before?.title === title && question.kind === 'nothing' ? before.top : 0;
    this.#deps.show({ dialog: { title, rows: shown, question, top } });
  }

  /** Asks the node, makes the plan and has it confirmed. `why`: said first, where it was confirmed and has changed. */
  async #propose(node: ActNode, action: Action, why: string | null): Promise<void> {
    const { name } = node.config;
    const title = `${action.label} on ${name}`;
    const mine = ++this.#count;
    const settings = settingsOf(node.config, this.#deps.readOnly);
    this.#ask(
      title,
      [{ text: `asking ${name} how it can be done, and to test its configuration`, tone: 'dim' }],
      NOTHING,
      null,
    );
    const gathered = await gatherFacts(node, settings);
    if (mine !== this.#count) return;
    if (!gathered.ok) return this.#ask(title, [{ text: gathered.why, tone: 'critical' }], NOTHING, null);
    const { facts } = gathered;
    const planned = (): Plan => action.plan(this.#deps.state(), name, facts, settings);
    const plan = planned();
    const rows: Row[] = [...(why === null ? [] : [{ text: why, tone: 'warning' as const }]), ...planRows(plan, facts)];
    if (plan.refusal !== null) return this.#ask(title, rows, NOTHING, null);
    const question: Question = plan.needsName ? { kind: 'type', wanted: name, typed: '' } : { kind: 'yes' };
    this.#ask(title, rows, question, () => {
      const again = planned();
      if (essence(again) !== essence(plan))
        void this.#propose(node, action, 'The cluster has changed meanwhile: this is the plan now.');
      else this.#over = this.#carryOut(title, again, facts, node);
    });
  }

  async #carryOut(title: string, plan: Plan, facts: NodeFacts, node: ActNode): Promise<void> {
    const running = { title, rows: [] as Row[], seen: null as Verification | null, plan, open: true };
    this.#running = running;
    const { push, state } = this.#deps;
    const deps = { push, state, now, signal: this.#leaving.signal };
    const outcome: Outcome = await carryOut(plan, facts, node, deps, (progress) => {
      if (progress.kind === 'started') running.rows.push({ text: `$ ${progress.line}`, tone: 'key' });
      else if (progress.kind === 'output') running.rows.push({ text: `    ${progress.text}`, tone: 'dim' });
      else if (progress.kind === 'ended') running.rows.push(...runRows({ ...progress.run, output: [] }));
      else running.seen = progress.verification;
      this.#showRunning();
    });
    this.#running = null;
    const last = outcomeRow(outcome);
    if (!running.open) return this.#deps.show({ notice: `${title}: ${last.text}` });
    const seen = outcome.verification === null ? [] : resultRows(plan, outcome.verification);
    this.#ask(title, [last, ...running.rows, ...seen], NOTHING, null);
  }

  #showRunning(): void {
    const running = this.#running;
    if (running === null || !running.open) return;
    const seen = running.seen === null ? [] : resultRows(running.plan, running.seen);
    const head: Row = { text: 'carrying it out; Esc leaves the dialog, not the action', tone: 'dim' };
    this.#ask(running.title, [head, ...running.rows, ...seen], NOTHING, null);
  }
}

/** What must be the same for a confirmation to hold: ages in words change all the time. */
function essence(plan: Plan): string {
  const { refusal, steps, outlook, objections } = plan;
  return JSON.stringify([
    refusal,
    steps,
    outlook.map((o) => [o.router, o.master, o.sequence, o.maybeThen]),
    objections.length,
  ]);
}
