import dark from '../../themes/dark.json' with { type: 'json' };
import deuteranopia from '../../themes/deuteranopia.json' with { type: 'json' };
import dracula from '../../themes/dracula.json' with { type: 'json' };
import gruvbox from '../../themes/gruvbox.json' with { type: 'json' };
import highContrast from '../../themes/high-contrast.json' with { type: 'json' };
import light from '../../themes/light.json' with { type: 'json' };
import mono from '../../themes/mono.json' with { type: 'json' };
import { parseTheme, type Theme } from './theme.js';

/** The themes that come with the program, by name: a new one is a file in themes/ and a line here. The first is the one to start with. */
export const THEME_FILES: Readonly<Record<string, unknown>> = {
  dark,
  light,
  'high-contrast': highContrast,
  deuteranopia,
  gruvbox,
  dracula,
  mono,
};

export const THEMES: readonly Theme[] = Object.entries(THEME_FILES).map(([name, file]) => {
  const parsed = parseTheme(name, file);
  if ('error' in parsed) throw new Error(`theme ${name}: ${parsed.error}`);
  return parsed.theme;
});

export const THEME_NAMES: readonly string[] = THEMES.map((theme) => theme.name);

/** A theme that comes with the program. */
export const builtIn = (name: string): Theme | undefined => THEMES.find((theme) => theme.name === name);

/**
 * The theme that a terminal shows in place of the chosen one: without colours only `mono` tells all roles apart, and
 * a palette of its own ground has no likeness among sixteen.
 */
export function fitting(theme: Theme, colours: number): Theme {
  const other = colours < 8 ? 'mono' : (theme.base.bg ?? 0) >= colours ? theme.ground : theme.name;
  return other === theme.name ? theme : (builtIn(other) ?? theme);
}
