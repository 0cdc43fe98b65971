// Whole screens as a terminal shows them, colours included. A golden file has the text, below it a letter for the role
// of each cell as its colours tell it, and what each role looks like. UPDATE_GOLDEN=1 writes them anew and shows what changed.
import { expect, it } from 'vitest';
import { Themes } from '../../src/ui/own-themes.js';
import { Screen } from '../../src/ui/screen.js';
import { attributesOf, OWN } from '../../src/ui/theme.js';
import { fitting } from '../../src/ui/themes.js';
import { ROLES, type Role } from '../../src/views/text.js';
import { draw } from '../views/draw.js';
import { golden } from '../views/golden.js';
import { SCENES } from '../views/scenes.js';
import { FakeTty } from './fake-tty.js';

const [WIDTH, HEIGHT] = [80, 24];
const LETTERS: Record<Role, string> = {
  text: '.',
  dim: 'd',
  strong: 's',
  accent: 'a',
  title: 't',
  border: '-',
  selected: 'S',
  key: 'k',
  init: 'i',
  backup: 'b',
  master: 'M',
  fault: 'F',
  stopped: 'x',
  unknown: 'u',
  ok: 'o',
  info: 'n',
  warning: 'W',
  critical: 'C',
  stale: '~',
};

interface Look {
  fg: number;
  bg: number;
  bold: boolean;
  underline: boolean;
  inverse: boolean;
}

/** In words: `fg 203, bold`. */
function words({ fg, bg, bold, underline, inverse }: Look): string {
  const parts = [
    fg === OWN ? '' : `fg ${fg}`,
    bg === OWN ? '' : `bg ${bg}`,
    bold ? 'bold' : '',
    underline ? 'underline' : '',
    inverse ? 'inverse' : '',
  ].filter((part) => part !== '');
  return parts.join(', ') || 'plain';
}

const lookOf = (attribute: number): Look => ({
  fg: (attribute >> 9) & OWN,
  bg: attribute & OWN,
  bold: (attribute & (1 << 18)) !== 0,
  underline: (attribute & (2 << 18)) !== 0,
  inverse: (attribute & (8 << 18)) !== 0,
});

/** How each cell of the emulator looks. */
function looks(tty: FakeTty): Look[][] {
  const { active } = tty.emulator.buffer;
  return Array.from({ length: HEIGHT }, (_, y) =>
    Array.from({ length: WIDTH }, (_, x) => {
      const cell = active.getLine(y)!.getCell(x)!;
      return {
        fg: cell.isFgDefault() ? OWN : cell.getFgColor(),
        bg: cell.isBgDefault() ? OWN : cell.getBgColor(),
        bold: cell.isBold() !== 0,
        underline: cell.isUnderline() !== 0,
        inverse: cell.isInverse() !== 0,
      };
    }),
  );
}

it.each([
  ['split-brain', 'dark', 'xterm-256color'],
  ['split-brain', 'dark', 'screen'],
  ['split-brain', 'auto', 'vt100'],
  ['failover', 'light', 'tmux-256color'],
  ['no-master', 'gruvbox', 'screen-256color'],
  ['hostile', 'deuteranopia', 'linux'],
  ['source-lost', 'high-contrast', 'xterm-256color'],
])('%s in %s on %s', async (scene, theme, TERM) => {
  const tty = new FakeTty(WIDTH, HEIGHT);
  const screen = new Screen({
    theme,
    ascii: null,
    input: tty.input,
    output: tty.output,
    env: { TERM, LANG: 'C.UTF-8' },
  });
  screen.paint(draw(SCENES[scene]!(), WIDTH, HEIGHT, { ascii: screen.ascii }));
  const text = await tty.text();
  const chosen = new Themes(null).pick(screen.theme, true);
  const attributes = attributesOf(fitting(chosen, screen.colours), screen.colours);
  // Roles that look the same share the letter of the first.
  const letters = new Map<string, string>();
  for (const role of ROLES) {
    const look = words(lookOf(attributes[role]));
    letters.set(look, letters.get(look) ?? LETTERS[role]);
  }
  const seen = looks(tty).map((row) => row.map(words));
  const grid = seen.map((row) => row.map((look) => letters.get(look) ?? '!').join(''));
  screen.destroy();
  expect(grid.join('\n'), 'a cell that looks like no role').not.toContain('!');
  const legend = [...letters].filter(([look]) => seen.some((row) => row.includes(look)));
  const parts = [
    ...text,
    '',
    ...grid.map((row) => row.replace(/\.+$/, '')),
    '',
    ...legend.map(([look, letter]) => `${letter} ${look}`),
  ];
  golden(`${scene}-${screen.theme}-${TERM}`, `${parts.join('\n')}\n`, new URL('./golden/', import.meta.url));
});
