import { lanes } from '../items.js';
import type { Action } from '../keys.js';
import type { ViewInput } from '../panel.js';
import type { UiState } from '../ui-state.js';
import { cursorOf, eventTimes, findingTimes, oldestAt, spanOf, withCursor } from './window.js';

/** Parts of the span that the cursor moves by. */
const STEP = 1 / 100;
const STRIDE = 1 / 10;

/** Moves the cursor in time and over the lanes; where it goes, what is shown goes too. */
export function timelineKey(ui: UiState, action: Action, view: ViewInput): UiState {
  const { state } = view;
  const at = cursorOf(ui, state.now) ?? state.now;
  const by = (part: number): UiState => withCursor(ui, at + part * spanOf(ui, state), state);
  const lane = (step: number): UiState => {
    const last = Math.max(0, lanes(state).length - 1);
    const timeline = Math.max(0, Math.min(last, ui.selected.timeline + step));
    return { ...ui, selected: { ...ui.selected, timeline } };
  };
  const before = (times: number[]): UiState => {
    const time = times.findLast((t) => t < at);
    return time === undefined ? ui : withCursor(ui, time, state);
  };
  const after = (times: number[]): UiState => {
    const time = times.find((t) => t > at);
    return time === undefined ? ui : withCursor(ui, time, state);
  };
  switch (action) {
    case 'left':
      return by(-STEP);
    case 'right':
      return by(STEP);
    case 'far-left':
      return by(-STRIDE);
    case 'far-right':
      return by(STRIDE);
    case 'page-up':
      return by(-1);
    case 'page-down':
      return by(1);
    case 'first':
      return withCursor(ui, oldestAt(state), state);
    case 'last':
      return { ...ui, cursorAt: null, windowEnd: null };
    case 'up':
      return lane(-1);
    case 'down':
      return lane(1);
    case 'next-event':
      return after(eventTimes(state));
    case 'previous-event':
      return before(eventTimes(state));
    case 'next-finding':
      return after(findingTimes(view.findings));
    case 'previous-finding':
      return before(findingTimes(view.findings));
    case 'zoom':
      return { ...ui, zoomed: !ui.zoomed };
    default:
      return ui;
  }
}
