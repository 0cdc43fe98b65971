import type { Finding } from '../diagnose/finding.js';
import type { Dialog } from './dialog-state.js';

export type PanelId = 'vips' | 'nodes' | 'findings' | 'timeline' | 'pulse' | 'events';
export type ViewId =
  | 'clusters'
  | 'overview'
  | 'timeline'
  | 'logs'
  | 'packets'
  | 'config'
  | 'findings'
  | 'reachability'
  | 'help';

/** What a number key shows, in the order of the footer: there in full where it fits, else in short. */
export const NUMBERED: readonly { view: ViewId; key: string; name: string; short: string }[] = [
  { view: 'clusters', key: '0', name: 'Clusters', short: 'Clus' },
  { view: 'overview', key: '1', name: 'Overview', short: 'Over' },
  { view: 'timeline', key: '2', name: 'Timeline', short: 'Time' },
  { view: 'logs', key: '3', name: 'Logs', short: 'Logs' },
  { view: 'packets', key: '4', name: 'Packets', short: 'Pack' },
  { view: 'config', key: '5', name: 'Config', short: 'Conf' },
  { view: 'findings', key: '6', name: 'Findings', short: 'Find' },
  { view: 'reachability', key: '7', name: 'Reachability', short: 'Reach' },
];

/** Those of them that there are: of one cluster there is no list. */
export const numbered = (many: boolean): typeof NUMBERED => NUMBERED.filter((v) => many || v.view !== 'clusters');

/** A key that only this session has: the demo's crash, cut, mend … on the selected node, a replay's speed. */
export interface ExtraKey {
  key: string;
  /** It holds in all views, not in the overview alone, where the selected node is seen. */
  everywhere?: true;
  label: string;
  action: string;
}

/** Where the operator is in a list that grows at its end: log lines, packets. Rows are known by their `seq`. */
export interface ListUi {
  /** Regular expression; rows that it does not match are not shown. A `!` in front turns it round, '' is none. */
  filter: string;
  /** All rows are shown, those that match stand out. */
  showsAll: boolean;
  /** The selected row; null follows the newest. */
  cursor: number | null;
  bookmarks: readonly number[];
  /** The selected row is told in full beside the list. */
  isOpen: boolean;
}

export type ClusterSort = 'severity' | 'name' | 'change';

/** Where the operator is in the list of clusters. */
export interface ClustersUi {
  /** Name of the selected one; null: the first. */
  selected: string | null;
  sort: ClusterSort;
  filter: string;
  /** The order that stands until then (ms), whatever changes; null: none is held. */
  held: { order: readonly string[]; until: number } | null;
}

/** A filter that is being typed in the footer's place. */
export interface Typing {
  text: string;
  /** What is wrong with it; the filter is then still the last one that was right. */
  error: string;
  /** The filter to go back to. */
  before: string;
}

/** What the operator has chosen to look at. The state of the cluster is elsewhere; both together make the screen. */
export interface UiState {
  view: ViewId;
  /** Name of the cluster that is shown; '' for the first. */
  cluster: string;
  /** More than one cluster is watched. */
  many: boolean;
  clusters: ClustersUi;
  /** The view that the help is about, and goes back to. */
  helpOn: ViewId;
  mode: 'live' | 'replay' | 'demo';
  /** The screen stands still; the capture goes on. Whoever draws keeps the state of that moment. */
  frozen: boolean;
  ascii: boolean;
  theme: string;
  themes: readonly string[];
  /** How far back the timeline looks, ms; null: as far as anything is known, ten minutes at most. */
  spanMs: number | null;
  focus: PanelId;
  zoomed: boolean;
  /** Selected item of each panel, from 0. */
  selected: Record<Exclude<PanelId, 'events'>, number>;
  /** Number of the selected event, counted from the first ever; null follows the newest. */
  selectedEvent: number | null;
  /** Moment that the timeline tells of, ms; null follows now. And the right edge of what it shows then. */
  cursorAt: number | null;
  windowEnd: number | null;
  /** The selected virtual router of the reachability, from 0. */
  reachabilityRouter: number;
  /** The selected setting of the configurations, from 0. */
  configRow: number;
  /** The finding that is looked at; null: the worst. */
  finding: { rule: string; key: string; since: number } | null;
  /** First line of what it opens to that a zoomed view shows, from 0. */
  findingTop: number;
  logs: ListUi;
  /** `field`: the selected one of the details, null while the list has the focus. `hasChart`: the rhythm of its sender is drawn. */
  packets: ListUi & { field: number | null; hasChart: boolean };
  /** Not null: keys are letters. */
  typing: Typing | null;
  /** What is asked or shown in the place of the view; null: nothing. Takes all keys. */
  dialog: Dialog | null;
  /** Path of the running recording; null when none runs. */
  recording: string | null;
  /** The mouse selects and scrolls; else it is the terminal's own, for its own selection. */
  mouse: boolean;
  /** One line for the operator, until the next key. */
  notice: string;
  extraKeys: readonly ExtraKey[];
  /** What the alarm rang for last, until it is acknowledged; `silenced`: neither bell nor line until they are asked for again. */
  alarm: { rings: { cluster: string; finding: Finding; isOver: boolean } | null; silenced: boolean };
}

export const SPANS_MS: readonly number[] = [1 / 6, 0.5, 1, 2, 5, 10, 30, 60, 180, 720, 1440].map(
  (minutes) => minutes * 60_000,
);

const LIST_UI: ListUi = { filter: '', showsAll: false, cursor: null, bookmarks: [], isOpen: false };

/** Where the operator is in one cluster. */
const PLACES: Pick<
  UiState,
  | 'selected'
  | 'selectedEvent'
  | 'cursorAt'
  | 'windowEnd'
  | 'reachabilityRouter'
  | 'configRow'
  | 'finding'
  | 'findingTop'
> = {
  selected: { vips: 0, nodes: 0, findings: 0, timeline: 0, pulse: 0 },
  selectedEvent: null,
  cursorAt: null,
  windowEnd: null,
  reachabilityRouter: 0,
  configRow: 0,
  finding: null,
  findingTop: 0,
};

/** With this cluster shown, from its beginning; view and filters stay. */
export function atCluster(ui: UiState, cluster: string): UiState {
  if (cluster === ui.cluster) return ui;
  const logs = { ...LIST_UI, filter: ui.logs.filter };
  return {
    ...ui,
    ...PLACES,
    cluster,
    zoomed: false,
    logs,
    packets: { ...LIST_UI, filter: ui.packets.filter, field: null, hasChart: ui.packets.hasChart },
  };
}

/** The screen as it opens. */
export function initialUi(
  options: Pick<UiState, 'mode' | 'ascii' | 'theme' | 'themes'> &
    Partial<Pick<UiState, 'extraKeys' | 'recording' | 'spanMs'>>,
): UiState {
  return {
    view: 'overview',
    cluster: '',
    many: false,
    clusters: { selected: null, sort: 'severity', filter: '', held: null },
    helpOn: 'overview',
    frozen: false,
    spanMs: null,
    focus: 'events',
    zoomed: false,
    ...PLACES,
    logs: LIST_UI,
    packets: { ...LIST_UI, field: null, hasChart: false },
    typing: null,
    dialog: null,
    recording: null,
    mouse: false,
    notice: '',
    extraKeys: [],
    alarm: { rings: null, silenced: false },
    ...options,
  };
}
