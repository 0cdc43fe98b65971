interface TerminalTraits {
  /** Frames and symbols in ASCII: the terminal or the locale cannot show others. */
  ascii: boolean;
  /** No colours: asked for by NO_COLOR, or the terminal has none. */
  mono: boolean;
}

const PLAIN_TERMS = /^(linux|vt\d|ansi|cons|dumb|unknown|sun$)/i;
const COLOURLESS_TERMS = /^(vt\d|dumb|unknown)|-m(ono)?$/i;

/** Whether a screen can be drawn at all: not where the cursor cannot be placed. TERM that is not set is taken for an xterm. */
export const canDraw = (env: Readonly<Record<string, string | undefined>>): boolean =>
  !/^(dumb|unknown)$/.test(env.TERM ?? '');

/**
 * What may be shown, from the environment: TERM, the locale (LC_ALL, then LC_CTYPE, then LANG, as setlocale(3) does),
 * and NO_COLOR (no-color.org: any value but the empty one).
 */
export function terminalTraits(env: Readonly<Record<string, string | undefined>>): TerminalTraits {
  const term = env.TERM ?? '';
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return {
    ascii: PLAIN_TERMS.test(term) || !/utf-?8/i.test(locale),
    mono: (env.NO_COLOR ?? '') !== '' || COLOURLESS_TERMS.test(term),
  };
}
