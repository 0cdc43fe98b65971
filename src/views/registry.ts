import type { Panel } from './panel.js';
import { eventsPanel } from './panels/events.js';
import { findingsPanel } from './panels/findings.js';
import { nodesPanel } from './panels/nodes.js';
import { pulsePanel } from './panels/pulse.js';
import { timelinePanel } from './panels/timeline.js';
import { vipsPanel } from './panels/vips.js';

/** The panels of the overview, from top to bottom. A new one is a file and a line here. */
export const PANELS: readonly Panel[] = [vipsPanel, nodesPanel, findingsPanel, timelinePanel, pulsePanel, eventsPanel];
