import type { SourceStatus } from '../model/input.js';
import type { Mark } from '../model/state.js';
import type { VrrpState } from '../protocol/log-event.js';
import type { Role } from './text.js';

/** Every symbol the screen draws, in one place: one set for UTF-8 terminals, one in plain ASCII. All are one cell wide, `arrow` three. */
export interface Glyphs {
  frame: { h: string; v: string; tl: string; tr: string; bl: string; br: string };
  arrow: string;
  to: string;
  dot: string;
  more: string;
  marker: string;
  bullet: string;
  bookmark: string;
  times: string;
  /** Stands for authentication data. */
  hidden: string;
  recording: string;
  advice: string;
  state: Record<VrrpState, string>;
  /** How a state is drawn over time; `nobody` and `two` are the numbers of masters. */
  lane: Record<VrrpState, string> & { nobody: string; two: string; both: string };
  mark: Record<Mark['verdict'], string>;
  source: Record<SourceStatus, string>;
  /** Before what should be equal and is not. */
  differs: string;
  /** Under the column of the cursor. */
  cursor: string;
  keys: Record<'up' | 'down' | 'left' | 'right', string>;
}

export const UNICODE: Glyphs = {
  frame: { h: '─', v: '│', tl: '┌', tr: '┐', bl: '└', br: '┘' },
  arrow: '──▶',
  to: '→',
  dot: '·',
  more: '…',
  marker: '▸',
  bullet: '●',
  bookmark: '◆',
  times: '×',
  hidden: '••••••••',
  recording: '●',
  advice: '→',
  state: { MASTER: '■', BACKUP: '□', FAULT: '╳', INIT: '○', STOPPED: '∙', UNKNOWN: '?' },
  lane: {
    MASTER: '█',
    BACKUP: '─',
    FAULT: '╳',
    INIT: '○',
    STOPPED: '∙',
    UNKNOWN: '?',
    nobody: '0',
    two: '2',
    both: '2',
  },
  mark: { yes: '✓', no: '✗', stale: '~', unknown: '?' },
  source: { live: '✓', connecting: '…', lost: '✗', off: '-' },
  differs: '≠',
  cursor: '▲',
  keys: { up: '↑', down: '↓', left: '←', right: '→' },
};

export const ASCII: Glyphs = {
  frame: { h: '-', v: '|', tl: '+', tr: '+', bl: '+', br: '+' },
  arrow: '-->',
  to: '>',
  dot: '.',
  more: '~',
  marker: '>',
  bullet: '*',
  bookmark: '#',
  times: 'x',
  hidden: '********',
  recording: '*',
  advice: '>',
  state: { MASTER: '#', BACKUP: 'o', FAULT: 'X', INIT: 'i', STOPPED: '.', UNKNOWN: '?' },
  lane: {
    MASTER: '#',
    BACKUP: '-',
    FAULT: 'X',
    INIT: 'i',
    STOPPED: '.',
    UNKNOWN: '?',
    nobody: '0',
    two: '2',
    both: '2',
  },
  mark: { yes: '+', no: '!', stale: '~', unknown: '?' },
  source: { live: '+', connecting: '~', lost: '!', off: '-' },
  differs: '!',
  cursor: '^',
  keys: { up: 'up', down: 'dn', left: '<', right: '>' },
};

export const STATE_ROLE: Readonly<Record<VrrpState, Role>> = {
  MASTER: 'master',
  BACKUP: 'backup',
  FAULT: 'fault',
  INIT: 'init',
  STOPPED: 'stopped',
  UNKNOWN: 'unknown',
};

export const MARK_ROLE: Readonly<Record<Mark['verdict'], Role>> = {
  yes: 'ok',
  no: 'critical',
  stale: 'stale',
  unknown: 'dim',
};

export const SOURCE_ROLE: Readonly<Record<SourceStatus, Role>> = {
  live: 'ok',
  connecting: 'unknown',
  lost: 'critical',
  off: 'dim',
};
