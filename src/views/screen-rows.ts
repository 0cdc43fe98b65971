import { cut, pad, toAscii, toCells } from './cells.js';
import { clustersRows } from './clusters/view.js';
import { configRows } from './config/view.js';
import { dialogFooter, dialogRows } from './dialog.js';
import { findingsRows } from './findings/view.js';
import { logsRows } from './logs/view.js';
import { overviewRows } from './overview.js';
import { packetsRows } from './packets/view.js';
import { glyphsOf, type ViewInput } from './panel.js';
import { footer } from './panels/footer.js';
import { header } from './panels/header.js';
import { helpRows } from './panels/help.js';
import { reachabilityRows } from './reachability/view.js';
import { cutLine } from './table.js';
import { type Line, span } from './text.js';
import { timelineRows } from './timeline/view.js';
import type { ViewId } from './ui-state.js';

const MIN_SIZE = { width: 60, height: 16 } as const;
/** From this size on panels have frames, and the header a second row for its sources. */
const ROOMY = { width: 100, height: 34 } as const;

/** The views: what stands between header and footer. */
const VIEWS: Readonly<Record<ViewId, (view: ViewInput, width: number, height: number) => Line[]>> = {
  clusters: clustersRows,
  overview: overviewRows,
  logs: logsRows,
  packets: packetsRows,
  timeline: timelineRows,
  config: configRows,
  findings: findingsRows,
  reachability: reachabilityRows,
  help: helpRows,
};

/**
 * The whole screen, frames included: exactly `size.height` rows, none wider than `size.width` cells, every character in
 * them printable, and in ASCII where `ui.ascii` asks for it.
 */
export function screenRows(view: Omit<ViewInput, 'framed'>, size: { width: number; height: number }): Line[] {
  const { width, height } = size;
  const framed = width >= ROOMY.width && height >= ROOMY.height;
  const input: ViewInput = { ...view, framed };
  const rows =
    width < MIN_SIZE.width || height < MIN_SIZE.height ? tooSmall(width, height) : fullScreen(input, width, height);
  const shown = rows.slice(0, height);
  while (shown.length < height) shown.push([]);
  const clean = view.ui.ascii ? toAscii : (text: string): string => toCells(text).join('');
  return shown.map((line) => {
    const printable = line.filter((s) => s.text !== '').map((s) => ({ ...s, text: clean(s.text) }));
    return cutLine(printable, width, glyphsOf(view.ui).more);
  });
}

function fullScreen(view: ViewInput, width: number, height: number): Line[] {
  const top = [...header(view, width, view.framed ? 2 : 1), ...alarmRows(view, width)];
  const room = height - top.length - 1;
  const { dialog } = view.ui;
  const rows = dialog === null ? VIEWS[view.ui.view](view, width, room) : dialogRows(view, dialog, width, room);
  const body = rows.slice(0, room);
  while (body.length < room) body.push([]);
  return [...top, ...body, dialog === null ? footer(view, width) : dialogFooter(dialog)];
}

/** One row for what rings until it is acknowledged; while it lasts drawn in turns in two ways, so that it meets the eye. */
function alarmRows({ state, ui }: ViewInput, width: number): Line[] {
  const { rings } = ui.alarm;
  if (rings === null) return [];
  const role = rings.isOver ? 'warning' : Math.floor(state.now / 1000) % 2 === 0 ? 'critical' : 'selected';
  const hint = '  A acknowledges ';
  const where = ui.many ? `${rings.cluster}: ` : '';
  const said = cut(
    ` ALARM${rings.isOver ? ', over now' : ''} ${where}${rings.finding.rule}: ${rings.finding.summary}`,
    width - hint.length,
    glyphsOf(ui).more,
  );
  return [[span(pad(said, width - hint.length), role), span(hint, role)]];
}

function tooSmall(width: number, height: number): Line[] {
  const lines = [`vrrptop needs ${MIN_SIZE.width}x${MIN_SIZE.height}`, `this terminal: ${width}x${height}`, 'q quits'];
  return lines.map((line) => [span(line, 'warning')]);
}
