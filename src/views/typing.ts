import type { Action } from './keys.js';
import { filterOf } from './list.js';
import { MAX_PATTERN } from './pattern.js';
import type { Typing, UiState } from './ui-state.js';

/** The lists that have a filter. */
type Filtered = 'logs' | 'packets' | 'clusters';
const filtered = ({ view }: UiState): Filtered | null =>
  view === 'logs' || view === 'packets' || view === 'clusters' ? view : null;

/** Opens the line for the filter of the list that is shown, with the filter it has. */
export function beginTyping(ui: UiState): UiState {
  const list = filtered(ui);
  if (list === null) return ui;
  const { filter } = ui[list];
  return { ...ui, typing: { text: filter, error: '', before: filter } };
}

/** What a key makes of the line, an action or a letter: the list follows as it is typed, as long as it can be read. */
export function typingKey(ui: UiState, action: Action | null, letter: string): UiState {
  const { typing } = ui;
  if (typing === null) return ui;
  switch (action) {
    case 'type-done':
      return {
        ...ui,
        typing: null,
        notice: typing.error === '' ? '' : `Not a pattern: ${typing.error}; the filter before it stays`,
      };
    case 'type-cancel':
      return { ...withFilter(ui, typing.before), typing: null };
    case 'type-erase':
      return typed(ui, typing, [...typing.text].slice(0, -1).join(''));
    case 'type-clear':
      return typed(ui, typing, '');
    default:
      return typing.text.length + letter.length > MAX_PATTERN ? ui : typed(ui, typing, typing.text + letter);
  }
}

function typed(ui: UiState, typing: Typing, text: string): UiState {
  const judge = filterOf(text);
  if (judge !== null && 'error' in judge) return { ...ui, typing: { ...typing, text, error: judge.error } };
  return { ...withFilter(ui, text), typing: { ...typing, text, error: '' } };
}

function withFilter(ui: UiState, filter: string): UiState {
  const list = filtered(ui);
  if (list === null) return ui;
  if (list === 'clusters') return { ...ui, clusters: { ...ui.clusters, filter } };
  return list === 'logs' ? { ...ui, logs: { ...ui.logs, filter } } : { ...ui, packets: { ...ui.packets, filter } };
}
