import { demo as run } from '../app/demo.js';
import { EXIT, type ExitCode } from './exit.js';
import { hasScreen } from './output.js';
import { isThere, ownThemes } from './themes.js';

interface DemoCommandOptions {
  v3?: boolean;
  nopreempt?: boolean;
  clusters?: number;
  theme?: string;
  ascii?: boolean;
  record?: string | true;
}

export async function demo(options: DemoCommandOptions): Promise<ExitCode> {
  if (!hasScreen('the demo draws a screen')) return EXIT.usage;
  const themes = ownThemes();
  if (!isThere(themes, options.theme)) return EXIT.usage;
  return run({
    v3: options.v3 ?? false,
    nopreempt: options.nopreempt ?? false,
    clusters: options.clusters ?? 1,
    theme: options.theme ?? 'auto',
    themes,
    ascii: options.ascii ?? null,
    record: options.record ?? null,
  });
}
