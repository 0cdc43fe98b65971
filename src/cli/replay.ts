import { replay as play } from '../app/replay.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain, hasScreen } from './output.js';
import { isThere, ownThemes } from './themes.js';

interface ReplayOptions {
  speed: number;
  year?: number;
  tz?: string;
  theme?: string;
  ascii?: boolean;
}

export async function replay(inputs: string[], options: ReplayOptions): Promise<ExitCode> {
  if (!hasScreen('vrrptop report serves pipes')) return EXIT.usage;
  const themes = ownThemes();
  if (!isThere(themes, options.theme)) return EXIT.usage;
  const result = await play(inputs, {
    speed: options.speed,
    theme: options.theme ?? 'auto',
    themes,
    ascii: options.ascii ?? null,
    ...(options.year === undefined ? {} : { year: options.year }),
    ...(options.tz === undefined ? {} : { zone: options.tz }),
  });
  if (typeof result === 'number') return result;
  complain(result.message);
  return EXIT.failed;
}
