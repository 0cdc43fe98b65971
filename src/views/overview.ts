import { boxed } from './frame.js';
import { shareRows } from './layout.js';
import type { Panel, PanelBody, ViewInput } from './panel.js';
import { PANELS } from './registry.js';
import { aimed, type Line, span } from './text.js';

/** The panels one under the other in exactly `height` rows, or the panel with the focus alone when it is zoomed. */
export function overviewRows(view: ViewInput, width: number, height: number): Line[] {
  const { zoomed, focus } = view.ui;
  const panels = zoomed
    ? PANELS.filter((p) => p.id === focus)
    : PANELS.filter((p) => p.isExtra === undefined || p.id === focus || (view.framed && p.count(view) > 0));
  const inner = view.framed ? width - 2 : width;
  const bodies = panels.map((panel) => ({ panel, body: panel.build(view, panel.bare ? width : inner) }));
  const chrome = (panel: Panel): number => (panel.bare ? 0 : view.framed ? 2 : 1);
  const shares = shareRows(
    bodies.map(({ panel, body }) => ({
      importance: panel.importance,
      min: body.min + chrome(panel),
      want: body.want + chrome(panel),
      rigid: body.rigid ?? false,
    })),
    height,
  );
  return bodies.flatMap(({ panel, body }, i) => {
    const share = shares[i] ?? 0;
    return share === 0 ? [] : panelRows(view, panel, body, width, share, chrome(panel));
  });
}

function panelRows(
  view: ViewInput,
  panel: Panel,
  body: PanelBody,
  width: number,
  height: number,
  chrome: number,
): Line[] {
  const lines = body.rows(height - chrome).slice(0, height - chrome);
  if (panel.bare) return [...lines, ...Array.from({ length: height - lines.length }, (): Line => [])];
  const title = aimed([span(panel.title(view), view.ui.focus === panel.id ? 'accent' : 'title')], `${panel.id}:`);
  return boxed(view, title, body.note, lines, width, height);
}
