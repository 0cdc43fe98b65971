import { lookup } from 'node:dns/promises';
import { commandFor, sudoersFor, testCommand, VERBS } from '../actions/commands.js';
import { outputLines } from '../actions/explain.js';
import type { NodeFacts } from '../actions/facts.js';
import type { NodeConfig } from '../config/types.js';
import type { ClusterState, SourceState } from '../model/state.js';
import { COUNTERS_COMMAND, readSshConfig } from '../sources/index.js';
import { type ActNode, gatherFacts, settingsOf } from './act.js';
import type { Watched } from './observing.js';

/** One thing that was looked at; `mend`: what to type where it is not as it should be. */
export interface Check {
  /** null = this machine. */
  node: string | null;
  what: string;
  level: 'ok' | 'warning' | 'failure';
  found: string;
  mend: string;
}

export interface Diagnosis {
  checks: Check[];
  /** The least that sudo must allow on each node whose login is not root's. */
  sudoers: { node: string; text: string }[];
}

/** Logs of nodes whose clocks differ by more are hard to read side by side, ms. */
const CLOCK_MS = 500;
const QUESTION_TIMEOUT_MS = 10_000;

/** Looks at what vrrptop needs: names, logins, rights, programs. Changes nothing. @param waitMs for sources to come up. */
export async function examine(nodes: readonly ActNode[], watched: Watched, waitMs: number): Promise<Diagnosis> {
  await new Promise((done) => setTimeout(done, waitMs));
  const state = watched.state();
  const examined = await Promise.all(nodes.map((node) => examineNode(node, state)));
  return {
    checks: [...hereChecks(state), ...examined.flatMap((e) => e.checks)],
    sudoers: examined.flatMap((e) => (e.sudoers === null ? [] : [e.sudoers])),
  };
}

function hereChecks(state: ClusterState): Check[] {
  const captures = [...state.sources.values()].filter((s) => s.kind === 'wire' && s.node === null);
  if (captures.length === 0)
    return [check(null, 'capture', 'warning', 'no capture is configured here', 'captures: auto in the configuration')];
  return captures.map((s) => ofSource(null, `capture on ${s.id.slice('wire:'.length)}`, s, 'failure'));
}

async function examineNode(
  node: ActNode,
  state: ClusterState,
): Promise<{ checks: Check[]; sudoers: { node: string; text: string } | null }> {
  const { config } = node;
  const { name } = config;
  const checks: Check[] = [await nameCheck(config)];
  const ssh = state.sources.get(`ssh:${name}`);
  checks.push(ofSource(name, 'ssh', ssh, 'failure'));
  if (ssh?.status !== 'live') return { checks, sudoers: null };
  if (config.log !== 'none') checks.push(ofSource(name, 'log', state.sources.get(`log:${name}`), 'failure'));
  if (config.capture !== false)
    checks.push(ofSource(name, 'capture there', state.sources.get(`wire:${name}`), 'failure'));
  checks.push(...(await programChecks(node)), ...(await countersCheck(node)), clockCheck(state, name));
  const settings = settingsOf(config, false);
  const gathered = await gatherFacts(node, settings);
  if (!gathered.ok) return { checks: [...checks, check(name, 'actions', 'failure', gathered.why, '')], sudoers: null };
  const { facts } = gathered;
  checks.push(keepalivedCheck(state, name, facts), configCheck(name, facts));
  const user = outputLines((await node.source.run('id -un', QUESTION_TIMEOUT_MS)).stdout).at(-1) ?? 'USER';
  const commands = [
    ...VERBS.map((verb) => commandFor(verb, name, facts, settings)),
    testCommand(name, facts, settings),
  ];
  const lines = [...new Set(commands.flatMap((c) => ('line' in c ? [c.line] : [])))];
  checks.push(...commands.flatMap((c) => ('why' in c ? [check(name, 'actions', 'warning', c.why, '')] : [])));
  const text = sudoersFor(user, lines);
  checks.push(...(await sudoChecks(node, lines)));
  return { checks, sudoers: text === '' ? null : { node: name, text } };
}

async function nameCheck(config: NodeConfig): Promise<Check> {
  const { name, host } = config;
  try {
    const { hostname, user, port } = await readSshConfig({
      host,
      ...(config.user === undefined ? {} : { user: config.user }),
    });
    const addresses = (await lookup(hostname, { all: true })).map((a) => a.address);
    return check(name, 'name', 'ok', `${user}@${hostname}:${config.port ?? port} is ${addresses.join(', ')}`, '');
  } catch {
    return check(
      name,
      'name',
      'failure',
      `the name ${host} leads nowhere`,
      `getent hosts ${host}; or give HostName in ~/.ssh/config`,
    );
  }
}

/** `ip` and, where no capture is configured there, whether there could be one. */
async function programChecks(node: ActNode): Promise<Check[]> {
  const { name, capture } = node.config;
  const answer = await node.source.run(
    `ip -j addr >/dev/null 2>&1 && echo json
command -v ip >/dev/null && echo ip
t=$(command -v tcpdump) && echo "tcpdump $t" && { [ "$(id -u)" = 0 ] || getcap "$t" 2>/dev/null | grep -q cap_net_raw || sudo -n -l "$t" >/dev/null 2>&1; } && echo may`,
    QUESTION_TIMEOUT_MS,
  );
  const has = (word: string): boolean => answer.stdout.split('\n').some((line) => line.split(' ')[0] === word);
  const ip = has('json')
    ? check(name, 'ip', 'ok', 'ip -j addr answers', '')
    : has('ip')
      ? check(name, 'ip', 'ok', 'ip knows no JSON: its text is read', '')
      : check(
          name,
          'ip',
          'failure',
          'there is no ip: which addresses it holds is not known',
          'install iproute2 (iproute)',
        );
  if (capture !== false) return [ip];
  const setcap = 'setcap cap_net_raw,cap_net_admin+ep $(command -v tcpdump), or sudo -n tcpdump';
  const tcpdump = !has('tcpdump')
    ? check(name, 'tcpdump', 'warning', 'not installed: no capture could be made there', 'install tcpdump')
    : has('may')
      ? check(name, 'tcpdump', 'ok', 'a capture could be made there', '')
      : check(name, 'tcpdump', 'warning', 'there, but this login may not capture', setcap);
  return [ip, tcpdump];
}

/** Whether keepalived's counters can be asked for; nothing where the configuration says never. */
async function countersCheck(node: ActNode): Promise<Check[]> {
  const { name, counters } = node.config;
  if (counters === false) return [];
  const script = `[ "$(id -u)" = 0 ] || sudo -n -l ${COUNTERS_COMMAND} >/dev/null 2>&1`;
  const { code } = await node.source.run(script, QUESTION_TIMEOUT_MS);
  if (code === 0) return [check(name, 'counters', 'ok', 'keepalived can be asked for its counters', '')];
  const mend = `vrrptop config counters >${COUNTERS_COMMAND.slice(COUNTERS_COMMAND.lastIndexOf('/') + 1)}, to ${COUNTERS_COMMAND} on ${name}, and allow it by sudo`;
  const found = `this login may not ask keepalived for its counters (sudo -n ${COUNTERS_COMMAND})`;
  return [check(name, 'counters', counters === true ? 'warning' : 'ok', found, mend)];
}

function clockCheck(state: ClusterState, name: string): Check {
  const offset = state.nodes.get(name)?.clockOffsetMs ?? null;
  if (offset === null) return check(name, 'clock', 'warning', 'was not measured', '');
  const found = `${(offset / 1000).toFixed(2)} s against this machine`;
  return Math.abs(offset) <= CLOCK_MS
    ? check(name, 'clock', 'ok', found, '')
    : check(name, 'clock', 'warning', found, 'timedatectl set-ntp true; or chronyc makestep');
}

function keepalivedCheck(state: ClusterState, name: string, facts: NodeFacts): Check {
  const version = state.nodes.get(name)?.version;
  const word = `keepalived${version == null ? '' : ` ${version}`}`;
  if (facts.keepalived === null) return check(name, 'keepalived', 'failure', 'not found', 'install keepalived');
  if (facts.pid === null)
    return check(name, 'keepalived', 'warning', `${word} does not run`, `vrrptop do start ${name}`);
  return check(name, 'keepalived', 'ok', `${word} runs, pid ${facts.pid}`, '');
}

function configCheck(name: string, { test, tests }: NodeFacts): Check {
  if (test === null) {
    const why = tests ? 'not tested' : 'cannot be tested: keepalived -t came with 2.0.4';
    return check(name, 'config', 'warning', why, '');
  }
  const [first] = test.complaints;
  return first === undefined
    ? check(name, 'config', 'ok', `passes ${test.line}`, '')
    : check(name, 'config', 'warning', `${test.complaints.length} complaints: ${first}`, `${test.line} on ${name}`);
}

/** Whether sudo allows each of the commands; asks sudo, runs none of them. */
async function sudoChecks(node: ActNode, lines: readonly string[]): Promise<Check[]> {
  const { name } = node.config;
  const wanted = lines.filter((line) => line.startsWith('sudo -n '));
  if (wanted.length === 0)
    return [check(name, 'sudo', 'ok', 'not needed: the login is root, or the commands are your own', '')];
  const script = wanted.map((line) => `${line.replace('sudo -n ', 'sudo -n -l ')} >/dev/null 2>&1; echo $?`).join('\n');
  const codes = (await node.source.run(script, QUESTION_TIMEOUT_MS)).stdout.trim().split('\n');
  return wanted.map((line, i) =>
    codes[i] === '0'
      ? check(name, 'sudo', 'ok', `allows ${line.slice('sudo -n '.length)}`, '')
      : check(
          name,
          'sudo',
          'failure',
          `does not allow ${line.slice('sudo -n '.length)}`,
          'visudo -f /etc/sudoers.d/vrrptop, see below',
        ),
  );
}

/** A source's own word on its health says what to type. */
function ofSource(node: string | null, what: string, source: SourceState | undefined, lost: Check['level']): Check {
  if (source === undefined) return check(node, what, lost, 'never came up', '');
  if (source.status !== 'live') return check(node, what, lost, source.reason, '');
  // A connection that stands may say what does not work on it.
  const level = /cannot|no permission/.test(source.reason) ? 'warning' : 'ok';
  return check(node, what, level, source.reason, '');
}

const check = (node: string | null, what: string, level: Check['level'], found: string, mend: string): Check => ({
  node,
  what,
  level,
  found,
  mend,
});
