import { homedir } from 'node:os';
import { configFolder } from '../config/folder.js';
import { Themes } from '../ui/own-themes.js';
import { complain } from './output.js';

/** The themes of the program and the operator's own. */
export const ownThemes = (): Themes => new Themes(configFolder(process.env, homedir()));

/** Whether the theme of `--theme` is there and can be read; says on stderr what is wrong with it. */
export function isThere(themes: Themes, name: string | undefined): boolean {
  const fault = themes.choose(name ?? 'auto');
  if (fault !== null) complain(`--theme: ${fault}`);
  return fault === null;
}
