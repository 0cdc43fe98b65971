import { ACTIONS, type Action, type Plan } from '../actions/plan.js';
import { endRows, outcomeRow, planRows, type Row, resultRows, runRows, sequenceRows } from '../actions/rows.js';
import { changeOf, type Forecast, foreseeRolling } from '../actions/sequence.js';
import type { Verification } from '../actions/verify.js';
import type { ClusterState } from '../model/state.js';
import type { Sink } from '../sources/index.js';
import type { Dialog, Question } from '../views/dialog-state.js';
import { type ActNode, gatherAll, settingsOf } from './act.js';
import { now } from './clock.js';
import { carryOutAll, type SequenceProgress } from './sequence.js';

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

/** What is to be done: one action, on one node or on several one after another. */
interface Wish {
  title: string;
  action: Action;
  nodes: readonly string[];
}

/** What goes on, whether its dialog is open or was left. */
interface Running {
  title: string;
  plans: readonly Plan[];
  /** Everything that was told, and of finished plans the last word only. */
  rows: Row[];
  finished: Row[];
  /** The plan that is being carried out, the first of its rows, and what is seen of it. */
  plan: Plan | null;
  from: number;
  seen: Verification | null;
  stopping: AbortController;
  open: boolean;
}

const NOTHING: Question = { kind: 'nothing' };
/** What may be done to all nodes, one after another: it ends with all of them running. */
const ROLLING = { restart: 'R', reload: 'L' } as const;

/** The actions on the screen: asks, shows the plan, has it confirmed, and shows what comes of it. One at a time. */
export class ActDialog {
  readonly #deps: Deps;
  /** What the open dialog answers to; null = none is open. */
  #waiting: ((answer: string) => void) | null = null;
  #running: Running | null = null;
  #over: Promise<unknown> = Promise.resolve();
  readonly #leaving = new AbortController();
  /** Counts dialogs, so that an answer of a node to one that was left is thrown away. */
  #count = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** For the key: what is to be done to this node, or to all? */
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
    const wishes = [...this.#wishesFor(node), ...this.#rollingWishes()];
    if (wishes.length === 0) {
      this.#deps.show({ notice: `Read-only: no action on ${name}` });
      return;
    }
    const options = wishes.map(({ key, label, help }) => ({ key, label, help, answer: key }));
    const rows: Row[] = [
      { text: `What is to be done to keepalived on ${name}? The plan is shown first.`, tone: 'text' },
    ];
    this.#ask(`Act on ${name}`, rows, { kind: 'choose', options }, (answer) => {
      const chosen = wishes.find((w) => w.key === answer);
      if (chosen !== undefined) void this.#propose(chosen.wish, null);
    });
  }

  #wishesFor(node: ActNode): { key: string; label: string; help: string; wish: Wish }[] {
    const { name } = node.config;
    if (settingsOf(node.config, this.#deps.readOnly).readOnly) return [];
    return ACTIONS.map((action) => {
      const { key, label, help } = action;
      return { key, label, help, wish: { title: `${label} on ${name}`, action, nodes: [name] } };
    });
  }

  /** On all nodes that may be acted on, where there are several. */
  #rollingWishes(): { key: string; label: string; help: string; wish: Wish }[] {
    const { readOnly } = this.#deps;
    const nodes = this.#deps.nodes().filter((n) => !settingsOf(n.config, readOnly).readOnly);
    if (nodes.length < 2) return [];
    return ACTIONS.flatMap((action) => {
      const key = action.id === 'restart' || action.id === 'reload' ? ROLLING[action.id] : null;
      if (key === null) return [];
      const label = `Rolling ${action.id}`;
      const help = `all ${nodes.length} nodes one after another, backups first, each verified before the next`;
      return [{ key, label, help, wish: { title: label, action, nodes: nodes.map((n) => n.config.name) } }];
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
    const same = before?.title === title && (question.kind === 'nothing' || question.kind === 'going');
    this.#deps.show({ dialog: { title, rows: shown, question, top: same ? before.top : 0 } });
  }

  /** Asks the nodes, makes the plan and has it confirmed. `why`: said first, where it was confirmed and has changed. */
  async #propose(wish: Wish, why: string | null): Promise<void> {
    const { title, action, nodes: names } = wish;
    const mine = ++this.#count;
    const asking = `asking ${names.join(' and ')} how it can be done, and to test the configuration`;
    this.#ask(title, [{ text: asking, tone: 'dim' }], NOTHING, null);
    const nodes = await gatherAll(this.#deps.nodes(), names, this.#deps.readOnly);
    if (mine !== this.#count) return;
    const silent = names.map((n) => nodes.get(n)).find((n) => typeof n === 'string');
    if (typeof silent === 'string') return this.#ask(title, [{ text: silent, tone: 'critical' }], NOTHING, null);
    const planned = (): readonly Plan[] => {
      const state = this.#deps.state();
      const forecast: Forecast = { plans: [], state, since: state.now, nodes };
      return foreseeRolling(forecast, action, names).plans;
    };
    const plans = planned();
    const first: Row[] = why === null ? [] : [{ text: why, tone: 'warning' }];
    const rows = [...first, ...(plans.length === 1 ? planRows(plans[0]!) : sequenceRows(plans))];
    if (plans.some((p) => p.refusal !== null)) return this.#ask(title, rows, NOTHING, null);
    // One name stands for all of what is done: the node's, or the cluster's.
    const wanted = plans.length === 1 ? plans[0]!.node : this.#deps.state().inventory.cluster;
    const question: Question = plans.some((p) => p.needsName) ? { kind: 'type', wanted, typed: '' } : { kind: 'yes' };
    this.#ask(title, rows, question, () => {
      const again = planned();
      const changed = again.some((plan, i) => plan.node !== plans[i]?.node || changeOf(plans[i], plan) !== null);
      if (changed) void this.#propose(wish, 'The cluster has changed meanwhile: this is the plan now.');
      else this.#over = this.#carryOut(title, again);
    });
  }

  async #carryOut(title: string, plans: readonly Plan[]): Promise<void> {
    const stopping = new AbortController();
    const fresh = { rows: [], finished: [], plan: null, from: 0, seen: null };
    const running: Running = { title, plans, ...fresh, stopping, open: true };
    this.#running = running;
    const { push, state, readOnly } = this.#deps;
    const signals = { signal: this.#leaving.signal, stopping: stopping.signal };
    const deps = { push, state, now, nodes: this.#deps.nodes(), readOnly, ...signals };
    const end = await carryOutAll(plans, deps, (progress) => this.#progress(running, progress));
    this.#running = null;
    const last = endRows(end);
    if (!running.open) return this.#deps.show({ notice: `${title}: ${last.map((r) => r.text).join('; ')}` });
    this.#ask(title, [...last, ...running.rows], NOTHING, null);
  }

  #progress(running: Running, progress: SequenceProgress): void {
    const { rows } = running;
    switch (progress.kind) {
      case 'begun':
        running.plan = progress.plan;
        running.from = rows.length;
        if (running.plans.length > 1)
          rows.push({ text: `${progress.plan.action} on ${progress.plan.node}`, tone: 'title' });
        break;
      case 'started':
        rows.push({ text: `$ ${progress.line}`, tone: 'key' });
        break;
      case 'output':
        rows.push({ text: `    ${progress.text}`, tone: 'dim' });
        break;
      case 'ended':
        rows.push(...runRows({ ...progress.run, output: [] }));
        break;
      case 'seen':
        running.seen = progress.verification;
        break;
      case 'over': {
        const { plan, outcome } = progress;
        if (outcome.verification !== null) rows.push(...resultRows(plan, outcome.verification));
        running.seen = null;
        if (running.plans.length === 1) break;
        rows.push(outcomeRow(outcome));
        running.finished.push({ ...outcomeRow(outcome), text: `${plan.node}: ${outcome.message}` });
        running.from = rows.length;
        break;
      }
    }
    this.#showRunning();
  }

  #showRunning(): void {
    const running = this.#running;
    if (running === null || !running.open) return;
    const { title, plans, plan, seen, stopping, finished } = running;
    const rows = [...finished, ...running.rows.slice(running.from)];
    const seenRows = seen === null || plan === null ? [] : resultRows(plan, seen);
    const last = plans.at(-1) === plan || plans.length === 1;
    const stops = stopping.signal.aborted && !last;
    const head = stops ? `stops when ${plan?.node} is done` : 'carrying it out; Esc leaves the dialog, not the action';
    const label = `stops after ${plan?.node ?? 'the node that is being done'}`;
    const key = last || stops ? null : { key: 's', label, answer: 'stop' };
    this.#ask(title, [{ text: head, tone: 'dim' }, ...rows, ...seenRows], { kind: 'going', stop: key }, () => {
      stopping.abort();
      this.#showRunning();
    });
  }
}
