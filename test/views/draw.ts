import type { ViewInput } from '../../src/views/panel.js';
import { screenRows } from '../../src/views/screen-rows.js';
import { type Line, plain } from '../../src/views/text.js';
import { initialUi, type UiState } from '../../src/views/ui-state.js';
import type { Made } from './states.js';

export const ui = (more: Partial<UiState> = {}): UiState => ({
  ...initialUi({ mode: 'live', ascii: false, theme: 'dark', themes: ['dark', 'light'] }),
  ...more,
});

export const draw = (
  made: Made & Pick<ViewInput, 'clusters'>,
  width: number,
  height: number,
  more: Partial<UiState> = {},
): Line[] => screenRows({ ...made, ui: ui(more) }, { width, height });

/** The screen as text, blanks at the end of rows left away. */
export const drawText = (
  made: Made & Pick<ViewInput, 'clusters'>,
  width: number,
  height: number,
  more: Partial<UiState> = {},
): string =>
  `${draw(made, width, height, more)
    .map((line) => plain(line).trimEnd())
    .join('\n')}\n`;
