import type { Finding } from '../diagnose/finding.js';
import type { ClusterState } from '../model/state.js';
import { clicked, clickedHit, unwheeled } from './click.js';
import type { ClusterSummary } from './clusters/summary.js';
import { besideCluster, clustersKey } from './clusters/view.js';
import { configKey } from './config/view.js';
import { copyText } from './copy.js';
import { dialogKey } from './dialog.js';
import { findingsKey } from './findings/view.js';
import { selectedNode } from './items.js';
import { type Action, lookUp } from './keys.js';
import { logsKey } from './logs/view.js';
import { overviewKey } from './overview-keys.js';
import { packetsKey } from './packets/view.js';
import type { ViewInput } from './panel.js';
import { reachabilityKey } from './reachability/view.js';
import { timelineKey } from './timeline/keys.js';
import { spanOf } from './timeline/window.js';
import { beginTyping, typingKey } from './typing.js';
import { numbered, SPANS_MS, type UiState, type ViewId } from './ui-state.js';

/** What the program has to do for a key; the screen itself does nothing. */
export type Effect =
  | { kind: 'quit' }
  | { kind: 'record' }
  /** Into the clipboard; a notice says so. */
  | { kind: 'copy'; text: string }
  /** Stop the program and give the terminal to the shell. */
  | { kind: 'suspend' }
  | { kind: 'extra'; action: string; node: string }
  /** The operator wants to act on a node. */
  | { kind: 'act'; node: string }
  /** The answer to the open dialog; null: left. */
  | { kind: 'answer'; answer: string | null };

/** Where nothing can be done to a real node. */
const NO_ACTIONS = {
  replay: 'A replay never acts',
  demo: 'The demo has no real node: its own keys stop, crash and mend',
};

/** What a key makes of its view, where it does not mean the same in all of them. */
const VIEW_KEYS: Readonly<Partial<Record<ViewId, (ui: UiState, action: Action, view: ViewInput) => UiState>>> = {
  clusters: clustersKey,
  overview: overviewKey,
  logs: logsKey,
  packets: packetsKey,
  timeline: timelineKey,
  config: configKey,
  findings: findingsKey,
  reachability: reachabilityKey,
};

/**
 * What a key makes of the screen. Pure: freezing, recording, quitting and the demo's keys are carried out by the caller.
 * @param pressed as `Screen.onKey` names it. @param clusters all clusters, where there is more than one. @returns the next `ui`, and an effect or null.
 */
export function applyKey(
  ui: UiState,
  pressed: string,
  state: ClusterState,
  findings: readonly Finding[],
  clusters: readonly ClusterSummary[] = [],
): { ui: UiState; effect: Effect | null } {
  const key = unwheeled(pressed);
  if (ui.dialog !== null && key !== 'C-c' && key !== 'C-z') {
    const { ui: after, answer } = dialogKey(ui, ui.dialog, key);
    return { ui: after, effect: answer === undefined ? null : { kind: 'answer', answer } };
  }
  const next: UiState = ui.notice === '' ? ui : { ...ui, notice: '' };
  const hit = clickedHit(key);
  if (hit !== null) {
    const view = { state, findings, clusters, ui: next, framed: false };
    return { ui: ui.typing === null ? clicked(next, hit, view) : ui, effect: null };
  }
  const found = lookUp(ui, key);
  if (found === null) return { ui: next, effect: null };
  if ('letter' in found) return { ui: typingKey(next, null, found.letter), effect: null };
  if ('extra' in found) {
    const node = selectedNode(ui, state);
    if (node === null) return { ui: { ...next, notice: 'No node to act on yet' }, effect: null };
    return { ui: next, effect: { kind: 'extra', action: found.extra.action, node: node.name } };
  }
  const { action } = found.row;
  if (action === 'quit' || action === 'record' || action === 'suspend') return { ui: next, effect: { kind: action } };
  if (action === 'act') {
    const node = selectedNode(ui, state);
    if (ui.mode !== 'live') return { ui: { ...next, notice: NO_ACTIONS[ui.mode] }, effect: null };
    if (node === null) return { ui: { ...next, notice: 'No node to act on yet' }, effect: null };
    return { ui: next, effect: { kind: 'act', node: node.name } };
  }
  const view: ViewInput = { state, findings, clusters, ui: next, framed: false };
  if (action === 'copy') {
    const text = copyText(view);
    if (text === null) return { ui: { ...next, notice: 'There is nothing to copy here' }, effect: null };
    return { ui: { ...next, notice: `Copied: ${text}` }, effect: { kind: 'copy', text } };
  }
  return { ui: changed(next, action, key, view), effect: null };
}

function changed(ui: UiState, action: Action, key: string, view: ViewInput): UiState {
  if (ui.typing !== null) return typingKey(ui, action, '');
  const own = VIEW_KEYS[ui.view]?.(ui, action, view) ?? ui;
  switch (action) {
    case 'filter':
      return beginTyping(ui);
    case 'show-view':
      return { ...ui, view: numbered(ui.many).find((v) => v.key === key)?.view ?? ui.view, zoomed: false };
    case 'help':
      return ui.view === 'help' ? { ...ui, view: ui.helpOn } : { ...ui, view: 'help', helpOn: ui.view };
    case 'back':
      if (ui.view === 'help') return { ...ui, view: ui.helpOn };
      if (ui.zoomed) return { ...ui, zoomed: false };
      if (own !== ui) return own;
      if (ui.view === 'clusters') return ui;
      if (ui.view !== 'overview') return { ...ui, view: 'overview' };
      return ui.many && ui.selectedEvent === null ? { ...ui, view: 'clusters' } : { ...ui, selectedEvent: null };
    case 'next-cluster':
    case 'previous-cluster':
      return besideCluster(ui, action === 'next-cluster' ? 1 : -1, view);
    case 'freeze':
      return { ...ui, frozen: !ui.frozen };
    case 'mouse': {
      const notice = ui.mouse
        ? "The mouse is the terminal's again"
        : 'Mouse: the wheel scrolls, a click selects; m ends it';
      return { ...ui, mouse: !ui.mouse, notice };
    }
    case 'alarm':
      return acknowledged(ui);
    case 'theme': {
      const theme = ui.themes[(ui.themes.indexOf(ui.theme) + 1) % ui.themes.length] ?? ui.theme;
      return { ...ui, theme, notice: `theme ${theme}` };
    }
    case 'span-longer':
    case 'span-shorter': {
      const now = spanOf(ui, view.state);
      const longer = action === 'span-longer';
      return { ...ui, spanMs: (longer ? SPANS_MS.find((ms) => ms > now) : SPANS_MS.findLast((ms) => ms < now)) ?? now };
    }
    default:
      return own;
  }
}

/** What rings is acknowledged; where nothing does, the alarm is silenced, or rings again from now on. */
function acknowledged(ui: UiState): UiState {
  const { rings, silenced } = ui.alarm;
  if (rings !== null) return { ...ui, alarm: { rings: null, silenced } };
  const notice = silenced ? 'The alarm rings again' : 'The alarm is silenced until A is pressed again';
  return { ...ui, notice, alarm: { rings: null, silenced: !silenced } };
}
