/** A key as blessed decodes it. */
export interface RawKey {
  name?: string;
  ctrl?: boolean;
  meta?: boolean;
  shift?: boolean;
}

/** The name of a key for the key table; null for what is no key of its own. */
export function keyName(ch: string | undefined, key: RawKey | undefined): string | null {
  const name = key?.name;
  // blessed tells Enter twice, as `enter` and as `return`.
  if (name === 'return') return null;
  if (key?.meta === true) return `M-${name ?? ch ?? ''}`;
  if (key?.ctrl === true) return `C-${name ?? ch ?? ''}`;
  if (ch !== undefined && ch.length === 1 && ch > ' ' && ch !== '\u007f') return ch;
  if (name === undefined) return null;
  return key?.shift === true ? `S-${name}` : name;
}
