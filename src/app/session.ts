import type { Finding } from '../diagnose/finding.js';
import { diagnose } from '../diagnose/registry.js';
import type { Input } from '../model/input.js';
import type { Monitor } from '../model/monitor.js';
import type { ClusterState } from '../model/state.js';
import { applyKey, type Effect } from '../views/apply-key.js';
import { screenRows } from '../views/screen-rows.js';
import type { Line } from '../views/text.js';
import type { UiState } from '../views/ui-state.js';

/** What a session paints on. */
export interface Canvas {
  readonly size: { width: number; height: number };
  paint(rows: Line[]): void;
  setTheme(name: string): void;
}

/** At most ten paints a second: what comes between two of them is shown by the second. */
const PAINT_MS = 100;
/** A change after a quiet time waits this long for what belongs to it (a burst of packets and lines). */
const GATHER_MS = 4;
/** Ages and countdowns go on this often while nothing happens. */
const IDLE_MS = 1000;

/**
 * One screen on one monitor: takes inputs, keys and time, and paints when there is something new to see. Live, demo and
 * replay are the same session with other sources.
 */
export class Session {
  #monitor: Monitor;
  readonly #canvas: Canvas;
  readonly #onEffect: (effect: Effect) => void;
  readonly #onLook: (state: ClusterState, findings: readonly Finding[]) => void;
  #ui: UiState;
  #findings: Finding[] = [];
  /** The state of the moment in which the operator froze the screen. */
  #frozen: { state: ClusterState; findings: Finding[] } | null = null;
  #paintedAt = 0;
  #paintedRevision = -1;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = 0;
  #now = 0;

  /**
   * @param monitor fresh, or already fed with what happened before the screen opened.
   * @param onLook is told of the present at each paint, also while the screen is frozen.
   */
  constructor(
    monitor: Monitor,
    canvas: Canvas,
    ui: UiState,
    onEffect: (effect: Effect) => void,
    onLook: (state: ClusterState, findings: readonly Finding[]) => void = () => {},
  ) {
    this.#monitor = monitor;
    this.#canvas = canvas;
    this.#ui = ui;
    this.#onEffect = onEffect;
    this.#onLook = onLook;
  }

  /** The present, also while the screen is frozen. */
  get state(): ClusterState {
    return this.#monitor.refresh(this.#now);
  }

  get ui(): UiState {
    return this.#ui;
  }

  /** Changes what the operator looks at from outside of a key: a notice, a running recording. */
  update(change: Partial<UiState>): void {
    this.#ui = { ...this.#ui, ...change };
    this.#paintIn(0);
  }

  /** Starts over with another monitor: a replay that goes back. */
  resume(monitor: Monitor, at: number): void {
    this.#monitor = monitor;
    this.#now = at;
    this.paint();
  }

  /** Counts what there is to see: packets and lines count where they are looked at. */
  get #revision(): number {
    const { tail } = this.#monitor.state;
    const { view } = this.#ui;
    return this.#monitor.revision + (view === 'packets' ? tail.packetCount : view === 'logs' ? tail.lineCount : 0);
  }

  accept(input: Input): void {
    this.#now = input.at;
    this.#monitor.accept(input);
    if (input.kind === 'key') this.#key(input.key);
    else if (this.#revision !== this.#paintedRevision) this.#paintIn(GATHER_MS);
    else if (input.kind === 'tick' && input.at - this.#paintedAt >= IDLE_MS) this.#paintIn(0);
  }

  /** Paints now, whatever changed: the first frame, a new size, a resumed terminal. */
  paint(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#paintedAt = this.#now;
    this.#paintedRevision = this.#revision;
    const { state, findings } = this.#look();
    this.#onLook(this.#monitor.state, this.#findings);
    this.#canvas.paint(screenRows({ state, findings, ui: this.#ui }, this.#canvas.size));
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** What is shown: the present, or the frozen moment. */
  #look(): { state: ClusterState; findings: Finding[] } {
    const state = this.#monitor.refresh(this.#now);
    this.#findings = diagnose(state);
    if (!this.#ui.frozen) this.#frozen = null;
    else this.#frozen ??= structuredClone({ state, findings: this.#findings });
    return this.#frozen ?? { state, findings: this.#findings };
  }

  #key(key: string): void {
    const { state, findings } = this.#look();
    const theme = this.#ui.theme;
    const { ui, effect } = applyKey(this.#ui, key, state, findings);
    this.#ui = ui;
    if (ui.theme !== theme) this.#canvas.setTheme(ui.theme);
    if (effect !== null) this.#onEffect(effect);
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
