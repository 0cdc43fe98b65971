import { describe, expect, it } from 'vitest';
import { canDraw, terminalTraits } from '../../src/ui/traits.js';

describe('terminalTraits', () => {
  it.each([
    [{ TERM: 'xterm-256color', LANG: 'en_US.UTF-8' }, false, false],
    [{ TERM: 'tmux-256color', LANG: 'C.utf8' }, false, false],
    [{ TERM: 'screen', LC_CTYPE: 'de_DE.UTF-8', LANG: 'C' }, false, false],
    [{ TERM: 'putty', LC_ALL: 'C', LANG: 'en_US.UTF-8' }, true, false],
    [{ TERM: 'xterm', LANG: 'C' }, true, false],
    [{ TERM: 'xterm' }, true, false],
    [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, true, false],
    [{ TERM: 'vt100', LANG: 'en_US.UTF-8' }, true, true],
    [{ TERM: 'vt220', LANG: 'en_US.UTF-8' }, true, true],
    [{ TERM: 'dumb', LANG: 'en_US.UTF-8' }, true, true],
    [{ TERM: 'xterm-mono', LANG: 'en_US.UTF-8' }, false, true],
    [{ TERM: 'xterm', LANG: 'en_US.UTF-8', NO_COLOR: '1' }, false, true],
    [{ TERM: 'xterm', LANG: 'en_US.UTF-8', NO_COLOR: '' }, false, false],
    [{}, true, false],
  ])('%j: ascii %s, mono %s', (env, ascii, mono) => expect(terminalTraits(env)).toEqual({ ascii, mono }));
});

it('draws on no terminal that cannot place its cursor', () =>
  expect(['dumb', 'unknown', 'vt100', 'xterm', undefined].map((TERM) => canDraw({ TERM }))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]));
