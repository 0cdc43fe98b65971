import dark from '../../themes/dark.json' with { type: 'json' };
import deuteranopia from '../../themes/deuteranopia.json' with { type: 'json' };
import highContrast from '../../themes/high-contrast.json' with { type: 'json' };
import light from '../../themes/light.json' with { type: 'json' };
import mono from '../../themes/mono.json' with { type: 'json' };
import { parseTheme, type Theme } from './theme.js';

/** All themes, as read: a new one is a file in themes/ and a line here. The first is the one to start with. */
export const THEME_FILES: readonly unknown[] = [dark, light, highContrast, deuteranopia, mono];

export const THEMES: readonly Theme[] = THEME_FILES.map((file) => {
  const parsed = parseTheme(file);
  if ('error' in parsed) throw new Error(`theme ${parsed.error}`);
  return parsed.theme;
});

export const THEME_NAMES: readonly string[] = THEMES.map((theme) => theme.name);
