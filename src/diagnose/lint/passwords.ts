import { parseConfBundle } from '../../protocol/conf/bundle.js';
import { REDACTED } from '../../protocol/conf/redact.js';
import { stripComment } from '../../protocol/conf/words.js';
import type { LintProblem } from './types.js';

/** What everybody tries first; `1111` is in keepalived's own samples. */
const DEFAULTS = new Set(['1111', '1234', '12345678', 'password', 'secret', 'keepalived', 'changeme']);

/**
 * What only the passwords themselves tell (CONFIG.md 3, N09 and N11). Reads the text before its passwords are taken
 * out, and never repeats one; a redacted password tells nothing.
 * @param text a bundle or plain text of one node's configuration.
 */
export function passwordProblems(node: string, text: string): LintProblem[] {
  const problems: LintProblem[] = [];
  for (const { path, content } of parseConfBundle(text).files) {
    for (const [i, raw] of content
      .slice(0, 1024 * 1024)
      .split('\n')
      .entries()) {
      const at = { node, file: path, line: i + 1 };
      const line = raw.replace(/\r$/, '');
      const stripped = stripComment(line.slice(0, 2048)).text;
      if (/\bauth_type\s+AH\b/.test(stripped)) problems.push({ ...at, ...AH });
      const [, rest] = /\bauth_pass\s+(.*)$/.exec(stripped) ?? [];
      if (rest === undefined) continue;
      const quoted = /^"([^"]*)"/.exec(rest);
      const [first = '', ...more] = rest.split(/\s+/);
      const value = quoted?.[1] ?? first;
      if (REDACTED.test(value) || value.startsWith('$')) continue;
      const cut = quoted === null && /auth_pass\s+\S*[^\s\\][#!]/.test(line);
      if (cut) problems.push({ ...at, ...N09, message: 'auth_pass is cut at # or !, where a comment begins' });
      else if (quoted === null && more.some((w) => w !== '}'))
        problems.push({ ...at, ...N09, message: 'auth_pass ends at its first blank' });
      else if (value.length > 8)
        problems.push({ ...at, ...N09, message: `auth_pass has ${value.length} characters; 8 count` });
      if (DEFAULTS.has(value)) problems.push({ ...at, ...N11 });
    }
  }
  return problems;
}

const N09 = {
  id: 'N09',
  severity: 'warning',
  consequence: 'keepalived uses the rest of it; a peer that writes another password with the same begin fits',
} as const;

const N11 = {
  id: 'N11',
  severity: 'info',
  message: 'auth_pass is a well-known one',
  consequence: 'it goes over the LAN in plain text anyway: it guards against mistakes, not against people',
} as const;

const AH = {
  id: 'N11',
  severity: 'info',
  message: 'auth_type AH',
  consequence: 'keepalived supports it; it breaks with address translation, and after a restart as replay',
} as const;
