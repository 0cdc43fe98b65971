import { isSomeLate } from '../model/countdown.js';
import type { Fleet } from '../model/fleet.js';
import type { Input } from '../model/input.js';
import type { ClusterState } from '../model/state.js';
import { applyKey, type Effect } from '../views/apply-key.js';
import type { ClusterSummary } from '../views/clusters/summary.js';
import { screenRows } from '../views/screen-rows.js';
import type { Line } from '../views/text.js';
import type { UiState } from '../views/ui-state.js';
import { type Look, Roster } from './roster.js';

/** What a session paints on. */
export interface Canvas {
  readonly size: { width: number; height: number };
  paint(rows: Line[]): void;
  setTheme(name: string): void;
  setMouse(isOn: boolean): void;
  copy(text: string): void;
}

/** At most ten paints a second: what comes between two of them is shown by the second. */
const PAINT_MS = 100;
/** A change after a quiet time waits this long for what belongs to it (a burst of packets and lines). */
const GATHER_MS = 4;
/** Ages and countdowns go on this often while nothing happens, and while a master is late: then each part of a second counts. */
const IDLE_MS = 1000;
const LATE_MS = 250;

/** What a screen is made of: one cluster, and all in short where there are several. */
interface Seen extends Look {
  clusters?: ClusterSummary[];
}

/**
 * One screen on a fleet of clusters, of which one is shown: takes inputs, keys and time, and paints when there is
 * something new to see. Live, demo and replay are the same session with other sources.
 */
export class Session {
  #roster: Roster;
  readonly #canvas: Canvas;
  readonly #onEffect: (effect: Effect) => void;
  readonly #onJudged: (judged: Look) => void;
  #ui: UiState;
  /** What was painted last: a key is about what the operator saw. */
  #seen: Seen | null = null;
  /** What there was in the moment in which the operator froze the screen. */
  #frozen: Seen | null = null;
  /** A key was pressed. */
  #isTouched = false;
  #paintedAt = 0;
  #paintedRevision = -1;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = 0;
  #now = 0;

  /**
   * @param fleet fresh, or already fed with what happened before the screen opened.
   * @param onJudged is told what is wrong in a cluster whenever that is judged anew, also while the screen is frozen.
   */
  constructor(
    fleet: Fleet,
    canvas: Canvas,
    ui: UiState,
    onEffect: (effect: Effect) => void,
    onJudged: (judged: Look) => void = () => {},
  ) {
    this.#onJudged = onJudged;
    this.#roster = new Roster(fleet, onJudged);
    this.#canvas = canvas;
    this.#ui = ui;
    this.#onEffect = onEffect;
    this.#count();
  }

  /** The present of a cluster, also while the screen is frozen. */
  stateOf(cluster: string): ClusterState {
    return this.#roster.fleet.member(cluster).refresh(this.#now);
  }

  /** Name of the cluster that is shown. */
  get cluster(): string {
    const { members } = this.#roster.fleet;
    return members.has(this.#ui.cluster) ? this.#ui.cluster : ([...members.keys()][0] ?? '');
  }

  get ui(): UiState {
    return this.#ui;
  }

  /** Changes what the operator looks at from outside of a key: a notice, a running recording. */
  update(change: Partial<UiState>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#paintIn(0);
  }

  /** Starts over with another fleet: a replay that goes back. */
  resume(fleet: Fleet, at: number): void {
    this.#roster = new Roster(fleet, this.#onJudged);
    this.#seen = null;
    this.#now = at;
    this.paint();
  }

  /** Several clusters begin with their list, while the operator has not gone anywhere yet. */
  #count(): void {
    if (this.#ui.many || this.#roster.fleet.members.size < 2) return;
    this.#ui = { ...this.#ui, many: true, view: this.#isTouched ? this.#ui.view : 'clusters' };
  }

  /** Counts what there is to see: packets and lines count where they are looked at. */
  get #revision(): number {
    const { view, cluster } = this.#ui;
    const { fleet } = this.#roster;
    if (view === 'clusters') return fleet.revision;
    const shown = fleet.member(cluster);
    const { tail } = shown.state;
    return shown.revision + (view === 'packets' ? tail.packetCount : view === 'logs' ? tail.lineCount : 0);
  }

  get #idleMs(): number {
    return isSomeLate(this.#roster.fleet.member(this.#ui.cluster).state) ? LATE_MS : IDLE_MS;
  }

  accept(input: Input): void {
    // What comes late has its own time; the screen's does not go back.
    this.#now = Math.max(this.#now, input.at);
    this.#roster.fleet.accept(input);
    if (input.kind === 'start') this.#count();
    if (input.kind === 'key') this.#key(input.key);
    else if (this.#revision !== this.#paintedRevision) this.#paintIn(GATHER_MS);
    else if (input.kind === 'tick' && input.at - this.#paintedAt >= this.#idleMs) this.#paintIn(0);
  }

  /** Paints now, whatever changed: the first frame, a new size, a resumed terminal. */
  paint(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#paintedAt = this.#now;
    this.#paintedRevision = this.#revision;
    const seen = this.#look();
    this.#canvas.paint(screenRows({ ...seen, ui: this.#ui }, this.#canvas.size));
    if (this.#roster.isBehind && this.#frozen === null) this.#paintIn(PAINT_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** What is shown: the present, or the frozen moment. */
  #look(): Seen {
    const { state, findings } = this.#roster.look(this.#ui.cluster, this.#now);
    const present = { state, findings, ...(this.#ui.many ? { clusters: this.#roster.summaries(this.#now) } : {}) };
    if (!this.#ui.frozen) this.#frozen = null;
    else this.#frozen ??= structuredClone(present);
    this.#seen = this.#frozen ?? present;
    return this.#seen;
  }

  #key(key: string): void {
    this.#isTouched = true;
    const { state, findings, clusters } = this.#seen ?? this.#look();
    const { theme, mouse, cluster } = this.#ui;
    const { ui, effect } = applyKey(this.#ui, key, state, findings, clusters);
    if (ui.cluster !== cluster) {
      this.#seen = null;
      this.#frozen = null;
    }
    this.#ui = ui;
    if (ui.theme !== theme) this.#canvas.setTheme(ui.theme);
    if (ui.mouse !== mouse) this.#canvas.setMouse(ui.mouse);
    if (effect?.kind === 'copy') this.#canvas.copy(effect.text);
    else if (effect !== null) this.#onEffect(effect);
    this.#paintIn(0);
  }

  /** Arranges the next paint: soon, but not sooner than `PAINT_MS` after the last. */
  #paintIn(ms: number): void {
    const at = performance.now();
    const dueAt = Math.max(at + ms, this.#dueAt);
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#dueAt = performance.now() + PAINT_MS;
      this.paint();
    }, dueAt - at);
  }
}
