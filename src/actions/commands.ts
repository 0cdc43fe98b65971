import type { NodeFacts } from './facts.js';

/** What a command does to keepalived. */
export type Verb = 'restart' | 'reload' | 'stop' | 'start';
export const VERBS: readonly Verb[] = ['restart', 'reload', 'stop', 'start'];

/** How a node is to be acted on, as configured. */
export interface ActionSettings {
  /** No action on this node. */
  readOnly: boolean;
  /** `auto`: where the login is not root's. */
  sudo: boolean | 'auto';
  /** In the place of the service manager's; run as they are. */
  commands: Readonly<Partial<Record<Verb, string>>>;
  /** For `keepalived -t -f`; `auto` = keepalived's own. */
  keepalivedConf: string;
}

/** The exact command line for a verb on a node, or why there is none. */
type CommandLine = { line: string } | { why: string };

/** How `node` is made to do `verb`. */
export function commandFor(verb: Verb, node: string, facts: NodeFacts, settings: ActionSettings): CommandLine {
  const own = settings.commands[verb];
  if (own !== undefined) return { line: own };
  const { manager, program } = facts;
  const instead = `give the command under commands: ${verb}: in the configuration`;
  if (manager === null) return { why: `no service manager was found on ${node}; ${instead}` };
  if (!facts.known) return { why: `${manager} on ${node} has no service keepalived; ${instead}` };
  if (verb === 'reload' && !facts.reloads)
    return { why: `${manager}'s script of keepalived knows no reload; ${instead}` };
  const words: Readonly<Record<typeof manager, string>> = {
    systemd: `${program} ${verb} keepalived`,
    openrc: `${program} keepalived ${verb}`,
    service: `${program} keepalived ${verb}`,
    'init.d': `${program} ${verb}`,
  };
  return asRoot(words[manager], node, facts, settings);
}

/**
 * What a restart is made of. An init script may look for the old process before it has gone, and then leave nothing
 * running (Debian's waits one second, and keepalived needs about that): there it is a stop, and a start after the end.
 */
export function restartVerbs(facts: NodeFacts, settings: ActionSettings): readonly Verb[] {
  const isScript = facts.manager !== null && facts.manager !== 'systemd';
  return isScript && facts.pid !== null && settings.commands.restart === undefined ? ['stop', 'start'] : ['restart'];
}

/** `keepalived -t`, where this version has it. */
export function testCommand(node: string, facts: NodeFacts, settings: ActionSettings): CommandLine {
  if (facts.keepalived === null) return { why: `keepalived was not found on ${node}` };
  if (!facts.tests) return { why: `keepalived on ${node} cannot test a configuration (2.0.4 and later can)` };
  const file = settings.keepalivedConf === 'auto' ? '' : ` -f ${quoted(settings.keepalivedConf)}`;
  return asRoot(`${facts.keepalived} -t${file}`, node, facts, settings);
}

function asRoot(line: string, node: string, facts: NodeFacts, settings: ActionSettings): CommandLine {
  if (facts.root && settings.sudo !== true) return { line };
  if (settings.sudo === false) return { line };
  if (facts.sudo === null)
    return { why: `the login on ${node} is not root and there is no sudo: log in as root, or install sudo` };
  return { line: `sudo -n ${line}` };
}

const quoted = (text: string): string => (/^[\w./+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/**
 * The least that sudo must allow `user` on `node` for `lines` as they are planned: whole command lines, no wildcards.
 * Shell quotes in a line are single ones. `''` where none of them uses sudo.
 */
export function sudoersFor(user: string, lines: readonly string[]): string {
  const commands = lines.filter((l) => l.startsWith('sudo -n ')).map((l) => l.slice('sudo -n '.length));
  if (commands.length === 0) return '';
  // What a shell quotes is one argument for sudo, without the quotes; brackets would be a pattern there.
  const escaped = commands.map((c) => c.replace(/'([^']*)'/g, '$1').replace(/[,:=\\[\]]/g, '\\$&'));
  return [`Cmnd_Alias VRRPTOP = ${escaped.join(', \\\n  ')}`, `${user} ALL=(root) NOPASSWD: VRRPTOP`].join('\n');
}
