import { type Program, VRRPTOP } from './measure.js';

/** What idle traffic and the first frame are measured on; `outline` tells that a frame is on the screen, `complete` that it says something. */
export interface Screen {
  program: Program;
  outline(screen: string): boolean;
  complete(screen: string): boolean;
}

export const DEMO: Screen = {
  program: [...VRRPTOP, 'demo'],
  outline: (screen) => /vrrptop/.test(screen) && /\bquit\b/i.test(screen),
  complete: (screen) => /■ MASTER/.test(screen) && /\bquit\b/i.test(screen),
};

export const HTOP: Screen = {
  program: ['htop'],
  outline: (screen) => /F10\s*Quit/.test(screen),
  complete: (screen) => /PID/.test(screen) && /F10\s*Quit/.test(screen),
};

/** htop in a PID namespace of its own, where it sees no process but itself; only root can make one. */
export const QUIET_HTOP: readonly Screen[] =
  process.getuid?.() === 0 ? [{ ...HTOP, program: ['unshare', '--pid', '--fork', '--mount-proc', 'htop'] }] : [];

export const SIZES = [
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
] as const;
