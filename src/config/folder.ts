import { join } from 'node:path';

/** The operator's own folder of vrrptop, as the XDG Base Directory Specification has it; relative paths are ignored. */
export function configFolder(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const xdg = env.XDG_CONFIG_HOME;
  return join(xdg?.startsWith('/') === true ? xdg : join(home, '.config'), 'vrrptop');
}
