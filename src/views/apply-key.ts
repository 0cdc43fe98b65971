import type { Finding } from '../diagnose/finding.js';
import type { ClusterState } from '../model/state.js';
import { selectedEventIndex, selectedNode } from './items.js';
import { type Action, lookUp } from './keys.js';
import { PANELS } from './registry.js';
import { type PanelId, SPANS_MS, type UiState } from './ui-state.js';

/** What the program has to do for a key; the screen itself does nothing. */
export type Effect = { kind: 'quit' } | { kind: 'record' } | { kind: 'extra'; action: string; node: string };

const PAGE = 10;

/**
 * What a key makes of the screen. Pure: freezing, recording, quitting and the demo's keys are carried out by the caller.
 * @param key as `Screen.onKey` names it. @returns the next `ui`, and an effect or null.
 */
export function applyKey(
  ui: UiState,
  key: string,
  state: ClusterState,
  findings: readonly Finding[],
): { ui: UiState; effect: Effect | null } {
  const found = lookUp(ui, key);
  const next: UiState = ui.notice === '' ? ui : { ...ui, notice: '' };
  if (found === null) return { ui: next, effect: null };
  if ('extra' in found) {
    const node = selectedNode(ui, state);
    if (node === null) return { ui: { ...next, notice: 'No node to act on yet' }, effect: null };
    return { ui: next, effect: { kind: 'extra', action: found.extra.action, node: node.name } };
  }
  const { action } = found.row;
  if (action === 'quit' || action === 'record') return { ui: next, effect: { kind: action } };
  return { ui: changed(next, action, { state, findings, ui: next, framed: false }), effect: null };
}

type View = Parameters<(typeof PANELS)[number]['count']>[0];

function changed(ui: UiState, action: Exclude<Action, 'quit' | 'record'>, view: View): UiState {
  switch (action) {
    case 'help':
      return { ...ui, view: ui.view === 'help' ? 'overview' : 'help' };
    case 'back':
      if (ui.view === 'help') return { ...ui, view: 'overview' };
      return ui.zoomed ? { ...ui, zoomed: false } : { ...ui, selectedEvent: null };
    case 'freeze':
      return { ...ui, frozen: !ui.frozen };
    case 'zoom':
      return { ...ui, zoomed: !ui.zoomed };
    case 'theme':
      return { ...ui, theme: cycled(ui.themes, ui.theme, 1) };
    case 'span-longer':
      return { ...ui, spanMs: SPANS_MS.find((ms) => ms > ui.spanMs) ?? ui.spanMs };
    case 'span-shorter':
      return { ...ui, spanMs: SPANS_MS.findLast((ms) => ms < ui.spanMs) ?? ui.spanMs };
    case 'next-panel':
      return {
        ...ui,
        focus: cycled(
          PANELS.map((p) => p.id),
          ui.focus,
          1,
        ),
      };
    case 'previous-panel':
      return {
        ...ui,
        focus: cycled(
          PANELS.map((p) => p.id),
          ui.focus,
          -1,
        ),
      };
    case 'left':
      return moved(ui, 'nodes', -1, view);
    case 'right':
      return moved(ui, 'nodes', 1, view);
    case 'up':
      return moved(ui, ui.focus, -1, view);
    case 'down':
      return moved(ui, ui.focus, 1, view);
    case 'page-up':
      return moved(ui, ui.focus, -PAGE, view);
    case 'page-down':
      return moved(ui, ui.focus, PAGE, view);
    case 'first':
      return moved(ui, ui.focus, Number.NEGATIVE_INFINITY, view);
    case 'last':
      return moved(ui, ui.focus, Number.POSITIVE_INFINITY, view);
  }
}

function cycled<T>(all: readonly T[], now: T, step: number): T {
  return all[(all.indexOf(now) + step + all.length) % all.length] ?? now;
}

function moved(ui: UiState, panel: PanelId, by: number, view: View): UiState {
  const last = (PANELS.find((p) => p.id === panel)?.count(view) ?? 0) - 1;
  const now = panel === 'events' ? selectedEventIndex(ui, view.state) : ui.selected[panel];
  const index = Math.max(0, Math.min(last, now + by));
  if (panel !== 'events') return { ...ui, selected: { ...ui.selected, [panel]: index } };
  const newest = view.state.dropped.events + view.state.events.length - 1;
  return { ...ui, selectedEvent: index === 0 ? null : newest - index };
}
