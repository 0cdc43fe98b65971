export type PanelId = 'vips' | 'nodes' | 'findings' | 'timeline' | 'events';
export type ViewId = 'overview' | 'help';

/** What a number key shows, in the order of the footer: there in full where it fits, else in short. */
export const NUMBERED: readonly { view: ViewId; key: string; name: string; short: string }[] = [
  { view: 'overview', key: '1', name: 'Overview', short: 'Over' },
];

/** A key that only this session has (the demo's crash, cut, mend …); it acts on the selected node. */
export interface ExtraKey {
  key: string;
  label: string;
  action: string;
}

/** What the operator has chosen to look at. The state of the cluster is elsewhere; both together make the screen. */
export interface UiState {
  view: ViewId;
  /** The view that the help is about, and goes back to. */
  helpOn: ViewId;
  mode: 'live' | 'replay' | 'demo';
  /** The screen stands still; the capture goes on. Whoever draws keeps the state of that moment. */
  frozen: boolean;
  ascii: boolean;
  theme: string;
  themes: readonly string[];
  /** How far back the timeline looks, ms. */
  spanMs: number;
  focus: PanelId;
  zoomed: boolean;
  /** Selected item of each panel, from 0. */
  selected: Record<Exclude<PanelId, 'events'>, number>;
  /** Number of the selected event, counted from the first ever; null follows the newest. */
  selectedEvent: number | null;
  /** Path of the running recording; null when none runs. */
  recording: string | null;
  /** One line for the operator, until the next key. */
  notice: string;
  extraKeys: readonly ExtraKey[];
}

export const SPANS_MS: readonly number[] = [1, 2, 5, 10, 30, 60, 180, 720, 1440].map((minutes) => minutes * 60_000);

/** The screen as it opens. */
export function initialUi(
  options: Pick<UiState, 'mode' | 'ascii' | 'theme' | 'themes'> &
    Partial<Pick<UiState, 'extraKeys' | 'recording' | 'spanMs'>>,
): UiState {
  return {
    view: 'overview',
    helpOn: 'overview',
    frozen: false,
    spanMs: 10 * 60_000,
    focus: 'events',
    zoomed: false,
    selected: { vips: 0, nodes: 0, findings: 0, timeline: 0 },
    selectedEvent: null,
    recording: null,
    notice: '',
    extraKeys: [],
    ...options,
  };
}
