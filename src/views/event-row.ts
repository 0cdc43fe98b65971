import type { ClusterEvent, Severity } from '../model/state.js';
import { cut } from './cells.js';
import { stamp } from './format.js';
import { EVIDENCE_KINDS, routerLabel } from './items.js';
import { glyphsOf, text, type ViewInput } from './panel.js';
import { type Column, type Forms, forms } from './table.js';
import type { Role } from './text.js';

const ROLE: Readonly<Record<Severity, Role>> = { critical: 'critical', warning: 'warning', info: 'text' };

/** The columns of `eventForms`: without the distance, and with it. */
export const EVENT_COLUMNS: Column[] = [[5], [], [], [], [1]];
export const FAR_EVENT_COLUMNS: Column[] = [[2, 3], [], [], [], [], [1]];

/** An event as cells of a table: when, how far that is from something else where it is asked for, where, what, and by which evidence. */
export function eventForms(view: ViewInput, event: ClusterEvent, far: string | null): Forms[] {
  const g = glyphsOf(view.ui);
  const when = stamp(event.at, view.state.now);
  return [
    forms(text(when, 'dim'), text(when.slice(0, -3), 'dim'), ...(far === null ? [] : [[]])),
    ...(far === null ? [] : [forms(text(far))]),
    forms(text(cut(routerLabel(view.state, event.router), 12, g.more), 'strong')),
    forms(text(cut(event.node ?? '', 14, g.more))),
    { forms: [text(event.text, ROLE[event.severity])], flex: 44 },
    forms(text(EVIDENCE_KINDS.filter((kind) => event.evidence.includes(kind)).join(' '), 'dim'), []),
  ];
}
