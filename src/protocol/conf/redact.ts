import { splitStatements, stripComment } from './words.js';

/** What a redacted password looks like; the group is its fingerprint. */
export const REDACTED = /^redacted:([0-9a-f]{8})$/;

/** Makes 8 hexadecimal digits of a secret, see passwordFingerprint. */
export type Fingerprint = (secret: string) => string;

/** keepalived reads no longer lines; the patterns below would take time in proportion to the square of the length. */
const MAX_LINE_LENGTH = 2048;

/** Keywords whose value is a secret. In comments too: a commented-out password is often the one in use elsewhere. */
const SECRET = /(auth_pass"?|\bauth_key\b|\bhmac_key\b|\bpassword\b|\bpasswd\b)([ \t]+)(.*)$/i;
/** `mysql -psecret`, `--password=secret`, `redis-cli -a secret`, `MYSQL_PWD=secret` in the command of a script. */
const SCRIPT_SECRETS = [
  /(--?(?:password|passwd|pass|secret|token)[= ]\s*)("[^"]*"|'[^']*'|[^\s"']+)/gi,
  /(\b(?:mysql|mysqladmin|mariadb|mariadb-admin)\b[^#!]*?\s-p)([^\s"']+)/gi,
  /(\bredis-cli\b[^#!]*?\s-a\s+)([^\s"']+)/gi,
  /(\b\w*(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN)=)([^\s"']+)/gi,
  /(:\/\/[^\s:/@"']+:)([^\s@/"']+)(?=@)/gi,
];

/**
 * Replaces each password in the text of keepalived.conf (or a bundle) by `redacted:` and its fingerprint: the value of
 * auth_pass, of the definitions it uses, whatever an auth_hmac block holds, and passwords in the commands of scripts.
 * All other text, and the number of lines, stays; what stands behind a password on its line goes, and so do lines of more
 * than 2,048 characters. Redacting twice
 * gives the same as once.
 */
export function redactConf(text: string, fingerprint: Fingerprint): string {
  const lines = text
    .split('\n')
    .map((line) => (line.length <= MAX_LINE_LENGTH ? line : `# a line of ${line.length} characters was left out`));
  const secretNames = namesUsedBySecrets(lines);
  const hide = (secret: string): string => (REDACTED.test(secret) ? secret : `redacted:${fingerprint(secret)}`);
  let definitionGoesOn = false;
  let hmacDepth = 0;
  return lines
    .map((line) => {
      const end = /[ \t]*\\?\r*$/.exec(line)![0];
      const body = line.slice(0, line.length - end.length);
      if (definitionGoesOn) {
        definitionGoesOn = end.includes('\\');
        return /^\s*$/.test(body) ? line : hide(body.trim()) + end;
      }
      const definition = /^(.*?\$([A-Za-z_]\w*)=[ \t]*)(.*)$/.exec(body);
      if (definition !== null && secretNames.has(definition[2]!)) {
        definitionGoesOn = end.includes('\\');
        return definition[3] === '' ? line : definition[1]! + hideValue(definition[3]!, hide) + end;
      }
      const repeat = /^(.*?~(?:SEQx?|LST)[ \t]*\()([^)]*)(.*)$/.exec(body);
      if (repeat !== null && [...secretNames].some((name) => new RegExp(`\\b${name}\\b`).test(repeat[2]!))) {
        const items = repeat[2]!.replace(/^(\s*(?:\{[^}]*\}|[^,]*))(.*)$/, (_, names: string, values: string) => {
          return names + values.replace(/[^\s,{}]+/g, hide);
        });
        return repeat[1]! + items + repeat[3]! + end;
      }
      const inHmac = hmacDepth > 0;
      hmacDepth = depthAfter(body, hmacDepth);
      const secret = SECRET.exec(body) ?? (inHmac ? /^()(\s*\S+\s+)([^\s{}].*)$/.exec(body) : null);
      if (secret !== null) {
        const before = body.slice(0, secret.index) + secret[1] + secret[2];
        return before + hideValue(secret[3]!, hide) + end;
      }
      return SCRIPT_SECRETS.reduce((l, re) => l.replace(re, (_, before, value) => before + hide(value)), body) + end;
    })
    .join('\n');
}

/** The value, hidden; closing braces behind it stay. A value made of definitions alone stays: they are hidden. */
function hideValue(rest: string, hide: (secret: string) => string): string {
  const text = stripComment(rest).text;
  const match = /^(?:"([^"]*)"?|((?:\$\{\w+\}|[^\s"{}])+))/.exec(text);
  if (match === null) return text.startsWith('}') ? rest : hide(rest);
  const value = match[1] ?? match[2]!;
  const kept = /^(\$\{\w+\}|\$\w+)+$/.test(value) ? value : hide(value);
  return kept + ' }'.repeat(text.slice(match[0].length).split('}').length - 1);
}

/** Names of the definitions that make up a password, and of those that these are made of. */
function namesUsedBySecrets(lines: readonly string[]): Set<string> {
  const names = new Set<string>();
  const queue: string[] = [];
  const collect = (text: string): void => {
    for (const match of text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
      if (names.has(match[1]!)) continue;
      names.add(match[1]!);
      queue.push(match[1]!);
    }
  };
  const values = new Map<string, string[]>();
  for (const line of lines) {
    const definition = /\$([A-Za-z_]\w*)=(.*)$/.exec(line);
    if (definition !== null) values.set(definition[1]!, [...(values.get(definition[1]!) ?? []), definition[2]!]);
    const secret = SECRET.exec(line);
    if (secret !== null) collect(secret[3]!);
  }
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) values.get(name)?.forEach(collect);
  return names;
}

/** Depth inside of an auth_hmac block behind a line, 0 outside. */
function depthAfter(line: string, depth: number): number {
  let d = depth;
  for (const words of splitStatements(stripComment(line).text)) {
    if (words[0] === '}') d = Math.max(0, d - 1);
    else if (d > 0 && words.at(-1) === '{') d++;
    else if (words[0] === 'auth_hmac') d = 1;
  }
  return d;
}
