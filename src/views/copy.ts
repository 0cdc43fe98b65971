import type { Finding } from '../diagnose/finding.js';
import { toCells } from './cells.js';
import { clustersText } from './clusters/view.js';
import { configText } from './config/view.js';
import { dateTime } from './format.js';
import {
  EVIDENCE_KINDS,
  eventAt,
  findingHistory,
  findingItems,
  type Lane,
  lanes,
  nodeItems,
  routerLabel,
  selectedEventIndex,
  selectedFindingIndex,
  vipItems,
} from './items.js';
import { logsText } from './logs/view.js';
import { packetsText } from './packets/view.js';
import type { ViewInput } from './panel.js';
import { nodeText } from './panels/nodes.js';
import { pulseText } from './panels/pulse.js';
import { vipText } from './panels/vips.js';
import { reachabilityText } from './reachability/view.js';
import { ENDLESS } from './table.js';
import { plain } from './text.js';
import { momentRows } from './timeline/pane.js';
import { cursorOf } from './timeline/window.js';

/** Longer than any row that means something; terminals take no endless clipboard. */
const MOST = 2000;

/**
 * The selected row as one line of text for a clipboard, with date and time: it will be read elsewhere, later. One line
 * only, and nothing in it that a terminal obeys: what is pasted into a shell runs nothing by itself. null: nothing is selected.
 */
export function copyText(view: ViewInput): string | null {
  const text = selectedText(view);
  if (text === null) return null;
  const clean = toCells(text).join('').replace(/\s+/gu, ' ').trim();
  return clean === '' ? null : clean.slice(0, MOST);
}

function selectedText(view: ViewInput): string | null {
  const { state, ui } = view;
  switch (ui.view) {
    case 'overview':
      return overviewText(view);
    case 'clusters':
      return dated(view, clustersText(view));
    case 'timeline':
      return laneText(view, lanes(state)[ui.selected.timeline], cursorOf(ui, state.now) ?? state.now);
    case 'logs':
      return logsText(view);
    case 'packets':
      return packetsText(view);
    case 'config':
      return configText(view);
    case 'findings': {
      const all = findingHistory(view.findings);
      return findingText(view, all[selectedFindingIndex(ui, all)]);
    }
    case 'reachability':
      return dated(view, reachabilityText(view));
    case 'help':
      return null;
  }
}

const dated = ({ state }: ViewInput, text: string | null): string | null =>
  text === null ? null : `${dateTime(state.now)} UTC ${text}`;

function overviewText(view: ViewInput): string | null {
  const { state, ui } = view;
  const { selected } = ui;
  switch (ui.focus) {
    case 'vips': {
      const item = vipItems(state)[selected.vips];
      return item === undefined ? null : dated(view, vipText(view, item));
    }
    case 'nodes': {
      const nodes = nodeItems(state);
      const item = nodes[Math.min(selected.nodes, nodes.length - 1)];
      return item === undefined ? null : dated(view, nodeText(view, item));
    }
    case 'findings':
      return findingText(view, findingItems(view.findings)[selected.findings]);
    case 'timeline':
      return laneText(view, lanes(state)[selected.timeline], state.now);
    case 'pulse':
      return dated(view, pulseText(view));
    case 'events': {
      const event = eventAt(state, selectedEventIndex(ui, state));
      if (event === undefined) return null;
      const evidence = EVIDENCE_KINDS.filter((kind) => event.evidence.includes(kind)).join(' ');
      const place = `${routerLabel(state, event.router)} ${event.node ?? ''}`;
      return `${dateTime(event.at)} UTC ${place} ${event.text}${evidence === '' ? '' : ` (${evidence})`}`;
    }
  }
}

function laneText(view: ViewInput, lane: Lane | undefined, at: number): string | null {
  if (lane === undefined) return null;
  return `${dateTime(at)} UTC ${momentRows(view, [lane], at, ENDLESS).map(plain).join(' ')}`;
}

/** What is wrong, what to do first, and on which evidence. */
function findingText({ state }: ViewInput, f: Finding | undefined): string | null {
  if (f === undefined) return null;
  const until = f.to === null ? '' : ` to ${dateTime(f.to)}`;
  const evidence = EVIDENCE_KINDS.filter((kind) => f.evidence.includes(kind)).join(' ');
  const place = routerLabel(state, f.router);
  return [
    `${dateTime(f.since)}${until} UTC ${f.severity} ${f.rule}${place === '' ? '' : ` ${place}`}: ${f.summary}.`,
    `First: ${f.advice}.`,
    evidence === '' ? '' : `Evidence: ${evidence}.`,
  ].join(' ');
}
